"""Time, from one place: tests, screenshots and reports of a past day set it."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, tzinfo
from typing import Protocol

from msgspec import Struct

from cockpit_tui.domain.errors import InvalidInput


class Clock(Protocol):
    """Where “now” and “today” come from."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""

    def today(self) -> date:
        """The local date."""

    def day_in(self, zone: str) -> date:
        """The date in a time zone of the IANA database; the local one where it is unknown."""


class SystemClock(Struct, frozen=True):
    """The machine's clock; `fixed_today` (COCKPIT_TODAY) replaces the date alone."""

    fixed_today: date | None = None
    zone: tzinfo | None = None
    """None: the machine's own zone."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.fixed_today or datetime.now(UTC).astimezone(self.zone).date()

    def day_in(self, zone: str) -> date:
        return self.fixed_today or date_in(self.now(), zone) or self.today()

    @classmethod
    def from_environment(cls) -> SystemClock:
        """Reads COCKPIT_TODAY; raises InvalidInput when it is not a date."""
        word = os.environ.get("COCKPIT_TODAY", "")
        if not word:
            return cls()
        try:
            return cls(date.fromisoformat(word))
        except ValueError as error:
            raise InvalidInput(
                f"COCKPIT_TODAY is “{word}”, which is not a date.", "Write it as YYYY-MM-DD."
            ) from error


def date_in(now: datetime, zone: str) -> date | None:
    """The date that an instant has in a time zone; None for a zone that is not known."""
    # Not above: it looks up where Python was built, and the first picture needs no zones.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return now.astimezone(ZoneInfo(zone)).date()
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return None
