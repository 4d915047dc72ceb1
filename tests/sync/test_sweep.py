"""What no delta tells: records that come into sight, go out of it, or were stamped long ago."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from msgspec.structs import replace

from cockpit_sync.cycle import Cycles
from cockpit_sync.reading.disappearing import is_mass
from cockpit_sync.reading.pull import PullPace
from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_tui.store.mirror import mirror_state
from tests.sync.bench import Bench

Record = Mapping[str, Any]


@dataclass
class Veiled:
    """Salesforce as somebody sees it who may not see some records."""

    inner: Transport
    hides: Callable[[Record], bool] = field(default=lambda _: False)

    def call(self, request: ApiRequest) -> ApiResponse:
        response = self.inner.call(request)
        return replace(response, body=self.veiled(response.body))

    def veiled(self, body: Any) -> Any:
        if isinstance(body, dict) and "compositeResponse" in body:
            parts = [
                {**part, "body": self.veiled(part["body"])} for part in body["compositeResponse"]
            ]
            return {**body, "compositeResponse": parts}
        if isinstance(body, dict) and isinstance(body.get("records"), list):
            return {**body, "records": [row for row in body["records"] if not self.hides(row)]}
        return body

    def close(self) -> None:
        self.inner.close()


@pytest.fixture
def veiled(bench: Bench) -> Veiled:
    return Veiled(bench.http())


def settle(bench: Bench, cycles: Cycles) -> None:
    """A sweep, and the second look an hour later."""
    bench.clock.advance(hours=25)
    cycles.run(is_forced=True)
    bench.clock.advance(hours=2)
    cycles.run(is_forced=True)


def activity(bench: Bench, key: str) -> Mapping[str, Any] | None:
    found = bench.rows("activity", salesforce_id=key)
    return found[0] if found else None


def new_task(bench: Bench, subject: str) -> str:
    account = bench.rows("account", is_deleted=False)[2]["salesforce_id"]
    made = bench.org.request("POST", "/sobjects/Task", {"Subject": subject, "WhatId": account})
    return str(made["id"])


@pytest.mark.parametrize("minutes", [0, 4, 19, 60])
def test_a_row_that_becomes_visible_late_is_read_with_the_next_overlap(
    bench: Bench, veiled: Veiled, minutes: int
) -> None:
    """fault 26: stamped now, visible seconds, 4, 19 or 60 minutes later."""
    cycles = bench.new_cycles(veiled)
    cycles.run(is_forced=True)
    late = new_task(bench, f"Late by {minutes}")
    veiled.hides = lambda row: row.get("Id") == late
    for _ in range(3):
        bench.sandbox.control.advance_clock(1)
        new_task(bench, "Newer, and visible at once")
        cycles.run(is_forced=True)
    assert activity(bench, late) is None
    veiled.hides = lambda _: False
    bench.clock.advance(minutes=minutes)
    cycles.run(is_forced=True)
    cycles.close()
    assert activity(bench, late) is not None


@pytest.mark.parametrize(("late_by", "found_after"), [(16, 15), (58, 60)])
def test_a_late_row_is_found_in_an_org_where_something_changes_all_the_time(
    bench: Bench, veiled: Veiled, late_by: int, found_after: int
) -> None:
    """fault 26: it came into sight a minute after the hour's reading back; the next one looks for
    what came since, however new the newest row is by then."""
    bench.clock.advance(minutes=60 - bench.clock.now().minute)
    cycles = bench.new_cycles(veiled)

    def poll(minutes: int) -> None:
        bench.clock.advance(minutes=minutes)
        bench.sandbox.control.advance_clock(minutes * 60)
        new_task(bench, "Newer, and visible at once")
        cycles.run(is_forced=True)

    poll(60 - late_by)
    late = new_task(bench, f"Late by {late_by}, {found_after}")
    veiled.hides = lambda row: row.get("Id") == late
    while bench.clock.now().minute:
        poll(min(5, 60 - bench.clock.now().minute))
    veiled.hides = lambda _: False
    for _ in range(found_after // 5):
        poll(5)
    cycles.close()
    assert activity(bench, late) is not None


def test_a_late_row_is_found_by_a_process_that_begins_after_it_came_into_sight(
    bench: Bench, veiled: Veiled
) -> None:
    """fault 26: after the hour's reading back of the process before, and before its end. The newest
    row is more than 70 minutes younger by then."""
    bench.clock.advance(minutes=60 - bench.clock.now().minute)
    cycles = bench.new_cycles(veiled)

    def poll(minutes: int) -> None:
        bench.clock.advance(minutes=minutes)
        bench.sandbox.control.advance_clock(minutes * 60)
        new_task(bench, "Newer, and visible at once")
        cycles.run(is_forced=True)

    poll(2)
    late = new_task(bench, "Late by 58, before a new process")
    veiled.hides = lambda row: row.get("Id") == late
    while bench.clock.now().minute:
        poll(min(5, 60 - bench.clock.now().minute))
    veiled.hides = lambda _: False
    for _ in range(8):
        poll(5)
    cycles.close()
    assert activity(bench, late) is None, "the process before has not looked for it"
    cycles = bench.new_cycles(veiled)
    poll(1)
    cycles.close()
    assert activity(bench, late) is not None


def test_minutes_in_which_much_changed_do_not_take_calls_at_every_poll(
    bench: Bench, veiled: Veiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than one call reads: looked at again once a minute, and never once that is over. What
    comes into sight late is read all the same."""
    for module in ("pull", "pull_writing"):
        monkeypatch.setattr(f"cockpit_sync.reading.{module}.PAGE_ROWS", 10)
    control = bench.sandbox.control
    cycles = bench.new_cycles(veiled)
    cycles.run(is_forced=True)
    control.advance_clock(3600)
    made = [new_task(bench, f"All at once {number}") for number in range(25)]
    late = made[22]
    veiled.hides = lambda row: row.get("Id") == late
    for _ in range(2):
        cycles.run()
    assert activity(bench, made[-1]) is not None
    veiled.hides = lambda _: False

    def pass_time(seconds: int) -> None:
        """Salesforce's clock is known from its last answer."""
        control.advance_clock(seconds)
        cycles.run()

    def calls() -> list[int]:
        return [cycles.run().api_calls for _ in range(3)]

    assert calls() == [1, 1, 1]
    assert activity(bench, late) is None
    pass_time(61)
    several, *ones = calls()
    assert several > 1
    assert ones == [1, 1]
    assert activity(bench, late) is not None
    pass_time(360)
    cycles.run()
    pass_time(61)
    assert calls() == [1, 1, 1]
    assert cycles.run().pulled["Task"].seen == 0
    cycles.close()


def test_the_overlap_is_5_minutes_20_each_quarter_and_70_each_hour(bench: Bench) -> None:
    pace = PullPace()
    now = bench.clock.now().replace(minute=31)
    assert pace.overlap(now).total_seconds() == 70 * 60
    pace.read_at = now
    assert pace.overlap(now.replace(minute=32)).total_seconds() == 5 * 60
    assert pace.overlap(now.replace(minute=45)).total_seconds() == 20 * 60
    assert pace.overlap(now.replace(hour=now.hour + 1, minute=0)).total_seconds() == 70 * 60


def test_a_row_that_becomes_visible_after_three_hours_is_found_by_the_sweep(
    bench: Bench, veiled: Veiled
) -> None:
    """fault 27 and fault 52: an old stamp, gained by sharing or committed late."""
    late = new_task(bench, "Visible after hours")
    veiled.hides = lambda row: row.get("Id") == late
    cycles = bench.new_cycles(veiled)
    bench.sandbox.control.advance_clock(3 * 3600)
    new_task(bench, "Moves the cursor")
    cycles.run(is_forced=True)
    veiled.hides = lambda _: False
    bench.clock.advance(hours=3)
    cycles.run(is_forced=True)
    assert activity(bench, late) is None
    bench.clock.advance(hours=22)
    cycles.run(is_forced=True)
    cycles.close()
    assert activity(bench, late) is not None


def test_a_change_that_slipped_through_is_repaired_by_the_sweep(bench: Bench) -> None:
    task_id, key = bench.add_mirrored_task("Drifted")
    bench.close()
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, Subject="Drifted there")
    with bench.store.write() as connection:
        cursor = mirror_state.load_cursors(connection)["Task"]
        assert cursor.modstamp is not None
        later = cursor.modstamp.replace(year=cursor.modstamp.year + 1)
        mirror_state.save_cursor(connection, replace(cursor, modstamp=later))
    cycles = bench.new_cycles()
    cycles.run(is_forced=True)
    assert bench.row("task", task_id)["title"] == "Drifted"
    bench.clock.advance(hours=25)
    report = cycles.run(is_forced=True)
    cycles.close()
    assert bench.row("task", task_id)["title"] == "Drifted there"
    assert report.exit_code == 0


def test_a_record_lost_by_sharing_is_kept_and_its_edits_wait_until_it_is_back(
    bench: Bench, veiled: Veiled
) -> None:
    """fault 51: hidden, not deleted, and the local edit is kept."""
    task_id, key = bench.add_mirrored_task("Out of sight")
    bench.close()
    cycles = bench.new_cycles(veiled)
    veiled.hides = lambda row: row.get("Id") == key
    bench.clock.advance(hours=25)
    cycles.run(is_forced=True)
    assert bench.sync_state(task_id) == "in-sync"
    bench.clock.advance(hours=2)
    cycles.run(is_forced=True)
    assert bench.sync_state(task_id) == "hidden"
    bench.tasks().edit([task_id], {"title": "Typed while it was hidden"})
    report = cycles.run(is_forced=True)
    assert (report.pending, report.conflicts, bench.sync_state(task_id)) == (1, 0, "hidden")
    assert bench.org.task(key)["Subject"] == "Out of sight"
    veiled.hides = lambda _: False
    bench.clock.advance(hours=25)
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.exit_code, bench.sync_state(task_id)) == (0, "in-sync")
    assert bench.org.task(key)["Subject"] == "Typed while it was hidden"


def test_a_purged_record_is_found_in_the_log_of_deletions_or_hidden_and_never_made_anew(
    bench: Bench,
) -> None:
    """fault 56: the bin was emptied while we were away; no zombie push."""
    task_id, key = bench.add_mirrored_task("Purged")
    bench.close()
    bench.tasks().edit([task_id], {"title": "Edited while away"})
    bench.org.delete(key)
    assert bench.sandbox.control.delete_hard("Task", key)
    bench.clock.advance(hours=25)
    cycles = bench.new_cycles()
    cycles.run(is_forced=True)
    bench.clock.advance(hours=2)
    report = cycles.run(is_forced=True)
    cycles.close()
    assert bench.sync_state(task_id) in ("hidden", "conflict")
    assert report.created == 0
    assert bench.org.tasks_called("Edited while away") == []
    found = activity(bench, key)
    assert found is not None
    assert found["is_deleted"]
    assert bench.row("task", task_id)["title"] == "Edited while away"


def test_when_most_tasks_vanish_at_once_nothing_is_deleted_until_a_person_says_so(
    bench: Bench, veiled: Veiled
) -> None:
    """fault 58: 60 % of the tasks vanish, as with a wrong user."""
    cycles = bench.new_cycles(veiled)
    cycles.run(is_forced=True)
    total = len(bench.rows("activity", kind="Task", is_deleted=False))
    veiled.hides = lambda row: row["attributes"]["type"] == "Task" and hash_of(row) < 60
    bench.clock.advance(hours=25)
    report = cycles.run(is_forced=True)
    assert [error.code for error in report.errors] == ["MASS_DELETION"]
    assert (report.exit_code, report.errors[0].record) == (3, "Task")
    settle(bench, cycles)
    assert len(bench.rows("activity", kind="Task", is_deleted=False)) == total
    report = cycles.run(is_forced=True, accepts_deletions=True)
    cycles.close()
    assert report.errors == ()
    left = len(bench.rows("activity", kind="Task", is_deleted=False))
    assert left < total * 0.6


def hash_of(row: Record) -> int:
    return sum(json.dumps(row["Id"]).encode()) % 100


@dataclass
class Emptied(Veiled):
    """Salesforce after somebody deleted the records."""

    def veiled(self, body: Any) -> Any:
        if isinstance(body, dict) and isinstance(body.get("records"), list):
            for row in body["records"]:
                row["IsDeleted"] = row.get("IsDeleted") or self.hides(row)
            return body
        return super().veiled(body)


def test_a_mass_of_deletions_is_judged_over_all_pages_of_a_reading(bench: Bench) -> None:
    """fault 58, deleted instead of hidden; on no page by itself is it a tenth."""
    transport = Emptied(bench.http())
    cycles = bench.new_cycles(transport)
    cycles.run(is_forced=True)
    total = len(bench.rows("activity", kind="Event", is_deleted=False))
    transport.hides = lambda row: row["attributes"]["type"] == "Event" and hash_of(row) < 30
    bench.sync_rule("page-size rows=200")
    report = cycles.run(is_forced=True, is_full=True)
    assert [error.code for error in report.errors] == ["MASS_DELETION"]
    assert len(bench.rows("activity", kind="Event", is_deleted=False)) == total
    bench.sandbox.control.clear_faults()
    report = cycles.run(is_forced=True, accepts_deletions=True)
    cycles.close()
    assert [error.code for error in report.errors] == []
    assert len(bench.rows("activity", kind="Event", is_deleted=False)) < total * 0.9


def test_a_few_vanish_and_a_tenth_is_a_mass() -> None:
    assert not is_mass(20, 10)
    assert is_mass(21, 100)
    assert not is_mass(100, 1000)
    assert is_mass(101, 1000)
