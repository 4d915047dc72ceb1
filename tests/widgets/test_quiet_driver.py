"""The driver in a real pseudo terminal: keys, a lone Esc, the end, a closed terminal."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from collections.abc import Iterator

import pytest

PROGRAM = """
import asyncio, os, signal, sys, threading
from cockpit_widgets.cells import cell_app, quiet_driver
from cockpit_widgets.cells.cell_app import CellApp

class Echo(CellApp[None]):
    def on_mount(self):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.exit)
        self._driver.write("<ready>")

    def on_key(self, event):
        if event.key == "b":
            self._driver.write("".join(f"<{number}>" for number in range(100_000)))
        if event.key == "t":
            os.write(int(sys.argv[1]), b"".join(
                thread.name.encode() + b" " for thread in threading.enumerate()
            ))
        if event.key == "m":
            self._driver.write(f"<margins {self.cell_diff._screen.has_margins}>")
        self._driver.write(f"<{event.key} by {type(self._driver).__name__}>")
        if event.key == "q":
            self.exit()

app = Echo()
cell_app.install(app)
quiet_driver.install(app)
app.run()
"""
LIMIT_SECONDS = 20.0


class Terminal:
    """The program in a pseudo terminal, which answers no question."""

    def __init__(self) -> None:
        self.beside, written = os.pipe()
        """Where the program tells what must not wait for the terminal."""
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.environ["TERM"] = "xterm-256color"
            os.set_inheritable(written, True)
            command = [sys.executable, "-c", PROGRAM, str(written)]
            os.execv(sys.executable, command)  # noqa: S606
        os.close(written)
        self.seen = b""

    def wait_for(self, words: bytes) -> None:
        """Raises AssertionError when they do not come."""
        until = time.monotonic() + LIMIT_SECONDS
        while words not in self.seen:
            ready, _, _ = select.select([self.fd], [], [], until - time.monotonic())
            assert ready, f"{words!r} never came: {self.seen[-200:]!r}"
            self.seen += os.read(self.fd, 4096)

    def told(self) -> bytes:
        """What comes by the pipe. Raises AssertionError when nothing does."""
        ready, _, _ = select.select([self.beside], [], [], LIMIT_SECONDS)
        assert ready, "nothing was told"
        return os.read(self.beside, 4096)

    def press(self, keys: bytes) -> None:
        os.write(self.fd, keys)

    def read_to_the_end(self) -> None:
        try:
            while chunk := os.read(self.fd, 4096):
                self.seen += chunk
        except OSError:
            return

    def exit_status(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    it = Terminal()
    it.wait_for(b"<ready>")
    yield it
    os.close(it.beside)
    try:
        os.kill(it.pid, signal.SIGKILL)
        os.waitpid(it.pid, 0)
    except (ProcessLookupError, ChildProcessError):
        return


def test_keys_arrive_and_a_lone_escape_is_not_kept_back(terminal: Terminal) -> None:
    terminal.press(b"j")
    terminal.wait_for(b"<j by QuietDriver>")
    terminal.press(b"\x1b")
    terminal.wait_for(b"<escape by QuietDriver>")
    terminal.press(b"\x1b[B")
    terminal.wait_for(b"<down by QuietDriver>")


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        (b"\x1bj", b"<escape by QuietDriver><j by QuietDriver>"),
        (b"\x1b/", b"<escape by QuietDriver><slash by QuietDriver>"),
        (b"\x1b1k", b"<escape by QuietDriver><1 by QuietDriver><k by QuietDriver>"),
        (b"\x1bD\x1b[B", b"<escape by QuietDriver><D by QuietDriver><down by QuietDriver>"),
        (b"\x1bO", b"<escape by QuietDriver><O by QuietDriver>"),
        (b"\x1bOB", b"<down by QuietDriver>"),
        (b"\x1b\r", b"<escape by QuietDriver><enter by QuietDriver>"),
    ],
)
def test_esc_and_a_key_typed_at_once_are_two_keys(
    terminal: Terminal, typed: bytes, keys: bytes
) -> None:
    """Over a slow line they come in one piece; no key is alt with another."""
    terminal.press(typed)
    terminal.wait_for(keys)


@pytest.mark.parametrize(
    ("answer", "has_margins"),
    [((b"\x1b[?69;2$y",), True), ((b"\x1b[?6", b"9;1$y"), True), ((b"\x1b[?69;0$y",), False)],
)
def test_a_terminal_is_asked_whether_it_has_margins_at_the_sides(
    terminal: Terminal, answer: tuple[bytes, ...], has_margins: bool
) -> None:
    """The answer may come late and in pieces, and types nothing."""
    terminal.wait_for(b"\x1b[?69$p")
    terminal.press(b"m")
    terminal.wait_for(b"<margins False>")
    for piece in answer:
        terminal.press(piece)
    terminal.press(b"mj")
    terminal.wait_for(b"<j by")
    assert terminal.seen.count(b"<margins True>") == has_margins
    assert terminal.seen.count(b" by QuietDriver>") == len("mmj")


def test_no_thread_stands_between_a_key_and_its_answer(terminal: Terminal) -> None:
    """Each that has to be woken on the way costs more than the key itself."""
    terminal.press(b"t")
    assert b"input" not in terminal.told()


def test_a_terminal_that_takes_nothing_holds_up_no_key_and_gets_all_in_order(
    terminal: Terminal,
) -> None:
    """A line that is slow, or stopped: what it did not take at once waits in the writing thread."""
    terminal.press(b"b")
    terminal.press(b"t")
    terminal.told()
    terminal.press(b"j")
    terminal.wait_for(b"<j by")
    numbers = b"".join(b"<%d>" % number for number in range(100_000))
    assert numbers + b"<b by QuietDriver><t by QuietDriver><j by" in terminal.seen


def test_a_key_that_came_before_is_known_but_not_within_a_paste(terminal: Terminal) -> None:
    for times in range(1, 3):
        terminal.press(b"\x1b[106u")
        terminal.wait_for(b"<j by QuietDriver>" * times)
    terminal.press(b"\x1b[200~")
    terminal.press(b"j")
    terminal.press(b"\x1b[201~")
    terminal.press(b"k")
    terminal.wait_for(b"<k by")
    assert terminal.seen.count(b"<j by") == 2


def test_leaving_gives_the_terminal_back(terminal: Terminal) -> None:
    terminal.press(b"q")
    terminal.read_to_the_end()
    assert terminal.exit_status() == 0
    assert terminal.seen.rindex(b"\x1b[?1049l") > terminal.seen.rindex(b"\x1b[?1049h")


def test_a_terminal_that_is_closed_ends_the_program(terminal: Terminal) -> None:
    os.close(terminal.fd)
    assert terminal.exit_status() == 0
