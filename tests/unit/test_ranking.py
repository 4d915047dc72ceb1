"""The recommended order: what raises a CTA, and terms that add up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from cockpit_tui.domain.ids import AccountId, CtaId, PersonId
from cockpit_tui.domain.lists.rank_words import rank_lines
from cockpit_tui.domain.lists.ranking import TENTHS, rank_terms, to_points
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.lists.weights import Weights
from cockpit_tui.domain.values import PriorityLevel
from tests.conftest import TODAY


class Facts(Struct, frozen=True):
    health: int | None = 50
    arr_cents: int | None = 20_000_000
    renewal_date: date | None = TODAY + timedelta(days=90)
    due: date | None = TODAY
    is_closed: bool = False
    priority_level: PriorityLevel = PriorityLevel.MIDDLE
    is_flagged: bool = False


PLAIN = Facts()


def score(facts: Facts) -> int:
    return rank_terms(facts, TODAY, Weights()).total


@pytest.mark.parametrize(
    "better",
    [
        replace(PLAIN, health=40),
        replace(PLAIN, arr_cents=40_000_000),
        replace(PLAIN, renewal_date=TODAY + timedelta(days=30)),
        replace(PLAIN, due=TODAY - timedelta(days=1)),
        replace(PLAIN, priority_level=PriorityLevel.HIGH),
        replace(PLAIN, is_flagged=True),
    ],
    ids=("health", "arr", "renewal", "overdue", "priority", "flag"),
)
def test_cl_16_each_term_raises_the_rank(better: Facts) -> None:
    """CL-16: lower health, higher ARR and nearer renewal each raise it; ours as well."""
    assert score(better) > score(PLAIN)


FACTS = st.builds(
    Facts,
    health=st.one_of(st.none(), st.integers(-5, 120)),
    arr_cents=st.one_of(st.none(), st.integers(-(10**9), 10**15)),
    renewal_date=st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2030, 1, 1))),
    due=st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2030, 1, 1))),
    is_closed=st.booleans(),
    priority_level=st.sampled_from(PriorityLevel),
    is_flagged=st.booleans(),
)


@given(facts=FACTS)
def test_no_term_is_below_nothing_or_above_its_weight(facts: Facts) -> None:
    weights, terms = Weights(), rank_terms(facts, TODAY, Weights())
    for name in ("health", "arr", "renewal", "overdue", "priority", "flag"):
        earned = getattr(terms, name)
        assert earned is None or 0 <= earned <= getattr(weights, name) * TENTHS
    assert 0 <= terms.total <= 100 * TENTHS


@given(facts=FACTS, more=st.integers(0, 10**12))
def test_more_of_what_counts_never_lowers_the_rank(facts: Facts, more: int) -> None:
    if facts.health is not None:
        assert score(replace(facts, health=facts.health - more % 50)) >= score(facts)
    if facts.arr_cents is not None:
        assert score(replace(facts, arr_cents=facts.arr_cents + more)) >= score(facts)
    if facts.renewal_date is not None and facts.renewal_date > TODAY:
        nearer = max(TODAY, facts.renewal_date - timedelta(days=more % 400))
        assert score(replace(facts, renewal_date=nearer)) >= score(facts)


@given(facts=FACTS)
def test_the_terms_in_words_add_up_to_the_number(facts: Facts) -> None:
    """CL-16: the explanation is the number."""
    row = CtaRow(
        CtaId(1), "Usage down", AccountId(1), "Globex", "Risk", "R", "Other", "High",
        facts.priority_level, "New", PersonId(1), "Ana", facts.due,
        is_closed=facts.is_closed, is_flagged=facts.is_flagged, arr_cents=facts.arr_cents,
        renewal_date=facts.renewal_date, health=facts.health,
    )  # fmt: skip
    lines = rank_lines(row, TODAY, Weights())
    shown = sum(round(float(to_points(line.tenths)) * TENTHS) for line in lines)
    assert shown == score(facts)


def test_a_weight_of_nothing_leaves_its_term_out() -> None:
    terms = rank_terms(replace(PLAIN, is_flagged=True), TODAY, Weights(health=0, flag=0))
    assert (terms.health, terms.flag) == (0, 0)
