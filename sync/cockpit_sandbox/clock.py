"""The server's clock, which is never the client's.

Salesforce stamps rows with its own time in whole seconds; tests and simulations move this clock
without touching the machine's.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time, in UTC, and lets a test move it."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""

    def advance(self, duration: timedelta) -> None:
        """Move the clock on."""


class SystemClock:
    """The machine's clock, shifted by whole days so that it shows `today`."""

    def __init__(self, today: date | None = None) -> None:
        real = datetime.now(UTC)
        self._shift = (today - real.astimezone().date()) if today else timedelta()

    def now(self) -> datetime:
        """The machine's time plus the shift."""
        return datetime.now(UTC) + self._shift

    def advance(self, duration: timedelta) -> None:
        """Shift further."""
        self._shift += duration


class VirtualClock:
    """Stands still until moved: the clock of simulations."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The moment the clock was last moved to."""
        return self._now

    def advance(self, duration: timedelta) -> None:
        """Move on."""
        self._now += duration
