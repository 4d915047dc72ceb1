"""Due buckets cover every day once; dates and ages read as the look demands."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit_tui.domain.days.dates import (
    DueBucket,
    due_bucket,
    due_buckets,
    to_age,
    to_list_date,
    to_long_date,
)

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(today=DAYS, due=DAYS, first_weekday=st.integers(0, 6))
def test_every_day_is_in_exactly_one_bucket(today: date, due: date, first_weekday: int) -> None:
    holding = [
        entry.bucket
        for entry in due_buckets(today, first_weekday)
        if (entry.start is None or entry.start <= due) and (entry.end is None or due < entry.end)
    ]
    assert holding == [due_bucket(due, today, first_weekday)]


@given(today=DAYS, first_weekday=st.integers(0, 6))
def test_buckets_follow_each_other_without_a_gap(today: date, first_weekday: int) -> None:
    buckets = due_buckets(today, first_weekday)
    assert all(before.end == after.start for before, after in pairwise(buckets))


@given(today=DAYS, first_weekday=st.integers(0, 6))
def test_next_week_starts_on_the_first_weekday_unless_tomorrow_reaches_into_it(
    today: date, first_weekday: int
) -> None:
    next_week = next(
        entry for entry in due_buckets(today, first_weekday) if entry.bucket is DueBucket.NEXT_WEEK
    )
    assert next_week.start is not None
    days = (next_week.start - today).days
    assert next_week.start.weekday() == first_weekday or days == 2
    assert 2 <= days <= 7


def test_no_date_is_a_bucket_of_its_own() -> None:
    assert due_bucket(None, TODAY) is DueBucket.NO_DATE


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 20), "3d late"),
        (date(2026, 8, 16), "99d late"),
        (date(2026, 8, 15), "3mo late"),
        (date(2024, 11, 1), "2y late"),
        (TODAY, "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 25), "Wed 25"),
        (date(2026, 12, 1), "1 Dec"),
        (date(2027, 1, 5), "Jan 2027"),
        (None, ""),
    ],
)
def test_list_dates_read_as_drawn(day: date | None, words: str) -> None:
    assert to_list_date(day, TODAY) == words


@given(offset=st.integers(-30_000, 30_000))
def test_a_list_date_is_at_most_eight_cells(offset: int) -> None:
    assert len(to_list_date(TODAY + timedelta(offset), TODAY)) <= 8


def test_closed_work_is_never_late() -> None:
    assert to_list_date(date(2026, 11, 20), TODAY, is_open=False) == "20 Nov"


def test_long_dates_name_another_year() -> None:
    assert to_long_date(date(2026, 11, 20), TODAY) == "Fri 20 Nov"
    assert to_long_date(date(2027, 1, 31), TODAY) == "Sun 31 Jan 2027"


@pytest.mark.parametrize(
    ("seconds", "words"), [(4, "4s"), (750, "12m"), (11_000, "3h"), (5_961_600, "69d"), (-3, "0s")]
)
def test_ages_are_one_figure_and_one_unit(seconds: float, words: str) -> None:
    assert to_age(seconds) == words
