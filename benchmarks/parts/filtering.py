"""Goal 10: a filter as one types, over names, customers and comments.

The goal is stated of *first visible change*, over all letters, beside fzf as it is started plainly:
it ranks what it found. Beside it stands the stricter *key to rows* (`benchmarks.filter_typing`
tells the two apart), held against the same limits, and against an fzf that is told not to rank.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from msgspec.structs import replace

from benchmarks import filtering
from benchmarks.filter_typing import Filtering, Typed, plain_scan, type_words
from benchmarks.goals import FRAME_MS, Line, absent, absolute, against
from benchmarks.held_key import LIST_COLUMNS
from benchmarks.houses import names_file
from benchmarks.session import BenchSession, say
from benchmarks.terminal.settings import Program
from benchmarks.terminal_runs import ours

LIST_LINES = slice(4, 38)
FZF_LINES = slice(0, 37)
PLAIN, UNRANKED = "fzf", "fzf --no-sort"
LATE_MOST, CPU_MOST = 0.1, 0.05
"""Of fzf's, what the goal asks."""
TO_CHANGE = "10 filter: key to first visible change p95, all letters"
TO_ROWS = "10 filter: key to rows p95, letters that change rows"


def lines(session: BenchSession) -> list[Line]:
    """What was measured: beside fzf where it is installed, else beside a plain scan by grep."""
    found = []
    for name in session.sizes:
        typed = _merged(session, _cockpit(session.place(name)))
        found += _beside_peer(session, name, typed)
        for what, late in ((TO_CHANGE, typed.to_change(0.95)), (TO_ROWS, typed.to_rows(0.95))):
            found.append(absolute(f"{what}, {name}", late, FRAME_MS))
        found.append(Line(f"10 filter: key to rows p50, {name}", typed.to_rows(0.5)))
        found.append(Line(f"10 filter: CPU a key, {name}", typed.cpu_ms))
        in_store = filtering.measure(session.place(name) / "data" / "cockpit.db")
        found.append(Line(f"10 filter: first rows from the store alone p95, {name}", in_store))
    return found


def _beside_peer(session: BenchSession, size: str, typed: Typed) -> list[Line]:
    """At 1M too, where the goal has no ratio."""
    names = names_file(session.place(size))
    if shutil.which("fzf") is None:
        scan = plain_scan(names)
        late = typed.to_rows(0.95)
        return [
            absent(f"10 filter beside fzf, {size}", "fzf is not installed"),
            against(f"10 filter p95 beside a plain scan, {size}", late, scan, None, "ms", "grep"),
        ]
    late_most, cpu_most = (LATE_MOST, CPU_MOST) if size == "100k" else (None, None)
    plain = _merged(session, _fzf(PLAIN, names))
    unranked = _merged(session, _fzf(UNRANKED, names))
    seen, rows = typed.to_change(0.95), typed.to_rows(0.95)
    cpu = f"10 filter: CPU a key, {size}"
    return [
        against(f"{TO_CHANGE}, {size}", seen, plain.to_change(0.95), late_most, "ms", PLAIN),
        against(f"{TO_ROWS}, {size}", rows, plain.to_rows(0.95), late_most, "ms", PLAIN),
        against(f"{TO_ROWS}, {size}", rows, unranked.to_rows(0.95), late_most, "ms", UNRANKED),
        against(cpu, typed.cpu_ms, plain.cpu_ms, cpu_most, "ms", PLAIN),
        against(cpu, typed.cpu_ms, unranked.cpu_ms, cpu_most, "ms", UNRANKED),
    ]


def _merged(session: BenchSession, filtering: Filtering) -> Typed:
    """All rounds together."""
    whole = Typed()
    rounds = max(1, session.rounds // 2)
    for number in range(rounds):
        say(f"typing a filter, {filtering.program.name}, round {number + 1}/{rounds}")
        one = type_words(filtering)
        whole.to_rows_ms += one.to_rows_ms
        whole.to_change_ms += one.to_change_ms
        whole.cpu_ms += one.cpu_ms / rounds
        whole.keys += one.keys
    return whole


def _cockpit(home: Path) -> Filtering:
    program = replace(ours("cockpit", home), quit="<esc>,sleep:0.2,<esc>,q")
    return Filtering(program, LIST_LINES, begin=["/"], columns=LIST_COLUMNS)


def _fzf(command: str, names: Path) -> Filtering:
    shell = ["sh", "-c", f"{command} < {shlex.quote(str(names))}"]
    program = Program(name=command, cmd=shell, ready="Renewal|Adoption", quit="<esc>")
    return Filtering(program, FZF_LINES)
