"""A held `j`: how far the list's cursor is behind the last key, and what a key costs."""

from __future__ import annotations

import os
import time
from argparse import Namespace
from collections.abc import Mapping, Sequence

from msgspec import Struct

from benchmarks import tty_bench
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
    command: Sequence[str],
    environment: Mapping[str, str],
    ready: str,
    *,
    columns: int = LIST_COLUMNS,
    keys: int = 60,
    hertz: float = 30.0,
    has_margins: bool = True,
) -> Held:
    """Presses `j` so often and looks how long the screen goes on changing; `columns` are the
    list's, `has_margins` whether the terminal can move a part of its rows."""
    options = Namespace(**{**OPTIONS, "margins": has_margins})
    env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment}
    session = tty_bench.Session(list(command), (40, 120), env, None, options)
    session.wait_regex(ready, 60.0)
    _watch(session, 2.5)
    before, _ = tty_bench.tree_cpu_ns(tty_bench.tree(session.pid))
    bytes_before = session.bytes
    began = time.monotonic()
    last = began
    for number in range(keys):
        _watch(session, max(0.0, began + number / hertz - time.monotonic()))
        last = session.send("j")
    list_at = pane_at = last
    shown, shown_all = _list(session, columns), session.emu.text()
    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        session.poll(0.01)
        chunks, session.pending = session.pending, []
        for at, chunk in chunks:
            session.emu.feed(chunk)
            if (now := _list(session, columns)) != shown:
                shown, list_at = now, at
            if (text := session.emu.text()) != shown_all:
                shown_all, pane_at = text, at
    after, _ = tty_bench.tree_cpu_ns(tty_bench.tree(session.pid))
    sent = session.bytes - bytes_before
    session.finish(tty_bench.parse_keys("q"))
    return Held(
        max(0.0, list_at - last) * 1e3,
        max(0.0, pane_at - last) * 1e3,
        (after - before) / keys * 1e3,
        sent / keys,
    )


def _watch(session: tty_bench.Session, seconds: float) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        session.poll(min(left, 0.01))
        session.emulate()


def _list(session: tty_bench.Session, columns: int) -> list[tuple[object, ...]]:
    """The cells of the list's part, colours included: the cursor is one."""
    buffer = session.emu.screen.buffer
    return [tuple(buffer[y][x] for x in range(columns)) for y in range(3, 39)]
