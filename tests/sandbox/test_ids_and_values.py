"""Fact sheet, "Values": ids and moments."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit_sandbox import ids
from cockpit_sandbox.values import http_date, moment_text, parsed_http_date, parsed_moment

SHORT_IDS = st.text(ids.ALPHABET, min_size=15, max_size=15)
MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001 the strategy adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@pytest.mark.parametrize(
    ("short", "long"),
    [("001R0000005hDFY", "001R0000005hDFYIA2"), ("005D0000001LL8Y", "005D0000001LL8YIAW")],
)
def test_the_checksum_is_the_documented_one(short: str, long: str) -> None:
    """§1.14."""
    assert ids.to_long(short) == long


@given(SHORT_IDS)
def test_an_id_survives_the_loss_of_its_case(short: str) -> None:
    """§1.14."""
    long = ids.to_long(short)
    assert ids.canonical(short) == ids.canonical(long) == long
    assert ids.canonical(long.lower()) == ids.canonical(long.upper()) == long


@pytest.mark.parametrize("text", ["", "001", "001R0000005hDFYIA", "001R0000005hDF-", "0" * 19])
def test_what_has_not_the_shape_of_an_id_is_none(text: str) -> None:
    """§1.14."""
    assert ids.canonical(text) is None


def test_a_checksum_that_makes_a_digit_upper_case_is_no_id() -> None:
    """§1.14."""
    assert ids.canonical("001R0000005hDFY555") is None


@given(st.integers(0, 62**5 - 1), st.integers(0, 62**5 - 1))
def test_ids_rise_with_their_number(first: int, second: int) -> None:
    """§1.14: Rows of one object are walked by id: the byte order must be the order of creation."""
    if first != second:
        rises = ids.numbered("00T", first)[:15] < ids.numbered("00T", second)[:15]
        assert rises == (first < second)


@given(MOMENTS)
def test_moments_keep_whole_seconds(moment: datetime) -> None:
    """§1.14."""
    whole = moment.replace(microsecond=0)
    text = moment_text(moment)
    assert text.endswith(".000+0000")
    assert parsed_moment(text) == whole
    assert datetime.fromisoformat(text) == whole
    assert parsed_http_date(http_date(moment)) == whole


@given(MOMENTS, MOMENTS)
def test_the_order_of_the_texts_is_the_order_of_the_moments(a: datetime, b: datetime) -> None:
    """§1.14."""
    earlier, later = sorted((a, b))
    assert moment_text(earlier) <= moment_text(later)


@pytest.mark.parametrize(
    "text", ["2026-11-23T16:00:00Z", "2026-11-23T17:00:00+01:00", "2026-11-23T16:00:00.9+0000"]
)
def test_offsets_and_fractions_are_understood(text: str) -> None:
    """§1.14."""
    assert parsed_moment(text) == datetime(2026, 11, 23, 16, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "2026-11-23", "2026-02-30T00:00:00Z", "tomorrow", "9" * 40])
def test_what_is_no_moment_is_none(text: str) -> None:
    """§1.14."""
    assert parsed_moment(text) is None
