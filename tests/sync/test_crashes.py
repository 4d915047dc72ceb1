"""Killed at every step and started again, the end is the same (mbsync's way of testing).

A crash is a BaseException out of the network seam, before a request leaves or after its answer
came, or out of the database, before a commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from msgspec import Struct
from sqlalchemy import event

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.practice import Practice
from cockpit_tui.services.logging_activities import LogService, NewLog
from cockpit_tui.store.engine import Store
from tests.sync.bench import Bench, forget_leases


class Crash(BaseException):
    """The process is gone."""


@dataclass
class Fuse:
    """Counts points and blows at the chosen one, by its number or its name; 0 never blows."""

    blows_at: int = 0
    blows_on: str = ""
    passed: list[str] = field(default_factory=list)

    def pass_point(self, name: str) -> None:
        self.passed.append(name)
        if len(self.passed) == self.blows_at or name == self.blows_on:
            raise Crash(name)


@dataclass
class Fused:
    """A transport with a fuse on both sides of each call."""

    inner: Transport
    fuse: Fuse

    def call(self, request: ApiRequest) -> ApiResponse:
        self.fuse.pass_point(f"before {request.purpose}")
        answer = self.inner.call(request)
        self.fuse.pass_point(f"after {request.purpose}")
        return answer

    def close(self) -> None:
        self.inner.close()


@contextmanager
def fused_commits(store: Store, fuse: Fuse) -> Iterator[None]:
    def before_commit(connection: Any) -> None:
        if connection.get_execution_options().get("cockpit_write"):
            fuse.pass_point("before commit")

    event.listen(store.engine, "commit", before_commit)
    try:
        yield
    finally:
        event.remove(store.engine, "commit", before_commit)


class Scene(Struct, frozen=True):
    """Four tasks, and what each side did to them since they agreed."""

    created: TaskId
    updated: TaskId
    updated_key: str
    deleted_key: str
    pulled: TaskId
    name: str


def set_scene(bench: Bench, name: str) -> Scene:
    updated, updated_key = bench.add_mirrored_task(f"{name} updated")
    deleted, deleted_key = bench.add_mirrored_task(f"{name} deleted")
    pulled, pulled_key = bench.add_mirrored_task(f"{name} pulled")
    created = bench.add_task(f"{name} created")
    bench.tasks().edit([updated], {"title": f"{name} updated here", "comments": "mine"})
    bench.tasks().delete([deleted])
    bench.org.change(pulled_key, Subject=f"{name} pulled from there")
    return Scene(created, updated, updated_key, deleted_key, pulled, name)


def assert_the_same_end(bench: Bench, scene: Scene) -> None:
    name = scene.name
    assert len(bench.org.tasks_called(f"{name} created")) == 1
    assert len(bench.salesforce_ids(scene.created)) == 1
    remote = bench.org.task(scene.updated_key)
    assert (remote["Subject"], remote["Description"]) == (f"{name} updated here", "mine")
    assert bench.org.task(scene.deleted_key)["IsDeleted"] is True
    assert bench.row("task", scene.pulled)["title"] == f"{name} pulled from there"
    assert bench.rows("outbox") == []
    assert bench.rows("push_batch") == []
    assert bench.all_conflicts() == []


def run_with(bench: Bench, fuse: Fuse) -> None:
    """One cycle of a process of its own, which may die of its fuse without a word."""
    cycles = bench.new_cycles(Fused(bench.http(), fuse))
    try:
        with fused_commits(bench.store, fuse):
            cycles.run(is_forced=True)
    finally:
        forget_leases(bench.store)


def end_of(bench: Bench, scene: Scene) -> None:
    bench.close()
    bench._cycles = None
    report = bench.sync()
    assert report.exit_code == 0, report
    assert_the_same_end(bench, scene)


def count_points(bench: Bench) -> list[str]:
    scene = set_scene(bench, "Uncut")
    bench.close()
    bench._cycles = None
    fuse = Fuse()
    run_with(bench, fuse)
    end_of(bench, scene)
    return fuse.passed


def test_rows_2_to_8_a_crash_at_every_step_ends_the_same(bench: Bench) -> None:
    """fault 2, fault 3, fault 4, fault 5, fault 6, fault 7, fault 8."""
    points = count_points(bench)
    assert len(points) >= 12
    stride = 1 if bench.store.is_sqlite else 3
    for step in range(1, len(points) + 1, stride):
        scene = set_scene(bench, f"Step {step}")
        bench.close()
        bench._cycles = None
        with pytest.raises(Crash):
            run_with(bench, Fuse(step))
        end_of(bench, scene)


def test_row_1_an_edit_that_was_not_committed_leaves_no_operation(bench: Bench) -> None:
    """fault 1."""
    task_id, _ = bench.add_mirrored_task("Not committed")
    fuse = Fuse(1)
    with fused_commits(bench.store, fuse), pytest.raises(Crash):
        bench.tasks().edit([task_id], {"title": "Lost with the process"})
    assert bench.row("task", task_id)["title"] == "Not committed"
    assert bench.rows("outbox") == []


def test_a_crash_between_settling_and_merging_is_no_quarrel_with_a_later_edit(
    bench: Bench,
) -> None:
    points = count_points(bench)
    for step in range(points.index("after push"), len(points) + 1):
        name = f"Later {step}"
        scene = set_scene(bench, name)
        bench.close()
        bench._cycles = None
        with pytest.raises(Crash):
            run_with(bench, Fuse(step))
        bench.tasks().edit([scene.updated], {"title": f"{name} edited again"})
        report = bench.sync()
        assert report.exit_code == 0
        assert bench.all_conflicts() == []
        assert bench.org.task(scene.updated_key)["Subject"] == f"{name} edited again"


class Golden(Struct, frozen=True):
    """One scenario: how it begins, and what must stand at its end whatever happened between."""

    begin: Callable[[Bench, str], object]
    end: Callable[[Bench, str, object], None]


def begin_guarded(bench: Bench, name: str) -> tuple[TaskId, str]:
    """Both sides changed different lines of the comments and different fields."""
    task_id, key = bench.add_mirrored_task(f"{name} guarded")
    bench.tasks().edit([task_id], {"comments": "one\ntwo\nthree"})
    assert bench.sync().exit_code == 0
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, Description="one, theirs\ntwo\nthree", ActivityDate="2027-02-03")
    bench.tasks().edit([task_id], {"title": f"{name} ours", "comments": "one\ntwo\nthree, ours"})
    return task_id, key


def end_guarded(bench: Bench, name: str, made: object) -> None:
    task_id, key = cast("tuple[TaskId, str]", made)
    remote = bench.org.task(key)
    both = "one, theirs\ntwo\nthree, ours"
    assert (remote["Subject"], remote["Description"]) == (f"{name} ours", both)
    task = bench.row("task", task_id)
    assert (task["title"], task["comments"], task["due"].isoformat()) == (
        f"{name} ours",
        both,
        "2027-02-03",
    )


def begin_logged(bench: Bench, name: str) -> str:
    """A call and a meeting, logged here."""
    service = LogService(bench.store, bench.actor(), bench.clock, Practice())
    today, start = bench.clock.today(), bench.clock.now()
    service.log(NewLog(bench.account(), "call", f"{name} logged", today))
    service.log(NewLog(bench.account(), "meeting", f"{name} logged", today, start=start))
    return f"{name} logged"


def end_logged(bench: Bench, _name: str, made: object) -> None:
    for sobject in ("Task", "Event"):
        found = bench.org.query(f"SELECT Id FROM {sobject} WHERE Subject = '{made}'")
        assert len(found) == 1


def begin_parts(bench: Bench, name: str) -> TaskId:
    """A task of two people, which is two Salesforce Tasks; one of them is let go again."""
    me, other = bench.actor().person_id, bench.others()[0]
    return bench.add_task(f"{name} shared", me, other)


def end_parts(bench: Bench, name: str, made: object) -> None:
    keys = bench.salesforce_ids(cast("TaskId", made))
    assert len(set(keys)) == 2
    assert {row["Id"] for row in bench.org.tasks_called(f"{name} shared")} == set(keys)


GOLDEN = {
    "guarded": Golden(begin_guarded, end_guarded),
    "logged": Golden(begin_logged, end_logged),
    "parts": Golden(begin_parts, end_parts),
}


@pytest.mark.parametrize("scenario", GOLDEN)
def test_a_crash_at_every_step_of_each_golden_scenario_ends_the_same(
    bench: Bench, scenario: str
) -> None:
    """fault 3, fault 4, fault 5: at every commit, send and receive, for each kind of request."""
    golden = GOLDEN[scenario]
    backend = bench.store.url.get_backend_name()
    steps = 1
    step = 0
    while step <= steps:
        name = f"{scenario} {step} {backend}"
        made = golden.begin(bench, name)
        bench.close()
        bench._cycles = None
        fuse = Fuse(step)
        if step:
            with pytest.raises(Crash):
                run_with(bench, fuse)
        else:
            run_with(bench, fuse)
            steps = len(fuse.passed)
            assert steps >= 6
        report = bench.sync()
        if report.pending or report.in_doubt:
            report = bench.sync()
        assert (report.exit_code, report.pending, report.in_doubt) == (0, 0, 0), (name, report)
        golden.end(bench, name, made)
        assert (bench.rows("outbox"), bench.rows("push_batch")) == ([], [])
        step += 1 if bench.store.is_sqlite else 2


def begin_scene(bench: Bench, name: str) -> Scene:
    """Created, changed, deleted here, and changed there."""
    return set_scene(bench, name)


def end_scene(bench: Bench, _name: str, made: object) -> None:
    assert_the_same_end(bench, cast("Scene", made))


def test_row_6_crashes_during_the_recovery_each_a_step_later_change_nothing(bench: Bench) -> None:
    """fault 6: after a push whose answer is lost with the process, the next one dies at its first
    commit, send or receive, the one after it at the second, and so on until one gets through."""
    goldens = {"scene": Golden(begin_scene, end_scene)}
    if bench.store.is_sqlite:
        goldens |= GOLDEN
    for scenario, golden in goldens.items():
        name = f"{scenario} again and again"
        made = golden.begin(bench, name)
        bench.close()
        bench._cycles = None
        with pytest.raises(Crash):
            run_with(bench, Fuse(blows_on="after push"))
        crashes = 0
        while crashes_at(bench, crashes + 1):
            crashes += 1
        assert crashes >= 8
        report = bench.sync()
        assert (report.exit_code, report.pending, report.in_doubt) == (0, 0, 0), (name, report)
        golden.end(bench, name, made)
        assert (bench.rows("outbox"), bench.rows("push_batch")) == ([], [])


def crashes_at(bench: Bench, step: int) -> bool:
    """A process that dies at this step; False if it was done before."""
    try:
        run_with(bench, Fuse(step))
    except Crash:
        return True
    return False
