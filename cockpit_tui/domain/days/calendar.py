"""Days, weeks and months of due dates (CL-17): which days are shown, and what stands on them."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.values import PriorityLevel

DAYS_OF_A_WEEK = 7


class CalendarMode(StrEnum):
    """How much of the calendar is shown."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"


class CalendarEntry(Struct, frozen=True):
    """A CTA on its due day."""

    id: CtaId
    name: str
    priority_level: PriorityLevel
    is_closed: bool


class CalendarDay(Struct, frozen=True):
    """A day with what is due on it; `entries` are the first of `count`."""

    day: date
    count: int
    entries: tuple[CalendarEntry, ...]


def span(mode: CalendarMode, day: date, first_weekday: int = 0) -> tuple[date, date]:
    """The first and last day to show so that `day` is among them; months in whole weeks."""
    if mode is CalendarMode.DAY:
        return day, day
    first = last = day
    if mode is CalendarMode.MONTH:
        first = day.replace(day=1)
        last = moved(CalendarMode.MONTH, first, 1) - timedelta(days=1)
    back = (first.weekday() - first_weekday) % DAYS_OF_A_WEEK
    ahead = (first_weekday - last.weekday() - 1) % DAYS_OF_A_WEEK
    return first - timedelta(days=back), last + timedelta(days=ahead)


def weeks(first: date, last: date) -> list[list[date]]:
    """The days of a span, seven to a row (one row of one day for a single day)."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [days[start : start + DAYS_OF_A_WEEK] for start in range(0, len(days), DAYS_OF_A_WEEK)]


def moved(mode: CalendarMode, day: date, by: int) -> date:
    """`day` moved by months, weeks or days; the 31st of a month becomes the last of a shorter."""
    if mode is CalendarMode.DAY:
        return day + timedelta(days=by)
    if mode is CalendarMode.WEEK:
        return day + timedelta(days=by * DAYS_OF_A_WEEK)
    months = day.year * 12 + day.month - 1 + by
    year, month = divmod(months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def narrowed(query: str, first: date, last: date) -> str:
    """The query for what of it is due in these days."""
    within = f"due={first}" if first == last else f"due>={first} due<={last}"
    return f"({query}) {within}" if query.strip() else within
