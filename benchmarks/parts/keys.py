"""Goals 3 to 7: keys in the list, in milliseconds and in bytes."""

from __future__ import annotations

from benchmarks.goals import FRAME_MS, Line, absolute, against
from benchmarks.session import NO_MARGINS, BenchSession
from benchmarks.terminal_runs import Runs

SMALL_BYTES, SCROLL_BYTES = 430, 470


def lines(session: BenchSession) -> list[Line]:
    """What was measured, size by size. The list's bytes are those of the first frame after a key;
    the pane, which follows in a frame of its own, is in the others."""
    runs, found = session.runs, []
    for name in session.sizes:
        found += _of_size(runs, name)
    found += _small_bytes(runs, NO_MARGINS)
    if "1M" in runs:
        for label in ("end", "regroup"):
            big, small = (runs[size].key(label, 0.95) for size in ("1M", "100k"))
            found.append(against(f"6 {label} p95, 1M beside 100k", big, small, 2.5, "ms", "100k"))
    return found


def _of_size(runs: dict[str, Runs], name: str) -> list[Line]:
    us, options, data = runs[name], runs["OL10"], runs["DT10k"]
    found = []
    for words, share in (("p50", 0.5), ("p95", 0.95)):
        pair = us.key("down", share), options.key("down", share)
        found.append(against(f"3 key in the window {words}, {name}", *pair, 0.8, "ms", "OL10"))
    for words, share, limit in (("p50", 0.5, 0.45), ("p95", 0.95, 0.5)):
        pair = us.key("scroll", share), data.key("scroll", share)
        found.append(against(f"4 scrolling key {words}, {name}", *pair, limit, "ms", "DT10k"))
    pages = us.key("pgdn", 0.95), data.key("pgdn", 0.95)
    found.append(against(f"5 page down p95, {name}", *pages, 0.5, "ms", "DT10k"))
    found += [
        absolute(f"6 {label} p95, {name}", us.key(label, 0.95), FRAME_MS)
        for label in ("end", "regroup")
    ]
    found += _small_bytes(runs, name)
    scrolled = us.key("scroll", 0.5, "bytes")
    stock, page = data.key("scroll", 0.5, "bytes"), us.key("pgdn", 0.5, "bytes")
    found += [
        against(f"7 bytes a scrolled row, {name}", scrolled, stock, 0.04, "B", "DT10k"),
        against(
            f"7 bytes a page down, {name}",
            page,
            data.key("pgdn", 0.5, "bytes"),
            1 / 1.7,
            "B",
            "DT10k",
        ),
    ]
    return found


def _small_bytes(runs: dict[str, Runs], name: str) -> list[Line]:
    """Of the list's own frame, and with the pane's, which follows."""
    us = runs[name]
    return [
        absolute(f"7 bytes {words}, {whose}, {name}", us.key(label, 0.5, measure), limit, "B")
        for measure, whose in (("frame", "list"), ("bytes", "pane following"))
        for label, words, limit in (
            ("down", "a key in the window", SMALL_BYTES),
            ("scroll", "a scrolled row", SCROLL_BYTES),
        )
    ]
