"""Goal 10: a filter as one types, over names, customers and comments."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from msgspec.structs import replace

from benchmarks import filtering
from benchmarks.filter_typing import Filtering, Typed, plain_scan, type_words
from benchmarks.goals import FRAME_MS, Line, absent, absolute, against
from benchmarks.held_key import LIST_COLUMNS
from benchmarks.session import BenchSession, say
from benchmarks.terminal.settings import Program
from benchmarks.terminal_runs import ours

LIST_LINES = slice(4, 38)
FZF_LINES = slice(0, 37)


def lines(session: BenchSession) -> list[Line]:
    """What was measured: beside fzf where it is installed, else beside a plain scan by grep."""
    typed = {name: _merged(session, _cockpit(session.place(name))) for name in session.sizes}
    found = _beside_peer(session, typed["100k"])
    for name, one in typed.items():
        found.append(absolute(f"10 filter: key to rows p95, {name}", one.quantile(0.95), FRAME_MS))
        in_store = filtering.measure(session.place(name) / "data" / "cockpit.db")
        found.append(Line(f"10 filter: first rows from the store alone p95, {name}", in_store))
        found.append(Line(f"10 filter: key to rows p50, {name}", one.quantile(0.5)))
        found.append(Line(f"10 filter: CPU a key, {name}", one.cpu_ms))
    return found


def _beside_peer(session: BenchSession, typed: Typed) -> list[Line]:
    if shutil.which("fzf") is None:
        scan = plain_scan(session.names)
        late = typed.quantile(0.95)
        return [
            absent("10 filter beside fzf, 100k", "fzf is not installed"),
            against("10 filter p95 beside a plain scan, 100k", late, scan, None, "ms", "grep"),
        ]
    fzf = _merged(session, _fzf(session.names))
    return [
        against(
            "10 filter: key to rows p95, 100k",
            typed.quantile(0.95),
            fzf.quantile(0.95),
            0.1,
            "ms",
            "fzf",
        ),
        against("10 filter: CPU a key, 100k", typed.cpu_ms, fzf.cpu_ms, 0.05, "ms", "fzf"),
    ]


def _merged(session: BenchSession, filtering: Filtering) -> Typed:
    """All rounds together."""
    whole = Typed()
    rounds = max(1, session.rounds // 2)
    for number in range(rounds):
        say(f"typing a filter, {filtering.program.name}, round {number + 1}/{rounds}")
        one = type_words(filtering)
        whole.to_rows_ms += one.to_rows_ms
        whole.cpu_ms += one.cpu_ms / rounds
        whole.keys += one.keys
    return whole


def _cockpit(home: Path) -> Filtering:
    program = replace(ours("cockpit", home), quit="<esc>,sleep:0.2,<esc>,q")
    return Filtering(program, LIST_LINES, begin=["/"], columns=LIST_COLUMNS)


def _fzf(names: Path) -> Filtering:
    command = ["sh", "-c", f"fzf --no-sort < {shlex.quote(str(names))}"]
    program = Program(name="fzf", cmd=command, ready="Renewal|Adoption", quit="<esc>")
    return Filtering(program, FZF_LINES)
