"""The frozen rows of the first picture: lists, tabs, and how the mirror stands."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from datetime import date, datetime
from functools import cached_property

from msgspec import Struct

from cockpit_tui.domain.ids import AccountId, CtaId, PersonId
from cockpit_tui.domain.values import GroupBy, PriorityLevel, SortBy, SyncState


class CtaRow(Struct, frozen=True):
    """One line of the CTA list."""

    id: CtaId
    name: str
    account_id: AccountId
    account: str
    type: str
    type_letter: str
    reason: str
    priority: str
    priority_level: PriorityLevel
    status: str
    owner_id: PersonId
    owner: str
    due: date | None
    is_closed: bool = False
    is_flagged: bool = False
    is_milestone: bool = False
    is_snoozed: bool = False
    sync_state: SyncState = SyncState.LOCAL
    tasks_open: int = 0
    tasks_total: int = 0
    arr_cents: int | None = None
    renewal_date: date | None = None
    health: int | None = None
    nps: int | None = None
    usage: int | None = None
    touched_on: date | None = None
    """The day, in UTC, on which the CTA or one of its tasks last changed."""

    @property
    def is_awake(self) -> bool:
        """Open and not asleep; only then is it told how late it is."""
        return not (self.is_closed or self.is_snoozed)


class Group(Struct, frozen=True):
    """One header of the list and how many CTAs stand under it."""

    key: str
    label: str
    count: int
    arr_cents: int | None = None
    """ARR of the group's distinct customers; None while unknown, or where nobody has one."""
    is_overdue: bool = False
    live: int | None = None
    """How many belong to it by now, where some of those that stand below no longer do."""
    is_partial: bool = False
    """More may stand under it than are counted yet."""

    @property
    def count_now(self) -> int:
        """How many belong to it now."""
        return self.count if self.live is None else self.live


class Listing(Struct, frozen=True, dict=True):
    """A snapshot of a view: its groups, and its CTAs in order.

    `ids` may hold only the first of them while the rest is being read: `is_complete` tells. A
    listing does not move when the store changes; rows are read anew by id, so a CTA that no longer
    passes the filter stays where it is until the view is read again (CL-10).
    """

    group_by: GroupBy
    sort_by: SortBy
    groups: tuple[Group, ...]
    ids: array[int]
    """CtaIds, 32 bits each, group after group."""
    query: str = ""
    arr_cents: int | None = None
    """ARR of all its distinct customers; None while unknown, or where nobody has one."""
    live: int | None = None
    """How many CTAs pass by now, where the rows are older."""
    is_partial: bool = False
    """Only the beginning is known, and more is to come than the groups say."""

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Index into `ids` of each group's first CTA."""
        starts, total = [], 0
        for group in self.groups:
            starts.append(total)
            total += group.count
        return tuple(starts)

    @property
    def total(self) -> int:
        """How many CTAs the view holds, read or not."""
        return self.starts[-1] + self.groups[-1].count if self.groups else 0

    @property
    def total_now(self) -> int:
        """How many pass now, whatever still stands in the list."""
        return self.total if self.live is None else self.live

    @property
    def is_outdated(self) -> bool:
        """Whether a CTA stands where it no longer belongs, or is missing where it does by now."""
        return any(group.count_now != group.count for group in self.groups)

    @property
    def is_complete(self) -> bool:
        return not self.is_partial and len(self.ids) >= self.total

    def group_of(self, index: int) -> int:
        """The number of the group that holds the CTA at `index`."""
        return bisect_right(self.starts, index) - 1


class ViewTab(Struct, frozen=True):
    """A saved view, shown as a tab: its name, its query and how many CTAs it holds (CL-13)."""

    key: str
    """Stable while the view is renamed or moved."""
    label: str
    query: str
    count: int | None = None
    group_by: GroupBy | None = None
    """None keeps the grouping that the person chose; likewise the order."""
    sort_by: SortBy | None = None
    columns: str = ""
    """Ids of further columns with commas between; empty for those of the settings (CL-14)."""
    is_team: bool = True
    """Seen by everybody; otherwise by its owner alone."""
    id: int = 0
    """Of its row; 0 for a tab that is not saved."""


class OrgRow(Struct, frozen=True):
    """The org a workspace belongs to."""

    id: str
    name: str
    is_sandbox: bool
    instance_url: str
    time_zone: str
    is_armed: bool
    """False: nothing is written to it; edits are kept as “would write”."""
    currency: str = "USD"
    """ISO code of the currency that its amounts are in."""

    @property
    def kind(self) -> str:
        return "SANDBOX" if self.is_sandbox else "PRODUCTION"


class SyncStatus(Struct, frozen=True):
    """How the mirror stands, for the header and `cockpit status`."""

    org: OrgRow | None
    pending: int = 0
    would_write: int = 0
    is_told_to_hold: bool = False
    """Nothing is written because the mirror was started read-only; arming its org changes nothing.
    """
    in_doubt: int = 0
    conflicts: int = 0
    quarantined: int = 0
    is_offline: bool = False
    offline_since: datetime | None = None
    last_success_at: datetime | None = None
    problem: str = ""
    """In words, empty when all is well: what failed, whose job it is."""
    api_used: int | None = None
    api_limit: int | None = None
    api_ours_today: int = 0

    @property
    def api_percent(self) -> int | None:
        if not self.api_limit or self.api_used is None:
            return None
        return round(100 * self.api_used / self.api_limit)
