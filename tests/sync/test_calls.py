"""How many API calls it takes: the numbers that the README quotes."""

from __future__ import annotations

import math
import time

import pytest

from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.values import Origin
from cockpit_tui.store.mirror import pulled
from cockpit_tui.store.records import task_edits
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import Author, UnitOfWork
from tests.sync.bench import Bench
from tests.sync.spy import Spy


def add_tasks(bench: Bench, count: int) -> list[int]:
    """Many mirrored tasks in one commit."""
    cta_id = bench.add_cta("Many tasks")
    person = bench.actor().person_id
    status, due = bench.status("Open"), bench.clock.today()
    priority = bench.row("cta", cta_id)["priority_id"]
    with UnitOfWork(bench.store, Author(person, Origin.PERSON), "Many", bench.clock) as work:
        return [
            task_edits.add_task(
                work,
                cta_id,
                title=f"Task {number} of many",
                status_id=status,
                priority_id=priority,
                due=due,
                assignees=[person],
                is_synced=True,
            )
            for number in range(count)
        ]


def pushes(spy: Spy) -> int:
    return sum(request.purpose == "push" for request in spy.requests)


@pytest.mark.parametrize("count", [1, 200, 1000])
def test_edits_take_one_call_for_each_two_hundred(bench: Bench, count: int) -> None:
    if count == 1000 and not bench.store.is_sqlite:
        pytest.skip("the count does not depend on the database")
    spy = Spy(bench.http())
    bench.transport = spy
    ids = add_tasks(bench, count)
    assert bench.sync().created == count
    assert pushes(spy) == math.ceil(count / 200)
    spy.requests.clear()
    person = bench.actor().person_id
    with UnitOfWork(bench.store, Author(person), "Edit", bench.clock) as work:
        for task_id in ids:
            task_edits.edit_task(work, TaskId(task_id), {"comments": f"edited {task_id}"})
    report = bench.sync()
    assert (report.updated, report.exit_code) == (count, 0)
    assert pushes(spy) == math.ceil(count / 200)


def test_an_idle_cycle_is_exactly_one_call_and_writes_nothing(bench: Bench) -> None:
    bench.sync()
    bench.sync()
    before = bench.sandbox.control.calls()
    with bench.store.read() as connection:
        version = (
            connection.exec_driver_sql("PRAGMA data_version") if bench.store.is_sqlite else None
        )
        first = version.scalar() if version is not None else 0
    report = bench.cycles.run()
    assert report.api_calls == 1
    assert bench.sandbox.control.calls() - before == 1
    assert report.did_anything is False
    if bench.store.is_sqlite:
        with bench.store.read() as connection:
            assert connection.exec_driver_sql("PRAGMA data_version").scalar() == first


def test_a_first_load_reads_two_thousand_rows_a_call(bench: Bench) -> None:
    spy = Spy(bench.http())
    cycles = bench.new_cycles(spy)
    report = cycles.run(is_forced=True, is_full=True)
    cycles.close()
    rows = {name: tally.seen for name, tally in report.pulled.items()}
    pulls = sum(request.purpose == "pull" for request in spy.requests)
    assert pulls == sum(seen // 2000 + 1 for seen in rows.values())


def test_row_25_three_hundred_rows_of_one_second_are_all_read(bench: Bench) -> None:
    """fault 25."""
    account = bench.rows("account", is_deleted=False)[3]["salesforce_id"]
    records = [
        {"attributes": {"type": "Task"}, "Subject": f"Tie {n}", "WhatId": account}
        for n in range(200)
    ]
    for _ in range(2):
        bench.org.request("POST", "/composite/sobjects", {"allOrNone": False, "records": records})
    bench.sync()
    activity = schema.activity
    with bench.store.read() as connection:
        found = connection.execute(
            activity.select().where(activity.c.subject.like("Tie %"), ~activity.c.is_deleted)
        ).all()
    assert len(found) >= 400


def test_two_hundred_activities_are_written_in_milliseconds(bench: Bench) -> None:
    rows = [
        pulled.PulledActivity(
            salesforce_id=f"00T9999{number:08d}AAA",
            kind="Task",
            subtype="Call",
            subject=f"Call {number}",
            status="Completed",
            is_closed=True,
            priority="Normal",
            date=bench.clock.today(),
            start_at=None,
            end_at=None,
            owner_salesforce_id=None,
            owner_name="",
            who_salesforce_id=None,
            who_name="",
            what_salesforce_id=None,
            what_name="",
            account=None,
            is_archived=False,
            is_deleted=False,
            comments="",
        )
        for number in range(200)
    ]
    started = time.process_time()
    with bench.store.write() as connection:
        assert len(pulled.write_activities(connection, rows)) == 200
    assert time.process_time() - started < 0.25
    with bench.store.write() as connection:
        assert pulled.write_activities(connection, rows) == frozenset()
