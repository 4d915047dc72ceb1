"""Every feature row that this program claims is proven by a test that names it."""

from __future__ import annotations

import re

import pytest

from tests.architecture.named import words_of_tests

CLAIMED = (
    # The list, the detail, tasks and playbooks
    *("CL-1", "CL-2", "CL-3", "CL-4", "CL-5", "CL-6", "CL-7", "CL-8", "CL-9", "CL-10", "CL-11"),
    *("CL-12", "CL-13", "CL-14", "CL-15", "CL-16", "CL-17", "CL-18", "CL-19", "CL-20", "CL-21"),
    *(
        "CL-22",
        "CD-1",
        "CD-2",
        "CD-3",
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


@pytest.mark.parametrize("row", CLAIMED)
def test_a_claimed_row_is_named_by_a_test(row: str) -> None:
    """In its name (`test_cl_1_…`) or its docstring."""
    named = re.compile(rf"(?<![A-Z0-9]){row}(?![0-9])")
    words = (
        f"{test.partition('::')[2].replace('_', '-').upper()}- {docstring}"
        for test, docstring in words_of_tests()
    )
    assert any(map(named.search, words)), f"no test names {row}"
