"""What edits, polls and pages cost, by statements: time says more of the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, event, update

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.practice import Practice
from cockpit_tui.services.ctas import CtaService
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import pulled
from cockpit_tui.store.tables import schema
from tests.sync.bench import Bench
from tests.sync.test_calls import add_tasks

LOCKS = 4
"""Statements that only PostgreSQL needs, for rows are locked there one by one."""


@contextmanager
def noted(store: Store) -> Iterator[list[str]]:
    """The statements that are made meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield statements
    event.remove(store.engine, "before_cursor_execute", note)


def settled(bench: Bench) -> None:
    """Nothing waits, and the last answers of the org were written."""
    bench.sync()
    bench.sync()
    assert bench.cycles.run().did_anything is False


def test_an_edit_of_a_mirrored_task_is_a_few_statements(bench: Bench) -> None:
    task_id, _ = bench.add_mirrored_task("Call them")
    tasks = bench.tasks()
    with noted(bench.store) as statements:
        tasks.edit([task_id], {"title": "Call them again"})
    assert len(statements) <= 18 + (0 if bench.store.is_sqlite else LOCKS), statements


def test_an_edit_of_a_cta_is_a_few_statements(bench: Bench) -> None:
    cta_id = bench.add_cta()
    ctas = CtaService(bench.store, bench.actor(), bench.clock, Practice())
    with noted(bench.store) as statements:
        ctas.edit([cta_id], {"comment": "They called"})
    assert len(statements) <= 11 + (0 if bench.store.is_sqlite else LOCKS), statements
    written = [statement for statement in statements if statement.startswith("UPDATE cta ")]
    assert not [one for one in written if "state=" in one or "due=" in one], "in eight indexes"


def test_a_poll_that_brings_nothing_new_reads_little_and_writes_nothing(bench: Bench) -> None:
    bench.add_mirrored_task("Call them")
    settled(bench)
    with noted(bench.store) as statements:
        report = bench.cycles.run()
    assert report.pulled["Task"].seen
    assert len(statements) <= 30, statements
    words = {statement.split()[0] for statement in statements}
    assert words <= {"SELECT", "BEGIN"}
    assert "BEGIN IMMEDIATE" not in statements


def test_the_same_answer_is_written_again_once_something_was_done_here(bench: Bench) -> None:
    _, key = bench.add_mirrored_task("Call them")
    settled(bench)
    activity = schema.activity
    with bench.store.write() as connection:
        connection.execute(delete(activity).where(activity.c.salesforce_id == key))
    bench.cycles.run()
    assert bench.rows("activity", salesforce_id=key) == []
    bench.add_cta("Something else")
    bench.cycles.run()
    assert bench.rows("activity", salesforce_id=key)


def test_statements_of_a_page_do_not_grow_with_the_tasks_that_changed(bench: Bench) -> None:
    ids = add_tasks(bench, 45)
    bench.sync()
    keys = [bench.salesforce_ids(TaskId(task_id))[0] for task_id in ids]

    def spent(changed: list[str], words: str) -> int:
        settled(bench)
        bench.sandbox.control.advance_clock(2)
        for key in changed:
            bench.org.change(key, Description=words)
        with noted(bench.store) as statements:
            assert bench.cycles.run().pulled["Task"].applied == len(changed)
        return len(statements)

    assert spent(keys[:40], "Many") <= spent(keys[40:], "Few") + 5


def test_renewals_of_many_customers_are_one_statement_and_only_where_they_differ(
    bench: Bench,
) -> None:
    customers = [row["id"] for row in bench.rows("account")]
    known = {row["id"]: row["arr_cents"] for row in bench.rows("account")}

    def writes() -> int:
        with noted(bench.store) as statements, bench.store.write() as connection:
            pulled.derive_renewals(connection, customers)
        return sum(statement.startswith("UPDATE account") for statement in statements)

    assert writes() == 0
    with bench.store.write() as connection:
        connection.execute(update(schema.account).values(arr_cents=1))
    assert writes() == 1
    assert {row["id"]: row["arr_cents"] for row in bench.rows("account")} == known


@dataclass
class Cut:
    """An org in which Apex cut a subject within a character."""

    inner: Transport

    def call(self, request: ApiRequest) -> ApiResponse:
        answer = self.inner.call(request)
        if request.path.endswith("/composite"):
            for part in answer.body["compositeResponse"]:
                if part["referenceId"] == "Task":
                    part["body"]["records"][0]["Subject"] = "Call \ud83d"
        return answer

    def close(self) -> None:
        self.inner.close()


def test_half_a_character_in_an_answer_does_not_end_the_polls(bench: Bench) -> None:
    bench.add_mirrored_task("Call them")
    bench.close()  # else its lease is waited for
    cycles = bench.new_cycles(Cut(bench.http()))
    for _ in range(2):
        assert cycles.run(is_forced=True).errors == ()
    cycles.close()
    assert bench.rows("activity", subject="Call \ufffd")
