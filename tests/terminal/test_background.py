from __future__ import annotations

import os
import pty
import select
import termios
import time
from collections.abc import Iterator

import pytest

from cockpit_tui.terminal.background import (
    ANSWER_SECONDS,
    QUESTION,
    Background,
    ask_background,
    background_by_environment,
    background_of,
)

ATTRIBUTES = b"\x1b[?62;22c"
XTERM = {"TERM": "xterm-256color"}


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """The terminal's end and the program's end of a pseudo terminal."""
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)
    os.close(theirs)


def question_at(terminal_end: int) -> bytes:
    asked = b""
    while len(asked) < len(QUESTION) and select.select([terminal_end], [], [], 5)[0]:
        asked += os.read(terminal_end, 100)
    return asked


@pytest.mark.parametrize(
    ("colour", "ground"),
    [
        (b"rgb:ffff/ffff/ffff", Background.LIGHT),
        (b"rgb:0000/0000/0000", Background.DARK),
        (b"rgb:fd/f6/e3", Background.LIGHT),
        (b"rgb:00/2b/36", Background.DARK),
        (b"rgba:1e1e/1e1e/1e1e/ffff", Background.DARK),
    ],
)
def test_the_terminal_is_asked_and_its_answer_taken(
    terminal: tuple[int, int], colour: bytes, ground: Background
) -> None:
    ours, theirs = terminal
    before = termios.tcgetattr(theirs)
    query = ask_background(XTERM, theirs, theirs)
    assert question_at(ours) == QUESTION
    assert not termios.tcgetattr(theirs)[3] & termios.ECHO
    os.write(ours, b"\x1b]11;" + colour + b"\x1b\\" + ATTRIBUTES)
    assert query.result() is ground
    assert query.result() is ground
    assert not query.is_outstanding
    assert termios.tcgetattr(theirs) == before
    assert not select.select([theirs], [], [], 0)[0], "something was left to be read as keys"


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        (b"2jj\x1b]11;rgb:0000/0000/0000\x1b\\" + ATTRIBUTES, b"2jj"),
        (b"2\x1b]11;rgb:0000/0000/0000\x07\x1b[B" + ATTRIBUTES + b"j", b"2\x1b[Bj"),
        (b"/risk\n\x1b]11;rgb:0000", b"/risk\r\x1b]11;rgb:0000"),
        (ATTRIBUTES, b""),
    ],
    ids=["before", "between", "half an answer", "nothing"],
)
def test_what_a_person_types_meanwhile_is_no_answer_and_is_kept(
    terminal: tuple[int, int], sent: bytes, typed: bytes
) -> None:
    ours, theirs = terminal
    query = ask_background(XTERM, theirs, theirs)
    question_at(ours)
    os.write(ours, sent)
    assert query.result() is Background.DARK
    assert query.typed == typed


def test_a_terminal_that_knows_no_osc_11_is_not_waited_for(terminal: tuple[int, int]) -> None:
    ours, theirs = terminal
    query = ask_background({**XTERM, "COLORFGBG": "0;15"}, theirs, theirs)
    os.write(ours, ATTRIBUTES)
    assert query.result() is Background.LIGHT
    assert not query.is_outstanding


def test_silence_costs_a_tenth_of_a_second_and_means_dark(terminal: tuple[int, int]) -> None:
    _, theirs = terminal
    before = termios.tcgetattr(theirs)
    started = time.monotonic()
    query = ask_background(XTERM, theirs, theirs)
    assert query.result() is Background.DARK
    assert ANSWER_SECONDS * 0.9 < time.monotonic() - started < 5
    assert query.is_outstanding
    assert termios.tcgetattr(theirs) == before


def test_nothing_is_asked_where_there_is_no_terminal(terminal: tuple[int, int]) -> None:
    ours, theirs = terminal
    read_end, write_end = os.pipe()
    try:
        for ends in ((read_end, theirs), (theirs, write_end)):
            query = ask_background(XTERM, *ends)
            assert query.result() is Background.DARK
            assert not query.is_outstanding
        for name in ("dumb", "linux", ""):
            assert ask_background({"TERM": name}, theirs, theirs).result() is Background.DARK
        assert not select.select([ours], [], [], 0)[0]
    finally:
        os.close(read_end)
        os.close(write_end)


def test_a_half_answer_says_nothing() -> None:
    assert background_of(b"\x1b]11;rgb:ffff/ff") is None
    assert background_of(b"") is None


@pytest.mark.parametrize(
    ("value", "ground"),
    [
        ("15;0", Background.DARK),
        ("0;15", Background.LIGHT),
        ("0;default;15", Background.LIGHT),
        ("0;7", Background.LIGHT),
        ("7;8", Background.DARK),
        ("15;default", Background.DARK),
        ("nonsense", Background.DARK),
        ("", Background.DARK),
    ],
)
def test_colorfgbg_is_the_second_source(value: str, ground: Background) -> None:
    assert background_by_environment({"COLORFGBG": value}) is ground
