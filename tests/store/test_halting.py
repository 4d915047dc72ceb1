"""A read that nobody waits for any more ends, whatever it is in the midst of."""

from __future__ import annotations

import gc
import threading
from array import array
from contextlib import ExitStack, suppress
from weakref import ReferenceType, ref

import pytest
from sqlalchemy import Connection, Integer, column, event, select, text

from cockpit_tui.domain.errors import Cancelled, StoreError
from cockpit_tui.domain.lists.rows import Group
from cockpit_tui.store.engine import Store
from cockpit_tui.store.halting import Halt
from cockpit_tui.store.lists import id_fetching
from cockpit_tui.store.tables import schema

ENDLESS = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
)
NUMBERS = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n")
LIMIT_SECONDS = 20


def test_a_halted_read_does_not_begin(store: Store) -> None:
    halt = Halt()
    halt.call()
    with pytest.raises(Cancelled), store.read(halt):
        raise AssertionError("it was halted before it began")


def test_a_read_under_way_ends_and_the_next_one_works(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("on PostgreSQL a statement under way comes to its end")
    halt, ends = Halt(), list[Cancelled]()

    def read() -> None:
        try:
            with store.read(halt) as connection:
                connection.scalar(ENDLESS)
        except Cancelled as error:
            ends.append(error)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    for _ in range(LIMIT_SECONDS * 100):
        halt.call()
        thread.join(0.01)
        if not thread.is_alive():
            break
    assert len(ends) == 1
    with store.read(Halt()) as connection:
        assert connection.scalar(text("SELECT 1")) == 1


def test_what_a_halted_read_had_read_is_let_go_without_the_collector(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("on PostgreSQL a statement under way comes to its end")
    halt, held = Halt(), list[ReferenceType[object]]()

    def read_the_rest(connection: Connection) -> None:
        half_read = array("I", [1, 2, 3])
        held.append(ref(half_read))
        connection.scalar(ENDLESS)

    def read() -> None:
        with suppress(Cancelled), store.read(halt) as connection:
            read_the_rest(connection)

    gc.disable()
    try:
        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        for _ in range(LIMIT_SECONDS * 100):
            if held:
                halt.call()
            thread.join(0.01)
            if not thread.is_alive():
                break
        assert [one() for one in held] == [None]
    finally:
        gc.enable()


def test_what_was_read_before_the_halt_is_let_go_where_the_next_statement_does_not_begin(
    store: Store,
) -> None:
    halt, held = Halt(), list[ReferenceType[object]]()

    def read_the_rest(connection: Connection) -> None:
        half_read = array("I", [1, 2, 3])
        held.append(ref(half_read))
        halt.call()
        connection.scalar(text("SELECT 1"))

    gc.disable()
    try:
        with suppress(Cancelled), store.read(halt) as connection:
            read_the_rest(connection)
        assert [one() for one in held] == [None]
    finally:
        gc.enable()


def test_a_read_halted_between_two_statements_begins_no_further_one(store: Store) -> None:
    halt = Halt()
    with ExitStack() as exits:
        exits.enter_context(pytest.raises(Cancelled))
        connection = exits.enter_context(store.read(halt))
        connection.scalar(text("SELECT 1"))
        halt.call()
        connection.scalar(text("SELECT 2"))
    with store.read() as connection:
        assert connection.scalar(text("SELECT 1")) == 1


def test_ids_are_not_fetched_any_further_once_the_read_is_halted(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(id_fetching, "FETCH_ROWS", 2)
    halt = Halt()

    @event.listens_for(store.engine, "after_cursor_execute")
    def answered(*_: object) -> None:
        halt.call()

    with pytest.raises(Cancelled), store.read(halt) as connection:
        id_fetching.fetch_ids(connection, select(schema.picklist_value.c.id))


def test_an_interrupt_that_the_driver_itself_reports_is_the_halt(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("nothing is interrupted on PostgreSQL")
    halt = Halt()
    with ExitStack() as exits:
        exits.enter_context(pytest.raises(Cancelled))
        found = exits.enter_context(store.read(halt)).execute(NUMBERS)
        assert found.cursor is not None
        found.cursor.fetchmany(10)
        halt.call()
        found.cursor.fetchmany(10)


def test_a_fault_while_ids_are_fetched_is_told_as_any_fault_of_the_database(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("PostgreSQL's rows are fetched by SQLAlchemy")
    rows = text("SELECT 1 AS id UNION ALL SELECT json('x')").columns(column("id", Integer))
    with pytest.raises(StoreError, match="malformed"), store.read() as connection:
        id_fetching.fetch_ids(connection, select(rows.subquery()))


@pytest.mark.parametrize("counts", [(2, 3), (1, 1), (4, 4), (0, 9)])
def test_ids_are_put_group_by_group_and_their_number_tells_where_groups_are_counted_wrongly(
    store: Store, counts: tuple[int, int]
) -> None:
    numbers = text(" UNION ALL ".join(f"SELECT {n} AS id" for n in (5, 4, 3, 2, 1)))
    query = select(numbers.columns(column("id", Integer)).subquery())
    groups = (Group("10", "Shown first", counts[0]), Group("9", "Read first", counts[1]))
    with store.read() as connection:
        found = id_fetching.fetch_grouped(connection, query, groups)
    assert len(found) == 5
    if sum(counts) == 5:
        assert list(found) == [2, 1, 5, 4, 3]
