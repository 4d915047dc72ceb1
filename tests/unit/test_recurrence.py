"""Rules of repetition (CL-21): words, the days they mean, counted a second way."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit_tui.domain.days.recurrence import Frequency, Rule, Series, parse_rule, parse_series
from cockpit_tui.domain.errors import InvalidInput

TODAY = date(2026, 11, 23)
STARTS = st.dates(date(2023, 1, 1), date(2029, 12, 31))
EVERY = st.integers(1, 5)
WEEKDAY = st.integers(0, 6)
PLACE = st.sampled_from([1, 2, 3, 4, -1])


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    frequency = draw(st.sampled_from(Frequency))
    if frequency is Frequency.WEEKDAYS:
        return Rule(frequency)
    every = draw(EVERY)
    if frequency is Frequency.DAILY:
        return Rule(frequency, every)
    if frequency is Frequency.WEEKLY:
        days = draw(st.sets(WEEKDAY, min_size=1))
        return Rule(frequency, every, tuple(sorted(days)))
    month = draw(st.integers(1, 12)) if frequency is Frequency.YEARLY else 0
    if draw(st.booleans()):
        return Rule(frequency, every, (draw(WEEKDAY),), place=draw(PLACE), month=month)
    most = 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31
    return Rule(frequency, every, day=draw(st.integers(1, most)), month=month)


def falls_on(rule: Rule, start: date, day: date) -> bool:
    """The second way: looks at one day and says whether the rule means it."""
    match rule.frequency:
        case Frequency.DAILY:
            return (day - start).days % rule.every == 0
        case Frequency.WEEKDAYS:
            return day.weekday() < 5
        case Frequency.WEEKLY:
            monday = start - timedelta(days=start.weekday())
            return ((day - monday).days // 7) % rule.every == 0 and day.weekday() in rule.weekdays
    months = (day.year - start.year) * 12 + day.month - start.month
    if rule.frequency is Frequency.MONTHLY and months % rule.every:
        return False
    if rule.frequency is Frequency.YEARLY and (
        day.month != rule.month or (day.year - start.year) % rule.every
    ):
        return False
    last = calendar.monthrange(day.year, day.month)[1]
    if rule.day:
        return day.day == min(rule.day, last)
    if day.weekday() != rule.weekdays[0]:
        return False
    return day.day + 7 > last if rule.place == -1 else (day.day - 1) // 7 + 1 == rule.place


@given(rules(), STARTS, st.integers(0, 1_500))
def test_cl_21_the_days_are_those_that_a_look_at_each_day_finds(
    rule: Rule, start: date, length: int
) -> None:
    until = start + timedelta(days=length)
    expected = [
        day for n in range(length + 1) if falls_on(rule, start, day := start + timedelta(days=n))
    ]
    series = Series(rule, start, until)
    assert list(series.days()) == expected
    middle = start + timedelta(days=length // 2)
    assert series.next_after(middle) == next((day for day in expected if day > middle), None)


@given(rules())
def test_the_words_of_a_rule_are_read_back(rule: Rule) -> None:
    assert parse_rule(str(rule)) == rule


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("daily", "daily"),
        ("every day", "daily"),
        ("every 3 days", "every 3 days"),
        ("weekdays", "weekdays"),
        ("every weekday", "weekdays"),
        ("weekly thu,mon", "weekly mon,thu"),
        ("weekly Monday, Thursday", "weekly mon,thu"),
        ("every 2 weeks fri", "every 2 weeks fri"),
        ("monthly 15", "monthly 15"),
        ("monthly on the 15th", "monthly 15"),
        ("monthly 2nd tue", "monthly 2nd tue"),
        ("every 3 months last friday", "every 3 months last fri"),
        ("yearly 24 nov", "yearly 24 nov"),
        ("yearly November 24", "yearly 24 nov"),
        ("yearly 1st mon of march", "yearly 1st mon mar"),
    ],
)
def test_people_write_rules_in_several_ways(words: str, rule: str) -> None:
    series = parse_series(f"{words} until 2027-12-31", TODAY)
    assert str(series.rule) == rule
    assert (series.start, series.until) == (TODAY, date(2027, 12, 31))


def test_start_and_end_are_days_in_words_too() -> None:
    series = parse_series("weekly mon from next mon until eoy", TODAY)
    assert (series.start, series.until) == (date(2026, 11, 30), date(2026, 12, 31))
    assert parse_series("daily until +3d", TODAY, date(2026, 11, 24)).start == date(2026, 11, 24)


def test_months_that_are_too_short_have_their_last_day_and_leap_days_count() -> None:
    monthly = parse_series("monthly 31 from 2028-01-01 until 2028-04-30", TODAY)
    assert [day.day for day in monthly.days()] == [31, 29, 31, 30]
    yearly = parse_series("yearly 29 feb from 2027-01-01 until 2029-12-31", TODAY)
    assert list(yearly.days()) == [date(2027, 2, 28), date(2028, 2, 29), date(2029, 2, 28)]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "until eoy",
        "weekly until eoy",
        "weekly someday until eoy",
        "monthly until eoy",
        "monthly 32 until eoy",
        "monthly 5th mon until eoy",
        "yearly 24 until eoy",
        "yearly 31 nov until eoy",
        "every 0 days until eoy",
        "every 100 weeks mon until eoy",
        "daily please until eoy",
        "weekly mon",
        "weekly mon until yesterday",
        "weekly mon from fri until thu",
        "daily until 2037-12-01",
        "yearly 24 mar until eoy",
        "\x1b[31m until eoy",
    ],
)
def test_what_makes_no_sense_is_refused_in_words(words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_series(words, TODAY)
    assert refused.value.message
