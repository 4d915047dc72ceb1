"""CTAs as files: nothing that a spreadsheet runs, nothing that a calendar misreads."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest

from cockpit_tui.domain.export_files import ExportFormat, to_file_stem, to_text
from cockpit_tui.domain.ids import AccountId, CtaId, PersonId
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.rows.ctas import CtaRecord
from cockpit_tui.domain.values import PriorityLevel

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def record(name: str, due: date | None = date(2026, 11, 30), comment: str = "") -> CtaRecord:
    row = CtaRow(
        CtaId(7), name, AccountId(1), "Müller, Söhne", "Risk", "R", "Low usage", "High",
        PriorityLevel.HIGH, "New", PersonId(1), "Ana", due, nps=-30, arr_cents=24_000_000,
    )  # fmt: skip
    return CtaRecord(
        row, "001000000000001AAA", None, None, None, None, None, None, None, None, "person",
        NOW, None, comment,
    )  # fmt: skip


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_cl_19_a_text_is_never_a_formula(start: str) -> None:
    """CL-19: OWASP, CSV injection. Numbers stay numbers."""
    text = to_text([record(f"{start}cmd|' /C calc'!A0")], ExportFormat.CSV, NOW, NOW.date())
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    shown = start.replace("\r", "\n")
    assert row["name"] == f"'{shown}cmd|' /C calc'!A0"
    assert (row["nps"], row["arr"], row["due"]) == ("-30", "240000", "2026-11-30")
    assert (row["closed"], row["outcome"]) == ("no", "")


def test_a_table_keeps_commas_quotes_and_lines() -> None:
    name, comment = 'Say "no", then\nwait', "one\ntwo"
    text = to_text([record(name, comment=comment)], ExportFormat.CSV, NOW, NOW.date())
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["name"], row["comment"], row["account"]) == (name, comment, "Müller, Söhne")


def test_a_file_that_a_terminal_prints_moves_nothing_there() -> None:
    for wanted in (ExportFormat.CSV, ExportFormat.ICALENDAR):
        text = to_text(
            [record("a\x1b[31m\x07\x9b2J", comment="x\x00\x7f")], wanted, NOW, NOW.date()
        )
        assert not any(letter in text for letter in "\x1b\x07\x9b\x00\x7f")
        assert "a\ufffd[31m" in text


def test_json_is_the_document_of_the_commands() -> None:
    found = json.loads(to_text([record("解約")], ExportFormat.JSON, NOW, NOW.date()))
    assert found["total"] == 1
    assert found["items"][0]["name"] == "解約"
    assert list(found["items"][0])[:3] == ["id", "name", "account"]


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_cl_19_a_calendar_has_a_day_for_each_open_cta_with_a_date() -> None:
    """CL-19: RFC 5545."""
    records = [record("A; b, c\\d\n\x1be" + "ü" * 80), record("No date", None)]
    text = to_text(records, ExportFormat.ICALENDAR, NOW, NOW.date())
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\x1b" not in text
    lines = unfolded(text)
    assert lines.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20261130" in lines
    assert "DTEND;VALUE=DATE:20261201" in lines
    assert "UID:CTA-7-20261123T090000Z@cockpit-tui" in lines
    summary = next(line for line in lines if line.startswith("SUMMARY:"))
    assert summary == "SUMMARY:A\\; b\\, c\\\\d\\n\ufffde" + "ü" * 80 + " · Müller\\, Söhne"
    assert text.endswith("END:VCALENDAR\r\n")


@pytest.mark.parametrize(
    ("view", "stem"),
    [
        ("At risk", "at-risk"),
        ("../../etc/\x1b[31mx", "etc-31mx"),
        ("Žofie: 90 %", "žofie-90"),
        ("…", "view"),
    ],
)
def test_cl_19_a_file_is_called_as_its_view(view: str, stem: str) -> None:
    assert to_file_stem(view) == stem
