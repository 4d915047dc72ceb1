"""Recurring CTAs (CL-21): the rule in words, and the days that it means.

    daily · every 3 days · weekdays · weekly mon,thu · every 2 weeks fri · monthly 15 ·
    monthly 2nd tue · every 3 months last fri · yearly 24 nov · yearly 1st mon mar

followed by `from DAY` (today where it is left out) and `until DAY`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from cockpit_tui.domain.days.date_words import parse_date
from cockpit_tui.domain.days.dates import MONTHS, WEEKDAYS
from cockpit_tui.domain.errors import InvalidInput

EXAMPLES = "weekly mon,thu until 2027-03-31; every 3 days until eoq; monthly 2nd tue until eoy"
MOST_EVERY = 99
LONGEST_YEARS = 10
"""From start to end; a longer series is a mistake."""
_UNITS = {"day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}
_PLACES = {"1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3, "4th": 4}
_PLACES |= {"fourth": 4, "last": -1}
_PLACE_WORDS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", -1: "last"}
_DAY_NAMES = tuple(name.lower() for name in WEEKDAYS)
_MONTH_NAMES = tuple(name.lower() for name in MONTHS)


class Frequency(StrEnum):
    """What is counted."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    """Monday to Friday."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


class Rule(Struct, frozen=True):
    """On which days; each field means something for some frequencies alone."""

    frequency: Frequency
    every: int = 1
    weekdays: tuple[int, ...] = ()
    """Weekly: chosen weekdays. Monthly and yearly: the weekday of `place`."""
    day: int = 0
    """Monthly and yearly: the day of the month; a shorter month's last day where it has none."""
    place: int = 0
    """Monthly and yearly: the 1st to 4th such weekday of the month, or -1 for the last."""
    month: int = 0
    """Yearly."""

    def __str__(self) -> str:
        """The canonical words, which `parse_rule` reads back."""
        unit = {"daily": "days", "weekly": "weeks", "monthly": "months", "yearly": "years"}
        if self.frequency is Frequency.WEEKDAYS:
            return "weekdays"
        word = self.frequency.value
        head = word if self.every == 1 else f"every {self.every} {unit[word]}"
        days = ",".join(_DAY_NAMES[day] for day in self.weekdays)
        month = _MONTH_NAMES[self.month - 1] if self.month else ""
        if self.place:
            tail = f"{_PLACE_WORDS[self.place]} {days} {month}"
        else:
            tail = f"{self.day or ''} {month}" if self.day else days
        return f"{head} {tail}".strip()


class Series(Struct, frozen=True):
    """A rule with its first and last possible day."""

    rule: Rule
    start: date
    until: date

    def __str__(self) -> str:
        return f"{self.rule} from {self.start} until {self.until}"

    def days(self, after: date | None = None) -> Iterator[date]:
        """The days of the series in order; those after a day where one is given."""
        for moment in _rrule(self):
            day = moment.date()
            if after is None or day > after:
                yield day

    def next_after(self, day: date | None) -> date | None:
        """The first day of the series after that day, or None when it is over."""
        return next(self.days(day), None)


def parse_series(text: str, today: date, start: date | None = None) -> Series:
    """The series that the words mean; without `from` it starts on `start`, or today.

    Raises InvalidInput for words, an order of days or a length that make no sense, and for a series
    without any day.
    """
    words = " ".join(text.lower().split())
    found = re.fullmatch(r"(?P<rule>.+?)(?: from (?P<start>.+?))?(?: until (?P<end>.+))?", words)
    if not words or found is None:
        raise _unclear(text)
    if found["end"] is None:
        raise InvalidInput(f"“{text}” has no end.", "Add `until` and a day: until 2027-03-31.")
    start = parse_date(found["start"], today) if found["start"] else start or today
    until = parse_date(found["end"], today)
    if until < start:
        raise InvalidInput(f"The series ends on {until}, before it starts on {start}.")
    if until.year - start.year > LONGEST_YEARS:
        raise InvalidInput(
            f"The series lasts over {LONGEST_YEARS} years.", "Choose an earlier end."
        )
    series = Series(parse_rule(found["rule"]), start, until)
    if series.next_after(None) is None:
        raise InvalidInput(
            f"“{series.rule}” has no day from {start} to {until}.", "Choose a later end."
        )
    return series


def parse_rule(text: str) -> Rule:
    """The rule that the words mean; raises InvalidInput."""
    head, every, rest = _head(text.split(), text)
    if head is Frequency.WEEKDAYS or head is Frequency.DAILY:
        if rest:
            raise _unclear(text)
        return Rule(head, every)
    if head is Frequency.WEEKLY:
        days = tuple(
            sorted({_weekday(day, text) for day in " ".join(rest).replace(",", " ").split()})
        )
        if not days:
            raise InvalidInput(f"“{text}” names no weekday.", "Write weekly mon,thu.")
        return Rule(head, every, days)
    return _in_month(head, every, rest, text)


def _head(words: list[str], text: str) -> tuple[Frequency, int, list[str]]:
    """`weekly`, `every 2 weeks`, `every weekday`, and what follows."""
    if words[:1] == ["weekdays"] or words[:2] == ["every", "weekday"]:
        return Frequency.WEEKDAYS, 1, words[1 if words[0] == "weekdays" else 2 :]
    if words and words[0] in set(_UNITS.values()):
        return Frequency(words[0]), 1, words[1:]
    if words[:1] == ["every"] and len(words) > 1:
        number, place = (int(words[1]), 2) if words[1].isdecimal() else (1, 1)
        unit = words[place].removesuffix("s") if len(words) > place else ""
        if unit in _UNITS:
            if not 1 <= number <= MOST_EVERY:
                raise InvalidInput(f"“{text}”: every {number}?", f"1 to {MOST_EVERY} fit.")
            return Frequency(_UNITS[unit]), number, words[place + 1 :]
    raise _unclear(text)


def _in_month(head: Frequency, every: int, rest: list[str], text: str) -> Rule:
    month = 0
    if head is Frequency.YEARLY:
        named = [word for word in rest if word[:3] in _MONTH_NAMES and not word.isdecimal()]
        if len(named) != 1:
            raise InvalidInput(f"“{text}” names no month.", "Write yearly 24 nov.")
        month = _MONTH_NAMES.index(named[0][:3]) + 1
        rest = [word for word in rest if word != named[0]]
    rest = [word for word in rest if word not in ("on", "of", "the", "day")]
    if len(rest) == 2 and rest[0] in _PLACES:
        return Rule(head, every, (_weekday(rest[1], text),), place=_PLACES[rest[0]], month=month)
    number = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?\.?", rest[0]) if len(rest) == 1 else None
    if number is None:
        raise _unclear(text)
    day = int(number[1])
    most = 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31
    if not 1 <= day <= most:
        raise InvalidInput(f"“{text}”: there is no day {day}.", f"1 to {most} fit.")
    return Rule(head, every, day=day, month=month)


def _weekday(word: str, text: str) -> int:
    if word[:3] in _DAY_NAMES:
        return _DAY_NAMES.index(word[:3])
    raise InvalidInput(
        f"“{word}” in “{text}” is no weekday.", f"Weekdays: {', '.join(_DAY_NAMES)}."
    )


def _unclear(text: str) -> InvalidInput:
    return InvalidInput(f"“{text}” is no rule of repetition.", f"Try {EXAMPLES}.")


def _rrule(series: Series) -> Iterator[datetime]:
    """The library's reading of the rule (RFC 5545), at midnight of each day."""
    from dateutil import rrule

    rule = series.rule
    kinds: dict[Frequency, Any] = {
        Frequency.DAILY: rrule.DAILY,
        Frequency.WEEKDAYS: rrule.WEEKLY,
        Frequency.WEEKLY: rrule.WEEKLY,
        Frequency.MONTHLY: rrule.MONTHLY,
        Frequency.YEARLY: rrule.YEARLY,
    }
    options: dict[str, Any] = {}
    if rule.frequency is Frequency.WEEKDAYS:
        options["byweekday"] = range(5)
    elif rule.place:
        options["byweekday"] = [rrule.weekday(rule.weekdays[0], rule.place)]
    elif rule.weekdays:
        options["byweekday"] = rule.weekdays
    if rule.day > 28:
        # A month without the day has its last one: of the days from 28 on, the last that exists.
        options |= {"bymonthday": range(28, rule.day + 1), "bysetpos": -1}
    elif rule.day:
        options["bymonthday"] = rule.day
    if rule.month:
        options["bymonth"] = rule.month
    begin = datetime(series.start.year, series.start.month, series.start.day)  # noqa: DTZ001
    end = datetime(series.until.year, series.until.month, series.until.day)  # noqa: DTZ001
    return iter(
        rrule.rrule(
            kinds[rule.frequency],
            dtstart=begin,
            until=end,
            interval=rule.every,
            wkst=rrule.MO,
            **options,
        )
    )
