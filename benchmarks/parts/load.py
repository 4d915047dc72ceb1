"""The first load of an org: rows a second and memory, beside fetching and parsing the pages."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from benchmarks.goals import Line, absent, absolute
from benchmarks.loading import Load, load
from benchmarks.session import BenchSession, say
from cockpit_sandbox.launch import Sandbox

CPU_MS = 333.0
"""Of the client for 1,000 rows: 3,000 a second."""
CLIENT_SECONDS, CLIENT_SHARE = 20, 30
SIZES = {"50k": "team", "1M": "huge"}
"""The sandbox's sizes, by about how many activities they have."""
LIMIT_SECONDS = {"50k": 300.0, "1M": 1_200.0}


def lines(session: BenchSession) -> list[Line]:
    """50,000 activities; 1,000,000 with `--full` or when the part is asked for by name."""
    found = _of_size(session, "50k")
    is_asked = session.is_full or (session.parts == {"load"} and not session.is_quick)
    if is_asked:
        found += _of_size(session, "1M")
    return found


def _of_size(session: BenchSession, name: str) -> list[Line]:
    size = SIZES[name]
    say(f"an org of size {size}")
    with (
        Sandbox.start(data=session.root / f"org-{size}.db", size=size) as sandbox,
        tempfile.TemporaryDirectory(prefix="cockpit-bench-", dir=session.root) as folder,
    ):
        place = sandbox.instance_url, sandbox.access_token, Path(folder), LIMIT_SECONDS[name]
        try:
            say(f"the first load, {name}")
            ours = load("store", *place)
            say(f"the same pages, fetched and parsed, {name}")
            bare = load("fetch", *place)
        except subprocess.TimeoutExpired:
            return [absent(f"load, {name}", f"not done within {LIMIT_SECONDS[name]:.0f} s")]
    return _compared(name, ours, bare)


def _compared(name: str, ours: Load, bare: Load) -> list[Line]:
    a_second, bare_second = ours.rows / ours.seconds, bare.rows / bare.seconds
    client = ours.cpu_seconds / ours.rows * 1e6
    cpu_limit = CLIENT_SECONDS * max(1.0, ours.rows / 50_000)
    seconds, bare_seconds, ratio = ours.seconds, bare.seconds, ours.seconds / bare.seconds
    fewer = " ".join(["load:", f"{ours.rows:,} rows in {ours.calls:,} calls,", name])
    return [
        Line(fewer, seconds, "s", bare_seconds, "fetch+parse", ratio),
        Line(f"load: rows a second, org included, {name}", a_second, "/s", bare_second,
             "fetch+parse", a_second / bare_second),
        absolute(f"load: the client's CPU for 1,000 rows, {name}", client, CPU_MS),
        absolute(f"load: the client's CPU, {name}", ours.cpu_seconds, round(cpu_limit), "s"),
        absolute(f"load: the client's share of the time, {name}",
                 ours.cpu_seconds / ours.seconds * 100, CLIENT_SHARE, "%"),
        Line(f"load: memory at most, {name}", ours.memory_mb, "MB", bare.memory_mb, "fetch+parse",
             ours.memory_mb / bare.memory_mb),
    ]  # fmt: skip
