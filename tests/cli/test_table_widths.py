"""What a table of the command line gives up where there is little room, and what it keeps."""

from __future__ import annotations

import io

import pytest

from cockpit_tui.cli.output import LONG, Column, table
from cockpit_tui.cli.records import account, task_lines
from tests.cli.test_words import Terminal


@pytest.mark.parametrize(
    ("columns", "row", "end"),
    [
        (
            account.LIST_COLUMNS,
            (
                *("Södra Skogsägarnas Ekonomiska", "001dL0000000002QAA", "Priya Pemberley-Nash"),
                *("Onboarding", "$148k", "Sep 2027", "58", "12"),
            ),
            "$148k  Sep 2027      58    12",
        ),
        (
            task_lines.COLUMNS,
            (
                *("TASK-167", "CTA-59", "Send the proposal to everybody", "In progress, waits"),
                *("Medium", "21d late", "Maya Lindåker, Joaquín Arreola", "in-sync"),
            ),
            "In progress, waits  21d late  Maya Lindåker,…",
        ),
    ],
    ids=["accounts", "tasks"],
)
def test_names_and_people_are_cut_before_ids_dates_and_numbers(
    monkeypatch: pytest.MonkeyPatch, columns: list[Column], row: tuple[str, ...], end: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", Terminal())
        line = list(table(columns, [row]))[1]
    assert line.endswith(end)
    assert row[1] in line, "its id"


def test_a_long_value_moves_its_own_line_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    columns, long = (Column("Name"), Column("Due")), "N" * (LONG + 1)
    monkeypatch.setattr("sys.stdout", io.StringIO())
    assert list(table(columns, [(long, "today")])) == ["Name  Due", f"{long}  today"]
    assert list(table(columns, [("Ana", "today"), (long, "today")])) == [
        *("Name  Due", "Ana   today", f"{long}  today")
    ]
