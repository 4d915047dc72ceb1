"""A clock that tests move by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from cockpit_tui.domain.days.clock import date_in

TODAY = date(2026, 11, 23)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until it is told to move."""

    instant: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def today(self) -> date:
        return self.instant.date()

    def day_in(self, zone: str) -> date:
        return date_in(self.instant, zone) or self.today()

    def advance(self, **delta: float) -> None:
        self.instant += timedelta(**delta)
