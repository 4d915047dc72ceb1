"""Key scripts say what is typed, how it is timed and what has to come of it."""

from __future__ import annotations

import pytest

from benchmarks.terminal.key_script import Keys, Pause, Until, encode_key, parse_keys


def test_a_script_becomes_its_steps() -> None:
    assert parse_keys(
        'j*3,down=<down>*2,type="a,b",!<esc>,j*2@30,G=>row 9,sleep:0.5,wait:late'
    ) == [
        Keys("j*3", ("j", "j", "j")),
        Keys("down", ("<down>", "<down>")),
        Keys("type", ("a", ",", "b")),
        Keys("<esc>", ("<esc>",), is_measured=False),
        Keys("j*2@30", ("j", "j"), per_second=30.0),
        Keys("G=>row 9", ("G",), pattern="row 9"),
        Pause(0.5),
        Until("late"),
    ]
    assert parse_keys("") == []


@pytest.mark.parametrize(
    ("key", "sent", "with_protocol"),
    [
        ("j", "j", "j"),
        ("<esc>", "\x1b", "\x1b[27u"),
        ("<ctrl+u>", "\x15", "\x1b[117;5u"),
        ("<alt+x>", "\x1bx", "\x1b[120;3u"),
        ("<shift+up>", "\x1b[1;2A", "\x1b[1;2A"),
        ("<ctrl+pgdn>", "\x1b[6;5~", "\x1b[6;5~"),
    ],
)
def test_a_key_is_sent_as_terminals_send_it(key: str, sent: str, with_protocol: str) -> None:
    assert encode_key(key) == sent
    assert encode_key(key, kitty=1) == with_protocol


def test_cursor_keys_follow_the_mode_that_the_program_set() -> None:
    assert (encode_key("<up>"), encode_key("<up>", is_application=True)) == ("\x1b[A", "\x1bOA")
