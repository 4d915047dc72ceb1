"""What happened with a customer, day by day (MT-1, MT-3)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct

from cockpit_tui.domain.ids import CtaId


class TimelineKind(StrEnum):
    """What stands on a timeline."""

    MILESTONE = "milestone"
    CTA_OPENED = "cta-opened"
    CTA_CLOSED = "cta-closed"
    ACTIVITY = "activity"


class TimelineEntry(Struct, frozen=True):
    """One thing on its day, with the customer's health and usage as they stood then."""

    day: date
    kind: TimelineKind
    title: str
    text: str
    who: str
    cta_id: CtaId | None = None
    salesforce_id: str | None = None
    health: int | None = None
    usage: int | None = None


def milestone_title(type_label: str, letter: str) -> str:
    """`Risk Identified`, `Opportunity Identified`; an event is `Event Created` (MT-2)."""
    return "Event Created" if letter == "E" else f"{type_label} Identified"
