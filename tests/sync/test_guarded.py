"""Changes under a guard: what somebody changed a moment ago is never overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_sync.salesforce.errors import NoAnswer
from cockpit_sync.sending.push import PushPace
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.store.mirror import quarantine
from tests.sync.bench import Bench, Spy
from tests.sync.test_conflicts import resolve


@dataclass
class Interrupted:
    """Somebody acts in the org before a push, a second after our reading; the answers of the
    pushes numbered `loses` do not come."""

    inner: Transport
    act: Callable[[int], object]
    times: int = 1
    loses: Collection[int] = ()
    pushes: int = field(default=0)

    def call(self, request: ApiRequest) -> ApiResponse:
        if request.purpose != "push":
            return self.inner.call(request)
        self.pushes += 1
        if self.pushes <= self.times:
            self.act(self.pushes)
        answer = self.inner.call(request)
        if self.pushes in self.loses:
            raise NoAnswer("The connection broke before an answer came.")
        return answer

    def close(self) -> None:
        self.inner.close()


def change_later(bench: Bench, key: str, **fields: Any) -> None:
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, **fields)


def test_a_newer_record_is_not_written_but_merged_again_and_both_edits_stay(
    bench: Bench,
) -> None:
    """fault 37: 412 on a guarded change."""
    task_id, key = bench.add_mirrored_task("Guarded")
    bench.close()
    act = lambda _: change_later(bench, key, Description="typed there meanwhile")  # noqa: E731
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
    act = lambda n: change_later(bench, key, Description=f"round {n}")  # noqa: E731
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
    act = lambda _: change_later(bench, key, Subject="Typed in Salesforce")  # noqa: E731
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
    act = lambda _: change_later(bench, key, Description="a, theirs\nb\nc")  # noqa: E731
    cycles = bench.new_cycles(Interrupted(bench.http(), act))
    cycles.run(is_forced=True)
    report = cycles.run(is_forced=True)
    cycles.close()
    assert report.exit_code == 0
    assert bench.org.task(key)["Description"] == "a, theirs\nb\nc, ours"
    assert bench.row("task", task_id)["comments"] == "a, theirs\nb\nc, ours"


def test_a_large_push_without_an_answer_names_what_it_may_have_overwritten_and_the_next_is_guarded(
    bench: Bench,
) -> None:
    """fault 36 in a push of more than 20, with the answer lost: never silent."""
    cta_id = bench.add_cta("Unseen")
    task_ids = [bench.add_task(f"Unseen {number}", cta_id=cta_id) for number in range(23)]
    assert bench.sync().exit_code == 0
    bench.sandbox.control.advance_clock(5)
    keys = [bench.salesforce_ids(task_id)[0] for task_id in task_ids]
    bench.close()

    def act(number: int) -> None:
        if number == 1:
            change_later(bench, keys[0], ActivityDate="2027-01-01", Priority="Low")
            change_later(bench, keys[1], ActivityDate="2027-01-01")
        else:
            change_later(bench, keys[2], ActivityDate="2027-01-01")

    transport = Interrupted(bench.http(), act, times=2, loses=(1,))
    cycles = bench.new_cycles(transport)
    bench.tasks().edit(task_ids, {"due": date(2027, 3, 4)})
    report = cycles.run(is_forced=True)
    assert (report.pending, report.in_doubt, bench.all_conflicts()) == (0, 0, [])
    told = [row for row in report.errors if row.code == "MAY_HAVE_OVERWRITTEN"]
    assert [row.record for row in told] == [f"TASK-{task_ids[0]}", "22 tasks"]
    assert "due date" in told[0].message
    assert f"TASK-{task_ids[1]} (due date), TASK-{task_ids[2]} (due date)" in told[1].message
    kept = [row["message"] for row in bench.rows("sync_log", level="warning")]
    assert {row.message for row in told} <= set(kept)
    bench.tasks().edit(task_ids, {"due": date(2027, 5, 6)})
    report = cycles.run(is_forced=True)
    cycles.close()
    assert report.exit_code == 0
    (seen,) = bench.all_conflicts()
    assert (seen.field, seen.mine, seen.theirs) == ("due", "2027-05-06", "2027-01-01")
    assert {bench.org.task(key)["ActivityDate"] for key in keys} == {"2027-05-06"}


def test_a_guarded_change_without_an_answer_is_told_unless_its_base_was_read_after_its_second(
    bench: Bench,
) -> None:
    """fault 36: typed in the second of the base behind our reading; the push leaves long after."""
    first, first_key = bench.add_mirrored_task("Goes first")
    task_id, key = bench.add_mirrored_task("Same second")
    bench.close()
    control = bench.sandbox.control
    # Stamped with a second that is not over when it is read.
    control.advance_clock(10)
    bench.org.change(key, Description="read at once")
    control.advance_clock(-5)

    def act(_: int) -> None:
        bench.org.change(key, ActivityDate="2027-01-01")
        control.advance_clock(30)

    transport = Interrupted(bench.http(), act, loses=(2, 4))
    cycles = bench.new_cycles(transport, PushPace(level=3))
    for number in (first, task_id):
        bench.tasks().edit([number], {"due": date(2027, 3, 4)})
    report = cycles.run(is_forced=True)
    assert (transport.pushes, bench.org.task(key)["ActivityDate"]) == (2, "2027-03-04")
    told = [row.record for row in report.errors if row.code == "MAY_HAVE_OVERWRITTEN"]
    assert (told, bench.all_conflicts()) == (["1 task"], [])
    control.advance_clock(10)
    bench.org.change(first_key, Description="news")
    for number in (first, task_id):
        bench.tasks().edit([number], {"due": date(2027, 5, 6)})
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (transport.pushes, bench.org.task(key)["ActivityDate"]) == (4, "2027-05-06")
    assert [row.code for row in report.errors if row.code == "MAY_HAVE_OVERWRITTEN"] == []


@dataclass
class PartFails:
    """The collection of changes in the next push is answered with a failure, and not carried out;
    `refs` are the parts of each push."""

    inner: Transport
    failure: tuple[int, str] | None = None
    refs: list[list[str]] = field(default_factory=list)

    def call(self, request: ApiRequest) -> ApiResponse:
        if request.purpose != "push":
            return self.inner.call(request)
        parts = request.json["compositeRequest"]
        self.refs.append([part["referenceId"] for part in parts])
        if self.failure is None or "update" not in self.refs[-1]:
            return self.inner.call(request)
        (status, code), self.failure = self.failure, None
        others = [part for part in parts if part["referenceId"] != "update"]
        answer = self.inner.call(
            replace(request, json={**request.json, "compositeRequest": others})
        )
        failed = {
            "referenceId": "update",
            "httpStatusCode": status,
            "body": [{"errorCode": code, "message": "Not this time."}],
        }
        answered = [*answer.body["compositeResponse"], failed]
        return replace(answer, body={**answer.body, "compositeResponse": answered})

    def close(self) -> None:
        self.inner.close()


def test_changes_are_guarded_after_the_answer_of_a_part_was_lost_and_as_halves_and_by_the_next(
    bench: Bench,
) -> None:
    """fault 36: wary without a call that failed as a whole, and in a process that comes after."""
    cta_id = bench.add_cta("Partly")
    task_ids = [bench.add_task(f"Partly {number}", cta_id=cta_id) for number in range(23)]
    assert bench.sync().exit_code == 0
    bench.sandbox.control.advance_clock(5)
    bench.close()
    pace = PushPace()
    transport = PartFails(bench.http(), (400, "JSON_PARSER_ERROR"))
    cycles = bench.new_cycles(transport, pace)
    bench.tasks().edit(task_ids, {"due": date(2027, 3, 4)})
    report = cycles.run(is_forced=True)
    assert (report.updated, report.pending, pace.is_wary) == (23, 0, False)
    assert ["update" in refs for refs in transport.refs] == [True, False, False]
    transport.failure = (500, "UNKNOWN_EXCEPTION")
    pace.level = 0
    bench.tasks().edit(task_ids, {"due": date(2027, 5, 6)})
    report = cycles.run(is_forced=True)
    assert (report.in_doubt, pace.is_wary) == (23, True)
    cycles.close()
    cycles = bench.new_cycles(transport := PartFails(bench.http()))
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.updated, report.pending, report.in_doubt) == (23, 0, 0)
    assert not any("update" in refs for refs in transport.refs)


def test_the_next_process_is_as_careful_as_the_one_that_lost_an_answer(bench: Bench) -> None:
    """fault 36: between two `cockpit sync --once`, until three calls came through in all."""
    cta_id = bench.add_cta("Apart")
    task_ids = [bench.add_task(f"Apart {number}", cta_id=cta_id) for number in range(21)]
    assert bench.sync().exit_code == 0
    bench.close()

    def once(transport: Transport, day: int) -> None:
        bench.tasks().edit(task_ids, {"due": date(2027, 3, day)})
        cycles = bench.new_cycles(transport)
        assert cycles.run(is_forced=True).pending == 0
        cycles.close()

    once(Interrupted(bench.http(), lambda _: None, loses=(1,)), 1)
    found = []
    for day in (2, 3, 4):
        once(seen := PartFails(bench.http()), day)
        found.append(["update" in refs for refs in seen.refs])
    assert found == [[False, False], [False, False], [True]]
    assert {row["ActivityDate"] for row in map(bench.org.task, keys_of(bench, task_ids))} == {
        "2027-03-04"
    }


def keys_of(bench: Bench, task_ids: list[TaskId]) -> list[str]:
    return [bench.salesforce_ids(task_id)[0] for task_id in task_ids]


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
