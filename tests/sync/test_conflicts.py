"""Both sides change a record: nothing is lost, and a person can choose otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.ids import PersonId
from cockpit_tui.store.mirror import conflicts
from cockpit_tui.store.mirror.conflicts import Choice, Decision
from cockpit_tui.store.work.unit_of_work import Author, UnitOfWork
from tests.sync.bench import Bench


@dataclass
class Meanwhile:
    """Lets somebody act in the org just before a call that matches."""

    inner: Transport
    act: Callable[[], object]
    marks: tuple[str, ...] = ("/composite",)
    purpose: str = "push"
    is_done: bool = field(default=False)

    def call(self, request: ApiRequest) -> ApiResponse:
        if request.purpose == self.purpose and not self.is_done:
            self.is_done = True
            self.act()
        return self.inner.call(request)

    def close(self) -> None:
        self.inner.close()


def resolve(bench: Bench, conflict_id: int, choice: Choice, clock: Clock) -> None:
    person = bench.actor().person_id
    with UnitOfWork(bench.store, Author(person), "Resolved a conflict", clock) as work:
        conflicts.resolve(work, Decision(conflict_id, choice), person)


def test_row_34_edits_of_different_fields_are_both_kept(bench: Bench) -> None:
    """fault 34."""
    task_id, key = bench.add_mirrored_task("Two fields")
    bench.org.change(key, ActivityDate="2027-01-31")
    bench.tasks().edit([task_id], {"title": "Two fields, ours"})
    bench.sync()
    remote = bench.org.task(key)
    task = bench.row("task", task_id)
    assert (remote["Subject"], remote["ActivityDate"]) == ("Two fields, ours", "2027-01-31")
    assert (task["title"], task["due"].isoformat()) == ("Two fields, ours", "2027-01-31")
    assert bench.all_conflicts() == []


def test_row_35_same_field_seen_before_push_takes_the_rule_and_keeps_the_loser(
    bench: Bench,
) -> None:
    """fault 35."""
    task_id, key = bench.add_mirrored_task("One field")
    bench.org.change(key, Subject="One field, theirs")
    bench.tasks().edit([task_id], {"title": "One field, mine"})
    report = bench.sync()
    assert bench.org.task(key)["Subject"] == "One field, mine"
    (row,) = bench.all_conflicts()
    assert (row.field, row.base, row.mine, row.theirs, row.chosen, row.is_open) == (
        "title",
        "One field",
        "One field, mine",
        "One field, theirs",
        "mine",
        False,
    )
    assert row.theirs_by
    assert report.exit_code == 0


def test_both_sides_with_the_same_new_value_agree_without_a_conflict(bench: Bench) -> None:
    task_id, key = bench.add_mirrored_task("Agreeing")
    bench.org.change(key, Subject="Agreed")
    bench.tasks().edit([task_id], {"title": "Agreed"})
    report = bench.sync()
    assert (report.updated, report.pending, bench.all_conflicts()) == (0, 0, [])


def test_a_closed_status_beats_an_open_one_and_the_csm_is_told(bench: Bench) -> None:
    task_id, key = bench.add_mirrored_task("Closed beats open")
    bench.org.change(key, Status="Completed")
    task_service = bench.tasks()
    task_service.edit([task_id], {"status_id": bench.status("In progress")})
    report = bench.sync()
    assert bench.org.task(key)["Status"] == "Completed"
    assert bench.label(bench.row("task", task_id)["status_id"]) == "Completed"
    (row,) = bench.open_conflicts()
    assert (row.field, row.chosen) == ("status_id", "theirs")
    assert bench.sync_state(task_id) == "conflict"
    assert report.exit_code == 3


def test_mine_after_theirs_won_is_an_edit_that_is_pushed_and_undo_brings_theirs_back(
    bench: Bench,
) -> None:
    first, second = bench.others()[:2]
    task_id, key = bench.add_mirrored_task("Owner fight", first)
    me = bench.sandbox.user_id
    bench.org.change(key, OwnerId=me)
    bench.tasks().assign([task_id], [PersonId(second)])
    bench.sync()
    assert bench.org.task(key)["OwnerId"] == me
    (row,) = bench.open_conflicts()
    resolve(bench, row.id, "mine", bench.clock)
    assert bench.sync_state(task_id) == "pending"
    bench.sync()
    wanted = bench.row("person", second)["salesforce_id"]
    assert bench.org.task(key)["OwnerId"] == wanted
    assert bench.open_conflicts() == []
    bench.history().undo()
    assert [entry.id for entry in bench.open_conflicts()] == [row.id]
    bench.sync()
    assert bench.org.task(key)["OwnerId"] == me


def test_row_36_a_value_overwritten_between_pull_and_push_is_kept_in_the_conflicts(
    bench: Bench,
) -> None:
    """fault 36."""
    task_id, key = bench.add_mirrored_task("Overwritten")

    def act() -> None:
        bench.org.change(key, Subject="Typed in Salesforce just now")

    cycles = bench.new_cycles(Meanwhile(bench.http(), act))
    bench.close()
    bench.tasks().edit([task_id], {"title": "Typed here"})
    cycles.run(is_forced=True)
    cycles.close()
    assert bench.org.task(key)["Subject"] == "Typed here"
    (row,) = bench.all_conflicts()
    assert (row.theirs, row.mine, row.chosen) == (
        "Typed in Salesforce just now",
        "Typed here",
        "mine",
    )


def test_row_38_a_remote_edit_of_another_field_in_the_same_second_is_taken_from_the_read_back(
    bench: Bench,
) -> None:
    """fault 38."""
    task_id, key = bench.add_mirrored_task("Same second")

    def act() -> None:
        bench.org.change(key, ActivityDate="2027-05-05")

    cycles = bench.new_cycles(Meanwhile(bench.http(), act))
    bench.close()
    bench.tasks().edit([task_id], {"title": "Same second, ours"})
    cycles.run(is_forced=True)
    cycles.close()
    assert bench.row("task", task_id)["due"].isoformat() == "2027-05-05"
    assert bench.org.task(key)["Subject"] == "Same second, ours"


def test_row_33_an_edit_while_the_push_is_in_flight_wins_and_arrives(bench: Bench) -> None:
    """fault 33."""
    task_id, key = bench.add_mirrored_task("In flight")

    def act() -> None:
        bench.tasks().edit([task_id], {"title": "Later"})

    cycles = bench.new_cycles(Meanwhile(bench.http(), act))
    bench.close()
    bench.tasks().edit([task_id], {"title": "Earlier"})
    cycles.run(is_forced=True)
    assert bench.row("task", task_id)["title"] == "Later"
    cycles.run(is_forced=True)
    cycles.close()
    assert bench.org.task(key)["Subject"] == "Later"
    assert bench.row("task", task_id)["title"] == "Later"
    assert bench.all_conflicts() == []


def test_row_53_a_task_deleted_there_is_kept_here(bench: Bench) -> None:
    """fault 53."""
    task_id, key = bench.add_mirrored_task("Gone there")
    bench.org.delete(key)
    report = bench.sync()
    assert bench.row("task", task_id)["title"] == "Gone there"
    assert bench.sync_state(task_id) == "deleted-in-salesforce"
    (activity,) = bench.rows("activity", salesforce_id=key)
    assert activity["is_deleted"] is True
    assert report.exit_code == 0


@pytest.mark.parametrize("is_seen_by_pull", [True, False])
def test_row_54_deleted_there_and_edited_here_is_asked_and_mine_makes_one_new_task(
    bench: Bench, is_seen_by_pull: bool
) -> None:
    """fault 54."""
    title = f"Gone and edited {is_seen_by_pull}"
    task_id, key = bench.add_mirrored_task(title)
    if is_seen_by_pull:
        bench.org.delete(key)
        bench.tasks().edit([task_id], {"comments": "still needed"})
        report = bench.sync()
    else:
        bench.tasks().edit([task_id], {"comments": "still needed"})
        bench.close()
        cycles = bench.new_cycles(Meanwhile(bench.http(), lambda: bench.org.delete(key)))
        report = cycles.run(is_forced=True)
        cycles.close()
        bench._cycles = None
    assert (report.conflicts, report.exit_code) == (1, 3)
    (row,) = bench.open_conflicts()
    assert (row.field, row.chosen) == ("record", "ask")
    resolve(bench, row.id, "mine", bench.clock)
    report = bench.sync()
    assert (report.created, report.exit_code) == (1, 0)
    (new_key,) = bench.salesforce_ids(task_id)
    assert new_key != key
    assert bench.org.task(new_key)["Description"] == "still needed"
    assert [row["IsDeleted"] for row in bench.org.tasks_called(title)].count(False) == 1


def test_deleted_there_and_edited_here_theirs_lets_it_rest(bench: Bench) -> None:
    task_id, key = bench.add_mirrored_task("Let it rest")
    bench.org.delete(key)
    bench.tasks().edit([task_id], {"comments": "never mind"})
    bench.sync()
    (row,) = bench.open_conflicts()
    resolve(bench, row.id, "theirs", bench.clock)
    report = bench.sync()
    assert (report.pending, report.conflicts, report.exit_code) == (0, 0, 0)
    assert bench.sync_state(task_id) == "deleted-in-salesforce"


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_row_57_deleted_here_and_changed_there_is_not_deleted_but_asked(
    bench: Bench, choice: Choice
) -> None:
    """fault 57."""
    task_id, key = bench.add_mirrored_task(f"Deleted here, {choice}")
    bench.tasks().delete([task_id])
    bench.org.change(key, Description="the rep wrote something")
    report = bench.sync()
    assert (report.deleted, report.conflicts) == (0, 1)
    assert bench.org.task(key)["IsDeleted"] is False
    (row,) = bench.open_conflicts()
    resolve(bench, row.id, choice, bench.clock)
    report = bench.sync()
    assert report.exit_code == 0
    assert bench.org.task(key)["IsDeleted"] is (choice == "mine")


def test_row_61_an_unknown_status_is_kept_raw_and_never_rewritten(bench: Bench) -> None:
    """fault 61."""
    task_id, key = bench.add_mirrored_task("Waiting")
    bench.org.change(key, Status="Waiting on someone else")
    bench.sync()
    assert bench.label(bench.row("task", task_id)["status_id"]) == "Open"
    bench.tasks().edit([task_id], {"title": "Still waiting"})
    bench.sync()
    assert bench.org.task(key)["Status"] == "Waiting on someone else"
