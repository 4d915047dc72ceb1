"""A read that nobody waits for any more ends, whatever it is in the midst of."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from cockpit_tui.domain.errors import Cancelled
from cockpit_tui.store.engine import Store
from cockpit_tui.store.halting import Halt

ENDLESS = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
)
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
