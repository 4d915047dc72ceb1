"""CTAs as files: a table for spreadsheets, JSON for programs, days for a calendar (CL-19)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from cockpit_tui.domain.documents import Document, to_amount, to_cta, to_day
from cockpit_tui.domain.ids import to_cta_word
from cockpit_tui.domain.lists.ranking import TENTHS, rank_terms
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.lists.weights import Weights
from cockpit_tui.domain.rows.ctas import CtaRecord
from cockpit_tui.domain.values import PriorityLevel

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Spreadsheets take a cell that begins so for a formula, and may run it (OWASP: CSV injection)."""
_CONTROLS = {
    code: "\ufffd" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0)) if chr(code) not in "\t\n"
}
"""Control characters: a terminal that prints the file would obey them."""
LONGEST_STEM = 60
LINE_OCTETS = 75
"""RFC 5545, 3.1: longer lines are folded, and a folded one begins with a space."""
CALENDAR_PRIORITY = {
    PriorityLevel.CRITICAL: 1,
    PriorityLevel.HIGH: 2,
    PriorityLevel.MIDDLE: 5,
    PriorityLevel.LOW: 9,
}
"""RFC 5545, 3.8.1.9: 1 to 4 is high, 5 medium, 6 to 9 low."""


class ExportFormat(StrEnum):
    """What a view is written as; the value is the file's ending."""

    CSV = "csv"
    JSON = "json"
    ICALENDAR = "ics"


def to_file_stem(view: str) -> str:
    """A view's name as the beginning of a file's: letters, digits and hyphens, `view` at least."""
    return re.sub(r"[\W_]+", "-", view.casefold()[:LONGEST_STEM]).strip("-") or "view"


def to_text(
    records: Sequence[CtaRecord],
    wanted: ExportFormat,
    now: datetime,
    today: date,
    weights: Weights | None = None,
) -> str:
    """The whole file; `now` stamps a calendar's entries, the score is that of today."""
    match wanted:
        case ExportFormat.CSV:
            return to_csv(records, today, weights or Weights())
        case ExportFormat.JSON:
            items = [to_cta(record) for record in records]
            return json.dumps({"items": items, "total": len(items)}, ensure_ascii=False) + "\n"
        case ExportFormat.ICALENDAR:
            return to_calendar(records, now)


def to_csv(records: Iterable[CtaRecord], today: date, weights: Weights) -> str:
    """The document's keys as columns, and all further ones that a list may have; lines end in CR LF
    (RFC 4180).

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    made = io.StringIO()
    writer = csv.writer(made)
    keys: list[str] | None = None
    for record in records:
        document = {**to_cta(record), **_numbers(record.row, today, weights)}
        if keys is None:
            keys = list(document)
            writer.writerow(keys)
        writer.writerow([_cell(document[key]) for key in keys])
    return made.getvalue()


def to_calendar(records: Iterable[CtaRecord], now: datetime) -> str:
    """A day for each CTA that has a due date and is open (RFC 5545).

    All-day events that leave the day free: calendars show those, while most leave to-dos out.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cockpit-tui//CTAs//EN"]
    for record in records:
        if record.row.due is not None and not record.row.is_closed:
            lines += _event(record, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _numbers(row: CtaRow, today: date, weights: Weights) -> Document:
    touched = row.touched_on
    return {
        "arr": to_amount(row.arr_cents),
        "renewal_date": to_day(row.renewal_date),
        "health": row.health,
        "nps": row.nps,
        "usage": row.usage,
        "untouched": None if touched is None else max(0, (today - touched).days),
        "score": rank_terms(row, today, weights).total / TENTHS,
    }


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return "" if value is None else value
    text = _printed(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _printed(text: str) -> str:
    """With one kind of line end, and every other control character as a sign."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)


def _event(record: CtaRecord, now: datetime) -> list[str]:
    row = record.row
    assert row.due is not None
    made = _stamp(record.created_at)
    about = f"{row.type} · {row.reason} · {row.priority} · {row.status}"
    words = "\n".join(filter(None, (about, row.owner, record.comment)))
    return [
        "BEGIN:VEVENT",
        f"UID:{to_cta_word(row.id)}-{made}@cockpit-tui",
        f"DTSTAMP:{_stamp(now)}",
        f"DTSTART;VALUE=DATE:{row.due:%Y%m%d}",
        f"DTEND;VALUE=DATE:{row.due + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(f'{row.name} · {row.account}')}",
        f"DESCRIPTION:{_escaped(words)}",
        f"CATEGORIES:{_escaped(row.type)}",
        f"PRIORITY:{CALENDAR_PRIORITY[row.priority_level]}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _stamp(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """RFC 5545, 3.3.11: a text on one line."""
    text = _printed(text)
    for letter, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(letter, written)
    return text


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, no letter cut."""
    piece, octets = "", 0
    for letter in line:
        size = len(letter.encode("utf-8", "replace"))
        if octets + size > LINE_OCTETS:
            yield piece
            piece, octets = " ", 1
        piece += letter
        octets += size
    yield piece
