"""The recommended order: a number for each CTA, made of terms that add up to it (CL-16).

Gainsight publishes no weights; ours are settings. A lower health, a higher ARR and a nearer
renewal each raise the number, and so do days overdue, priority and the flag. Everything is whole
tenths of a point and whole divisions, so that memory, SQLite and PostgreSQL agree to the digit.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from msgspec import Struct

from cockpit_tui.domain.lists.weights import Weights
from cockpit_tui.domain.values import PriorityLevel

TENTHS = 10
"""A point has so many tenths; weights are points."""
ARR_AT_MOST = 10**13
"""Cents: 100 billion. What is above counts as that, so that no database's integers overflow."""
RENEWAL_HALF = 60
"""Days before a renewal at which half of its weight is earned."""
RENEWAL_PAST = 30
"""Days after a renewal for which it still counts as due; a date older than that is stale."""
OVERDUE_HALF = 7
"""Days overdue at which half of the weight is earned."""
PRIORITY_SHARE: dict[PriorityLevel, int] = {
    PriorityLevel.CRITICAL: 100,
    PriorityLevel.HIGH: 75,
    PriorityLevel.MIDDLE: 30,
    PriorityLevel.LOW: 0,
}
"""Per cent of the weight."""


class Ranked(Protocol):
    """What of a CTA and its customer counts."""

    @property
    def health(self) -> int | None: ...
    @property
    def arr_cents(self) -> int | None: ...
    @property
    def renewal_date(self) -> date | None: ...
    @property
    def due(self) -> date | None: ...
    @property
    def is_closed(self) -> bool: ...
    @property
    def priority_level(self) -> PriorityLevel: ...
    @property
    def is_flagged(self) -> bool: ...


class RankTerms(Struct, frozen=True):
    """Tenths of a point by what they are earned with; None where that is unknown."""

    health: int | None
    arr: int | None
    renewal: int | None
    overdue: int
    priority: int
    flag: int

    @property
    def total(self) -> int:
        """The number itself, in tenths."""
        known = (self.health or 0) + (self.arr or 0) + (self.renewal or 0)
        return known + self.overdue + self.priority + self.flag


def rank_terms(cta: Ranked, today: date, weights: Weights) -> RankTerms:
    """The terms of a CTA's number, today."""
    return RankTerms(
        health=_of_health(cta.health, weights.health * TENTHS),
        arr=_of_arr(cta.arr_cents, weights),
        renewal=_of_renewal(cta.renewal_date, today, weights.renewal * TENTHS),
        overdue=_of_overdue(None if cta.is_closed else cta.due, today, weights.overdue * TENTHS),
        priority=weights.priority * TENTHS * PRIORITY_SHARE[cta.priority_level] // 100,
        flag=weights.flag * TENTHS if cta.is_flagged else 0,
    )


def to_points(tenths: int) -> str:
    """`61.7`."""
    return f"{tenths // TENTHS}.{tenths % TENTHS}"


def _of_health(health: int | None, weight: int) -> int | None:
    return None if health is None else weight * (100 - min(100, max(0, health))) // 100


def _of_arr(cents: int | None, weights: Weights) -> int | None:
    if cents is None:
        return None
    amount = min(ARR_AT_MOST, max(0, cents))
    return weights.arr * TENTHS * amount // (amount + weights.arr_half_cents)


def _of_renewal(day: date | None, today: date, weight: int) -> int | None:
    if day is None or (day - today).days < -RENEWAL_PAST:
        return None
    return weight * RENEWAL_HALF // (RENEWAL_HALF + max(0, (day - today).days))


def _of_overdue(due: date | None, today: date, weight: int) -> int:
    late = 0 if due is None else (today - due).days
    return weight * late // (late + OVERDUE_HALF) if late > 0 else 0
