"""What a terminal does with what we send: tmux's options, and the width of our signs."""

from __future__ import annotations

import os
import pty
import re
import termios
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit_tui.terminal.clipboard import CopyWay
from cockpit_tui.terminal.facts import clipboard_facts, wide_signs

XTERM = {"TERM": "xterm-256color"}
TMUX = """#!/bin/sh
case "$3" in
  set-clipboard) echo "{clipboard}" ;;
  allow-passthrough) echo "{passthrough}" ;;
esac
"""


def in_tmux(folder: Path, clipboard: str, passthrough: str) -> dict[str, str]:
    """The environment inside a tmux whose options are these."""
    program = folder / "tmux"
    program.write_text(TMUX.format(clipboard=clipboard, passthrough=passthrough), encoding="utf-8")
    program.chmod(0o755)
    return {"TERM": "tmux-256color", "TMUX": "socket,1,0", "PATH": str(folder)}


@pytest.mark.parametrize(
    ("clipboard", "passthrough", "is_held"),
    [
        ("external", "off", True),
        ("off", "off", True),
        ("on", "off", False),
        ("external", "on", False),
        ("external", "all", False),
        ("", "", True),
    ],
)
def test_tmux_is_asked_whether_it_lets_a_copy_through(
    tmp_path: Path, clipboard: str, passthrough: str, is_held: bool
) -> None:
    found = clipboard_facts(in_tmux(tmp_path, clipboard, passthrough))
    assert found.way is CopyWay.TMUX
    assert bool(found.obstacles) is is_held
    if is_held:
        assert f"set-clipboard is {clipboard or 'not known'}" in found.obstacles
        assert "tmux set -g set-clipboard on" in found.cures


def test_outside_tmux_nothing_is_asked() -> None:
    assert clipboard_facts(XTERM).obstacles == ()
    assert clipboard_facts(XTERM).way is CopyWay.TERMINAL


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)
    os.close(theirs)


def answering(ours: int, wide: str, questions: int) -> threading.Thread:
    """A terminal that draws the signs in `wide` two cells wide, for as many questions."""

    def answer() -> None:
        seen = b""
        for _ in range(questions):
            while not (found := re.search(rb"\r([^\x1b]+)\x1b\[6n", seen)):
                seen += os.read(ours, 256)
            seen = seen[found.end() :]
            cells = sum(2 if sign in wide else 1 for sign in found[1].decode())
            os.write(ours, f"\x1b[1;{cells + 1}R".encode())

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    return thread


def test_signs_that_are_drawn_too_wide_are_found(terminal: tuple[int, int]) -> None:
    ours, theirs = terminal
    before = termios.tcgetattr(theirs)
    thread = answering(ours, "⚑", 3)
    assert wide_signs(["●", "⚑", "≠"], XTERM, theirs, theirs) == ["⚑"]
    thread.join()
    assert termios.tcgetattr(theirs) == before
    assert os.read(ours, 256).endswith(b"\r\x1b[2K"), "the line is left empty"


def test_a_terminal_that_does_not_answer_is_not_waited_for_long(
    terminal: tuple[int, int],
) -> None:
    _, theirs = terminal
    assert wide_signs(["●", "⚑"], XTERM, theirs, theirs) is None


def test_what_is_no_terminal_is_not_asked(terminal: tuple[int, int]) -> None:
    _, theirs = terminal
    reading, writing = os.pipe()
    assert wide_signs(["●"], XTERM, reading, writing) is None
    assert wide_signs(["●"], {"TERM": "dumb"}, theirs, theirs) is None
    os.close(reading)
    os.close(writing)
