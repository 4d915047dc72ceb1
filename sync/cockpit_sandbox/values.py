"""Texts that stand for moments and days, as Salesforce writes and accepts them.

Rows hold moments as the very text of the answer (`2026-11-23T16:00:00.000+0000`): all are UTC
and of equal length, so the order of the texts is the order of the moments.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime

_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def moment_text(moment: datetime) -> str:
    """`moment` as `2026-11-23T16:00:00.000+0000`; fractions of a second are dropped."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def parsed_moment(text: str) -> datetime | None:
    """The moment of an ISO text in whole seconds (no offset means UTC), or None."""
    match = _MOMENT.fullmatch(text.strip())
    if not match:
        return None
    try:
        moment = datetime.fromisoformat(match[1] + (match[2] or "Z"))
        return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def parsed_day(text: str) -> date | None:
    """The day of `YYYY-MM-DD`, or None."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def http_date(moment: datetime) -> str:
    """`moment` as an HTTP date (whole seconds, GMT)."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def parsed_http_date(text: str) -> datetime | None:
    """The moment of an HTTP date, or None if it is not one."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
