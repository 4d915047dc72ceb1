"""Frozen rows: what screens, commands and widgets see of the store."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime

from cockpit_tui.domain.ids import (
    AccountId,
    ContactId,
    CtaId,
    OpportunityId,
    PartId,
    PersonId,
    TaskId,
    ValueId,
)
from cockpit_tui.domain.values import GroupBy, PriorityLevel, SortBy, SyncState, TaskStage


@dataclass(frozen=True, slots=True)
class CtaRow:
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


@dataclass(frozen=True, slots=True)
class Group:
    """One header of the list and how many CTAs stand under it."""

    key: str
    label: str
    count: int
    arr_cents: int | None = None
    """ARR of the group's distinct customers; None while unknown, or where nobody has one."""
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
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
    starts: tuple[int, ...] = field(init=False)
    """Index into `ids` of each group's first CTA."""

    def __post_init__(self) -> None:
        starts, total = [], 0
        for group in self.groups:
            starts.append(total)
            total += group.count
        object.__setattr__(self, "starts", tuple(starts))

    @property
    def total(self) -> int:
        """How many CTAs the view holds, read or not."""
        return self.starts[-1] + self.groups[-1].count if self.groups else 0

    @property
    def is_complete(self) -> bool:
        return len(self.ids) >= self.total

    def group_of(self, index: int) -> int:
        """The number of the group that holds the CTA at `index`."""
        return bisect_right(self.starts, index) - 1


@dataclass(frozen=True, slots=True)
class TaskPartRow:
    """One assignee's share of a task; mirrored, it is one Salesforce Task (decision 1)."""

    id: PartId
    assignee_id: PersonId
    assignee: str
    is_closed: bool
    is_synced: bool
    salesforce_id: str | None
    sync_state: SyncState


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of a CTA."""

    id: TaskId
    cta_id: CtaId
    position: int
    title: str
    status_id: ValueId
    status: str
    stage: TaskStage
    is_closed: bool
    priority: str
    priority_level: PriorityLevel
    due: date | None
    comments: str
    source: str
    parts: tuple[TaskPartRow, ...]
    waiting_fields: tuple[str, ...] = ()
    """Labels of the fields that wait to be written to Salesforce."""

    @property
    def sync_state(self) -> SyncState:
        """The most urgent state of its parts."""
        return max((part.sync_state for part in self.parts), key=lambda state: state.urgency)

    @property
    def assignees(self) -> tuple[str, ...]:
        return tuple(part.assignee for part in self.parts)

    @property
    def is_synced(self) -> bool:
        return any(part.is_synced for part in self.parts)


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One Salesforce Task or Event of a customer."""

    salesforce_id: str
    kind: str
    """`Task` or `Event`."""
    subtype: str
    """`Call`, `Email`, `Meeting`, `Task`…: the word that is shown."""
    subject: str
    status: str
    is_closed: bool
    priority: str
    date: date | None
    start: datetime | None
    end: datetime | None
    owner: str
    who: str
    what: str
    account_salesforce_id: str | None
    is_archived: bool
    comments: str
    cta_id: CtaId | None


@dataclass(frozen=True, slots=True)
class ActivityList:
    """A customer's activities: pending first to come, past newest first; counts are of all."""

    pending: tuple[ActivityRow, ...]
    past: tuple[ActivityRow, ...]
    pending_total: int
    past_total: int


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A customer with what is known of it; None where nothing is."""

    id: AccountId
    salesforce_id: str | None
    name: str
    industry: str
    type: str
    owner: str
    arr_cents: int | None
    renewal_date: date | None
    health: int | None
    """0 to 100."""
    health_change: int | None
    """Against the snapshot of 30 days ago."""
    nps: int | None
    stage: str
    segment: str
    usage: int | None
    """Per cent of seats in use."""
    open_ctas: int
    health_history: tuple[int, ...] = ()
    """Oldest first, at most eight."""


@dataclass(frozen=True, slots=True)
class CtaDetail:
    """Everything the pane and `cta show` tell of one CTA."""

    row: CtaRow
    type_id: ValueId
    reason_id: ValueId
    priority_id: ValueId
    status_id: ValueId
    outcome: str | None
    comment: str
    comment_by: str
    comment_at: datetime | None
    snoozed_until: date | None
    snooze_reason: str | None
    playbook: str | None
    plan: str | None
    opportunity_id: OpportunityId | None
    opportunity_salesforce_id: str | None
    opportunity: str | None
    source: str
    created_at: datetime
    closed_at: datetime | None
    account: AccountRow
    owner_salesforce_id: str | None
    tasks: tuple[TaskRow, ...]

    @property
    def next_task(self) -> TaskRow | None:
        """The first open task in order; the pane's “Next”."""
        return next((task for task in self.tasks if not task.is_closed), None)


@dataclass(frozen=True, slots=True)
class CtaRecord:
    """One whole CTA as documents and files hold it: a line of the list and what it leaves out."""

    row: CtaRow
    account_salesforce_id: str | None
    owner_salesforce_id: str | None
    outcome: str | None
    snoozed_until: date | None
    snooze_reason: str | None
    playbook: str | None
    plan: str | None
    opportunity_id: OpportunityId | None
    opportunity_salesforce_id: str | None
    source: str
    created_at: datetime
    closed_at: datetime | None
    comment: str


@dataclass(frozen=True, slots=True)
class Value:
    """One entry of a value set, as an admin named it."""

    id: ValueId
    label: str
    is_closed: bool = False
    outcome: str | None = None
    stage: str | None = None
    """TaskStage of a task status, PriorityLevel of a priority."""
    letter: str = ""
    is_default: bool = False
    type_id: ValueId | None = None
    """A reason that belongs to one CTA type only."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may own work: a Salesforce user, or one of a local workspace."""

    id: PersonId
    name: str
    email: str
    salesforce_id: str | None
    is_active: bool
    role: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person at a customer."""

    id: ContactId
    salesforce_id: str | None
    account_id: AccountId
    name: str
    title: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """A deal of a customer."""

    id: OpportunityId
    salesforce_id: str | None
    account_id: AccountId
    name: str
    stage: str
    type: str
    amount_cents: int | None
    close_date: date | None
    probability: int | None
    """Per cent."""
    next_step: str
    is_closed: bool
    is_won: bool
    owner: str


@dataclass(frozen=True, slots=True)
class ViewTab:
    """A tab of the cockpit: its name, its query and how many CTAs it holds."""

    key: str
    label: str
    query: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class OrgRow:
    """The org a workspace belongs to."""

    id: str
    name: str
    is_sandbox: bool
    instance_url: str
    time_zone: str
    is_armed: bool
    """False: nothing is written to it; edits are kept as “would write”."""

    @property
    def kind(self) -> str:
        return "SANDBOX" if self.is_sandbox else "PRODUCTION"


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How the mirror stands, for the header and `cockpit status`."""

    org: OrgRow | None
    pending: int = 0
    would_write: int = 0
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
