"""Goals 7 and 13: a held key, beside the spreadsheet of the terminal."""

from __future__ import annotations

import shutil

from benchmarks import held_key
from benchmarks.goals import FRAME_MS, Line, absent, absolute, against
from benchmarks.session import NO_MARGINS, BenchSession
from benchmarks.terminal_runs import ours, visidata


def lines(session: BenchSession) -> list[Line]:
    """What was measured; the pane's own lag is told beside the cursor's."""
    found, cpu = [], {}
    for name in session.sizes:
        held = held_key.held(ours(name, session.place(name)))
        cpu[name] = held.cpu_ms
        found += [
            absolute(f"13 held key: the cursor's lag, {name}", held.cursor_lag_ms, FRAME_MS),
            Line(f"13 held key: the pane follows after, {name}", held.pane_lag_ms),
            absolute(f"7 bytes a held key, {name}", held.bytes, 430, "B"),
        ]
    bare = held_key.held(ours(NO_MARGINS, session.place("100k")), has_margins=False)
    found.append(absolute("7 bytes a held key, 100k, no margins", bare.bytes, 430, "B"))
    if shutil.which("vd") is None:
        found.append(absent("13 held key: CPU beside visidata", "visidata is not installed"))
        found.append(absolute("13 held key: CPU a key, 100k", cpu["100k"], 3.0))
        return found
    peer = held_key.held(visidata(session.names), columns=120)
    found.append(
        against("13 held key: CPU a key, 100k", cpu["100k"], peer.cpu_ms, 0.25, "ms", "visidata")
    )
    found.append(Line("13 held key: visidata's lag, 100k", peer.cursor_lag_ms))
    return found
