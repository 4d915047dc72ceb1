"""The goals, and the table that says which are met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from benchmarks.data_layer import DataLayer
from benchmarks.held_key import Held
from benchmarks.terminal_runs import Runs, paired

FRAME_MS = 16.7
MEGA = 1_000_000
FZF_P95_MS = 142.0
"""A key in fzf over the same 100,000 lines, as measured once on two cores."""


@dataclass(frozen=True)
class Line:
    """One goal: what was measured against what."""

    goal: str
    measured: float
    beside: float | None
    """The floor or peer of the same run; None where the limit is absolute."""
    ratio: float
    limit: float
    unit: str = ""

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.limit


def against(goal: str, measured: float, beside: float, limit: float, unit: str = "ms") -> Line:
    return Line(goal, measured, beside, measured / beside if beside else 0.0, limit, unit)


def absolute(goal: str, measured: float, limit: float, unit: str = "ms") -> Line:
    return Line(goal, measured, None, measured, limit, unit)


def start_lines(runs: dict[str, Runs], names: Iterable[tuple[str, float]]) -> list[Line]:
    """Goals 1, 2, 8, 11: the first picture."""
    floor = runs["min"]
    lines = []
    for name, limit in names:
        if name in runs:
            time = runs[name].middle("ready_ms")
            ratio = paired(runs[name], floor, "ready_ms")
            beside = floor.middle("ready_ms")
            lines.append(Line(f"1 first picture, {name}", time, beside, ratio, limit, "ms"))
    size, least = runs["100k"].middle("start_bytes"), floor.middle("start_bytes")
    lines.append(against("8 bytes of the start", size, least, 0.75, "B"))
    memory, light = runs["100k"].middle("rss_end_mb"), floor.middle("rss_end_mb")
    lines.append(against("11 memory beside min", memory, light, 3.0, "MB"))
    if "1M" in runs:
        big = runs["1M"].middle("rss_end_mb")
        lines.append(against("11 memory, 1M beside 100k", big, memory, 1.1, "MB"))
    return lines


def key_lines(runs: dict[str, Runs], name: str) -> list[Line]:
    """Goals 3 to 7 for one size."""
    us, options, table = runs[name], runs["OL10"], runs["DT10k"]
    lines = []
    for words, share in (("p50", 0.5), ("p95", 0.95)):
        mine, theirs = us.key("down", share), options.key("down", share)
        lines.append(against(f"3 key in the window {words}, {name}", mine, theirs, 0.8))
    for words, share, limit in (("p50", 0.5, 0.45), ("p95", 0.95, 0.5)):
        mine, theirs = us.key("scroll", share), table.key("scroll", share)
        lines.append(against(f"4 scrolling key {words}, {name}", mine, theirs, limit))
    pages = us.key("pgdn", 0.95), table.key("pgdn", 0.95)
    lines.append(against(f"5 page down p95, {name}", *pages, 0.5))
    for label in ("end", "regroup"):
        found = us.key(label, 0.95)
        lines.append(absolute(f"6 {label} p95, {name}", found, FRAME_MS))
    bytes_ = us.key("scroll", 0.5, "bytes"), table.key("scroll", 0.5, "bytes")
    lines.append(
        absolute(
            f"7 bytes in the window, with pane, {name}", us.key("down", 0.5, "bytes"), 430, "B"
        )
    )
    lines.append(against(f"7 bytes scrolling, with pane, {name}", *bytes_, 0.04, "B"))
    return lines


def held_lines(held: Held) -> list[Line]:
    """Goals 7 and 13: a held key."""
    return [
        absolute("13 held key: the cursor's lag", held.cursor_lag_ms, FRAME_MS),
        absolute("13 held key: CPU a key (a quarter of visidata's)", held.cpu_ms, 3.0),
        absolute("7 bytes a held key", held.bytes, 430, "B"),
    ]


def idle_lines(runs: Runs) -> list[Line]:
    """Goal 12."""
    return [
        absolute("12 idle CPU", runs.middle("idle_cpu_pct"), 0.15, "%"),
        absolute("12 idle wake-ups a second", runs.middle("idle_wakeups_s"), 10),
        absolute("12 idle bytes a second", runs.middle("idle_bytes_s"), 0, "B"),
    ]


def busy_lines(quiet: Runs, busy: Runs) -> list[Line]:
    """Goal 14: keys while the mirror applies pages back to back."""
    still, beside = quiet.key("down", 0.95), busy.key("down", 0.95)
    return [
        against("14 key p95 beside a busy mirror", beside, still, 2.0),
        absolute("14 the same, absolute", beside, 16.0),
    ]


def data_lines(data: DataLayer, counts_at: str) -> list[Line]:
    """Goal 15."""
    return [
        against("15 page of 50 through Core", data.page_through_core, data.page_raw, 1.4),
        absolute(f"15 counts of groups, {counts_at}", data.counts, 0.1),
    ]


def filter_line(p95_ms: float, size: str) -> Line:
    """Goal 10: from a typed letter to the first rows."""
    words = f"10 filter as you type p95, {size}"
    if size == "100k":
        return against(words, p95_ms, FZF_P95_MS, 0.1)
    return absolute(words, p95_ms, FRAME_MS)


def exit_lines(runs: Runs) -> list[Line]:
    """Goal 16."""
    unclean = sum(not entry["clean"] for entry in runs.exits)
    slowest = max(entry["ms"] for entry in runs.exits)
    return [
        absolute("16 unclean exits", unclean, 0, ""),
        absolute("16 slowest exit", slowest, 100),
    ]


def table(lines: Iterable[Line]) -> str:
    """The goals as text, a line each."""
    head = f"{'goal':<48} {'measured':>10} {'floor':>9} {'ratio':>7} {'limit':>7}  verdict"
    rows = [head, "-" * len(head)]
    for line in lines:
        measured = f"{line.measured:,.1f} {line.unit}".strip()
        beside = "" if line.beside is None else f"{line.beside:,.1f}"
        ratio = "" if line.beside is None else f"{line.ratio:.2f}"
        verdict = "met" if line.is_met else "missed"
        rows.append(
            f"{line.goal:<48} {measured:>10} {beside:>9} {ratio:>7} {line.limit:>7g}  {verdict}"
        )
    return "\n".join(rows)


def documents(lines: Iterable[Line]) -> list[dict[str, object]]:
    """The same for a JSON file."""
    return [{**asdict(line), "is_met": line.is_met} for line in lines]
