"""Date words (`TODAY`, `LAST_N_DAYS:30`) as spans of days.

Salesforce: "Date Formats and Date Literals in WHERE"; evaluated in the running user's time zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cockpit_sandbox.soql.syntax import DateWord
from cockpit_sandbox.values import moment_text

Span = tuple[date, date]
"""The first day, and the day after the last."""

_RELATIVE = {"LAST": -1, "THIS": 0, "NEXT": 1}
_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}


def days_of(word: DateWord, today: date) -> Span:
    """The span of days that a date word means on `today`. Weeks begin on Sunday (en_US)."""
    fixed = {"TODAY": 0, "YESTERDAY": -1, "TOMORROW": 1}
    if word.word in fixed:
        day = today + timedelta(days=fixed[word.word])
        return day, day + timedelta(days=1)
    if word.word == "LAST_90_DAYS":
        return today - timedelta(days=90), today + timedelta(days=1)
    if word.word == "NEXT_90_DAYS":
        return today + timedelta(days=1), today + timedelta(days=91)
    parts = word.word.split("_")
    if parts[-1] == "AGO":
        return _unit(parts[1].removesuffix("S"), today, -word.count, 1)
    if parts[1] != "N":
        return _unit(parts[1], today, _RELATIVE[parts[0]], 1)
    unit = parts[2].removesuffix("S")
    if unit == "DAY" and parts[0] == "LAST":
        return today - timedelta(days=word.count), today + timedelta(days=1)
    first = 1 if parts[0] == "NEXT" else -word.count
    return _unit(unit, today, first, word.count)


def moments_of(span: Span, zone: ZoneInfo) -> tuple[str, str]:
    """The span as stored moments: from its first midnight in `zone` to its last, in UTC."""
    first, after = (
        moment_text(datetime.combine(day, time(), zone).astimezone(UTC)) for day in span
    )
    return first, after


def _unit(unit: str, today: date, first: int, count: int) -> Span:
    """`count` units beginning `first` units after the current one."""
    if unit == "DAY":
        start = today + timedelta(days=first)
        return start, start + timedelta(days=count)
    if unit == "WEEK":
        sunday = today - timedelta(days=today.isoweekday() % 7)
        return sunday + timedelta(weeks=first), sunday + timedelta(weeks=first + count)
    months = _MONTHS[unit]
    current = today.year * 12 + today.month - 1
    begin = current // months * months
    return _first_of(begin + first * months), _first_of(begin + (first + count) * months)


def _first_of(month: int) -> date:
    year, index = divmod(month, 12)
    return date(min(max(year, 1), 9998), index + 1, 1)
