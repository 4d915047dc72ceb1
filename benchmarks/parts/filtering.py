"""Goal 10: a filter as one types, over names, customers and comments."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from benchmarks import filtering, houses
from benchmarks.filter_typing import Filtering, Typed, plain_scan, type_words
from benchmarks.goals import FRAME_MS, Line, absent, absolute, against
from benchmarks.held_key import LIST_COLUMNS
from benchmarks.session import BenchSession, say
from benchmarks.terminal_runs import COCKPIT, ROW_IS_THERE

LIST_LINES = slice(4, 38)
FZF_LINES = slice(0, 37)


def lines(session: BenchSession) -> list[Line]:
    """What was measured: beside fzf where it is installed, else beside a plain scan by grep."""
    typed = {name: _merged(session, _cockpit(session.place(name))) for name in session.sizes}
    found = _beside_peer(session, typed["100k"])
    for name, ours in typed.items():
        found.append(absolute(f"10 filter: key to rows p95, {name}", ours.quantile(0.95), FRAME_MS))
        in_store = filtering.measure(session.place(name) / "data" / "cockpit.db")
        found.append(Line(f"10 filter: first rows from the store alone p95, {name}", in_store))
        found.append(Line(f"10 filter: key to rows p50, {name}", ours.quantile(0.5)))
        found.append(Line(f"10 filter: CPU a key, {name}", ours.cpu_ms))
    return found


def _beside_peer(session: BenchSession, ours: Typed) -> list[Line]:
    if shutil.which("fzf") is None:
        scan = plain_scan(session.names)
        late = ours.quantile(0.95)
        return [
            absent("10 filter beside fzf, 100k", "fzf is not installed"),
            against("10 filter p95 beside a plain scan, 100k", late, scan, None, "ms", "grep"),
        ]
    fzf = _merged(session, _fzf(session.names))
    return [
        against(
            "10 filter: key to rows p95, 100k",
            ours.quantile(0.95),
            fzf.quantile(0.95),
            0.1,
            "ms",
            "fzf",
        ),
        against("10 filter: CPU a key, 100k", ours.cpu_ms, fzf.cpu_ms, 0.05, "ms", "fzf"),
    ]


def _merged(session: BenchSession, program: Filtering) -> Typed:
    """All rounds together."""
    whole = Typed()
    rounds = max(1, session.rounds // 2)
    for number in range(rounds):
        say(f"typing a filter, {Path(program.command[0]).name}, round {number + 1}/{rounds}")
        one = type_words(program)
        whole.to_rows_ms += one.to_rows_ms
        whole.cpu_ms += one.cpu_ms / rounds
        whole.keys += one.keys
    return whole


def _cockpit(home: Path) -> Filtering:
    return Filtering(
        [COCKPIT],
        houses.environment_of(home),
        ROW_IS_THERE,
        LIST_LINES,
        begin=["/"],
        quit="<esc>,!sleep:0.2,<esc>,q",
        columns=LIST_COLUMNS,
    )


def _fzf(names: Path) -> Filtering:
    command = f"fzf --no-sort < {shlex.quote(str(names))}"
    return Filtering(["sh", "-c", command], {}, "Renewal|Adoption", FZF_LINES)
