"""Which days a calendar shows (CL-17)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from cockpit_tui.domain.days.calendar import CalendarMode, moved, narrowed, span, weeks

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MONTHS = CalendarMode.MONTH


@given(DAYS, st.integers(-40, 40))
def test_cl_17_a_month_on_is_what_the_calendar_library_says(day: date, by: int) -> None:
    assert moved(MONTHS, day, by) == day + relativedelta(months=by)


@given(DAYS, st.integers(0, 6), st.sampled_from(list(CalendarMode)))
def test_cl_17_a_span_holds_the_day_in_whole_weeks(
    day: date, first_weekday: int, mode: CalendarMode
) -> None:
    first, last = span(mode, day, first_weekday)
    assert first <= day <= last
    rows = weeks(first, last)
    assert [entry for row in rows for entry in row] == [
        first + timedelta(n) for n in range((last - first).days + 1)
    ]
    if mode is not CalendarMode.DAY:
        assert first.weekday() == first_weekday
        assert {len(row) for row in rows} == {7}
    if mode is MONTHS:
        month = {entry for row in rows for entry in row if entry.month == day.month}
        assert len(month) == (moved(MONTHS, day.replace(day=1), 1) - day.replace(day=1)).days
        assert rows[0][-1].month == day.month
        assert rows[-1][0].month == day.month


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "due=2026-11-23"),
        ("type:risk or is:flagged", "(type:risk or is:flagged) due=2026-11-23"),
    ],
)
def test_a_query_is_narrowed_as_a_whole(query: str, expected: str) -> None:
    day = date(2026, 11, 23)
    assert narrowed(query, day, day) == expected
