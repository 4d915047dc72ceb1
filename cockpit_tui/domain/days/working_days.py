"""Working days: what a playbook's day offsets count (TP-6, TP-7, decision 9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from msgspec import Struct

from cockpit_tui.domain.errors import InvalidInput

SATURDAY, SUNDAY = 5, 6
WEEKEND = frozenset({SATURDAY, SUNDAY})
MOST_DAYS = 999
"""The largest offset: nearly four years of working days."""
_FURTHEST_DAYS = 4 * 366
"""A move over more days than these is a slip of the keys, not a plan."""
_TOO_FAR = "Other dates do not follow over more than four years."
_LONGEST_BREAK = 60
"""Days in a row without a working day, beyond which a calendar is not believed."""


def no_holidays(_day: date) -> str:
    """No day is a holiday."""
    return ""


class WorkCalendar(Struct, frozen=True):
    """Which days somebody works. `holiday` gives a holiday's name, or nothing."""

    weekend: frozenset[int] = WEEKEND
    """Weekdays from 0 for Monday."""
    holiday: Callable[[date], str] = no_holidays
    place: str = ""
    """The country, and perhaps the region, whose holidays count: `DE-BY`; empty for none."""

    def is_working(self, day: date) -> bool:
        """True for a day that is neither weekend nor holiday."""
        return day.weekday() not in self.weekend and not self.holiday(day)

    def after(self, start: date, days: int) -> date:
        """The day that is `days` working days after `start`.

        `start` itself is not counted, as in a spreadsheet's WORKDAY. An offset of 0 is the start,
        or the first working day after it: a landing on a free day moves on (TP-7). Raises
        InvalidInput for an offset below 0 or above 999, and at the end of the calendar.
        """
        if not 0 <= days <= MOST_DAYS:
            raise InvalidInput(
                f"{days} is no day of a playbook.", f"Days are counted from 0 to {MOST_DAYS}."
            )
        day, left, waited = start, days, 0
        while left or not self.is_working(day):
            waited += 1
            if waited > _LONGEST_BREAK or day == date.max:
                raise InvalidInput(f"No working day was found after {day}.", "Nothing was changed.")
            day += timedelta(days=1)
            if self.is_working(day):
                left, waited = max(0, left - 1), 0
        return day

    def between(self, first: date, second: date) -> int:
        """How many working days lie after `first`, up to and with `second`; negative backwards."""
        if second < first:
            return -self.between(second, first)
        days = (second - first).days
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, days + 1))

    def shifted(self, day: date, days: int) -> date:
        """`day` moved by so many working days, on or (negative) back, landing on a working day.

        Raises InvalidInput beyond 999 days either way, and at the ends of the calendar.
        """
        if days >= 0:
            return self.after(day, days)
        if days < -MOST_DAYS:
            raise InvalidInput(_TOO_FAR, "Nothing was changed.")
        left, waited = -days, 0
        while left:
            waited += 1
            if waited > _LONGEST_BREAK or day == date.min:
                raise InvalidInput(
                    f"No working day was found before {day}.", "Nothing was changed."
                )
            day -= timedelta(days=1)
            if self.is_working(day):
                left, waited = left - 1, 0
        return day

    def carried(self, day: date, old: date, new: date) -> date:
        """`day` moved by as many working days as lie between `old` and `new`; none: it stays.

        A free day counts as the working day after it, where a landing moves on to (TP-7). So two
        working days keep so many between them, what was not before `old` is not before `new`, and
        going back undoes it. Raises InvalidInput where they are more than four years apart.
        """
        if abs((new - old).days) > _FURTHEST_DAYS:
            raise InvalidInput(_TOO_FAR, "Nothing was changed.")
        days = self.between(self.after(old, 0), self.after(new, 0))
        return self.shifted(day, days) if days else day
