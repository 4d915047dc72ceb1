"""The terminal that programs are measured in answers and draws as a real one does."""

from __future__ import annotations

import pytest

from benchmarks.terminal.answers import Responder
from benchmarks.terminal.emulator import Emulator
from benchmarks.terminal.settings import Options


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        (b"\x1b[c", b"\x1b[?62;22c"),
        (b"\x1b[6n", b"\x1b[1;1R"),
        (b"\x1b[18t", b"\x1b[8;24;80t"),
        (b"\x1b[?69$p", b"\x1b[?69;2$y"),
        (b"\x1b[?4711$p", b"\x1b[?4711;0$y"),
        (b"\x1b[?2048h", b"\x1b[48;24;80;480;800t"),
        (b"\x1b]11;?\x07", b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
        (b"plain words", b""),
    ],
)
def test_a_query_is_answered(query: bytes, answer: bytes) -> None:
    assert Responder(24, 80, Options()).feed(query) == answer


def test_a_query_in_two_pieces_is_answered_once_it_is_whole() -> None:
    terminal = Responder(24, 80, Options())
    assert terminal.feed(b"\x1b[?2026") == b""
    assert terminal.feed(b"$p") == b"\x1b[?2026;2$y"


def test_what_the_terminal_shall_not_have_it_denies() -> None:
    terminal = Responder(24, 80, Options(margins=False, kitty=False, inband=False))
    assert terminal.feed(b"\x1b[?69$p") == b"\x1b[?69;0$y"
    assert terminal.feed(b"\x1b[?u\x1b[?2048h") == b""


def test_the_keyboard_protocol_is_a_stack() -> None:
    terminal = Responder(24, 80, Options())
    assert terminal.feed(b"\x1b[?u\x1b[>1u\x1b[?u") == b"\x1b[?0u\x1b[?1u"
    assert terminal.feed(b"\x1b[<u\x1b[?u") == b"\x1b[?0u"


def test_only_what_draws_is_drawn() -> None:
    emulator = Emulator(3, 20)
    emulator.feed(b"\x1b[>1u\x1b[?2026hab\x1b[38;2;1;2")
    emulator.feed(b";3mcd\x1b[?2026l\x1b[?2048$p\x1bP>|x\x1b\\\x1b]0;t\x07")
    assert emulator.text().split("\n") == ["abcd", "", ""]
    assert emulator.errors == 0


def test_a_part_of_the_rows_is_moved_between_margins() -> None:
    emulator = Emulator(3, 20)
    emulator.feed(b"abcd\x1b[2;1Hefgh\x1b[3;1Hijkl")
    emulator.feed(b"\x1b[?69h\x1b[;2s\x1b[2;3r\x1b[2H\x1b[M\x1b[r\x1b[?69l")
    assert emulator.text().split("\n") == ["abcd", "ijgh", "  kl"]


def test_a_change_is_seen_and_the_same_drawn_again_is_none() -> None:
    emulator = Emulator(3, 20)
    emulator.feed(b"abc\r")
    emulator.snapshot()
    emulator.feed(b"abc\r")
    assert not emulator.has_changed()
    emulator.feed(b"\x1b[31mabc\r")
    assert emulator.has_changed()
