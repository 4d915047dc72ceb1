"""Our words for records, and Salesforce's ids in all the forms people paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import (
    from_word,
    looks_like_salesforce_id,
    to_cta_word,
    to_salesforce_id,
    without_address,
)

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
STEMS = st.text(LETTERS, min_size=15, max_size=15)


@pytest.mark.parametrize(
    ("short", "long"),
    [("001R0000005hDFY", "001R0000005hDFYIA2"), ("005D0000001LL8Y", "005D0000001LL8YIAW")],
)
def test_fifteen_letters_gain_the_checksum_salesforce_gives(short: str, long: str) -> None:
    assert to_salesforce_id(short) == long


@given(STEMS)
def test_a_wrongly_cased_id_is_repaired_from_its_checksum(stem: str) -> None:
    whole = to_salesforce_id(stem)
    assert to_salesforce_id(whole.lower()) == whole
    assert to_salesforce_id(whole.upper()) == whole


@given(STEMS)
def test_an_id_of_eighteen_letters_stays_as_it_is(stem: str) -> None:
    whole = to_salesforce_id(stem)
    assert to_salesforce_id(whole) == whole


@pytest.mark.parametrize("word", ["", "001", "001R0000005hDFYIA!", "001R0000005hDFY999", "x" * 19])
def test_what_is_no_id_is_refused_in_words(word: str) -> None:
    with pytest.raises(InvalidInput, match="not a Salesforce id"):
        to_salesforce_id(word)


@given(st.integers(1, 10**9))
def test_our_word_for_a_cta_reads_back(number: int) -> None:
    word = to_cta_word(number)
    assert from_word(word, "CTA") == from_word(word.lower(), "CTA") == number
    assert from_word(word, "TASK") is None


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://acme.example/lightning/r/Task/00T000000000001AAA/view?a=b#c", 1),
        ("http://127.0.0.1:8080/00T000000000001AAA", 1),
        ("HTTPS://acme.example/lightning/r/00T000000000001AAA/related/Notes/view", 1),
        ("https://acme.example/search?id=00T000000000001AAA", 0),
        ("https://00T000000000001AAA/", 0),
        ("see https://acme.example/00T000000000001AAA", 0),
        ("Globex", 0),
    ],
)
def test_an_address_of_a_record_is_its_id(address: str, found: int) -> None:
    assert without_address(address) == ("00T000000000001AAA" if found else address)


def test_names_are_not_taken_for_ids() -> None:
    assert not looks_like_salesforce_id("Internationally")
    assert from_word("Globex", "CTA") is None
