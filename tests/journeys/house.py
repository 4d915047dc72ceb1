"""A demo of one's own, its org in one's hands, and the shipped program on a terminal."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cockpit_sandbox import Sandbox
from cockpit_sandbox.launch import Control
from tests.journeys.org import Colleague
from tests.journeys.terminal import Terminal
from tests.ports import steady_port

PROGRAM = (sys.executable, "-m", "cockpit_tui")
TRUE_COLOUR = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
_NOT_OURS = ("NO_COLOR", "COLORFGBG", "TMUX", "STY", "COLORTERM", "LC_ALL", "COLUMNS", "LINES")


class House:
    """A COCKPIT_HOME with the small demo in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.port = steady_port()
        self._org: Sandbox | None = None
        self._terminals: list[Terminal] = []

    @classmethod
    def make(cls, root: Path) -> House:
        """Makes the demo, as `cockpit demo` does, without opening it."""
        house = cls(root)
        house.run("demo", "--no-colleague")
        return house

    def copy(self, root: Path) -> House:
        """The same data in another folder."""
        shutil.copytree(self.root, root)
        return House(root)

    # The program

    def environment(self, **changes: str) -> dict[str, str]:
        """A plain shell's; nothing of this machine's settings."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("COCKPIT_", "TEXTUAL")) and name not in _NOT_OURS
        }
        return {**kept, **TRUE_COLOUR, "COCKPIT_HOME": str(self.root), **changes}

    def open(
        self,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        is_light: bool = False,
        environment: dict[str, str] | None = None,
    ) -> Terminal:
        """Starts `cockpit` on a terminal."""
        terminal = Terminal(
            (*PROGRAM, *arguments), environment or self.environment(), size, is_light=is_light
        )
        self._terminals.append(terminal)
        return terminal

    def run(self, *arguments: str, statuses: Sequence[int] = (0,)) -> str:
        """What a command prints; it must end with one of these statuses."""
        done = subprocess.run(
            (*PROGRAM, *arguments),
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode in statuses, (done.returncode, done.stderr)
        return done.stdout

    def shell(self, size: tuple[int, int] = (80, 24)) -> Terminal:
        """A shell on a terminal in which somebody called `cockpit`."""
        shell = (shutil.which("bash") or "", "--norc", "--noprofile", "--noediting", "-i")
        terminal = Terminal(shell, {**self.environment(), "PS1": "ready> "}, size)
        self._terminals.append(terminal)
        terminal.wait_for("ready>")
        terminal.type(f"{shlex.join(PROGRAM)}\r")
        return terminal

    # The org

    def serve_org(self) -> Colleague:
        """The demo's org at work on an address that stays; a cockpit opened later finds it."""
        self._org = Sandbox.start(data=self.root / "data" / "demo-org.db", port=self.port)
        note = self.root / "data" / "demo-org.json"
        note.write_text(
            json.dumps(
                {
                    "instance_url": self._org.instance_url,
                    "access_token": self._org.access_token,
                    "pid": os.getpid(),
                }
            )
        )
        return Colleague(self._org.instance_url, self._org.access_token)

    def stop_org(self) -> None:
        """From now on every connection is refused."""
        if self._org is not None:
            self._org.stop()
            self._org = None

    @property
    def org_control(self) -> Control:
        """What only a simulation may do to the org: faults, clock."""
        assert self._org is not None
        return self._org.control

    # The data

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What the workspace holds, read beside the program."""
        address = f"file:{self.root / 'data' / 'demo.db'}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=10)) as connection:
            return list(connection.execute(query, values))

    def value(self, query: str, *values: object) -> Any:
        """The first column of the only row."""
        ((found,),) = self.rows(query, values)
        return found

    def close(self) -> None:
        for terminal in self._terminals:
            terminal.close()
        self.stop_org()


@contextlib.contextmanager
def closing(house: House) -> Iterator[House]:
    """Ends the house's programs, whatever happens."""
    try:
        yield house
    finally:
        house.close()
