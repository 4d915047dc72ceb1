"""What the parts of one run of the benchmarks share: houses, rounds, and the terminal's runs."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from benchmarks import houses
from benchmarks.terminal_runs import (
    AT_REST,
    KEYS,
    STEPS,
    Runs,
    bare_import,
    floor,
    interleaved,
    ours,
    visidata,
)

HUNDRED_THOUSAND, MILLION = 100_000, 1_000_000
NO_MARGINS = "100k, no margins"
"""In a terminal that cannot move a part of its rows."""


@dataclass
class BenchSession:
    """One run of `make bench`."""

    root: Path
    """Where workspaces are made."""
    parts: frozenset[str]
    is_quick: bool = False
    is_full: bool = False
    asked_rounds: int | None = None
    _places: dict[str, Path] = field(default_factory=dict)

    @property
    def rounds(self) -> int:
        return self.asked_rounds or (2 if self.is_quick else 5)

    @property
    def sizes(self) -> dict[str, int]:
        """Names and numbers of CTAs that are measured."""
        small = {"100k": HUNDRED_THOUSAND}
        return small if self.is_quick else {**small, "1M": MILLION}

    @property
    def largest(self) -> str:
        return list(self.sizes)[-1]

    def place(self, size: str) -> Path:
        """A house with so many open CTAs, made when it is first asked for."""
        if size not in self._places:
            say(f"a workspace of {size} CTAs")
            self._places[size] = houses.written(self.root, self.sizes[size])
        return self._places[size]

    @property
    def small_demo(self) -> Path:
        return houses.demo(self.root, "small")

    @cached_property
    def names(self) -> Path:
        """A file with the names of the 100k workspace's CTAs, for programs that filter lines."""
        return houses.names_file(self.place("100k"))

    @cached_property
    def runs(self) -> dict[str, Runs]:
        """All sizes beside the stock floors, round by round; keys and idling only where a part
        looks at them."""
        keys = KEYS if "keys" in self.parts else AT_REST
        idle = 10.0 if "idle" in self.parts else 0.0
        programs = [floor("min", "minimal", idle=idle)]
        programs += [ours(name, self.place(name), keys, idle) for name in self.sizes]
        if self.is_full and "start" in self.parts:
            programs.append(ours("demo 100k", houses.demo(self.root, "large"), AT_REST, 0.0))
        if "keys" in self.parts:
            # Terminals that have margins at the sides, and that do not, are both common.
            bare = ours(NO_MARGINS, self.place("100k"), STEPS, 0.0)
            programs.append(replace(bare, margins=False))
            programs += [floor("OL10", "optionlist", 10), floor("DT10k", "datatable", 10_000)]
        if "start" in self.parts:
            programs.append(bare_import())
        if "start" in self.parts and shutil.which("vd"):
            programs.append(visidata(self.names))
        return interleaved(programs, self.rounds)


def say(words: str) -> None:
    """What is going on, on the way to the table."""
    print(f"\r\x1b[K{words}", end="", file=sys.stderr, flush=True)
