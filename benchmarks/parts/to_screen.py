"""How long what a colleague writes in the org takes to the screen of the shipped program."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

from benchmarks.goals import Line, absolute
from benchmarks.mirrored import Mirrored, mirrored
from benchmarks.session import BenchSession, say
from benchmarks.terminal.key_script import parse_keys
from benchmarks.terminal.session import Session
from benchmarks.terminal.settings import Program
from benchmarks.terminal.starting import started
from benchmarks.terminal_runs import COCKPIT, OPTIONS
from cockpit_sync.pace import LOOPBACK_SECONDS
from cockpit_tui.domain.ids import TaskId

ROUND_TRIPS_MS = (0, 150)
TIMES, QUICK_TIMES = 8, 2
SIZE = "160x45"
"""List and pane side by side."""
LIMIT_SECONDS = 60.0
BEYOND_THE_POLL_SECONDS = 2.0
"""What reading, merging and drawing may take."""


def lines(session: BenchSession) -> list[Line]:
    """The cockpit over a workspace with one CTA, whose task somebody renames in the org: asked for
    by `R`, and by itself. The org is on loopback, so the cockpit reads it every two seconds."""
    found = []
    times = QUICK_TIMES if session.is_quick else TIMES
    for delay in ROUND_TRIPS_MS:
        with mirrored() as world:
            task_id = world.make_tasks(1, "Renamed")[0]
            world.sync()
            world.cycles.close()
            if delay:
                world.sandbox.control.add_faults(f"delay seconds={delay / 1e3} times=always")
            say(f"the cockpit, {delay} ms")
            screen = _opened(world)
            try:
                asked = [_seen(screen, world, task_id, f"asked {n}", "R") for n in range(times)]
                alone = [_seen(screen, world, task_id, f"alone {n}", "") for n in range(times)]
            finally:
                screen.finish(parse_keys("q"))
        limit = (LOOPBACK_SECONDS + BEYOND_THE_POLL_SECONDS) * 1e3
        words = f"{delay} ms round trip"
        found += [
            Line(f"org to screen when asked by R, p50, {words}", _at(asked, 0.5)),
            Line(f"org to screen when asked by R, p95, {words}", _at(asked, 0.95)),
            absolute(f"org to screen by itself, every 2 s, p95, {words}", _at(alone, 0.95), limit),
        ]
    return found


def _opened(world: Mirrored) -> Session:
    """The shipped program over that workspace, showing the CTA with its task."""
    database = Path(str(world.store.engine.url.database))
    environment = {
        "COCKPIT_HOME": str(database.parent / "home"),
        "COCKPIT_DATABASE_URL": f"sqlite:///{database}",
        "COCKPIT_SALESFORCE_INSTANCE_URL": world.sandbox.instance_url,
        "COCKPIT_SALESFORCE_ACCESS_TOKEN": world.sandbox.access_token,
    }
    screen = started(Program(name="cockpit", cmd=[COCKPIT], env=environment, size=SIZE), OPTIONS)
    _wait(screen, "Renamed 0")
    _wait(screen, "synced")
    return screen


def _seen(screen: Session, world: Mirrored, task_id: TaskId, words: str, key: str) -> float:
    """Milliseconds from the org's commit until the new title is painted."""
    path = f"/services/data/v66.0/sobjects/Task/{world.salesforce_ids([task_id])[0]}"
    screen.settle(0.3, 3.0)
    world.sandbox.control.write("PATCH", path, {"Subject": f"Called {words}"})
    start = time.monotonic()
    if key:
        screen.send(key)
    return float((_wait(screen, f"Called {re.escape(words)}") - start) * 1e3)


def _wait(screen: Session, words: str) -> float:
    found = screen.wait_for(words, LIMIT_SECONDS)
    if found is None:
        print(screen.emulator.text(), file=sys.stderr)
        raise TimeoutError(f"“{words}” was not on the screen within a minute")
    return float(found)


def _at(values: list[float], share: float) -> float:
    return sorted(values)[round(share * (len(values) - 1))]
