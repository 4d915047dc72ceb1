"""Days of a query: a day, a span such as `7d`, a period such as `this-month`, or a range of them.

A span lies ahead, or behind with a minus. Of things that were (made, touched, closed) it is an age:
`created<2w` is younger than two weeks, `touched>30d` longer ago than thirty days.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from cockpit_tui.domain.days.date_words import NEAR_WORDS
from cockpit_tui.domain.query.amounts import to_ends
from cockpit_tui.domain.query.due_words import to_day

Span = tuple[date | None, date | None]
"""From the first day, before the second; None is unbounded."""
PERIOD_WORDS = tuple(
    f"{which}-{unit}"
    for unit in ("week", "month", "quarter", "year")
    for which in ("last", "this", "next")
)
DAY_WORDS = (*NEAR_WORDS, *PERIOD_WORDS)
EXAMPLES = "7d, -2w, 1m, today, fri, 2026-11-30, this-month, 2026-11-01..2026-11-30"
AGE_EXAMPLES = "7d, 2w, 1m, today, 2026-11-30, last-month, 2026-11-01..2026-11-30"
_AGE = re.compile(r"\d{1,4}[dwmy]")
_STEPS = {
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}
_ANY_DAY = date(2000, 1, 1)
_ONE = timedelta(days=1)


def is_day_word(word: str, *, is_age: bool = False) -> bool:
    """True for a word that `to_span` understands after a colon."""
    lowered = word.lower()
    ends = to_ends(lowered)
    if ends is None and lowered in PERIOD_WORDS:
        return True
    words = (lowered,) if ends is None else tuple(end for end in ends if end)
    return all(to_day(_dated(end, is_age=is_age), _ANY_DAY) is not None for end in words)


def is_window(word: str) -> bool:
    """True for a time to look back over: `45d`, `2w`, `1y`."""
    lowered = word.lower()
    return bool(_AGE.fullmatch(lowered)) and to_day(f"-{lowered}", _ANY_DAY) is not None


def is_one_day(word: str) -> bool:
    """True for a word that can be compared: a day or a span, no period and no range."""
    lowered = word.lower()
    return lowered not in PERIOD_WORDS and to_ends(lowered) is None


def to_span(operator: str, word: str, today: date, first_weekday: int, *, is_age: bool) -> Span:
    """The days that `operator word` means; `is_age` for what lies in the past.

    Raises ValueError for a word that is none, or a period or range that is compared.
    """
    lowered = word.lower()
    if operator == ":":
        ends = to_ends(lowered)
        if ends is not None:
            return _range(ends, today, is_age=is_age)
        if lowered in PERIOD_WORDS:
            return to_period(lowered, today, first_weekday)
    is_span = is_age and bool(_AGE.fullmatch(lowered))
    day = _day(lowered, today, is_age=is_age)
    if is_span:
        operator = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(operator, operator)
    match operator:
        case "<":
            return None, day
        case "<=":
            return None, day + _ONE
        case ">":
            return day + _ONE, None
        case ">=":
            return day, None
    return day, day + _ONE


def to_period(word: str, today: date, first_weekday: int) -> Span:
    """The whole week, month, quarter or year: `this-week`, `last-quarter`, `next-year`.

    >>> to_period("last-quarter", date(2026, 11, 23), 0)
    (datetime.date(2026, 7, 1), datetime.date(2026, 10, 1))
    """
    which, _, unit = word.partition("-")
    match unit:
        case "week":
            start = today - timedelta(days=(today.weekday() - first_weekday) % 7)
        case "month":
            start = today.replace(day=1)
        case "quarter":
            start = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            start = today.replace(month=1, day=1)
        case _:
            raise ValueError(word)
    step = _STEPS[unit]
    start = {"last": start - step, "this": start, "next": start + step}[which]
    return start, start + step


def _range(ends: tuple[str, str], today: date, *, is_age: bool) -> Span:
    low, high = (None if not end else _day(end, today, is_age=is_age) for end in ends)
    if is_age and any(_AGE.fullmatch(end) for end in ends):
        is_turned = low is None or high is None or high < low
        low, high = (high, low) if is_turned else (low, high)
    return low, None if high is None else high + _ONE


def _day(word: str, today: date, *, is_age: bool) -> date:
    day = to_day(_dated(word, is_age=is_age), today)
    if day is None:
        raise ValueError(word)
    return day


def _dated(word: str, *, is_age: bool) -> str:
    """An age as the span that lies behind."""
    return f"-{word}" if is_age and _AGE.fullmatch(word) else word
