"""How the demo's customers did before it was made: their measures week by week, for a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from cockpit_tui.domain.rows.customers import AccountRow
from cockpit_tui.services.loading import NotedMeasures

WEEKS = 52
POOR, FAIR = 50, 65
"""Whoever has less health today fell to it; whoever has more rose, or stayed near it."""
MOST = 100
"""Health and usage end here."""


def past_measures(
    customers: Sequence[AccountRow], today: date, seed: int
) -> Iterator[NotedMeasures]:
    """One note a week and customer, the newest a week before today; the same for a seed."""
    dice = Random(seed)  # noqa: S311  a story, not a secret
    for customer in customers:
        health, usage = _course(customer.health, dice), _course(customer.usage, dice)
        for week in range(WEEKS):
            yield NotedMeasures(
                customer.id,
                today - timedelta(weeks=week + 1),
                customer.arr_cents,
                health[week],
                customer.nps,
                usage[week],
            )


def _course(value: int | None, dice: Random) -> list[int | None]:
    """The values of the weeks before, backwards from the value of today."""
    if value is None:
        return [None] * WEEKS
    a_week = 2.0 if value < POOR else 0.8 if value < FAIR else -0.3
    past, course = float(value), list[int | None]()
    for week in range(WEEKS):
        # A quarter and more ago it was as it is meant to be, give or take.
        past += dice.uniform(-2.5, 2.5) + (a_week if week < WEEKS / 4 else 0)
        past = min(max(past, 1.0), float(MOST))
        course.append(round(past))
    return course
