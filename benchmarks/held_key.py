"""A held `j`: how far the list's cursor is behind the last key, and what a key costs."""

from __future__ import annotations

import time

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.terminal.key_script import parse_keys
from benchmarks.terminal.processes import exact_cpu_seconds, tree
from benchmarks.terminal.session import Session
from benchmarks.terminal.settings import Program
from benchmarks.terminal.starting import started
from benchmarks.terminal_runs import OPTIONS

LIST_COLUMNS = 70
"""Of 120: the list's part of the screen; the pane follows when the cursor rests."""
SETTLE_SECONDS = 0.5


class Held(Struct, frozen=True):
    """One run."""

    cursor_lag_ms: float
    pane_lag_ms: float
    cpu_ms: float
    """Of the whole process, a key."""
    bytes: float


def held(
    program: Program,
    *,
    columns: int = LIST_COLUMNS,
    keys: int = 60,
    hertz: float = 30.0,
    has_margins: bool = True,
) -> Held:
    """Presses `j` so often and looks how long the screen goes on changing; `columns` are the
    list's, `has_margins` whether the terminal can move a part of its rows."""
    session = started(program, replace(OPTIONS, margins=has_margins))
    session.wait_for(program.ready or "", OPTIONS.timeout)
    _watch(session, 2.5)
    before, _ = exact_cpu_seconds(tree(session.pid))
    bytes_before = session.bytes
    began = time.monotonic()
    last = began
    for number in range(keys):
        _watch(session, max(0.0, began + number / hertz - time.monotonic()))
        last = session.send("j")
    list_at = pane_at = last
    shown, shown_all = _list(session, columns), session.emulator.text()

    def look(stamp: float) -> None:
        nonlocal shown, shown_all, list_at, pane_at
        if (now := _list(session, columns)) != shown:
            shown, list_at = now, stamp
        if (text := session.emulator.text()) != shown_all:
            shown_all, pane_at = text, stamp

    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        session.poll(0.01)
        session.emulate(look)
    after, _ = exact_cpu_seconds(tree(session.pid))
    sent = session.bytes - bytes_before
    session.finish(parse_keys("q"))
    return Held(
        max(0.0, list_at - last) * 1e3,
        max(0.0, pane_at - last) * 1e3,
        (after - before) / keys * 1e3,
        sent / keys,
    )


def _watch(session: Session, seconds: float) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        session.poll(min(left, 0.01))
        session.emulate()


def _list(session: Session, columns: int) -> list[tuple[object, ...]]:
    """The cells of the list's part, colours included: the cursor is one."""
    buffer = session.emulator.screen.buffer
    return [tuple(buffer[y][x] for x in range(columns)) for y in range(3, 39)]
