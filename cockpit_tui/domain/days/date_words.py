"""Days as people write them: `fri`, `+3d`, `next monday`, `24 nov`, `24.11.`, `end of month`."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.style import style

EXAMPLES = "2026-12-01, today, tomorrow, fri, next fri, +3d, 2w, 1m, 24 nov, end of month"
NEAR_WORDS = {"today": 0, "tomorrow": 1, "yesterday": -1}
PAST_EXAMPLES = "2026-11-20, today, yesterday, fri, last fri, -3d, 20 nov"
FIRST_DAY, LAST_DAY = date(1700, 1, 1), date(4000, 12, 31)
"""Salesforce: the earliest and the latest value of a date field."""
_WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
_MONTHS = tuple(name.lower() for name in calendar.month_name[1:])
_RELATIVE = re.compile(r"([+-]?)\s*(\d{1,4})\s*([dwmy])[a-z]*")
_DAY_OF_MONTH = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?\s+(?P<month>[a-z]{3,9})"
    r"|(?P<month_first>[a-z]{3,9})\s+(?P<day_last>\d{1,2})(?:st|nd|rd|th)?)"
    r"(?:,?\s+(?P<year>\d{4}))?"
)
_IN_NUMBERS = re.compile(
    r"(?P<first>\d{1,2})(?P<sign>[./])\s?(?P<second>\d{1,2})"
    r"(?:(?P=sign)\s?(?P<year>\d{4})|\.)?"
)
"""`24.11.`, `24.11.2026`, `24/11` or `11/24`: which number is the day, the locale's order says."""
_UNITS = ("day", "week", "month", "year")


def parse_date(words: str, today: date, *, is_past: bool = False) -> date:
    """The day that the words name, seen from today.

    A weekday is the next one, today included; `next fri` is the one of the week (from Monday) that
    follows this week. A day and month without a year is the next such day, today included. A month
    after 31 January is the last of February. Of `12/5` the order in which days are written here
    says which is the day, where a locale gives one; with dots the day comes first, or it is no
    date. With `is_past`, for what has happened, weekdays and days of a month look back, today
    included; `last fri` is the one before today.

    Raises InvalidInput for anything else, and for days that Salesforce does not take.
    """
    text = " ".join(words.lower().split())
    in_numbers = "1.12." if style().is_day_first else "12/1"
    examples = f"{PAST_EXAMPLES if is_past else EXAMPLES}, {in_numbers}"
    try:
        day = (_past_day(text, today) if is_past else None) or _named_day(text, today)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(
            f"“{words}” is not a day of the calendar.", f"Try {examples}."
        ) from error
    if day is None:
        raise InvalidInput(f"“{words}” is not a date.", f"Try {examples}.")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidInput(
            f"“{words}” is too far away.", f"Days from {FIRST_DAY} to {LAST_DAY} fit."
        )
    return day


def is_by_locale(words: str) -> bool:
    """Whether it depends on who reads it which day the words mean."""
    return _IN_NUMBERS.fullmatch(words.strip()) is not None


def _past_day(text: str, today: date) -> date | None:
    """What looks back where other words look ahead; None for words that say it themselves."""
    if (weekday := _beginning(text.removeprefix("last "), _WEEKDAYS)) is not None:
        is_before = text.startswith("last ")
        end = today - timedelta(days=1) if is_before else today
        return end - timedelta(days=(end.weekday() - weekday) % 7)
    return _day_of_month(text, today, is_past=True)


def _named_day(text: str, today: date) -> date | None:
    if text in NEAR_WORDS:
        return today + timedelta(days=NEAR_WORDS[text])
    if text.startswith(("end of ", "eo")):
        return _period_end(text, today)
    relative = _RELATIVE.fullmatch(text.removeprefix("in "))
    if relative and (day := _shifted(relative, today)) is not None:
        return day  # `24 d`, and not `24 dec`
    if (weekday := _beginning(text, _WEEKDAYS)) is not None:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    if text.startswith("next "):
        return _next(text.removeprefix("next "), today)
    if (written := _day_of_month(text, today)) is not None:
        return written
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return date.fromisoformat(text)
    return None


def _next(word: str, today: date) -> date | None:
    next_monday = today + timedelta(days=7 - today.weekday())
    if (weekday := _beginning(word, _WEEKDAYS)) is not None:
        return next_monday + timedelta(days=weekday)
    if word == "week":
        return next_monday
    if word == "month":
        return today + relativedelta(months=+1, day=1)
    return None


def _period_end(text: str, today: date) -> date | None:
    match text:
        case "end of week" | "eow":
            return today + timedelta(days=(4 - today.weekday()) % 7)
        case "end of month" | "eom":
            return today + relativedelta(day=31)
        case "end of quarter" | "eoq":
            return today + relativedelta(months=(3 - today.month) % 3, day=31)
        case "end of year" | "eoy":
            return date(today.year, 12, 31)
    return None


def _shifted(relative: re.Match[str], today: date) -> date | None:
    word = relative[0].lstrip("+- 0123456789")
    if len(word) > 1 and word.removesuffix("s") not in _UNITS:
        return None
    n = int(relative[2]) * (-1 if relative[1] == "-" else 1)
    match relative[3]:
        case "d":
            return today + timedelta(days=n)
        case "w":
            return today + timedelta(weeks=n)
        case "m":
            return today + relativedelta(months=n)
    return today + relativedelta(years=n)


def _day_of_month(text: str, today: date, *, is_past: bool = False) -> date | None:
    """A day and a month, with a year or the nearest; None for other words."""
    numbers = _numbers(text)
    if numbers is None:
        return None
    number, month, of_year = numbers
    if of_year:
        return date(int(of_year), month, number)
    if not 1 <= month <= 12:
        raise ValueError(text)
    # 29 February comes in a leap year: eight years hold one, also around 2100.
    step = -1 if is_past else 1
    for year in range(today.year, today.year + 9 * step, step):
        if number <= calendar.monthrange(year, month)[1]:
            day = date(year, month, number)
            if (day <= today) if is_past else (day >= today):
                return day
    raise ValueError(text)


def _numbers(text: str) -> tuple[int, int, str | None] | None:
    """Day, month and, where it is written, year."""
    if written := _DAY_OF_MONTH.fullmatch(text):
        month = _beginning(written["month"] or written["month_first"], _MONTHS)
        number = int(written["day"] or written["day_last"])
        return None if month is None else (number, month + 1, written["year"])
    written = _IN_NUMBERS.fullmatch(text)
    if written is None:
        return None
    order, first, second = style(), int(written["first"]), int(written["second"])
    if not (order.is_day_first if written["sign"] == "." else order.is_of_locale):
        return None
    day, month = (first, second) if order.is_day_first else (second, first)
    return day, month, written["year"]


def _beginning(word: str, names: tuple[str, ...]) -> int | None:
    """The one name that starts so, from three letters on."""
    if len(word) < 3:
        return None
    return next((place for place, name in enumerate(names) if name.startswith(word)), None)
