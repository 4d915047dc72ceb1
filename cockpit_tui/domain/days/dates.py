"""Dates as the cockpit reckons and writes them: due buckets, list dates, ages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from cockpit_tui.domain.style import style

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class DueBucket(StrEnum):
    """Where a due date falls, seen from today; the order of the groups."""

    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    THIS_WEEK = "this-week"
    NEXT_WEEK = "next-week"
    LATER = "later"
    NO_DATE = "no-date"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


class BucketRange(Struct, frozen=True):
    """One bucket as a half-open range of dates; None is unbounded."""

    bucket: DueBucket
    start: date | None
    end: date | None


def due_buckets(today: date, first_weekday: int = 0) -> tuple[BucketRange, ...]:
    """The dated buckets in order, without gaps, some of them possibly empty ranges.

    `first_weekday` is 0 for Monday. Tomorrow wins over “this week” and “next week”: on the last day
    of a week, tomorrow is its own bucket and next week starts after it.
    """
    tomorrow, after = today + timedelta(days=1), today + timedelta(days=2)
    days_left = (first_weekday - today.weekday()) % 7 or 7
    next_week = max(today + timedelta(days=days_left), after)
    week_after = max(today + timedelta(days=days_left + 7), after)
    return (
        BucketRange(DueBucket.OVERDUE, None, today),
        BucketRange(DueBucket.TODAY, today, tomorrow),
        BucketRange(DueBucket.TOMORROW, tomorrow, after),
        BucketRange(DueBucket.THIS_WEEK, after, next_week),
        BucketRange(DueBucket.NEXT_WEEK, next_week, week_after),
        BucketRange(DueBucket.LATER, week_after, None),
    )


def due_bucket(due: date | None, today: date, first_weekday: int = 0) -> DueBucket:
    """The bucket that holds `due`."""
    if due is None:
        return DueBucket.NO_DATE
    for entry in due_buckets(today, first_weekday):
        if (entry.start is None or entry.start <= due) and (entry.end is None or due < entry.end):
            return entry.bucket
    raise AssertionError("the buckets cover every date")


def to_list_date(day: date | None, today: date, *, is_open: bool = True) -> str:
    """At most eight cells: `3d late`, `today`, `tomorrow`, `Wed 25`, `1 Dec`, `Jan 2027`.

    Closed work is never late: its past dates read as plain dates.
    """
    if day is None:
        return ""
    days = (day - today).days
    if days < 0 and is_open:
        late = -days
        if late <= 99:
            return f"{late}d late"
        months = late // 30
        return f"{months}mo late" if months < 10 else f"{max(1, late // 365)}y late"
    if days in (0, 1):
        return "today" if days == 0 else "tomorrow"
    if 1 < days <= 6:
        return f"{WEEKDAYS[day.weekday()]} {day.day}"
    return to_short_date(day, today)


def to_long_date(day: date, today: date) -> str:
    """`Fri 20 Nov`, `Fri Nov 20` or `Fri 2026-11-20`; the year where it is another."""
    if style().is_iso:
        return f"{WEEKDAYS[day.weekday()]} {day.isoformat()}"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {to_day_and_month(day)}{year}"


def to_short_date(day: date, today: date) -> str:
    """`20 Nov`, `Nov 20` or `11-20`; in another year `Jan 2027` or `2027-01`."""
    if day.year == today.year:
        return to_day_and_month(day)
    return f"{day:%Y-%m}" if style().is_iso else f"{MONTHS[day.month - 1]} {day.year}"


def to_day_and_month(day: date, *, is_padded: bool = False) -> str:
    """At most six cells: `20 Nov`, `Nov 20` or `11-20`; padded, the days of a column align."""
    chosen = style()
    if chosen.is_iso:
        return f"{day:%m-%d}"
    number = f"{day.day:>2}" if is_padded else f"{day.day}"
    month = MONTHS[day.month - 1]
    return f"{number} {month}" if chosen.is_day_first else f"{month} {number}"


def to_due_words(due: date | None, today: date, *, is_open: bool) -> list[str]:
    """`Fri 20 Nov` and `3d late`, `today` or `tomorrow`; one word where nothing is to be added."""
    if due is None:
        return ["no date"]
    near = to_list_date(due, today, is_open=is_open)
    words = [to_long_date(due, today)]
    return [*words, near] if near.endswith("late") or near in ("today", "tomorrow") else words


def to_moment(instant: datetime, today: date) -> str:
    """`Thu 19 Nov, 16:20` in the zone that `instant` carries."""
    return f"{to_long_date(instant.date(), today)}, {instant:%H:%M}"


def to_age(seconds: float) -> str:
    """`4s`, `12m`, `3h`, `69d`."""
    if seconds < 60:
        return f"{max(0, int(seconds))}s"
    if seconds < 3600:
        return f"{int(seconds // 60)}m"
    if seconds < 172_800:
        return f"{int(seconds // 3600)}h"
    return f"{int(seconds // 86_400)}d"
