"""What an aggregate asks for, and days as instants."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from cockpit_tui.domain.query import amounts
from cockpit_tui.domain.query.conditions import Condition, Measure, Tally, Trend
from cockpit_tui.domain.query.due_words import to_day
from cockpit_tui.domain.query.fields import Function
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.query.syntax import Aggregate

CENTS = 100
_FIRST_PLACED, _LAST_PLACED = date(1971, 1, 2), date(2999, 12, 31)


def to_aggregate(asked: Aggregate, reader: Reader) -> Condition:
    """The condition on the customer; a window of `45d` is today and the 44 days before it."""
    value, window = asked.value.text.lower(), None
    tomorrow = reader.today + timedelta(days=1)
    if asked.window is not None:
        window = to_day(f"-{asked.window.text.lower()}", reader.today)
        assert window is not None
    if asked.function is Function.COUNT:
        start = None if window is None else window + timedelta(days=1)
        start_at, end_at = to_moments(start, tomorrow, reader.zone)
        assert end_at is not None
        low, high = amounts.to_whole_range(asked.operator, value)
        return Tally(asked.subject, start, tomorrow, start_at, end_at, low, high)
    assert window is not None
    measure = Measure(asked.subject)
    is_change = asked.function is Function.CHANGE
    is_percent = is_change and "%" in value
    scale = CENTS if measure is Measure.ARR and not is_percent else 1
    value = amounts.all_percent(value) if is_percent else amounts.without_percent(value)
    edges = amounts.to_edges(asked.operator, value, scale)
    since = window if is_change else window + timedelta(days=1)
    return Trend(asked.function.value, measure, since, *edges, is_percent)


def to_moments(
    start: date | None, end: date | None, zone: tzinfo | None
) -> tuple[datetime | None, datetime | None]:
    """The instants at which the days begin; a zone of None is the machine's own."""
    return to_moment(start, zone), to_moment(end, zone)


def to_moment(day: date | None, zone: tzinfo | None) -> datetime | None:
    """Midnight at the beginning of the day, which is moved to where every system has zones."""
    if day is None:
        return None
    placed = max(_FIRST_PLACED, min(_LAST_PLACED, day))
    return datetime.combine(placed, time.min, zone).astimezone()
