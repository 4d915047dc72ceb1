"""The terms of a recommendation in words, for people: they add up to the number (D5)."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from cockpit_tui.domain.days.dates import to_list_date, to_short_date
from cockpit_tui.domain.lists.ranking import TENTHS, rank_terms
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.lists.weights import Weights
from cockpit_tui.domain.money import to_short_money

UNKNOWN = "unknown"


class RankLine(Struct, frozen=True):
    """One term: what it is about, what is known, and what that earns."""

    key: str
    """As in the settings: `health`, `arr` …"""
    label: str
    words: str
    tenths: int
    most_tenths: int
    """What the term is worth at most."""


def rank_lines(
    row: CtaRow, today: date, weights: Weights, currency: str = ""
) -> tuple[RankLine, ...]:
    """All terms, those that earn nothing among them."""
    terms = rank_terms(row, today, weights)
    health = UNKNOWN if row.health is None else f"{row.health} of 100"
    arr = UNKNOWN if row.arr_cents is None else to_short_money(row.arr_cents, currency)
    flag = "flagged" if row.is_flagged else "not flagged"
    return (
        RankLine("health", "Health", health, terms.health or 0, weights.health * TENTHS),
        RankLine("arr", "ARR", arr, terms.arr or 0, weights.arr * TENTHS),
        RankLine(
            "renewal",
            "Renewal",
            _renewal(row.renewal_date, today),
            terms.renewal or 0,
            weights.renewal * TENTHS,
        ),
        RankLine("overdue", "Overdue", _due(row, today), terms.overdue, weights.overdue * TENTHS),
        RankLine("priority", "Priority", row.priority, terms.priority, weights.priority * TENTHS),
        RankLine("flag", "Flag", flag, terms.flag, weights.flag * TENTHS),
    )


def _renewal(day: date | None, today: date) -> str:
    if day is None:
        return UNKNOWN
    days = (day - today).days
    # Within a year a renewal is told by its day, also that of the next year.
    told = to_short_date(day, day if abs(days) < 300 else today)
    return f"{told}, in {days}d" if days >= 0 else f"{told}, {-days}d ago"


def _due(row: CtaRow, today: date) -> str:
    if row.is_closed:
        return "closed"
    if row.due is None:
        return "no due date"
    near = to_list_date(row.due, today)
    return near if near.endswith("late") else f"due {near}"
