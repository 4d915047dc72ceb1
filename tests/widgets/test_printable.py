from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from cockpit_widgets.drawing.printable import (
    BIDI_CONTROLS,
    cell_width,
    cut,
    editable,
    padded,
    printable,
    printable_lines,
)

ANY_TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x1b\x9b\u202e\u2066\u200b\u200d\ufeff\u0301\u034f\ufe0f漢字👩🏽é\n\t\x00\ud800"
        ),
    )
)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b]0;owned\x07", "␛]0;owned␇"),
        ("\x9b31mred", "\ufffd31mred"),
        ("a\x00b\x7f", "a␀b␡"),
        ("invoice\u202efdp.exe", "invoice\ufffdfdp.exe"),
        ("\u2066isolate\u2069\u200f", "\ufffdisolate\ufffd\ufffd"),
        ("pay\u200bpal\ufeff", "pay\ufffdpal\ufffd"),
        ("👩\u200d🚀", "👩\ufffd🚀"),
        ("tag\U000e0041\U000e0100", "tag\ufffd\ufffd"),
        ("lone\ud800surrogate", "lone\ufffdsurrogate"),
        ("filler\u3164\u115f", "filler\ufffd\ufffd"),
        ("heart ❤\ufe0f", "heart ❤"),
        ("\u0301start", "\u25cc\u0301start"),
        ("one\r\ntwo\nthree\u2028four\tfive", "one two three four five"),
        ("Compañía Añil", "Compañía Añil"),
        ("解約の恐れ", "解約の恐れ"),
        ("[/red] [bold]", "[/red] [bold]"),
    ],
)
def test_hidden_characters_are_shown_and_obeyed_by_nobody(hostile: str, shown: str) -> None:
    assert printable(hostile) == shown


def test_plain_ascii_is_given_back_as_it_is() -> None:
    text = "Usage down 38% in 30 days"
    assert printable(text) is text


def test_a_letter_keeps_a_few_marks_but_not_a_tower_of_them() -> None:
    assert printable("a" + "\u0301" * 30 + "b") == "a" + "\u0301" * 4 + "b"


def test_several_lines_stay_lines_and_tabs_become_columns() -> None:
    assert printable_lines("a\tb\r\n\x1b[31m\n漢\u2029d") == ["a   b", "␛[31m", "漢", "d"]


@given(ANY_TEXT)
def test_nothing_that_a_terminal_acts_on_or_hides_is_left(text: str) -> None:
    shown = printable(text)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    shown.encode("utf-8")
    assert printable(shown) == shown
    for line in printable_lines(text):
        assert printable(line) == line


@given(ANY_TEXT)
def test_the_width_is_the_one_that_textual_lays_out(text: str) -> None:
    shown = printable(text)
    assert cell_width(shown) == cell_len(shown)
    assert cell_width(shown) == sum(map(get_character_cell_size, shown))


@given(ANY_TEXT, st.integers(min_value=-1, max_value=12))
def test_a_cut_fits_and_breaks_no_letter(text: str, width: int) -> None:
    shown = printable(text)
    short = cut(shown, width)
    assert cell_width(short) <= max(width, 0)
    if short == shown or width < 1:
        return
    assert short.endswith("…")
    kept = short[:-1]
    assert shown.startswith(kept)
    assert get_character_cell_size(shown[len(kept)]) > 0, "a mark was cut off its letter"
    missing = width - 1 - cell_width(kept)
    assert missing < get_character_cell_size(shown[len(kept)]), "another letter would have fitted"


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("Usage down", 10, "Usage down"),
        ("Usage down", 9, "Usage do…"),
        ("解約の恐れ", 6, "解約…"),
        ("解約の恐れ", 5, "解約…"),
        ("解約の恐れ", 4, "解…"),
        ("cafe\u0301s", 5, "cafe\u0301s"),
        ("cafe\u0301s et", 5, "cafe\u0301…"),
        ("anything", 1, "…"),
        ("anything", 0, ""),
    ],
)
def test_a_text_is_cut_by_cells(text: str, width: int, short: str) -> None:
    assert cut(text, width) == short


@given(ANY_TEXT, st.integers(min_value=0, max_value=20), st.booleans())
def test_a_padded_text_takes_exactly_its_cells(text: str, width: int, right: bool) -> None:
    assert cell_width(padded(printable(text), width, right=right)) == width


def test_padding_goes_to_the_side_that_was_asked_for() -> None:
    assert padded("ab", 4) == "ab  "
    assert padded("ab", 4, right=True) == "  ab"
    assert padded("abcdef", 4, ellipsis="~") == "abc~"


@given(ANY_TEXT)
def test_a_text_to_edit_holds_nothing_that_a_terminal_obeys_and_keeps_its_letters(
    text: str,
) -> None:
    for is_one_line, breaks in ((True, ""), (False, "\n\r\t")):
        shown = editable(text, is_one_line=is_one_line)
        hidden = {sign for sign in shown if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")}
        assert hidden <= set(breaks)
        assert BIDI_CONTROLS.isdisjoint(shown)
        whole = text.replace("\r\n", " " if is_one_line else "\n")
        assert len(shown) == len(whole)
        changed = [old for old, new in zip(whole, shown, strict=True) if old != new]
        assert all(unicodedata.category(sign) in ("Cc", "Cs", "Cf", "Zl", "Zp") for sign in changed)
        assert "\u200d" not in changed, "a joiner is part of how scripts are written"
