"""Salesforce's values and ours: canonical text, pure dates, instants, money.

Comparing values that are not canonical makes changes out of nothing: the server trims text, turns
an empty one into null and may change line ends.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

_MARKED = "[ck:"
_MARKER = re.compile(r"\s*\[ck:([0-9a-f]{32})\]\s*$")

Value = str | None
"""A canonical value of a mirrored field: text, or nothing."""


def canonical(value: object) -> Value:
    """Trimmed, with line feeds alone as line ends; nothing instead of empty text.

    >>> canonical(" a\\r\\nb "), canonical("  "), canonical(None)
    ('a\\nb', None, None)
    """
    if value is None:
        return None
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    return text or None


def marked(text: Value, ref: str) -> str:
    """Text with the line at its end by which a create is found again (see create_modes)."""
    return "\n".join(part for part in (text, f"[ck:{ref}]") if part)


def marker_of(value: object) -> str | None:
    """The key in the marker line at the end of a text, or None."""
    found = _MARKER.search(str(value)) if value else None
    return found[1] if found else None


def without_marker(value: object) -> Value:
    """The text as a person wrote it, canonical."""
    text = canonical(value)
    return canonical(_MARKER.sub("", text)) if text and _MARKED in text else text


def to_text(value: object, limit: int = 255) -> str:
    """Text for a column that holds at most `limit` letters; empty instead of nothing."""
    return "" if value is None else str(value).strip()[:limit]


def to_date(value: object) -> date | None:
    """A pure date; Salesforce's ActivityDate is one and is never shifted by a zone (SY-15)."""
    return date.fromisoformat(str(value)[:10]) if value else None


def to_instant(value: object) -> datetime | None:
    """An instant in UTC from `2026-11-23T16:00:00.000+0000`."""
    return datetime.fromisoformat(str(value)).astimezone(UTC) if value else None


def to_soql_instant(moment: datetime) -> str:
    """An instant as a SOQL literal; milliseconds do not count (Salesforce: date formats)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_cents(value: object) -> int | None:
    """Money in cents, from the exact decimal."""
    number = _decimal(value)
    return None if number is None else int((number * 100).to_integral_value())


def to_whole(value: object) -> int | None:
    """A number rounded to a whole one."""
    number = _decimal(value)
    return None if number is None else int(number.to_integral_value())


def _decimal(value: object) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
