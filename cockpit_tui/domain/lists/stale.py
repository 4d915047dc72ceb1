"""Stale CTAs and why they are (D10), and how large a workspace has grown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.rows import CtaRow


class StaleReason(StrEnum):
    """Why a CTA is on the radar."""

    OVERDUE = "overdue"
    """Past due for more than 90 days."""

    UNTOUCHED = "untouched"
    """Nothing of it changed for more than 90 days."""

    ORPHANED = "orphaned"
    """Its owner is no longer active."""

    TWIN = "twin"
    """Another open one has the same customer, type and reason."""

    @property
    def fix(self) -> str:
        """The command that mends it, and the key on the screen."""
        return _FIXES[self]


_FIXES = {
    StaleReason.OVERDUE: "close it (c), or give it a day that holds (d)",
    StaleReason.UNTOUCHED: "close it (c), or do its next step (D)",
    StaleReason.ORPHANED: "give it to somebody (o)",
    StaleReason.TWIN: "close one of them as invalid (c, i)",
}


@dataclass(frozen=True, slots=True)
class StaleRow:
    """One stale CTA."""

    row: CtaRow
    reasons: tuple[StaleReason, ...]
    touched: date | None
    """When anything of it last changed, in UTC."""
    twins: tuple[CtaId, ...]


@dataclass(frozen=True, slots=True)
class WorkspaceSize:
    """How much a workspace holds."""

    open_ctas: int
    closed_ctas: int
    archived_ctas: int
    tasks: int
    activities: int
    accounts: int
    journal: int
    """Entries of the journal."""
    outbox: int
    bytes: int | None
    """Of the database; None where it does not tell."""
