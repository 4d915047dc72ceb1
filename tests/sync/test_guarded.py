"""Changes under a guard: what somebody changed a moment ago is never overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_tui.store.mirror import quarantine
from tests.sync.bench import Bench
from tests.sync.spy import Spy
from tests.sync.test_conflicts import resolve
from tests.sync.transports import Interrupted


def test_a_newer_record_is_not_written_but_merged_again_and_both_edits_stay(
    bench: Bench,
) -> None:
    """fault 37: 412 on a guarded change."""
    task_id, key = bench.add_mirrored_task("Guarded")
    bench.close()

    def act(_: int) -> None:
        bench.change_later(key, Description="typed there meanwhile")

    transport = Interrupted(bench.http(), act)
    cycles = bench.new_cycles(transport)
    bench.tasks().edit([task_id], {"title": "Guarded, ours"})
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.exit_code, transport.pushes) == (0, 2)
    remote = bench.org.task(key)
    assert (remote["Subject"], remote["Description"]) == ("Guarded, ours", "typed there meanwhile")
    assert bench.row("task", task_id)["comments"] == "typed there meanwhile"
    assert bench.all_conflicts() == []


def test_a_record_that_keeps_changing_is_asked_about_after_three_rounds(bench: Bench) -> None:
    """fault 37: at most three rounds, then a person chooses."""
    task_id, key = bench.add_mirrored_task("Restless record")
    bench.close()

    def act(n: int) -> None:
        bench.change_later(key, Description=f"round {n}")

    transport = Interrupted(bench.http(), act, times=9)
    cycles = bench.new_cycles(transport)
    bench.tasks().edit([task_id], {"title": "Restless, ours"})
    report = cycles.run(is_forced=True)
    assert (transport.pushes, report.conflicts, report.exit_code) == (3, 1, 3)
    (question,) = bench.open_conflicts()
    assert (question.field, question.mine, question.theirs, question.chosen) == (
        "title",
        "Restless, ours",
        "Restless record",
        "ask",
    )
    assert cycles.run(is_forced=True).exit_code == 3
    assert transport.pushes == 3
    resolve(bench, question.id, "mine", bench.clock)
    transport.times = 0
    assert cycles.run(is_forced=True).exit_code == 0
    cycles.close()
    assert bench.org.task(key)["Subject"] == "Restless, ours"


def test_a_value_typed_between_pull_and_push_survives_a_lost_answer(bench: Bench) -> None:
    """fault 36, with the answer lost too: the guard refused the write, so theirs is there."""
    task_id, key = bench.add_mirrored_task("Lost answer")
    bench.close()

    def act(_: int) -> None:
        bench.change_later(key, Subject="Typed in Salesforce")

    cycles = bench.new_cycles(Interrupted(bench.http(), act, loses=(1,)))
    bench.tasks().edit([task_id], {"title": "Typed here"})
    report = cycles.run(is_forced=True)
    cycles.close()
    assert report.pending == report.in_doubt == 0
    (row,) = bench.all_conflicts()
    assert (row.mine, row.theirs) == ("Typed here", "Typed in Salesforce")
    assert bench.org.task(key)["Subject"] == "Typed here"


def test_comments_edited_on_both_sides_merge_by_lines(bench: Bench) -> None:
    task_id, key = bench.add_mirrored_task("Lines")
    bench.tasks().edit([task_id], {"comments": "first\nsecond\nthird"})
    bench.sync()
    bench.org.change(key, Description="first, seen\nsecond\nthird")
    bench.tasks().edit([task_id], {"comments": "first\nsecond\nthird\nfourth"})
    report = bench.sync()
    both = "first, seen\nsecond\nthird\nfourth"
    assert bench.org.task(key)["Description"] == both
    assert bench.row("task", task_id)["comments"] == both
    assert (report.exit_code, bench.all_conflicts()) == (0, [])


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_one_line_of_the_comments_changed_twice_is_asked_about(bench: Bench, choice: str) -> None:
    task_id, key = bench.add_mirrored_task(f"Clash {choice}")
    bench.tasks().edit([task_id], {"comments": "one line"})
    bench.sync()
    bench.org.change(key, Description="one line, theirs")
    bench.tasks().edit([task_id], {"comments": "one line, mine", "title": "Clash, renamed"})
    report = bench.sync()
    (question,) = bench.open_conflicts()
    assert (question.field, question.chosen) == ("comments", "ask")
    assert (report.conflicts, bench.sync_state(task_id)) == (1, "conflict")
    remote = bench.org.task(key)
    assert (remote["Subject"], remote["Description"]) == ("Clash, renamed", "one line, theirs")
    resolve(bench, question.id, choice, bench.clock)  # type: ignore[arg-type]
    assert bench.sync().exit_code == 0
    chosen = f"one line, {choice}"
    assert bench.org.task(key)["Description"] == chosen
    assert bench.row("task", task_id)["comments"] == chosen


def test_what_was_typed_while_a_question_was_open_is_what_mine_means(bench: Bench) -> None:
    task_id, key = bench.add_mirrored_task("Typed on")
    bench.tasks().edit([task_id], {"comments": "one line"})
    bench.sync()
    bench.org.change(key, Description="one line, theirs")
    bench.tasks().edit([task_id], {"comments": "one line, mine"})
    bench.sync()
    bench.tasks().edit([task_id], {"comments": "one line, mine, and more"})
    bench.sync()
    (question,) = bench.open_conflicts()
    resolve(bench, question.id, "mine", bench.clock)
    assert bench.sync().exit_code == 0
    assert bench.org.task(key)["Description"] == "one line, mine, and more"


def test_comments_that_a_large_push_overwrote_are_put_together_again(bench: Bench) -> None:
    tasks = [bench.add_mirrored_task("Many 0")]
    cta_id = bench.add_cta("Many")
    for number in range(1, 25):
        bench.add_task(f"Many {number}", cta_id=cta_id)
    task_id, key = tasks[0]
    bench.tasks().edit([task_id], {"comments": "a\nb\nc"})
    bench.sync()
    others = [row["id"] for row in bench.rows("task", cta_id=cta_id)]
    bench.tasks().edit([task_id], {"comments": "a\nb\nc, ours"})
    bench.tasks().edit(others, {"comments": "x"})
    bench.close()

    def act(_: int) -> None:
        bench.change_later(key, Description="a, theirs\nb\nc")

    cycles = bench.new_cycles(Interrupted(bench.http(), act))
    cycles.run(is_forced=True)
    report = cycles.run(is_forced=True)
    cycles.close()
    assert report.exit_code == 0
    assert bench.org.task(key)["Description"] == "a, theirs\nb\nc, ours"
    assert bench.row("task", task_id)["comments"] == "a, theirs\nb\nc, ours"


def test_a_field_that_may_not_be_changed_any_more_is_set_aside_and_the_others_flow(
    bench: Bench,
) -> None:
    """fault 48: a field loses its edit right; it is told, and tried again once it is back."""
    task_id, key = bench.add_mirrored_task("Locked priority")
    bench.close()
    transport = Locked(bench.http(), "Priority")
    cycles = bench.new_cycles(transport)
    bench.clock.advance(hours=25)
    low = [
        row for row in bench.rows("picklist_value", picklist="priority") if row["label"] == "Low"
    ]
    bench.tasks().edit([task_id], {"title": "Renamed anyway", "priority_id": low[0]["id"]})
    report = cycles.run(is_forced=True)
    assert bench.org.task(key)["Subject"] == "Renamed anyway"
    assert (report.quarantined, report.pending) == (1, 0)
    assert [error.code for error in report.errors] == ["FIELD_NOT_UPDATEABLE"]
    with bench.store.read() as connection:
        (waiting,) = quarantine.quarantined(connection)
    assert "priority" in waiting.failure.message
    transport.field = ""
    bench.clock.advance(hours=25)
    assert cycles.run(is_forced=True).exit_code == 0
    cycles.close()
    assert bench.org.task(key)["Priority"] == "Low"


@dataclass
class Locked:
    """Describe says that this user may not change one field of tasks."""

    inner: Transport
    field: str

    def call(self, request: ApiRequest) -> ApiResponse:
        response = self.inner.call(request)
        if request.path.endswith("/sobjects/Task/describe"):
            for entry in response.body["fields"]:
                if entry["name"] == self.field:
                    entry["updateable"] = False
        return response

    def close(self) -> None:
        self.inner.close()


def test_a_batch_is_on_the_disk_before_its_request_leaves(bench: Bench) -> None:
    """fault 9: power is lost; no request is forgotten that was sent."""
    if not bench.store.is_sqlite:
        with bench.store.read() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
        return
    with bench.store.write(is_durable=True) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    with bench.store.write() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
    levels = []
    spy = Watching(Spy(bench.http()), lambda: levels.append(committed(bench)))
    bench.add_task("On the disk first")
    cycles = bench.new_cycles(spy)
    cycles.run(is_forced=True)
    cycles.close()
    assert levels == [1]


@dataclass
class Watching:
    """Looks at the database as each push leaves."""

    inner: Transport
    look: Callable[[], object]

    def call(self, request: ApiRequest) -> ApiResponse:
        if request.purpose == "push":
            self.look()
        return self.inner.call(request)

    def close(self) -> None:
        self.inner.close()


def committed(bench: Bench) -> int:
    return len(bench.rows("push_batch", state="sent"))
