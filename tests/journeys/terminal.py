"""A terminal that a journey looks at and types into: a pty, a pyte screen, and patience."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence

import pyte
from msgspec import Struct

from tests.emulated.output import Drawn
from tests.journeys.answers import Answers

PATIENCE_SECONDS = 15.0
QUIET_SECONDS = 0.06
"""Nothing more arrived for this long: the program has painted what it had to paint."""
_NAMED = {
    "enter": "\r",
    "esc": "\x1b[27u",  # as terminals with the keyboard protocol send it: never half of a key
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pgup": "\x1b[5~",
    "pgdn": "\x1b[6~",
    "f1": "\x1bOP",
    "f5": "\x1b[15~",
}
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "os.execv(sys.argv[1], sys.argv[1:])\n"
)
"""The child takes the pty as its controlling terminal, then becomes the program."""


class Cell(Struct, frozen=True):
    """One cell as it is painted."""

    text: str
    ink: str
    ground: str
    is_bold: bool
    is_reverse: bool
    is_underlined: bool


class Terminal:
    """Runs a program and shows what a person would see."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        size: tuple[int, int] = (80, 24),
        *,
        is_light: bool = False,
    ) -> None:
        columns, rows = size
        self.answers = Answers(columns, rows, is_light=is_light)
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)
        self._drawn = Drawn()
        self.raw = bytearray()
        self._is_open = True
        self._is_closed = False
        self._master, slave = pty.openpty()
        self._set_size(columns, rows)
        self._settings = termios.tcgetattr(slave)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _TAKE_TERMINAL, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(environment),
            start_new_session=True,
        )
        self._slave = slave

    # Looking

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.screen.display]

    def line_with(self, words: str) -> str:
        """The first line that holds the words."""
        return self.lines[self.row_of(words)]

    def row_of(self, words: str) -> int:
        for number, line in enumerate(self.lines):
            if words in line:
                return number
        raise AssertionError(f"{words!r} is not on the screen:\n{self.text}")

    def cells(self, row: int) -> list[Cell]:
        """A line's cells with their colours, as pyte names them."""
        found = self.screen.buffer[row]
        return [
            Cell(
                found[x].data,
                found[x].fg,
                found[x].bg,
                found[x].bold,
                found[x].reverse,
                found[x].underscore,
            )
            for x in range(self.screen.columns)
        ]

    @property
    def cursor_row(self) -> str:
        """The line that carries the list's cursor bar."""
        return next(line for line in self.lines if re.search("[▌>]", line[:2]))

    # Typing

    def press(self, *keys: str) -> None:
        """Keys one after another, each answered before the next; `f5`, `ctrl+s` or a character."""
        for key in keys:
            self._write(_to_bytes(key))
            self.settle()

    def press_at_once(self, key: str) -> None:
        """A key that does not wait for what the one before it did."""
        self._write(_to_bytes(key))
        self._take(0)

    def type(self, text: str) -> None:
        """All at once, as a paste or a slow line brings it."""
        self._write(text.encode())
        self.settle()

    def settle(self) -> None:
        """Takes in what the program paints until it pauses."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while self._take(QUIET_SECONDS) and time.monotonic() < limit:
            pass

    # Waiting

    def wait_for(self, pattern: str, seconds: float = PATIENCE_SECONDS) -> re.Match[str]:
        """The match, as soon as the screen shows it."""
        self.wait_until(lambda: re.search(pattern, self.text, re.MULTILINE) is not None,
                        pattern, seconds)  # fmt: skip
        found = re.search(pattern, self.text, re.MULTILINE)
        assert found is not None
        return found

    def wait_until_gone(self, pattern: str, seconds: float = PATIENCE_SECONDS) -> None:
        self.wait_until(
            lambda: re.search(pattern, self.text, re.MULTILINE) is None, f"no {pattern}", seconds
        )

    def wait_until(
        self, is_so: Callable[[], bool], words: str, seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Goes on taking in output until it is so; fails with the screen when it never is."""
        limit = time.monotonic() + seconds
        while not is_so():
            left = limit - time.monotonic()
            if left <= 0 or not self._is_open:
                ended = "" if self._is_open else " (the program has ended)"
                raise AssertionError(f"not seen in {seconds:g} s{ended}: {words}\n{self.text}")
            self._take(min(left, 0.1))

    def watch(self, seconds: float) -> None:
        """Takes in what arrives within a time, and does nothing else."""
        limit = time.monotonic() + seconds
        while (left := limit - time.monotonic()) > 0:
            self._take(left)

    # The terminal itself

    def resize(self, columns: int, rows: int) -> None:
        """As somebody dragging the window's corner."""
        self.screen.resize(rows, columns)
        self.answers.columns, self.answers.rows = columns, rows
        self._set_size(columns, rows)
        os.kill(self._process.pid, signal.SIGWINCH)
        self.settle()

    def signal(self, number: int) -> None:
        os.kill(self._process.pid, number)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def wait_for_end(self, seconds: float = PATIENCE_SECONDS) -> int:
        """The exit status, once the program has ended and all it wrote is taken in."""
        limit = time.monotonic() + seconds
        while self._process.poll() is None:
            assert time.monotonic() < limit, f"still running after {seconds:g} s\n{self.text}"
            self._take(0.02)
        while self._take(0.02):
            pass
        return self._process.returncode

    def left_on(self) -> list[str]:
        """What a shell would find changed once the program has ended."""
        now = termios.tcgetattr(self._slave)
        same = now[:4] == self._settings[:4]
        return [*self.answers.left_on(), *([] if same else ["line settings"])]

    def close(self) -> None:
        """Ends what still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if not self._is_closed:
            self._is_closed = True
            for descriptor in (self._master, self._slave):
                os.close(descriptor)

    def _take(self, seconds: float) -> bool:
        """Takes in what arrives within a time; False when nothing did."""
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, 65_536)
        except OSError:
            data = b""
        if not data:
            self._is_open = False
            return False
        self.raw += data
        answer = self.answers.feed(data)
        if answer:
            self._write(answer)
        self._stream.feed(self._drawn.feed(data))
        return True

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._master, data) :]

    def _set_size(self, columns: int, rows: int) -> None:
        packed = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, packed)


def _to_bytes(key: str) -> bytes:
    if key.startswith("ctrl+") and len(key) == 6:
        return bytes([ord(key[-1].upper()) & 0x1F])
    return _NAMED.get(key, key).encode()
