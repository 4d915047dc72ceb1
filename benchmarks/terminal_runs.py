"""Runs of the shipped `cockpit` in a pseudo terminal, interleaved with the stock Textual floors."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from msgspec import Struct

from benchmarks.terminal.run import Figures, run_once
from benchmarks.terminal.settings import Options, Program
from benchmarks.terminal.ssh import Ssh
from tests.many_ctas import TODAY

HERE = Path(__file__).parent
COCKPIT = str(Path(sys.executable).with_name("cockpit"))
ROW_IS_THERE = "Globex|Initech|Hooli|Umbrella|late"
KEYS = (
    "sleep:2.5,down=j*24,!j*20,scroll=j*30,pgdn=<pgdn>*15,"
    "!<home>,end=G,!<home>,end=G,!<home>,end=G,!<home>,"
    "!b,sleep:0.3,regroup=o,!b,sleep:0.3,regroup=p,!b,sleep:0.3,regroup=d,sleep:0.5,!<home>"
)
"""In the window, at its edge, by pages, to the end, and by owner, priority and due date."""
STEPS = "sleep:2.5,down=j*24,!j*20,scroll=j*30"
"""In the window and at its edge alone."""
AT_REST = "sleep:2.5"
"""Nothing, until all is loaded."""
FLOOR_KEYS = {
    "OL10": "down=<down>*24",
    "DT10k": "down=<down>*24,!<down>*20,scroll=<down>*30,pgdn=<pgdn>*15",
}
OPTIONS = Options(quiet=0.12, idle=0.0)


class Runs(Struct, frozen=True):
    """All rounds of one program."""

    rounds: tuple[Figures, ...]

    def middle(self, name: str) -> float:
        """The median of one figure; 0 when no round has it."""
        found = [run[name] for run in self.rounds if run.get(name) is not None]
        return float(median(found)) if found else 0.0

    def key(self, label: str, share: float, measure: str = "change") -> float:
        """A quantile of the milliseconds (or bytes) of one group of keys, all rounds together."""
        found = sorted(
            sample[measure]
            for run in self.rounds
            for group in run["groups"]
            if group["label"].split("=")[0] == label
            for sample in group["samples"]
            if measure in sample
        )
        return float(found[min(len(found) - 1, round(share * (len(found) - 1)))]) if found else 0.0

    def per_key(self, label: str, measure: str) -> float:
        """The median over rounds of a figure of a whole group of keys, by key."""
        found = [
            group[measure]
            for run in self.rounds
            for group in run["groups"]
            if group["label"] == label and measure in group
        ]
        return float(median(found)) if found else 0.0

    @property
    def exits(self) -> list[Figures]:
        return [run["exit"] for run in self.rounds]


def ours(name: str, home: Path, keys: str = KEYS, idle: float = 4.0) -> Program:
    """The shipped program over the workspace in a house of its own."""
    environment = {"COCKPIT_HOME": str(home), "COCKPIT_TODAY": TODAY.isoformat()}
    return Program(
        name=name, cmd=[COCKPIT], env=environment, ready=ROW_IS_THERE, keys=keys, idle=idle
    )


def visidata(names: Path) -> Program:
    """The same names in the spreadsheet of the terminal, where it is installed."""
    return Program(
        name="visidata",
        cmd=["vd", "--filetype", "tsv", str(names)],
        env={"HOME": str(names.parent)},
        ready="Renewal|Adoption",
        keys=AT_REST,
    )


def bare_import() -> Program:
    """Python that imports Textual, says so and waits for Enter."""
    code = "import textual.app; print('CTA'); input()"
    return Program(name="import", cmd=[sys.executable, "-c", code], ready="CTA", quit="<enter>")


def floor(name: str, kind: str, rows: int = 0, idle: float = 0.0) -> Program:
    """A stock Textual program."""
    command = [sys.executable, str(HERE / "floors.py"), kind, str(rows)]
    return Program(name=name, cmd=command, ready="CTA", keys=FLOOR_KEYS.get(name), idle=idle)


def interleaved(
    programs: Sequence[Program], rounds: int, ssh: Ssh | None = None
) -> dict[str, Runs]:
    """A B C A B C …, so that noise is shared."""
    found: dict[str, list[Figures]] = {program.name: [] for program in programs}
    for number in range(rounds):
        for program in programs:
            print(f"\r\x1b[Kround {number + 1}/{rounds} {program.name}", end="", file=sys.stderr)
            found[program.name].append(run_once(program, OPTIONS, ssh))
    print("\r\x1b[K", end="", file=sys.stderr)
    return {name: Runs(tuple(runs)) for name, runs in found.items()}


def paired(ours: Runs, theirs: Runs, name: str) -> float:
    """The median of the rounds' own ratios."""
    pairs = zip(ours.rounds, theirs.rounds, strict=True)
    ratios = [a[name] / b[name] for a, b in pairs if a.get(name) and b.get(name)]
    return float(median(ratios)) if ratios else 0.0
