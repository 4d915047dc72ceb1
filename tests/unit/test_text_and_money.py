"""Folded words for searching (decision 14), and money in three figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit_tui.domain.money import to_money, to_short_money
from cockpit_tui.domain.text import folded, prefixes, to_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ÄRGER Straße", "arger strasse"),
        ("Žďárek", "zdarek"),
        ("Jodłowiec", "jodlowiec"),
        ("Søren", "soren"),
        ("ＡＢＣ", "abc"),
        ("Ǆ", "dz"),
    ],
)
def test_text_is_folded_without_case_and_accents(text: str, words: str) -> None:
    assert folded(text) == words


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.lists(st.text("abcdefghäöü ÄÖÜ-'", max_size=12), max_size=5))
def test_every_word_is_found_by_each_of_its_beginnings(texts: list[str]) -> None:
    words = to_words(*texts)
    for text in texts:
        for word in prefixes(text):
            assert all(word[:end] in words for end in range(2, len(word) + 1))


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (None, ""),
        (0, "$0"),
        (95_000, "$950"),
        (99_950, "$1k"),
        (650_000, "$6.5k"),
        (600_000, "$6k"),
        (999_400, "$10k"),
        (24_000_000, "$240k"),
        (99_950_000, "$1.0M"),
        (840_000_000, "$8.4M"),
        (12_400_000_000, "$124M"),
        (-50_000_00, "−$50k"),
    ],
)
def test_short_money_has_at_most_three_figures(cents: int | None, words: str) -> None:
    assert to_short_money(cents) == words


@given(st.integers(0, 10**14))
def test_short_money_fits_its_column(cents: int) -> None:
    assert len(to_short_money(cents)) <= 6


def test_whole_money_has_separators() -> None:
    assert (to_money(24_000_000), to_money(None)) == ("$240,000", "")
