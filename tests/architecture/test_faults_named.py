"""Every fault that the mirror has to survive is named by a test, or said to be out of reach."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.architecture.named import words_of_tests

FAULTS = range(1, 76)
OUT_OF_REACH = {
    71: "A Chatter post whose answer is lost: nothing here posts to Chatter.",
}
"""Fault → why no test can show it here."""


@cache
def named_faults() -> dict[int, set[str]]:
    """Fault to the tests whose docstring names it."""
    found: dict[int, set[str]] = {}
    for test, words in words_of_tests():
        for number in re.findall(r"\bfault (\d+)\b", words):
            found.setdefault(int(number), set()).add(test)
    return found


@pytest.mark.parametrize("number", FAULTS)
def test_a_fault_is_named_by_a_test(number: int) -> None:
    if number in OUT_OF_REACH:
        assert number not in named_faults(), f"fault {number} is proven: take it from OUT_OF_REACH"
    else:
        assert named_faults().get(number), f"no test names fault {number}"


def test_no_test_names_a_fault_that_does_not_exist() -> None:
    assert set(named_faults()) <= set(FAULTS)
