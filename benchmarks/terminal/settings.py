"""What a run is told: the program, and how the terminal and the watching behave."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from msgspec import Struct, field


class Options(Struct, frozen=True, kw_only=True):
    """The terminal, and when a program is waited for, settled or given up. Times in seconds."""

    sync: bool = True
    """Whether the terminal has synchronized output (mode 2026)."""
    inband: bool = True
    """Whether it tells its size in band (mode 2048)."""
    kitty: bool = True
    """Whether it speaks the kitty keyboard protocol."""
    margins: bool = True
    """Whether it has margins at the sides (mode 69)."""
    size: str = "120x40"
    """Columns x rows."""
    term: str = "xterm-256color"
    colorterm: str = "truecolor"
    """COLORTERM; empty for none."""
    env: tuple[str, ...] = ()
    """NAME=VALUE for every program."""
    keys: str = ""
    """Key script of a program that has none of its own."""
    quit: str = "q"
    """Key script that ends a program that has none of its own."""
    idle: float = 3.0
    """How long CPU time at rest is watched; 0 for not at all."""
    quiet: float = 0.08
    """The silence that counts as settled."""
    gap: float = 0.0
    """An extra pause between keys."""
    noresp: float = 2.0
    """When a key without a byte of answer is given up."""
    keymax: float = 15.0
    """The longest wait for a key to settle or for its pattern."""
    timeout: float = 60.0
    """The longest wait for a program to be ready."""
    screens: bool = False
    """Whether the screens after the start and after each group of keys are kept."""
    rawlog: str | None = None
    """The file to which all that the program writes is appended."""

    @property
    def cells(self) -> tuple[int, int]:
        """Rows and columns."""
        columns, rows = map(int, self.size.split("x"))
        return rows, columns


class Program(Struct, frozen=True, kw_only=True):
    """What is measured. None: as the options say."""

    name: str
    cmd: str | list[str]
    """A list, or words as a shell parts them."""
    ready: str | None = None
    """The pattern on the screen that means: usable."""
    keys: str | None = None
    quit: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: str | None = None
    size: str | None = None
    term: str | None = None
    colorterm: str | None = None
    idle: float | None = None
    margins: bool | None = None
    setup: str | None = None
    """A shell command that is run before each start."""

    @property
    def command(self) -> list[str]:
        """The program and its arguments."""
        return shlex.split(self.cmd) if isinstance(self.cmd, str) else self.cmd
