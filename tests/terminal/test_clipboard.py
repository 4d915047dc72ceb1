from __future__ import annotations

import base64
import re

import pytest

from cockpit_tui.terminal.clipboard import LIMIT_BYTES, CopyWay, clipboard_copy

XTERM = {"TERM": "xterm-256color"}


def text_in(sequence: str) -> str:
    match = re.search(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", sequence)
    assert match is not None
    return base64.b64decode(match[1]).decode()


def test_the_terminal_gets_the_text_as_it_is() -> None:
    copy = clipboard_copy("CTA-1042 Łódź\n", XTERM)
    assert text_in(copy.sequence) == "CTA-1042 Łódź\n"
    assert (copy.way, copy.characters, copy.left_out) == (CopyWay.TERMINAL, 14, 0)
    assert copy.summary() == "Sent 14 characters to the clipboard"


@pytest.mark.parametrize(
    "environment", [{"TMUX": "x,1,0", "TERM": "screen"}, {"TERM": "tmux-256color"}]
)
def test_tmux_gets_the_form_it_takes_and_the_form_it_passes_on(environment: dict[str, str]) -> None:
    copy = clipboard_copy("ab", environment)
    assert copy.way is CopyWay.TMUX
    assert copy.sequence == "\x1b]52;c;YWI=\x07\x1bPtmux;\x1b\x1b]52;c;YWI=\x07\x1b\\"
    assert copy.summary() == "Sent 2 characters to the clipboard by way of tmux"


def test_screen_gets_pieces_that_it_passes_on() -> None:
    text = "0123456789" * 100
    copy = clipboard_copy(text, {"TERM": "screen", "STY": "1.pts"})
    assert copy.way is CopyWay.SCREEN
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", copy.sequence, re.DOTALL)
    assert max(map(len, pieces)) < 256
    assert text_in("".join(pieces)) == text


def test_a_long_text_is_cut_between_characters_and_says_so() -> None:
    text = "漢" * 30_000
    copy = clipboard_copy(text, XTERM)
    assert copy.characters == LIMIT_BYTES // 3
    assert copy.left_out == 30_000 - copy.characters
    assert text_in(copy.sequence) == "漢" * copy.characters
    assert copy.summary() == "Sent the first 18,748 of 30,000 characters"
    assert len(base64.b64encode(text.encode()[:LIMIT_BYTES])) <= 74_994


def test_what_is_copied_cannot_end_the_sequence() -> None:
    copy = clipboard_copy("\x07\x1b\\\x1b]0;owned\x07", XTERM)
    assert copy.sequence.count("\x1b") == 1
    assert copy.sequence.count("\x07") == 1
