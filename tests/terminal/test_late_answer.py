from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from cockpit_tui.terminal.late_answer import LateAnswer, swallow_late_answer

ANSWER = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"
ATTRIBUTES = "\x1b[?62;22c"


def test_an_answer_between_keys_is_taken_out() -> None:
    late = LateAnswer()
    assert late.keys_in("j" + ANSWER + "k") == "jk"
    assert late.keys_in(ANSWER) == ""
    assert late.keys_in(ATTRIBUTES + "l") == "l"
    assert late.is_over
    assert late.keys_in(ANSWER) == ANSWER


@given(st.integers(min_value=5, max_value=len(ANSWER) - 1))
def test_an_answer_in_two_pieces_is_taken_out(cut: int) -> None:
    late = LateAnswer()
    assert late.keys_in("j" + ANSWER[:cut]) == "j"
    assert late.keys_in(ANSWER[cut:] + ATTRIBUTES + "k") == "k"


def test_the_escape_key_and_arrows_are_not_held_back() -> None:
    late = LateAnswer()
    for keys in ("\x1b", "\x1b[", "\x1b[A", "\x1b]", "\x1bOP", "漢"):
        assert late.keys_in(keys) == keys


def test_textual_reads_no_keys_from_a_late_answer() -> None:
    class Parser(XTermParser):
        """A class of its own, so that no other test meets the wrapped one."""

    def keys(parser: XTermParser, data: str) -> list[str]:
        return [event.key for event in parser.feed(data) if isinstance(event, events.Key)]

    assert len(keys(Parser(), ANSWER + "j")) > 10, "Textual would take it for keys"
    swallow_late_answer(Parser)
    parser = Parser()
    assert keys(parser, "j" + ANSWER) == ["j"]
    assert keys(parser, ATTRIBUTES) == []
    assert keys(parser, "k\x1b[A") == ["k", "up"]
    assert list(parser.feed("")) == []
