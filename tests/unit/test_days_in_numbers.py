"""Days written in numbers: the locale's order of day and month says which is which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from cockpit_tui.domain.days.date_words import parse_date
from cockpit_tui.domain.errors import InvalidInput, InvalidQuery
from cockpit_tui.domain.query.filters import parse
from cockpit_tui.domain.style import Style, use_style

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    use_style(Style())


@pytest.mark.parametrize(
    ("words", "day_first", "month_first"),
    [
        ("1.12.", "2026-12-01", None),
        ("1.12", "2026-12-01", None),
        ("1. 12. 2027", "2027-12-01", None),
        ("12/5", "2027-05-12", "2026-12-05"),
        ("12/5/2026", "2026-05-12", "2026-12-05"),
        ("23/11", "2026-11-23", None),
        ("11/23", None, "2026-11-23"),
        ("29.2.", "2028-02-29", None),
        ("in 2 weeks", "2026-12-07", "2026-12-07"),
        ("in 3d", "2026-11-26", "2026-11-26"),
        ("31.2.", None, None),
        ("1/12.2026", None, None),
        ("1.12.26", None, None),
        ("0/0", None, None),
        ("1/2/3", None, None),
        ("in", None, None),
    ],
)
def test_a_day_in_numbers_is_read_in_the_order_in_which_days_are_written(
    words: str, day_first: str | None, month_first: str | None
) -> None:
    for is_day_first, expected in ((True, day_first), (False, month_first)):
        use_style(Style(is_day_first=is_day_first, is_of_locale=True))
        if expected is not None:
            assert parse_date(words, TODAY).isoformat() == expected
            continue
        with pytest.raises(InvalidInput) as refused:
            parse_date(words, TODAY)
        assert ("1.12." if is_day_first else "12/1") in refused.value.hint


def test_without_a_locale_nobody_knows_which_number_is_the_day() -> None:
    """A script, or LC_ALL=C: dots are read, since nobody writes the month before one."""
    assert parse_date("1.12.", TODAY) == date(2026, 12, 1)
    with pytest.raises(InvalidInput) as refused:
        parse_date("12/5", TODAY)
    assert "2026-12-01" in refused.value.hint


def test_what_has_happened_is_looked_for_before_today() -> None:
    use_style(Style(is_of_locale=True))
    assert parse_date("1.12.", TODAY, is_past=True) == date(2025, 12, 1)
    assert parse_date("23/11", TODAY, is_past=True) == TODAY


@pytest.mark.parametrize("text", ["due<12/5", "due:1.12.", "renewal>1.12.2026"])
def test_a_filter_means_the_same_to_everybody_so_it_takes_no_such_day(text: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        parse(text)
    assert "2026-11-30" in refused.value.hint
