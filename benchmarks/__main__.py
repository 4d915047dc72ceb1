"""python -m benchmarks [--quick] [--full] [--rounds N] [--keep FOLDER] [--json FILE]

Prints, for each goal, what was measured, the floor of the same run, and whether it is met. The
figures of one run can be compared with each other; absolute times differ from machine to machine.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from benchmarks import data_layer, filtering, goals, held_key, houses, mirror
from benchmarks.terminal_runs import floor, interleaved, ours

BUSY_KEYS = "sleep:4,down=j*40,!<home>,down=j*40"
MILLION, HUNDRED_THOUSAND = 1_000_000, 100_000


def main() -> int:
    """Measures and prints; 0 whatever the verdicts, as noise is no failure."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as scratch:
        lines = _measure(asked, asked.keep or Path(scratch))
    print(goals.table(lines))
    print(
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, Python {sys.version.split()[0]}"
    )
    if asked.json:
        asked.json.write_text(json.dumps(goals.documents(lines), indent=1), encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="2 rounds, no workspace of 1M CTAs")
    parser.add_argument(
        "--full", action="store_true", help="the large demo as a person makes it too"
    )
    parser.add_argument("--rounds", type=int, help="rounds (default 5)")
    parser.add_argument(
        "--keep", type=Path, help="where workspaces are made and left for next time"
    )
    parser.add_argument("--json", type=Path, help="writes the figures there as well")
    return parser.parse_args()


def _measure(asked: argparse.Namespace, root: Path) -> list[goals.Line]:
    rounds = asked.rounds or (2 if asked.quick else 5)
    sizes = {"100k": HUNDRED_THOUSAND} if asked.quick else {"100k": HUNDRED_THOUSAND, "1M": MILLION}
    places = {name: houses.written(root, ctas) for name, ctas in sizes.items()}
    if asked.full:
        places["demo 100k"] = houses.demo(root, "large")
    programs = [
        floor("min", "minimal", idle=4.0),
        *(ours(name, home) for name, home in places.items()),
        floor("OL10", "optionlist", 10),
        floor("DT10k", "datatable", 10_000),
    ]
    runs = interleaved(programs, rounds)
    largest = list(sizes)[-1]
    lines = goals.start_lines(runs, [("100k", 1.25), ("1M", 1.35), ("demo 100k", 1.25)])
    for name in sizes:
        lines += goals.key_lines(runs, name)
    lines += goals.idle_lines(runs["100k"])
    lines += goals.held_lines(held_key.held(houses.environment_of(places[largest])))
    lines += _busy(root, max(1, rounds // 2))
    store = places[largest] / "data" / "cockpit.db"
    lines += goals.data_lines(data_layer.measure(store), largest)
    for name, place in places.items():
        if name in sizes:
            lines.append(goals.filter_line(filtering.measure(place / "data" / "cockpit.db"), name))
    lines += goals.exit_lines(runs["100k"])
    _print_mirror(mirror.measure())
    return lines


def _busy(root: Path, rounds: int) -> list[goals.Line]:
    """Keys in the small demo, with its org at rest and with one that never rests."""
    home = houses.demo(root, "small")
    quiet = interleaved([ours("quiet", home, BUSY_KEYS, idle=0)], rounds)["quiet"]
    with mirror.busy_org(home):
        busy = interleaved([ours("busy", home, BUSY_KEYS, idle=0)], rounds)["busy"]
    return goals.busy_lines(quiet, busy)


def _print_mirror(found: mirror.MirrorFigures) -> None:
    print("the mirror on loopback")
    for edits, (writes, least) in found.writes.items():
        print(f"  {edits:>5} edits: {writes} calls that write, at least {least} are needed")
    print(f"  a cycle with nothing to do: {found.idle_calls} calls")
    print(f"  an edit here, seen in the org: {found.edit_to_org_ms:.0f} ms")
    print(f"  an edit in the org, seen here: {found.org_to_store_ms:.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
