"""What was measured, as tables for people."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from benchmarks.terminal.run import Figures

RATIOS = (
    "first_paint_ms", "ready_ms", "cpu_start_s", "rss_peak_mb", "start_bytes", "bytes_total",
    "cpu_total_s",
)  # fmt: skip
KEY_RATIOS = ("change", "settle", "bytes")


def print_tables(programs: Sequence[Figures]) -> None:
    """Start and memory of each program, then its keys, then what is to be known."""
    width = max(12, *(len(program["name"]) for program in programs))
    print(
        f"\n{'program':{width}} {'1st byte':>8} {'paint':>8} {'ready':>8} {'+-%':>5} {'CPU@rdy':>8}"
        f" {'start B':>8} {'RSS rdy':>8} {'RSS peak':>8} {'PSS':>7} {'idle%':>6} {'wake/s':>6}"
        f" {'idleB/s':>7} {'exit':>10}"
    )
    for program in programs:
        print(_start_row(program, width))
    print(
        f"\n{'program':{width}} {'keys':14} {'n':>5} {'none':>4} | {'first p50':>9} {'p95':>7}"
        f" | {'change p50':>10} {'p95':>7} {'max':>7} | {'settle p50':>10} {'p95':>7}"
        f" | {'regex p50':>9} | {'B/key':>8} {'CPUms':>7} {'+-%':>5} {'wireB':>7}"
    )
    for program in programs:
        for group in program["groups"]:
            row = _held_row(group) if group.get("hz") else _key_row(group)
            print(f"{program['name']:{width}} {row}")
    for program in programs:
        for note in program["notes"]:
            print(f"note {program['name']}: {note}")
        left = program["exit"]["last"]["modes_left"]
        if left:
            print(f"note {program['name']}: terminal modes left on at exit: {left}")


def _start_row(program: Figures, width: int) -> str:
    def middle(name: str, digits: int = 1) -> str:
        return _number(program.get(name, {}).get("median"), digits)

    ends = program["exit"]
    how = "ok" if ends["clean"] == ends["of"] else ends["last"]["how"]
    noise = _number((program.get("ready_ms") or {}).get("noise"))
    ended = f"{how} {ends['clean']}/{ends['of']}"
    return (
        f"{program['name']:{width}} {middle('first_byte_ms', 0):>8}"
        f" {middle('first_paint_ms', 0):>8} {middle('ready_ms', 0):>8} {noise:>5}"
        f" {middle('cpu_start_s', 2):>8} {middle('start_bytes', 0):>8} {middle('rss_ready_mb'):>8}"
        f" {middle('rss_peak_mb'):>8} {middle('pss_ready_mb'):>7} {middle('idle_cpu_pct', 2):>6}"
        f" {middle('idle_wakeups_s'):>6} {middle('idle_bytes_s', 0):>7} {ended:>10}"
    )


def _held_row(group: Figures) -> str:
    lag = group.get("lag") or {}
    return (
        f"{group['label'][:14]:14} {group['n']:>5} {'':>4} | held at {group['hz']:g}/s: lag after"
        f" the last key p50 {_number(lag.get('p50'))} max {_number(lag.get('max'))} ms"
        f" | {_number(group.get('bytes_per_key')):>8} B/key"
        f" {_number(group.get('cpu_ms_per_key')):>7} CPUms/key"
        f" {_number(group.get('wire_down_per_key')):>7}"
    )


def _key_row(group: Figures) -> str:
    def part(name: str, share: str) -> str:
        return _number((group.get(name) or {}).get(share))

    return (
        f"{group['label'][:14]:14} {group['n']:>5} {group['no_response']:>4}"
        f" | {part('first', 'p50'):>9} {part('first', 'p95'):>7}"
        f" | {part('change', 'p50'):>10} {part('change', 'p95'):>7} {part('change', 'max'):>7}"
        f" | {part('settle', 'p50'):>10} {part('settle', 'p95'):>7} | {part('regex', 'p50'):>9}"
        f" | {_number(group.get('bytes_per_key')):>8} {_number(group.get('cpu_ms_per_key')):>7}"
        f" {_number(group['noise']):>5} {_number(group.get('wire_down_per_key')):>7}"
    )


def _number(value: float | None, digits: int = 1) -> str:
    if value is None:
        return "-"
    return f"{value:.{digits}f}" if isinstance(value, float) else str(value)


def print_ratios(rounds: Mapping[str, Sequence[Figures]]) -> None:
    """The first program over every other, paired by round."""
    ours, *others = rounds
    print(f"\nratios {ours} / other (median of the rounds' own ratios, min..max)")
    for other in others:
        pairs = list(zip(rounds[ours], rounds[other], strict=False))
        for name in RATIOS:
            found = [a[name] / b[name] for a, b in pairs if a.get(name) and b.get(name)]
            _print_ratio(name, other, found)
        for place, group in enumerate(rounds[ours][0]["groups"]):
            for name in KEY_RATIOS:
                found = [
                    ratio
                    for a, b in pairs
                    if (ratio := _key_ratio(a, b, place, group["label"], name)) is not None
                ]
                _print_ratio(f"{group['label'][:9]} {name}", other, found)


def _key_ratio(ours: Figures, theirs: Figures, place: int, label: str, name: str) -> float | None:
    """Of the medians of one group of keys; the other program's goes by its label."""
    group = ours["groups"][place] if place < len(ours["groups"]) else None
    other = next((each for each in theirs["groups"] if each["label"] == label), None)
    if not (group and other):
        return None
    a = [sample[name] for sample in group["samples"] if name in sample]
    b = [sample[name] for sample in other["samples"] if name in sample]
    if not (a and b and statistics.median(b)):
        return None
    return float(statistics.median(a) / statistics.median(b))


def _print_ratio(name: str, other: str, found: Sequence[float]) -> None:
    if found:
        middle = statistics.median(found)
        print(f"  {name:16} / {other:20} {middle:6.2f}  ({min(found):.2f}..{max(found):.2f})")
