"""Goal 15 and the cost of one edit: the store beside raw sqlite3."""

from __future__ import annotations

from benchmarks import data_layer
from benchmarks.goals import Line, absolute, against
from benchmarks.session import BenchSession


def lines(session: BenchSession) -> list[Line]:
    """What was measured, size by size."""
    found = []
    for name in session.sizes:
        path = session.place(name) / "data" / "cockpit.db"
        data = data_layer.measure(path)
        pair = data.page_through_core, data.page_raw
        found += [
            against(f"15 page of 50 through Core, {name}", *pair, 1.4, "ms", "sqlite3"),
            absolute(f"15 counts of groups, {name}", data.counts, 0.1),
        ]
    return found
