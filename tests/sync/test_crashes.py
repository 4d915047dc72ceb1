"""Killed at every step and started again, the end is the same (mbsync's way of testing).

A crash is a BaseException out of the network seam, before a request leaves or after its answer
came, or out of the database, before a commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.store import leases
from cockpit_tui.store.engine import Store
from tests.sync.bench import Bench


class Crash(BaseException):
    """The process is gone."""


@dataclass
class Fuse:
    """Counts points and blows at the chosen one; 0 never blows."""

    blows_at: int = 0
    passed: list[str] = field(default_factory=list)

    def pass_point(self, name: str) -> None:
        self.passed.append(name)
        if len(self.passed) == self.blows_at:
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


@dataclass(frozen=True)
class Scene:
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
        forget_leases(bench)


def forget_leases(bench: Bench) -> None:
    """As the lease of a dead process: taken at once."""
    with bench.store.write() as connection:
        leases.forget_all(connection)


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


def test_row_6_a_second_crash_during_the_recovery_changes_nothing(bench: Bench) -> None:
    """fault 6."""
    points = count_points(bench)
    last_send = len(points) - list(reversed(points)).index("after push") - 1
    for step in range(1, 9):
        scene = set_scene(bench, f"Twice {step}")
        bench.close()
        bench._cycles = None
        with pytest.raises(Crash):
            run_with(bench, Fuse(last_send))
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
