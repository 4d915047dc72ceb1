"""Stale CTAs and why they are (D10), and how large a workspace has grown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.query.fields import STALE_DAYS


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
        """What mends it, with the keys on the screen."""
        return _FIXES[self]

    @property
    def query(self) -> str:
        """The term that finds those that are not closed."""
        return _QUERIES[self]

    @property
    def label(self) -> str:
        """What a tab of them is called."""
        return _LABELS[self]


OLD_CLOSED_DAYS = 365
"""Closed for longer than a year: fit for the archive."""
OLD_CLOSED = f"closed>{OLD_CLOSED_DAYS}d"
WORTH_TELLING = 10_000_000
"""Bytes of a database from which people care."""
_QUERIES = {
    StaleReason.OVERDUE: f"due<-{STALE_DAYS}d",
    StaleReason.UNTOUCHED: f"touched>{STALE_DAYS}d",
    StaleReason.ORPHANED: "is:orphaned",
    StaleReason.TWIN: "is:twin",
}
_LABELS = {
    StaleReason.OVERDUE: "Long overdue",
    StaleReason.UNTOUCHED: "Untouched",
    StaleReason.ORPHANED: "Owner left",
    StaleReason.TWIN: "Twins",
}
_FIXES = {
    StaleReason.OVERDUE: (
        "close it ({record.close:c}), or give it a day that holds ({record.due:d})"
    ),
    StaleReason.UNTOUCHED: "close it ({record.close:c}), or do its next step ({task.do_next:D})",
    StaleReason.ORPHANED: "give it to somebody ({record.owner:o})",
    StaleReason.TWIN: "close one of them as invalid ({record.close:c}, i)",
}
"""What mends it; keys as `{command:shipped}`."""


class StaleRow(Struct, frozen=True):
    """One stale CTA."""

    row: CtaRow
    reasons: tuple[StaleReason, ...]
    touched: date | None
    """When anything of it last changed, in UTC."""
    twins: tuple[CtaId, ...]

    def words(self, reason: StaleReason, today: date) -> str:
        """Why, with its age: `94 days past due`, `2 others like it`."""
        match reason:
            case StaleReason.OVERDUE:
                days = (today - self.row.due).days if self.row.due else 0
                return f"{days:,} days past due"
            case StaleReason.UNTOUCHED:
                days = (today - self.touched).days if self.touched else 0
                return f"nothing changed for {days:,} days"
            case StaleReason.ORPHANED:
                return f"{self.row.owner} has left"
            case StaleReason.TWIN:
                n = len(self.twins)
                return f"{n:,} other{'' if n == 1 else 's'} like it: customer, type, reason"


class StaleDetail(Struct, frozen=True):
    """Why one CTA is stale, and what it is a twin of."""

    stale: StaleRow
    twins: tuple[CtaRow, ...]
    """At most a few of them."""


class StaleTally(Struct, frozen=True):
    """How many are stale; one may be so for several reasons."""

    total: int
    reasons: Mapping[StaleReason, int]


class StaleList(Struct, frozen=True):
    """The longest untouched first."""

    rows: tuple[StaleRow, ...]
    """All of them, or the first."""
    tally: StaleTally


class WorkspaceSize(Struct, frozen=True):
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

    @property
    def words(self) -> str:
        """The gauge in a sentence."""
        is_told = self.bytes is not None and self.bytes >= WORTH_TELLING
        on_disk = f", {(self.bytes or 0) / 1_000_000:,.0f} MB" if is_told else ""
        return (
            f"CTAs: {self.open_ctas:,} open, {self.closed_ctas:,} closed, {self.archived_ctas:,} "
            f"archived; {self.tasks:,} tasks, {self.activities:,} activities{on_disk}."
        )
