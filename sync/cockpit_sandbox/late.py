"""Work that is done later than it was asked for: transactions that take long to commit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct

from cockpit_sandbox.messages import Request


class LateWork(Struct, frozen=True):
    """One request whose work is still to be done."""

    started: datetime
    due: datetime
    request: Request
    body: bytes
    user_id: str
    stamped_at: datetime | None
    """The time that rows will bear; None: the time at which the work is done."""


@dataclass
class Lateness:
    """The work that waits, and what it does to `/updated` and `/deleted`."""

    waiting: list[LateWork] = field(default_factory=list)
    stalled: tuple[datetime, datetime] | None = None
    """Until when, and at which moment, latestDateCovered stands still."""

    def add(self, work: LateWork) -> None:
        """Let it wait."""
        self.waiting.append(work)
        self.waiting.sort(key=lambda each: each.due)

    def seconds_until_next(self, now: datetime) -> float | None:
        """How long until the next work is due; None when nothing waits."""
        return (self.waiting[0].due - now).total_seconds() if self.waiting else None

    def take_due(self, now: datetime) -> list[LateWork]:
        """The work that is due by now, in order; it waits no longer."""
        due = [each for each in self.waiting if each.due <= now]
        self.waiting = [each for each in self.waiting if each.due > now]
        return due

    def covered(self, now: datetime) -> datetime:
        """Salesforce: latestDateCovered stops before the oldest transaction still open."""
        moments = [each.stamped_at or each.due for each in self.waiting]
        if self.stalled is not None and now < self.stalled[0]:
            moments.append(self.stalled[1])
        return min([now, *moments])
