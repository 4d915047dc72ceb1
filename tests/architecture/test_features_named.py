"""Every feature row that this program claims is proven by a test that names it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CLAIMED = (
    # The list, the detail, tasks and playbooks
    *("CL-1", "CL-2", "CL-3", "CL-4", "CL-5", "CL-6", "CL-7", "CL-8", "CL-9", "CL-10", "CL-11"),
    *("CL-12", "CL-13", "CL-14", "CL-15", "CL-16", "CL-17", "CL-18", "CL-19", "CL-20", "CL-21"),
    *(
        "CL-22",
        "CD-1",
        "CD-2",
        "CD-4",
        "CD-5",
        "CD-6",
        "CD-8",
        "CD-9",
        "CD-10",
        "CD-11",
        "CD-12",
        "CD-13",
    ),
    *("CD-14", "CD-15", "TP-1", "TP-2", "TP-3", "TP-4", "TP-5", "TP-6", "TP-7", "TP-8", "TP-9"),
    *("TP-10", "TP-12", "TP-13", "TP-14", "TP-15", "TP-16"),
    # The mirror
    *("SY-1", "SY-2", "SY-3", "SY-4", "SY-5", "SY-6", "SY-7", "SY-8", "SY-9", "SY-10"),
    # The customer, deals, milestones, comments, rights
    *("C3-2", "C3-3", "C3-6", "OP-1", "MT-1", "MT-2", "MT-3", "CH-3", "WP-2", "WP-4", "WP-5"),
    # What none of the others has
    *("D1", "D4", "D5", "D7", "D8", "D9", "D10", "D12", "D15"),
)


def named_rows() -> dict[str, set[str]]:
    """Feature id to the tests that name it, in their name (`test_cl_1_…`) or docstring."""
    found: dict[str, set[str]] = {}
    for file in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if not node.name.startswith("test_"):
                continue
            words = f"{node.name.replace('_', '-').upper()}- {ast.get_docstring(node) or ''}"
            for row in CLAIMED:
                if re.search(rf"(?<![A-Z0-9]){row}(?![0-9])", words):
                    found.setdefault(row, set()).add(f"{file.name}::{node.name}")
    return found


NAMED = named_rows()


@pytest.mark.parametrize("row", CLAIMED)
def test_a_claimed_row_is_named_by_a_test(row: str) -> None:
    assert NAMED.get(row), f"no test names {row}"
