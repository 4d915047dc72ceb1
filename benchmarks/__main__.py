"""python -m benchmarks [--only PART] [--quick] [--full] [--rounds N] [--keep FOLDER]

Prints, for each goal, what was measured, the floor or peer of the same run, and whether it is met.
The figures of one run can be compared with each other; absolute times differ from machine to
machine. Peers (fzf, visidata, sshd) are used where they are installed.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from benchmarks import goals, keystrokes
from benchmarks.goals import Line
from benchmarks.parts import (
    busy,
    calls,
    data,
    exits,
    filtering,
    held,
    idle,
    keys,
    latency,
    load,
    pages,
    ssh,
    start,
    to_screen,
)
from benchmarks.session import BenchSession, say

PARTS: dict[str, Callable[[BenchSession], list[Line]]] = {
    "start": start.lines,
    "keys": keys.lines,
    "idle": idle.lines,
    "exit": exits.lines,
    "filter": filtering.lines,
    "held": held.lines,
    "busy": busy.lines,
    "ssh": ssh.lines,
    "data": data.lines,
    "mirror": lambda session: calls.lines(session) + latency.lines(session),
    "screen": to_screen.lines,
    "load": load.lines,
    "pages": pages.lines,
    "keystrokes": keystrokes.lines,
}


PACKAGES = ("cockpit_tui", "cockpit_widgets", "cockpit_themes", "cockpit_sync", "cockpit_sandbox")


def main() -> int:
    """Measures and prints; 0 whatever the verdicts, as noise is no failure."""
    asked = _arguments()
    _compile()
    began = machine()
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as scratch:
        session = BenchSession(
            asked.keep or Path(scratch),
            frozenset(asked.only or PARTS),
            is_quick=asked.quick,
            is_full=asked.full,
            asked_rounds=asked.rounds,
        )
        session.root.mkdir(parents=True, exist_ok=True)
        lines = _measured(session)
    print(f"\n{goals.table(lines)}\nbegun with {began}; ended with load {os.getloadavg()[0]:.1f}")
    if asked.json:
        found = {"machine": began, "lines": goals.documents(lines)}
        asked.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    if asked.markdown:
        asked.markdown.write_text(f"{goals.markdown(lines)}\n\n{began}\n", encoding="utf-8")
    return 0


def _compile() -> None:
    """What an installer does with what it installs. From a clone it is left to the first start,
    and where PYTHONDONTWRITEBYTECODE is set every start would do it again: 40 ms."""
    for name in PACKAGES:
        spec = find_spec(name)
        for folder in (spec and spec.submodule_search_locations) or ():
            compileall.compile_dir(folder, quiet=1)


def machine() -> str:
    """Load, cores, Python and system, in words."""
    load_now, cores = os.getloadavg()[0], os.cpu_count()
    python, system = sys.version.split()[0], f"{platform.system()} {platform.machine()}"
    return f"load {load_now:.1f} on {cores} cores, Python {python}, {system}"


def _measured(session: BenchSession) -> list[Line]:
    """All parts asked for; one that fails is a line that says so, and the rest goes on."""
    lines: list[Line] = []
    for name, part in PARTS.items():
        if name not in session.parts:
            continue
        started = time.perf_counter()
        try:
            lines += part(session)
        except Exception as error:
            lines.append(goals.absent(name, f"it failed: {type(error).__name__}: {error}"))
        say(f"{name}: {time.perf_counter() - started:.0f} s\n")
    return lines


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--only", action="append", choices=list(PARTS), help="a part; may be repeated"
    )
    parser.add_argument("--quick", action="store_true", help="2 rounds, nothing of 1M CTAs")
    parser.add_argument(
        "--full",
        action="store_true",
        help="10,000 edits, 1M activities, and the large demo as a person makes it too",
    )
    parser.add_argument("--rounds", type=int, help="rounds (default 5)")
    parser.add_argument(
        "--keep", type=Path, help="where workspaces are made and left for next time"
    )
    parser.add_argument("--json", type=Path, help="writes the figures there as well")
    parser.add_argument("--markdown", type=Path, help="writes the table for a page there as well")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
