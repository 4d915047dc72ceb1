"""Typing into a filter, in any program: how soon after a key the screen answers.

Two figures, of the same keys:

- *to rows*: until the first row of the list differs. It is what a person waits for, and the
  stricter one; a letter that leaves all rows as they are has none.
- *to change*: until anything on the screen does, the letter typed among it. All letters have one.
  So the goals define it (“key to first visible change”), and so all other keys are timed here.
"""

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
    to_change_ms: list[float] = field(default_factory=list)
    """Of all keys that were answered at all."""
    cpu_ms: float = 0.0
    """Of all the program's processes, a key."""
    keys: int = 0

    def to_rows(self, share: float) -> float:
        """That quantile over the letters that changed the rows."""
        return _quantile(self.to_rows_ms, share)

    def to_change(self, share: float) -> float:
        """That quantile over all letters."""
        return _quantile(self.to_change_ms, share)


def _quantile(measured: list[float], share: float) -> float:
    found = sorted(measured)
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
    session.emulator.snapshot()
    shown = _rows(session, filtering)
    at = session.send(" " if letter == " " else letter)
    found.keys += 1
    limit = at + LIMIT_SECONDS
    changed: float | None = None
    rows_changed: float | None = None

    def look(stamp: float) -> None:
        nonlocal changed, rows_changed, shown
        if stamp < at:  # it was on its way
            session.emulator.snapshot()
            shown = _rows(session, filtering)
            return
        if changed is None and session.emulator.has_changed():
            changed = stamp
        if rows_changed is None and _rows(session, filtering) != shown:
            rows_changed = stamp

    while time.monotonic() < limit:
        session.poll(0.02)
        session.emulate(look)
        if time.monotonic() - max(at, session.last or at) > QUIET_SECONDS:
            break
    if changed is not None:
        found.to_change_ms.append((changed - at) * 1e3)
    if rows_changed is not None:
        found.to_rows_ms.append((rows_changed - at) * 1e3)


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
