"""How long the sandbox takes for a page of 2,000 of its tasks."""

from __future__ import annotations

import time

from benchmarks import sandbox_pages
from benchmarks.goals import Line, absolute
from benchmarks.session import BenchSession, say
from cockpit_sandbox.launch import Sandbox

PAGES = 60


def lines(session: BenchSession) -> list[Line]:
    """The large org with `--quick`, else the huge one of a million tasks."""
    size = "team" if session.is_quick else "huge"
    say(f"an org of size {size}")
    started = time.perf_counter()
    found = []
    with Sandbox.start(data=session.root / f"org-{size}.db", size=size) as sandbox:
        ready = time.perf_counter() - started
        total = sandbox_pages.count(sandbox)
        for label, fields in sandbox_pages.WALKS.items():
            walk = sandbox_pages.walked(sandbox, fields, PAGES)
            words = f"sandbox: page of 2,000 of {total:,} tasks, {label}"
            found += [
                absolute(f"{words}, p50", walk.at(0.5), sandbox_pages.GOAL_MS),
                Line(f"{words}, p95", walk.at(0.95)),
            ]
    found.append(Line(f"sandbox: ready, {total:,} tasks, made if need be", ready, "s"))
    return found
