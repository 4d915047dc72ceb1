"""Every fault that the mirror has to survive is named by a test, or said to be out of reach."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FAULTS = range(1, 76)
OUT_OF_REACH = {
    71: "A Chatter post whose answer is lost: nothing here posts to Chatter.",
}
"""Fault → why no test can show it here."""


def named_faults() -> dict[int, set[str]]:
    """Fault to the tests whose docstring names it."""
    found: dict[int, set[str]] = {}
    for file in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                words = ast.get_docstring(node) or ""
                for number in re.findall(r"\bfault (\d+)\b", words):
                    found.setdefault(int(number), set()).add(f"{file.name}::{node.name}")
    return found


NAMED = named_faults()


@pytest.mark.parametrize("number", FAULTS)
def test_a_fault_is_named_by_a_test(number: int) -> None:
    if number in OUT_OF_REACH:
        assert number not in NAMED, f"fault {number} is proven: take it from OUT_OF_REACH"
    else:
        assert NAMED.get(number), f"no test names fault {number}"


def test_no_test_names_a_fault_that_does_not_exist() -> None:
    assert set(NAMED) <= set(FAULTS)
