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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from pyte.screens import Char

from tests.emulated.margin_screen import MarginByteStream, MarginScreen
from tests.widgets.seen import seen_cells

WIDTH, HEIGHT = 120, 40
LIST_GROUND, CURSOR_GROUND = "12161c", "26344f"
LIST_COLUMNS = 90
LIMIT_SECONDS = 20
QUIET_SECONDS = 0.15
"""Without a byte for so long, a frame is taken as complete where only its size is asked for."""

NOT_INHERITED = ("NO_COLOR", "TMUX", "COLUMNS", "LINES")
"""The terminal says its size itself; a test runner's COLUMNS would win over it."""

APP = Path(__file__).with_name("diff_app.py")

NOT_FOR_PYTE = re.compile(rb"\x1b\[[<>=?][0-9;]*[u$]p?")
"""Keyboard protocols and mode queries, which pyte would print."""

MARGINS_QUESTION, MARGINS_ANSWER = b"\x1b[?69$p", b"\x1b[?69;2$y"
GIVEN_BACK = b"\x1b[?1049l"


class Terminal:
    """A program in a pseudo terminal, and what it shows."""

    def __init__(
        self, descriptor: int, process: subprocess.Popen[bytes], *, has_margins: bool
    ) -> None:
        self._descriptor = descriptor
        self._process = process
        self._has_margins = has_margins
        self.screen = MarginScreen(WIDTH, HEIGHT)
        self._stream = MarginByteStream(self.screen)
        self.bytes = 0
        self.sent = b""
        """What came since the last key."""

    def cells(self) -> list[list[Char]]:
        return seen_cells(self.screen)

    def press(self, keys: str) -> None:
        self.sent = b""
        os.write(self._descriptor, keys.encode())

    def resize(self, width: int, height: int) -> None:
        """Gives the terminal another size, and wipes it as some terminals do then."""
        self.screen.reset()
        self.screen.resize(height, width)
        self._stream.feed(b"\x1b[?7l")
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self._process.send_signal(signal.SIGWINCH)

    def read(self, seconds: float) -> bool:
        """Takes what the program writes next; false if it wrote nothing in that time."""
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready:
            return False
        data = os.read(self._descriptor, 65536)
        self.bytes += len(data)
        self.sent += data
        if MARGINS_QUESTION in data and self._has_margins:
            os.write(self._descriptor, MARGINS_ANSWER)
        self._stream.feed(NOT_FOR_PYTE.sub(b"", data))
        return True

    def wait_until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LIMIT_SECONDS
        while not holds():
            assert time.monotonic() < deadline, "\n".join(self.screen.display)
            self.read(0.05)

    def bytes_for(self, keys: str, holds: Callable[[], bool]) -> int:
        """Bytes that the program writes for keys until something holds and it is quiet."""
        before = self.bytes
        self.press(keys)
        self.wait_until(holds)
        while self.read(QUIET_SECONDS):
            pass
        return self.bytes - before

    def shows_width(self, width: int) -> bool:
        """Whether the list's ground reaches the last column in the last row."""
        row = self.screen.buffer[self.screen.lines - 1]
        return row[width - 1].bg == LIST_GROUND and row[0].bg == LIST_GROUND

    def cursor_row(self) -> int | None:
        """Row of the screen that has the cursor's ground, from 0."""
        for y in range(HEIGHT):
            if self.screen.buffer[y][0].bg == CURSOR_GROUND:
                return y
        return None


@contextmanager
def running(*arguments: str, has_margins: bool = True) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
    environment = {
        **{name: value for name, value in os.environ.items() if name not in NOT_INHERITED},
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    process = subprocess.Popen(
        [sys.executable, str(APP), *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    terminal = Terminal(ours, process, has_margins=has_margins)
    try:
        terminal.wait_until(lambda: terminal.cursor_row() == 1)
        while terminal.read(QUIET_SECONDS):
            pass
        yield terminal
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def has_cursor_at(terminal: Terminal, row: int) -> bool:
    return terminal.cursor_row() == row


def has_answered(terminal: Terminal, bytes_before: int) -> bool:
    return terminal.bytes > bytes_before


def has_taken_the_line(terminal: Terminal) -> bool:
    """Whether the rows have the keys again; before that a key would be typed into the line."""
    return "typed." in terminal.screen.display[0]


def both_show_the_same(ours: Terminal, plain: Terminal) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while ours.cells() != plain.cells():
        assert time.monotonic() < deadline, "\n".join((*ours.screen.display, *plain.screen.display))
        ours.read(0.02)
        plain.read(0.02)


@pytest.mark.parametrize("has_margins", [True, False])
def test_a_list_that_is_scrolled_and_typed_over_looks_as_with_textual_alone(
    has_margins: bool,
) -> None:
    with running(has_margins=has_margins) as ours, running("plain") as plain:
        both_show_the_same(ours, plain)
        for keys in ("jjj", "d", "ddd", "kk", "uu", "i", "漢字 typed", "\r", "jkj", "s", "j"):
            for terminal in (ours, plain):
                before, row = terminal.bytes, terminal.cursor_row()
                terminal.press(keys)
                terminal.wait_until(partial(has_answered, terminal, before))
                if keys == "s" and row is not None:
                    # It moves the cursor once it is back; keys pressed before would be lost.
                    terminal.wait_until(partial(has_cursor_at, terminal, row + 1))
                if keys == "\r":
                    terminal.wait_until(partial(has_taken_the_line, terminal))
            both_show_the_same(ours, plain)
        assert "typed" in ours.screen.display[0]


@pytest.mark.parametrize("key", ["q", "s"])
def test_a_terminal_that_is_given_back_writes_plain_letters(key: str) -> None:
    """Between two pictures the look stays as it was, which a shell would go on with."""
    with running() as ours:
        ours.press("j")
        ours.wait_until(lambda: ours.cursor_row() == 2)
        ours.press(key)
        ours.wait_until(lambda: GIVEN_BACK in ours.sent)
        before = ours.sent[: ours.sent.index(GIVEN_BACK)]
        assert re.findall(rb"\x1b\[[0-9;]*m", before)[-1:] == [b"\x1b[m"]


def test_a_terminal_that_was_resized_shows_what_it_would_with_textual_alone() -> None:
    with running() as ours, running("plain") as plain:
        for width, height in ((100, 30), (WIDTH, HEIGHT)):
            for terminal in (ours, plain):
                terminal.resize(width, height)
                terminal.wait_until(partial(terminal.shows_width, width))
        both_show_the_same(ours, plain)


@pytest.mark.parametrize("pause", [0.0, 0.004])
def test_a_terminal_that_was_small_for_a_moment_shows_everything_again(pause: float) -> None:
    """What it kept of its cells nobody knows, though its size is what it was."""
    with running() as ours:
        before = ours.cells()
        ours.resize(20, 5)
        ours.read(pause)
        ours.resize(WIDTH, HEIGHT)
        ours.wait_until(lambda: ours.cells() == before)


@pytest.mark.parametrize("has_margins", [True, False])
def test_a_cursor_move_a_scrolled_row_and_the_start_take_few_bytes(has_margins: bool) -> None:
    """The goals: 430 bytes for a cursor move, 470 while a row is scrolled, which without margins
    takes what it takes to write the pane beside it once more."""
    with running(has_margins=has_margins) as ours, running("plain") as plain:
        assert ours.bytes < 0.5 * plain.bytes
        move = ours.bytes_for("j", lambda: ours.cursor_row() == 2)
        assert plain.bytes_for("j", lambda: plain.cursor_row() == 2) > 600
        assert move <= 430
        for terminal in (ours, plain):
            terminal.bytes_for("j" * (HEIGHT - 3), partial(has_cursor_at, terminal, HEIGHT - 1))
        third_row = ours.screen.display[3][:LIST_COLUMNS]
        scrolled = ours.bytes_for("j", lambda: ours.screen.display[2][:LIST_COLUMNS] == third_row)
        assert scrolled <= (470 if has_margins else 900)
        assert (b"\x1b[?69h" in ours.sent) == has_margins
