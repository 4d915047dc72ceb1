"""How long an edit takes to the org, and the org's to the store, the mirror at its own pace."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from benchmarks.goals import Line, absolute
from benchmarks.mirrored import Mirrored, mirrored, transport_to
from benchmarks.session import BenchSession, say
from cockpit_sync.engine import Mirror
from cockpit_sync.pace import ACTIVE_SECONDS
from cockpit_tui.domain.days.clock import SystemClock
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.store.tables import mirror_schema, schema

ROUND_TRIPS_MS = (0, 150)
TIMES, QUICK_TIMES = 8, 2
READINGS = 3
"""Each takes as long as a reading is apart, so there are few."""
LIMIT_SECONDS = 60.0
LOOK_SECONDS = 0.01
PAUSE_SECONDS = 1.5
"""Between two edits, so that each begins with the mirror at rest."""


def lines(session: BenchSession) -> list[Line]:
    """What was timed, at each round trip. The org is taken for one that is far away: edits wait
    a second for others, and a person at work has the org read every fifteen."""
    found = []
    for delay in ROUND_TRIPS_MS:
        with mirrored(is_near=False) as world, _running(world, delay) as wake:
            task_id = world.make_tasks(1)[0]
            _until(lambda: _waiting(world) == 0)
            say(f"edits to the org, {delay} ms")
            times = QUICK_TIMES if session.is_quick else TIMES
            there = [_to_org(world, task_id, number) for number in range(times)]
            say(f"edits of the org, {delay} ms")
            back = [_to_store(world, task_id, number, wake) for number in range(times)]
            late = [] if session.is_quick else _at_own_pace(world, task_id)
        found += [
            absolute(f"edit to org, p50, {delay} ms round trip", _at(there, 0.5), 2_500),
            absolute(f"edit to org, p95, {delay} ms round trip", _at(there, 0.95), 5_000),
            Line(f"org to store when asked, p95, {delay} ms round trip", _at(back, 0.95)),
        ]
        if late:
            limit = (ACTIVE_SECONDS + 2) * 1e3
            words = f"org to store by itself, slowest of {len(late)}, {delay} ms round trip"
            found.append(absolute(words, max(late), limit))
    return found


@contextmanager
def _running(world: Mirrored, delay: int) -> Iterator[Callable[[], object]]:
    """The mirror in its own thread, every call of it so much later; gives “sync now”."""
    world.cycles.close()
    if delay:
        world.sandbox.control.add_faults(f"delay seconds={delay / 1e3} times=always")
    mirror = Mirror(world.store, lambda: transport_to(world.sandbox), SystemClock(), world.settings)
    mirror.set_active(True)
    mirror.start()
    try:
        yield lambda: mirror.sync_now().result(LIMIT_SECONDS)
    finally:
        mirror.stop(LIMIT_SECONDS)


def _to_org(world: Mirrored, task_id: TaskId, number: int) -> float:
    """From the edit until its operation has left the outbox: the org has confirmed it."""
    time.sleep(PAUSE_SECONDS)
    start = time.perf_counter()
    world.tasks.edit([task_id], {"title": f"Edited here {number}"})
    _until(lambda: _waiting(world) == 0)
    return (time.perf_counter() - start) * 1e3


def _to_store(
    world: Mirrored, task_id: TaskId, number: int, wake: Callable[[], object] | None
) -> float:
    """From a colleague's edit until the task here has it; `wake` asks for a cycle at once."""
    words = f"Edited there {number} {'' if wake else 'slowly'}".strip()
    path = f"/services/data/v66.0/sobjects/Task/{world.salesforce_ids([task_id])[0]}"
    world.sandbox.control.write("PATCH", path, {"Subject": words})
    start = time.perf_counter()
    if wake is not None:
        threading.Thread(target=wake).start()
    _until(lambda: _title(world, task_id) == words)
    return (time.perf_counter() - start) * 1e3


def _at_own_pace(world: Mirrored, task_id: TaskId) -> list[float]:
    return [_to_store(world, task_id, number, None) for number in range(READINGS)]


def _until(is_so: Callable[[], bool]) -> None:
    limit = time.monotonic() + LIMIT_SECONDS
    while not is_so():
        if time.monotonic() > limit:
            raise TimeoutError("the mirror did not bring it within a minute")
        time.sleep(LOOK_SECONDS)


def _waiting(world: Mirrored) -> int:
    with world.store.read() as connection:
        query = select(func.count()).select_from(mirror_schema.outbox)
        return int(connection.scalar(query) or 0)


def _title(world: Mirrored, task_id: TaskId) -> str:
    with world.store.read() as connection:
        query = select(schema.task.c.title).where(schema.task.c.id == task_id)
        return str(connection.scalar(query))


def _at(values: list[float], share: float) -> float:
    return sorted(values)[round(share * (len(values) - 1))]
