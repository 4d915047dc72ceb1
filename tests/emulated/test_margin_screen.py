"""The emulated screen itself."""

from __future__ import annotations

from tests.emulated.margin_screen import MarginScreen, MarginStream


def test_a_wide_letter_of_which_one_half_is_written_over_shows_the_rest_blank() -> None:
    screen = MarginScreen(6, 1)
    stream = MarginStream(screen)
    stream.feed("\x1b[1;1H若葉x")
    assert screen.display == ["若葉x "]
    stream.feed("\x1b[1;1Ha")
    assert screen.display == ["a 葉x "]
