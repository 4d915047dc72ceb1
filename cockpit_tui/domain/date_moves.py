"""Dates that follow when a task moves to another day (CD-9, TP-16)."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import TaskId

MOST_DAYS = 3653
"""Ten years: no date is shifted further but by a slip of the hand."""


def shifted(day: date, days: int) -> date:
    """The day so many days later, or earlier with a minus.

    Raises InvalidInput for more than ten years, and where the calendar ends before.
    """
    if abs(days) > MOST_DAYS:
        raise InvalidInput(
            f"{days:,} days are more than ten years. Nothing was changed.", "Shift by less."
        )
    try:
        return day + timedelta(days)
    except OverflowError:
        raise InvalidInput(
            f"There is no day {days:,} days from {day}. Nothing was changed.", "Shift by less."
        ) from None


class MovedTask(Struct, frozen=True):
    """An open task that follows, with its day now and then; both None where it has no date."""

    id: TaskId
    title: str
    assignee: str
    old: date | None
    new: date | None


class DateMoves(Struct, frozen=True):
    """What follows a task's move, in working days of whoever does each."""

    tasks: tuple[MovedTask, ...] = ()
    """In their order; those whose day stays too."""
    cta_old: date | None = None
    cta_new: date | None = None
    """The CTA's day if it goes along."""

    @property
    def moving(self) -> tuple[MovedTask, ...]:
        """Those that get another day."""
        return tuple(task for task in self.tasks if task.new != task.old)

    @property
    def last(self) -> date | None:
        """The latest day of them all, as they will be."""
        return max((task.new for task in self.tasks if task.new is not None), default=None)
