"""Typing into a filter: from the key to the first rows that differ, in any program."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from benchmarks.terminal.key_script import parse_keys
from benchmarks.terminal.processes import exact_cpu_seconds, tree
from benchmarks.terminal.session import Session
from benchmarks.terminal.settings import Program
from benchmarks.terminal.starting import started
from benchmarks.terminal_runs import OPTIONS

WORDS = ("renewal 12", "sponsor", "globex 77", "adoption")
"""Two by the CTA's own name, one by its comment or customer alone, one by customer and number."""
QUIET_SECONDS, LIMIT_SECONDS = 0.25, 5.0


class Filtering(Struct, frozen=True):
    """A program that filters a list while one types."""

    program: Program
    rows: slice
    """The screen's lines that show rows; counts and the line typed into are outside."""
    begin: Sequence[str] = ()
    """Keys that bring the filter up."""
    erase: Sequence[str] = ("ctrl+u",)
    """Keys that empty it."""
    columns: int = 120
    """So many from the left are the list's."""


@dataclass
class Typed:
    """What came of it."""

    to_rows_ms: list[float] = field(default_factory=list)
    """A key that left the rows as they were is not among them."""
    cpu_ms: float = 0.0
    """Of all the program's processes, a key."""
    keys: int = 0

    def quantile(self, share: float) -> float:
        found = sorted(self.to_rows_ms)
        return found[round(share * (len(found) - 1))] if found else 0.0


def type_words(filtering: Filtering, words: Sequence[str] = WORDS) -> Typed:
    """Types each of the words letter by letter, waiting for the rows after each letter."""
    program = filtering.program
    session = started(program, OPTIONS)
    found, cpu_seconds = Typed(), 0.0
    try:
        if session.wait_for(program.ready or "", OPTIONS.timeout) is None:
            raise RuntimeError(f"{program.name} showed no rows:\n{session.emulator.text()}")
        rest(session, 2.5)
        for key in filtering.begin:
            session.send(f"<{key}>" if len(key) > 1 else key)
            rest(session)
        for word in words:
            for key in filtering.erase:
                session.send(f"<{key}>" if len(key) > 1 else key)
            rest(session)
            before = exact_cpu_seconds(tree(session.pid))[0]
            for letter in word:
                _press(session, filtering, letter, found)
            cpu_seconds += exact_cpu_seconds(tree(session.pid))[0] - before
    finally:
        session.finish(parse_keys(session.options.quit))
    found.cpu_ms = cpu_seconds / max(1, found.keys) * 1e3
    return found


def rest(session: Session, seconds: float = QUIET_SECONDS) -> None:
    """Until nothing came for a while from now on: what was just typed is to be answered."""
    since = time.monotonic()
    while time.monotonic() < since + LIMIT_SECONDS:
        session.poll(0.02)
        if time.monotonic() - max(since, session.last or since) > seconds:
            break
    session.emulate()


def _press(session: Session, filtering: Filtering, letter: str, found: Typed) -> None:
    session.poll(0)
    session.emulate()
    shown = _rows(session, filtering)
    at = session.send(" " if letter == " " else letter)
    found.keys += 1
    limit = at + LIMIT_SECONDS
    changed: float | None = None

    def look(stamp: float) -> None:
        nonlocal changed, shown
        if stamp < at:
            shown = _rows(session, filtering)  # it was on its way
        elif changed is None and _rows(session, filtering) != shown:
            changed = stamp

    while time.monotonic() < limit:
        session.poll(0.02)
        session.emulate(look)
        if time.monotonic() - max(at, session.last or at) > QUIET_SECONDS:
            break
    if changed is not None:
        found.to_rows_ms.append((changed - at) * 1e3)


def _rows(session: Session, filtering: Filtering) -> list[str]:
    return [line[: filtering.columns] for line in session.emulator.screen.display[filtering.rows]]


def plain_scan(names: Path, times: int = 5) -> float:
    """Milliseconds that grep takes to look through the same names once."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(["grep", "-ci", "renewal 12", str(names)], check=False, capture_output=True)
        found.append((time.perf_counter() - start) * 1e3)
    return min(found)
