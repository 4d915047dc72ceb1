"""Changes whose answer was lost: what they may have overwritten is named, and more care follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from msgspec.structs import replace

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_sync.sending.push import PushPace
from cockpit_tui.domain.ids import TaskId
from tests.sync.bench import Bench
from tests.sync.transports import Interrupted


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
            bench.change_later(keys[0], ActivityDate="2027-01-01", Priority="Low")
            bench.change_later(keys[1], ActivityDate="2027-01-01")
        else:
            bench.change_later(keys[2], ActivityDate="2027-01-01")

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
