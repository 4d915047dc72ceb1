"""Goal 12: what the program does while nobody does anything."""

from __future__ import annotations

from benchmarks.goals import Line, absolute
from benchmarks.session import BenchSession


def lines(session: BenchSession) -> list[Line]:
    """What was measured, size by size; the floor's own figures beside it are in `min`."""
    found = []
    for name in (*session.sizes, "min"):
        runs = session.runs[name]
        cpu, wakes, written = (
            runs.middle(figure) for figure in ("idle_cpu_pct", "idle_wakeups_s", "idle_bytes_s")
        )
        found += [
            absolute(f"12 idle CPU, {name}", cpu, 0.15, "%"),
            absolute(f"12 idle wake-ups a second, {name}", wakes, 10, ""),
            absolute(f"12 idle bytes a second, {name}", written, 0, "B"),
        ]
    return found
