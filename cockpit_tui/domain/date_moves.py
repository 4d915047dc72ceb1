"""Dates that follow when a task moves to another day (CD-9, TP-16)."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import CtaId, TaskId

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
    mirrored: int = 0
    """How many records of Salesforce it is."""


class DateMoves(Struct, frozen=True):
    """What follows in one CTA when tasks of it move, in working days of whoever does each."""

    cta_id: CtaId
    cta: str
    """The CTA's name."""
    own_last: date | None = None
    """The latest day that the tasks themselves get."""
    tasks: tuple[MovedTask, ...] = ()
    """Those that follow, in their order; those whose day stays too."""
    cta_old: date | None = None
    cta_new: date | None = None
    """The CTA's day if it goes along."""

    @property
    def moving(self) -> tuple[MovedTask, ...]:
        """Those that get another day."""
        return tuple(task for task in self.tasks if task.new != task.old)

    def last(self, *, is_followed: bool) -> date | None:
        """The latest day of the tasks that move, with those that follow or without."""
        following = (task.new for task in self.tasks) if is_followed else ()
        return max(filter(None, (self.own_last, *following)), default=None)

    def overtaken(self, *, is_followed: bool, is_cta_moved: bool) -> date | None:
        """The day of the task that the CTA would be due before (CD-8); None where it is not."""
        due = self.cta_new if is_cta_moved else self.cta_old
        last = self.last(is_followed=is_followed)
        return last if due is not None and last is not None and due < last else None
