"""Runs of the shipped `cockpit` in a pseudo terminal, interleaved with the stock Textual floors."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from statistics import median
from typing import Any

from msgspec import Struct

from benchmarks import tty_bench
from benchmarks.workspace import TODAY

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
FLOOR_KEYS = {
    "OL10": "down=<down>*24",
    "DT10k": "down=<down>*24,!<down>*20,scroll=<down>*30,pgdn=<pgdn>*15",
}
OPTIONS: dict[str, Any] = {
    "sync": True, "inband": True, "kitty": True, "margins": True, "rawlog": None,
    "quiet": 0.12, "noresp": 2.0, "keymax": 15.0, "timeout": 60.0, "size": "120x40",
    "term": "xterm-256color",
    "colorterm": "truecolor", "env": None, "keys": "", "idle": 0.0, "gap": 0.0, "quit": "q",
    "screens": False,
}  # fmt: skip


class Runs(Struct, frozen=True):
    """All rounds of one program."""

    rounds: tuple[dict[str, Any], ...]

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
    def exits(self) -> list[dict[str, Any]]:
        return [run["exit"] for run in self.rounds]


def ours(name: str, home: Path, keys: str = KEYS, idle: float = 4.0) -> dict[str, Any]:
    """The shipped program over the workspace in a house of its own."""
    environment = {"COCKPIT_HOME": str(home), "COCKPIT_TODAY": TODAY.isoformat()}
    return {
        "name": name, "cmd": [COCKPIT], "env": environment, "ready": ROW_IS_THERE,
        "keys": keys, "idle": idle,
    }  # fmt: skip


def visidata(names: Path) -> dict[str, Any]:
    """The same names in the spreadsheet of the terminal, where it is installed."""
    return {
        "name": "visidata", "cmd": ["vd", "--filetype", "tsv", str(names)],
        "ready": "Renewal|Adoption", "keys": "sleep:2.5", "idle": 0.0,
        "env": {"HOME": str(names.parent)},
    }  # fmt: skip


def bare_import() -> dict[str, Any]:
    """Python that imports Textual, says so and waits for Enter."""
    code = "import textual.app; print('CTA'); input()"
    return {
        "name": "import", "cmd": [sys.executable, "-c", code], "ready": "CTA", "keys": "",
        "idle": 0.0, "quit": "<enter>",
    }  # fmt: skip


def floor(name: str, kind: str, rows: int = 0, idle: float = 0.0) -> dict[str, Any]:
    """A stock Textual program."""
    return {
        "name": name, "cmd": [sys.executable, str(HERE / "floors.py"), kind, str(rows)],
        "ready": "CTA", "keys": FLOOR_KEYS.get(name, ""), "idle": idle,
    }  # fmt: skip


def interleaved(
    programs: list[dict[str, Any]], rounds: int, ssh: tty_bench.Ssh | None = None
) -> dict[str, Runs]:
    """A B C A B C …, so that noise is shared."""
    found: dict[str, list[dict[str, Any]]] = {program["name"]: [] for program in programs}
    options = Namespace(**OPTIONS)
    for number in range(rounds):
        for program in programs:
            print(f"\r\x1b[Kround {number + 1}/{rounds} {program['name']}", end="", file=sys.stderr)
            found[program["name"]].append(tty_bench.run_once(program, options, ssh))
    print("\r\x1b[K", end="", file=sys.stderr)
    return {name: Runs(tuple(runs)) for name, runs in found.items()}


def paired(ours: Runs, theirs: Runs, name: str) -> float:
    """The median of the rounds' own ratios."""
    pairs = zip(ours.rounds, theirs.rounds, strict=True)
    ratios = [a[name] / b[name] for a, b in pairs if a.get(name) and b.get(name)]
    return float(median(ratios)) if ratios else 0.0
