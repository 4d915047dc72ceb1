"""The mirror's calls for so many edits, beside one call a record and the least possible; what a
cycle with nothing to do costs, and what one edit costs here."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from simple_salesforce.api import Salesforce

from benchmarks.goals import Line, absolute, against, figure
from benchmarks.mirrored import Mirrored, mirrored
from benchmarks.org_at_work import BATCH
from benchmarks.session import BenchSession, say
from cockpit_sync.salesforce.client import API_VERSION, http_session
from cockpit_tui.domain.ids import TaskId

QUICK_EDITS = (1, 200)
EDITS = (*QUICK_EDITS, 1_000)
FULL_EDITS = (*EDITS, 10_000)
PER_RECORD_MOST = 1_000
LOCAL_EDITS, LOCAL_TASKS = 200, 5


class Cost(Struct, frozen=True):
    """Of one way to bring edits to the org; calls are the org's own count."""

    calls: int
    writes: int
    seconds: float


def lines(session: BenchSession) -> list[Line]:
    """What was counted and timed."""
    counts: Sequence[int] = QUICK_EDITS if session.is_quick else EDITS
    if session.is_full:
        counts = FULL_EDITS
    found = []
    with mirrored() as world:
        # First: after many edits, reading back a few minutes takes calls of its own.
        world.transport.requests.clear()
        world.sync()
        idle = len(world.transport.requests)
        made: list[TaskId] = []
        for n in counts:
            say(f"{n:,} edits")
            made += world.make_tasks(n - len(made))
            world.sync()
            found += _edits(world, made, n)
        found.append(absolute("mirror: calls of a cycle with nothing to do", idle, 1, "calls"))
        found += _local(world)
    return found


def _edits(world: Mirrored, made: list[TaskId], n: int) -> list[Line]:
    world.tasks.edit(made, {"comments": f"Edited, one of {n}"})
    ours = _cost(world, world.sync)
    least = math.ceil(n / BATCH)
    words = f"{n:,} edit{'' if n == 1 else 's'}"
    found = [
        against(f"mirror: calls that write, {words}", ours.writes, least, 1.1, "calls", "least"),
        Line(f"mirror: calls of the cycle, reading included, {words}", ours.calls, "calls"),
    ]
    if n > PER_RECORD_MOST:
        found.append(Line(f"mirror: seconds, {words}", ours.seconds, "s"))
        return found
    theirs = _cost(world, lambda: _by_record(world, made))
    found += [
        Line(
            f"mirror: calls beside simple-salesforce's, {words}",
            ours.calls,
            "calls",
            theirs.calls,
            "one a record",
            ours.calls / theirs.calls,
        ),
        Line(
            f"mirror: seconds beside simple-salesforce's, {words}",
            ours.seconds,
            "s",
            theirs.seconds,
            "one a record",
            ours.seconds / theirs.seconds,
        ),
    ]
    world.sync()
    return found


def _cost(world: Mirrored, work: Callable[[], None]) -> Cost:
    before, written = world.sandbox.control.calls(), world.transport.writes
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    calls = world.sandbox.control.calls() - before
    return Cost(calls, world.transport.writes - written, seconds)


def _by_record(world: Mirrored, made: list[TaskId]) -> None:
    """`sf.Task.update` for each record, as scripts with simple-salesforce do."""
    sandbox = world.sandbox
    org = Salesforce(
        instance_url=sandbox.instance_url,
        session_id=sandbox.access_token,
        session=http_session(sandbox.instance_url),
        version=API_VERSION,
    )
    record: Any = org.Task
    # The library always writes https, and the sandbox speaks plain http on loopback.
    record.base_url = record.base_url.replace("https://", "http://", 1)
    for salesforce_id in world.salesforce_ids(made):
        record.update(salesforce_id, {"Description": "Edited by record"})


def _local(world: Mirrored) -> list[Line]:
    """One edit of a mirrored task, of a CTA with five: the row, its journal and its operation in
    one commit."""
    made = world.make_tasks(LOCAL_TASKS, "Local", world.make_cta("Local"))
    world.sync()
    took = []
    for number in range(LOCAL_EDITS):
        task_id = made[number % len(made)]
        start = time.perf_counter()
        world.tasks.edit([task_id], {"title": f"Edited {number}"})
        took.append((time.perf_counter() - start) * 1e3)
    late, middle = (sorted(took)[round(share * (len(took) - 1))] for share in (0.95, 0.5))
    bare = _bare_commits(Path(str(world.store.engine.url.database)))
    return [
        absolute("edit: commit with journal and outbox, p95", late, 5.0),
        figure("edit: commit with journal and outbox, p50", middle, "ms"),
        Line("edit: the same beside one bare row", late, "ms", bare, "sqlite3", late / bare),
    ]


def _bare_commits(path: Path) -> float:
    """The p95 of updating and committing one row of the same file by sqlite3 alone."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA synchronous=NORMAL")
    took = []
    for number in range(LOCAL_EDITS):
        start = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE task SET title = ? WHERE id = 1", (f"Bare {number}",))
        raw.execute("COMMIT")
        took.append((time.perf_counter() - start) * 1e3)
    raw.close()
    return sorted(took)[round(0.95 * (len(took) - 1))]
