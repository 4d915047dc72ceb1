"""Goal 16: leaving, by key and when the terminal is gone."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from benchmarks.goals import Line, absolute
from benchmarks.session import BenchSession
from benchmarks.terminal.starting import started
from benchmarks.terminal_runs import OPTIONS, ROW_IS_THERE, ours

LIMIT_SECONDS = 5.0


def lines(session: BenchSession) -> list[Line]:
    """What was measured, size by size."""
    found = []
    for name in session.sizes:
        exits = session.runs[name].exits
        unclean = sum(not entry["clean"] for entry in exits)
        found += [
            absolute(f"16 unclean exits by q, of {len(exits)}, {name}", unclean, 0, ""),
            absolute(f"16 slowest exit by q, {name}", max(entry["ms"] for entry in exits), 100),
        ]
    hung = [_hang_up(session.place("100k")) for _ in range(session.rounds)]
    found.append(absolute("16 slowest exit after SIGHUP, 100k", max(hung), 100))
    return found


def _hang_up(home: Path) -> float:
    """Milliseconds from SIGHUP to the end of the process."""
    terminal = started(ours("cockpit", home), OPTIONS)
    terminal.wait_for(ROW_IS_THERE, 60.0)
    terminal.settle(0.3, 5.0)
    start = time.monotonic()
    os.kill(terminal.pid, signal.SIGHUP)
    while not terminal.has_ended() and time.monotonic() - start < LIMIT_SECONDS:
        terminal.poll(0.002)
    took = (time.monotonic() - start) * 1e3
    terminal.finish([])
    return took
