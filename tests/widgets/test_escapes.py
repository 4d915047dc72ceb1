"""Esc as a key, and Esc as the beginning of something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit_widgets.cells.escapes import ESC, Escapes

PASTE, END = "\x1b[200~", "\x1b[201~"


def split(*typed: str, is_typing: bool = False) -> list[str]:
    """What is read of these pieces, and of what is held back when nothing more comes."""
    escapes = Escapes(lambda: is_typing)
    read = [piece for text in typed for piece in escapes.pieces(text)]
    return [*read, *escapes.nothing_more()]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["jk"], ["jk"]),
        ([ESC], [ESC]),
        (["\x1bj"], [ESC, "j"]),
        ([ESC, "j"], [ESC, "j"]),
        (["a\x1bjk\x1bl"], ["a", ESC, "jk", ESC, "l"]),
        (["\x1b\x1bj\x1b\x1b"], [ESC, ESC, "j", ESC, ESC]),
        (["\x1b[B"], ["\x1b[B"]),
        ([ESC, "[B"], ["\x1b[B"]),
        (["\x1b[", "B"], ["\x1b[B"]),
        (["\x1bOB"], ["\x1bOB"]),
        (["\x1bO"], [ESC, "O"]),
        (["\x1b]11;rgb:0/0/0\x07"], ["\x1b]11;rgb:0/0/0\x07"]),
        (["\x1b]11;rgb:0/0/0\x1b\\"], ["\x1b]11;rgb:0/0/0\x1b\\"]),
        (["\x1b\x7f"], ["\x1b\x7f"]),
        ([f"{PASTE}a\x1bb{END}\x1bj"], [PASTE, "a\x1bb", END, ESC, "j"]),
    ],
)
def test_an_esc_that_is_a_key_stands_alone(typed: list[str], read: list[str]) -> None:
    assert split(*typed) == read


def test_in_a_text_field_option_with_an_arrow_goes_on_moving_by_words() -> None:
    assert split("x\x1bby\x1bc", is_typing=True) == ["x", "\x1bby", ESC, "c"]
    assert split("x\x1bby") == ["x", ESC, "by"]


@pytest.mark.parametrize("place", range(1, len(END)))
def test_a_paste_ends_wherever_its_ends_are_cut(place: int) -> None:
    """Over a slow line more than the time of an Esc may pass before the rest of its end."""
    escapes = Escapes(lambda: False)
    read = [*escapes.pieces(PASTE[:place]), *escapes.pieces(f"{PASTE[place:]}a\x1bb{END[:place]}")]
    read += [*escapes.nothing_more(), *escapes.pieces(f"{END[place:]}\x1bj")]
    assert read == [PASTE, "a\x1bb", END, ESC, "j"]


@given(st.lists(st.text(alphabet="\x1b[OPa1~b\r\x7f", max_size=6), max_size=6), st.booleans())
def test_nothing_is_lost_or_put_in_another_order(typed: list[str], is_typing: bool) -> None:
    assert "".join(split(*typed, is_typing=is_typing)) == "".join(typed)
