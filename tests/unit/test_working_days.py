"""Working days against a second way to count them, and whose holidays count."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit_tui.domain.days.public_holidays import (
    calendar_of,
    checked_place,
    country_of_zone,
    place_of,
)
from cockpit_tui.domain.days.working_days import WorkCalendar
from cockpit_tui.domain.errors import InvalidInput

DAYS = st.dates(date(1999, 1, 1), date(2101, 12, 31))
WEEKENDS = st.frozensets(st.integers(0, 6), max_size=3)
NEAR = st.frozensets(st.integers(0, 40), max_size=20)
WEEK = WorkCalendar()


def listed(start: date, days: int, weekend: frozenset[int], free: frozenset[date]) -> date:
    """The second way: all working days in a list, and a place in it."""
    span = [start + timedelta(n) for n in range(days * 7 + 120)]
    working = [day for day in span if day.weekday() not in weekend and day not in free]
    if days == 0:
        return working[0]
    return working[bisect_right(working, start) + days - 1]


@given(DAYS, st.integers(0, 60), WEEKENDS, NEAR)
def test_tp_6_tp_7_days_are_counted_as_a_list_of_working_days_counts_them(
    start: date, days: int, weekend: frozenset[int], holidays: frozenset[int]
) -> None:
    free = frozenset(start + timedelta(n) for n in holidays)
    calendar = WorkCalendar(weekend, lambda day: "free" if day in free else "")
    landed = calendar.after(start, days)
    assert landed == listed(start, days, weekend, free)
    assert calendar.is_working(landed)


@given(DAYS, st.integers(0, 40), st.integers(1, 40))
def test_a_larger_offset_never_lands_earlier(start: date, days: int, more: int) -> None:
    assert WEEK.after(start, days) <= WEEK.after(start, days + more)


@given(DAYS, st.integers(-30, 30), NEAR)
def test_between_tells_how_far_shifted_went(
    start: date, days: int, holidays: frozenset[int]
) -> None:
    free = frozenset(start + timedelta(n - 20) for n in holidays)
    calendar = WorkCalendar(holiday=lambda day: "free" if day in free else "")
    first = calendar.after(start, 0)
    assert calendar.between(first, calendar.shifted(first, days)) == days


@given(DAYS, st.integers(-90, 90), st.integers(0, 60), WEEKENDS, NEAR)
def test_tp_16_what_follows_moves_by_as_many_entries_of_a_list_of_working_days(
    old: date, by: int, after: int, weekend: frozenset[int], holidays: frozenset[int]
) -> None:
    """The second way: places in a list of all working days around."""
    free = frozenset(old + timedelta(n) for n in holidays)
    calendar = WorkCalendar(weekend, lambda day: "free" if day in free else "")
    span = [old + timedelta(n) for n in range(-400, 600)]
    working = [day for day in span if day.weekday() not in weekend and day not in free]
    new, follower = old + timedelta(by), working[bisect_left(working, old) + after]
    moved = calendar.carried(follower, old, new)
    steps = bisect_left(working, new) - bisect_left(working, old)
    assert moved == working[working.index(follower) + steps]
    assert moved >= new, "what came after still does"
    assert calendar.carried(moved, new, old) == follower, "going back undoes it"


@pytest.mark.parametrize(
    ("old", "new", "follower", "moved"),
    [
        (23, 24, 27, 30),  # Monday to Tuesday takes Friday to Monday
        (27, 28, 27, 30),  # to a Saturday is to Monday
        (28, 30, 30, 30),  # from a Saturday to Monday is no move
        (30, 27, 30, 27),
        (23, 24, 28, 30),  # a Saturday's task lands on a working day
        (23, 23, 28, 28),
    ],
)
def test_tp_16_moves_that_can_be_counted_on_fingers(
    old: int, new: int, follower: int, moved: int
) -> None:
    first = date(2026, 10, 31)
    days = [first + timedelta(n) for n in (old, new, follower, moved)]
    assert WEEK.carried(days[2], days[0], days[1]) == days[3]


def test_nothing_follows_over_more_than_four_years() -> None:
    with pytest.raises(InvalidInput, match="four years"):
        WEEK.carried(date(2026, 11, 23), date(2026, 11, 23), date(2062, 11, 23))


@settings(max_examples=60)
@given(
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)),  # noqa: DTZ001
    st.integers(0, 30),
)
def test_a_clock_change_moves_no_date(zone: str, moment: datetime, days: int) -> None:
    """Days are dates: the hour, and whether one is lost or doubled, changes nothing."""
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    landed = WEEK.after(local.date(), days)
    evening = local.replace(hour=23, minute=30)
    assert WEEK.after(evening.date(), days) == landed
    assert listed(local.date(), days, frozenset({5, 6}), frozenset()) == landed


@pytest.mark.parametrize(
    ("start", "days", "landed"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)),  # a Monday
        (date(2026, 11, 23), 4, date(2026, 11, 27)),
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),  # a Saturday landing moves on
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 29), 2, date(2026, 12, 1)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),  # a leap day counts
        (date(2027, 2, 26), 1, date(2027, 3, 1)),
        (date(2028, 2, 29), 1, date(2028, 3, 1)),
        (date(2100, 2, 26), 1, date(2100, 3, 1)),  # no leap year
    ],
)
def test_days_that_can_be_counted_on_fingers(start: date, days: int, landed: date) -> None:
    assert WEEK.after(start, days) == landed


def test_holidays_of_a_country_and_of_a_part_of_it_are_free() -> None:
    germany, bavaria = calendar_of("DE"), calendar_of("de-by")
    assert germany.after(date(2026, 12, 24), 1) == date(2026, 12, 28)  # Christmas, then a weekend
    assert germany.is_working(date(2027, 1, 6))
    assert not bavaria.is_working(date(2027, 1, 6))
    assert bavaria.place == "DE-BY"


def test_a_country_may_rest_on_other_days() -> None:
    assert calendar_of("SA").weekend == frozenset({4, 5})
    assert calendar_of("SA").after(date(2026, 11, 26), 1) == date(2026, 11, 29)  # Thursday, Sunday


def test_an_unknown_place_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_place("DEE")
    assert "DE" in refused.value.hint
    with pytest.raises(InvalidInput, match="DE-QQ") as refused:
        checked_place("DE-QQ")
    assert "BY" in refused.value.hint
    assert (checked_place(" Auto "), checked_place("none"), checked_place("fr")) == (
        "auto",
        "none",
        "FR",
    )


def test_a_persons_own_country_wins_then_the_setting_then_the_time_zone() -> None:
    assert place_of("AT", "DE", "America/New_York") == "AT"
    assert place_of("", "DE", "America/New_York") == "DE"
    assert place_of("", "auto", "America/New_York") == "US"
    assert place_of("auto", "DE", "Europe/Berlin") == "DE"
    assert place_of("none", "DE", "Europe/Berlin") == ""
    assert (country_of_zone("UTC"), country_of_zone(""), country_of_zone("No/Where")) == (
        "",
        "",
        "",
    )


def test_a_wrong_offset_and_the_end_of_the_calendar_are_refused() -> None:
    for start, days in ((date(2026, 11, 23), -1), (date(2026, 11, 23), 1_000), (date.max, 1)):
        with pytest.raises(InvalidInput):
            WEEK.after(start, days)
    with pytest.raises(InvalidInput, match="No working day"):
        WorkCalendar(frozenset(range(7))).after(date(2026, 11, 23), 0)
