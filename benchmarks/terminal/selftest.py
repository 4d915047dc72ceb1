"""Whether measuring works on this machine, by programs whose answers are known."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.terminal.run import Figures, run_once
from benchmarks.terminal.settings import Options, Program
from benchmarks.terminal.summary import summary_of
from benchmarks.terminal.tables import print_tables

LINES = 100_000


def selftest(options: Options, rounds: int) -> int:
    """Prints what each program gave; 0 when all of it is as it has to be."""
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as folder:
        file = Path(folder) / "big.txt"
        lines = (f"line {number} of the file that is shown\n" for number in range(1, LINES + 1))
        file.write_text("".join(lines))
        programs = [each for each in _programs(file) if shutil.which(each.command[0])]
        runs: dict[str, list[Figures]] = {program.name: [] for program in programs}
        for _ in range(rounds):
            for program in programs:
                runs[program.name].append(run_once(program, options))
    found = [summary_of(each) for each in runs.values()]
    print_tables(found)
    for each in found:
        print(f"{'ok' if _is_right(each) else 'WRONG':6}{each['name']}")
    wrong = sum(not _is_right(each) for each in found)
    print(f"{len(found) - wrong} passed, {wrong} failed")
    return 1 if wrong else 0


def _programs(file: Path) -> list[Program]:
    return [
        Program(
            name="cat (tty echo)", cmd="sh -c 'echo hello; exec cat'", ready="hello",
            keys='echo="abcdefghij"*5', quit="<enter>,<ctrl+d>",
        ),
        Program(
            name="less", cmd=f"less {file}", ready="line 30 ", quit="q",
            keys="j*50,<pgdn>*20,G=>line 100000,g=>line 1 ,find=/,"
            'type="line 777",<enter>=>line 777',
        ),
        Program(
            name="htop", cmd="htop", ready="Load average", keys="<down>*10", quit="q", idle=2.0
        ),
        Program(
            name="vim", cmd=f"vim -u NONE -N {file}", ready="line 30 ",
            keys="j*50,<ctrl+f>*20,G=>line 100000,!gg", quit='<esc>,:,"q!",<enter>',
        ),
        Program(
            name="nano", cmd=f"nano {file}", ready="line 30 ",
            keys="<down>*50,<pgdn>*20,end=<alt+/>=>line 100000", quit="<ctrl+x>",
        ),
    ]  # fmt: skip


def _is_right(found: Figures) -> bool:
    """It was ready, answered every key, showed what was looked for, and left nothing behind."""
    groups = found["groups"]
    return (
        found["exit"]["clean"] == found["exit"]["of"]
        and "ready_ms" in found
        and not found["notes"]
        and all(group["no_response"] == 0 for group in groups)
        and all(
            group["regex"] and group["regex"]["n"] == group["n"]
            for group in groups
            if "=>" in group["label"]
        )
    )
