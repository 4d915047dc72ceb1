"""Goals 1, 2, 8 and 11: the first picture, what is loaded by then, and memory."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks import houses
from benchmarks.goals import Line, absent, absolute, against
from benchmarks.session import BenchSession
from benchmarks.terminal.settings import Program
from benchmarks.terminal.starting import started
from benchmarks.terminal_runs import OPTIONS, paired

LIMITS = {"100k": 1.25, "1M": 1.35, "demo 100k": 1.25}
HEAVY = frozenset({"sqlalchemy", "simple_salesforce", "requests", "zeep", "cryptography"})
PROBE = """
import json, os, sys
from cockpit_widgets.cells.quiet_driver import QuietDriver
write = QuietDriver.write

def write_and_look(driver, text):
    write(driver, text)
    if sys.argv[2] in text:
        with open(sys.argv[1], "w", encoding="utf-8") as file:
            json.dump(sorted(sys.modules), file)
        driver.stop_application_mode()
        os._exit(0)

QuietDriver.write = write_and_look
from cockpit_tui.__main__ import main
main([])
"""
"""Runs the shipped program and writes down what is loaded when its first rows are written."""
CUSTOMER = "Globex"


def lines(session: BenchSession) -> list[Line]:
    """What was measured."""
    runs, found = session.runs, []
    least = runs["min"]
    for name, limit in LIMITS.items():
        if name in runs:
            beside = least.middle("ready_ms")
            ratio = paired(runs[name], least, "ready_ms")
            found.append(
                Line(
                    f"1 first picture with rows, {name}",
                    runs[name].middle("ready_ms"),
                    "ms",
                    beside,
                    "min",
                    ratio,
                    limit,
                )
            )
    found += _imports(session)
    size, floor = runs["100k"].middle("start_bytes"), least.middle("start_bytes")
    found.append(against("8 bytes of the start", size, floor, 0.75, "B", "min"))
    memory, light = runs["100k"].middle("rss_end_mb"), least.middle("rss_end_mb")
    found.append(against("11 memory once all is loaded, 100k", memory, light, 3.0, "MB", "min"))
    if "1M" in runs:
        big = runs["1M"].middle("rss_end_mb")
        found.append(against("11 memory, 1M beside 100k", big, memory, 1.1, "MB", "100k"))
    if "visidata" in runs:
        peer = runs["visidata"].middle("rss_end_mb")
        found.append(
            against("11 memory beside visidata, 100k", memory, peer, 1.0, "MB", "visidata")
        )
    else:
        found.append(absent("11 memory beside visidata", "visidata is not installed"))
    return found


def _imports(session: BenchSession) -> list[Line]:
    """Goal 2: heavy libraries at the first picture, and its time beside the bare import."""
    loaded = _loaded(session.place("100k"), session.root / "modules.json")
    heavy = sorted(HEAVY & loaded)
    label = "2 heavy libraries loaded at the first picture"
    names = f"{label} ({', '.join(heavy)})" if heavy else label
    found = [absolute(names, len(heavy), 0, "")]
    ours, bare = session.runs["100k"], session.runs["import"]
    found.append(
        Line(
            "2 exec to first paint, 100k",
            ours.middle("first_paint_ms"),
            "ms",
            bare.middle("first_paint_ms"),
            "import textual",
            paired(ours, bare, "first_paint_ms"),
            1.15,
        )
    )
    return found


def _loaded(home: Path, found: Path) -> frozenset[str]:
    command = [sys.executable, "-c", PROBE, str(found), CUSTOMER]
    probe = Program(name="modules", cmd=command, env=houses.environment_of(home))
    terminal = started(probe, OPTIONS)
    limit = time.monotonic() + 60
    while not terminal.has_ended() and time.monotonic() < limit:
        terminal.poll(0.05)
    terminal.finish([])
    return frozenset(json.loads(found.read_text(encoding="utf-8")))
