"""What happened with a customer, day by day (MT-1, MT-3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum

from msgspec import Struct

from cockpit_tui.domain.ids import CtaId


class TimelineKind(StrEnum):
    """What stands on a timeline."""

    MILESTONE = "milestone"
    CTA_OPENED = "cta-opened"
    CTA_CLOSED = "cta-closed"
    ACTIVITY = "activity"
    CHANGE = "change"
    """One act on a CTA: what somebody, a rule or Salesforce did with it and its tasks."""


class TimelineEntry(Struct, frozen=True):
    """One thing on its day, with the customer's health and usage as they stood then."""

    day: date | None
    """None of an activity that is over and tells no day."""
    kind: TimelineKind
    title: str
    text: str
    who: str
    cta_id: CtaId | None = None
    salesforce_id: str | None = None
    health: int | None = None
    usage: int | None = None
    word: str = ""
    """What kind of activity it is: `Call`, `Email`, `Meeting`…; empty for all else."""
    at: datetime | None = None
    """The instant, where more than its day is known."""


_DAWN = datetime.min.replace(tzinfo=UTC)


def newest_first(entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """In the order of a timeline: a milestone before all else of its day, then by the instant;
    what is known by its day alone comes last of it, and what has no day last of all."""

    def place(entry: TimelineEntry) -> tuple[date, bool, datetime]:
        return entry.day or date.min, entry.kind is TimelineKind.MILESTONE, entry.at or _DAWN

    return sorted(entries, key=place, reverse=True)


def milestone_title(type_label: str, letter: str) -> str:
    """`Risk Identified`, `Opportunity Identified`; an event is `Event Created` (MT-2)."""
    return "Event Created" if letter == "E" else f"{type_label} Identified"


def happened_on(
    kind: str, *, is_closed: bool, planned: date | None, changed_at: datetime | None
) -> date | None:
    """The day of an activity: its date. A Task that was done before its date, or has none,
    happened when it was done; that is when it was last changed (in UTC), as far as we know."""
    if kind != "Task" or not is_closed or changed_at is None:
        return planned
    done = changed_at.astimezone(UTC).date()
    return done if planned is None else min(planned, done)
