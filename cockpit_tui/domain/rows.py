"""Frozen rows: what screens, commands and widgets see of the store.

The rows of lists are made in `list_rows`, which is all that the first picture loads.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from cockpit_tui.domain.ids import (
    AccountId,
    AttachmentId,
    ContactId,
    CtaId,
    OpportunityId,
    PartId,
    PersonId,
    SeriesId,
    TaskId,
    ValueId,
)
from cockpit_tui.domain.lists.rows import CtaRow, Group, Listing, OrgRow, SyncStatus, ViewTab
from cockpit_tui.domain.values import LinkKind, PriorityLevel, SyncState, TaskStage

__all__ = [
    "AccountRow",
    "ActivityList",
    "ActivityRow",
    "AttachmentRow",
    "BlockerRow",
    "Company",
    "ContactRow",
    "CtaDetail",
    "CtaRecord",
    "CtaRow",
    "Group",
    "LinkRow",
    "Listing",
    "OpportunityRow",
    "OrgRow",
    "Person",
    "SeriesRow",
    "SyncStatus",
    "TaskPartRow",
    "TaskRow",
    "Value",
    "ViewTab",
]


class TaskPartRow(Struct, frozen=True):
    """One assignee's share of a task; mirrored, it is one Salesforce Task (decision 1)."""

    id: PartId
    assignee_id: PersonId
    assignee: str
    is_closed: bool
    is_synced: bool
    salesforce_id: str | None
    sync_state: SyncState


class BlockerRow(Struct, frozen=True):
    """A task of the same CTA that must be done before (TP-16)."""

    id: TaskId
    title: str
    is_closed: bool


class TaskRow(Struct, frozen=True):
    """One task of a CTA."""

    id: TaskId
    cta_id: CtaId
    position: int
    title: str
    status_id: ValueId
    status: str
    stage: TaskStage
    is_closed: bool
    priority_id: ValueId
    priority: str
    priority_level: PriorityLevel
    due: date | None
    comments: str
    source: str
    parts: tuple[TaskPartRow, ...]
    waiting_fields: tuple[str, ...] = ()
    """Labels of the fields that wait to be written to Salesforce."""
    playbook: str | None = None
    """The playbook that made it."""
    blockers: tuple[BlockerRow, ...] = ()

    @property
    def waits_for(self) -> tuple[BlockerRow, ...]:
        """The open tasks that must be done before; none for a task that is closed itself."""
        return () if self.is_closed else tuple(b for b in self.blockers if not b.is_closed)

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

    @property
    def mirrored(self) -> int:
        """How many of its parts are records of Salesforce, or will be."""
        return sum(part.is_synced for part in self.parts)


class OpenTask(Struct, frozen=True):
    """A task with the CTA and the customer that it is for."""

    task: TaskRow
    cta: str
    account: str

    @property
    def id(self) -> TaskId:
        return self.task.id


def first_to_do(tasks: Sequence[TaskRow]) -> TaskRow | None:
    """The first open task that waits for no other; the first open one where all of them wait."""
    still_open = [task for task in tasks if not task.is_closed]
    free = (task for task in still_open if not task.waits_for)
    return next(free, still_open[0] if still_open else None)


class ActivityRow(Struct, frozen=True):
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
    day: date | None
    """Its day in a list: the date, or of what was done before that, when it was done."""
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


class ActivityList(Struct, frozen=True):
    """A customer's activities: pending first to come, past newest first; counts are of all."""

    pending: tuple[ActivityRow, ...]
    past: tuple[ActivityRow, ...]
    pending_total: int
    past_total: int


class AccountRow(Struct, frozen=True):
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


class LinkRow(Struct, frozen=True):
    """Something of the customer that a CTA, or one of its tasks, is linked to."""

    kind: LinkKind
    id: int
    salesforce_id: str | None
    name: str
    detail: str
    """Stage, status or title."""
    task_id: int | None = None
    """The task that the link belongs to; None for the CTA's own."""
    day: date | None = None
    """On which a deal closes."""

    @property
    def word(self) -> str:
        """Salesforce's id, else ours: `OPP-3`."""
        ours = {"opportunity": "OPP", "case": "CASE", "contact": "CON"}[self.kind.value]
        return self.salesforce_id or f"{ours}-{self.id}"


class AttachmentRow(Struct, frozen=True):
    """A web page or a file that a CTA refers to (CD-2)."""

    id: AttachmentId
    name: str
    address: str

    @property
    def word(self) -> str:
        """`ATT-3`."""
        return f"ATT-{self.id}"


class CtaDetail(Struct, frozen=True):
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
    links: tuple[LinkRow, ...] = ()
    attachments: tuple[AttachmentRow, ...] = ()
    repeats: str = ""
    """The rule of the series that it belongs to."""

    @property
    def next_task(self) -> TaskRow | None:
        """The first open task in order that waits for nothing; the pane's “Next”."""
        return first_to_do(self.tasks)


class CtaRecord(Struct, frozen=True):
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


class Value(Struct, frozen=True):
    """One entry of a value set, as an admin named it."""

    id: ValueId
    label: str
    is_closed: bool = False
    outcome: str | None = None
    stage: str | None = None
    """TaskStage of a task status, PriorityLevel of a priority, `event` of a type that repeats."""
    letter: str = ""
    is_default: bool = False
    type_id: ValueId | None = None
    """A reason that belongs to one CTA type only."""


class SeriesRow(Struct, frozen=True):
    """A recurring CTA (CL-21)."""

    id: SeriesId
    name: str
    account_id: AccountId
    account: str
    account_salesforce_id: str | None
    owner_id: PersonId
    owner: str
    rule: str
    start: date
    until: date
    ahead: int
    """Days before its day on which each CTA is made."""
    next_on: date | None
    """The day of the next CTA; None when the series is over."""
    made: int
    """How many days became CTAs."""
    playbook: str | None

    @property
    def words(self) -> str:
        """The rule with both ends, as it is typed."""
        return f"{self.rule} from {self.start} until {self.until}"


class Person(Struct, frozen=True):
    """Somebody who may own work: a Salesforce user, or one of a local workspace."""

    id: PersonId
    name: str
    email: str
    salesforce_id: str | None
    is_active: bool
    role: str
    title: str = ""
    holidays: str = ""
    """Whose holidays count, where something is set for the person: a country, `auto`, `none`."""
    time_zone: str = ""


class ContactRow(Struct, frozen=True):
    """A person at a customer."""

    id: ContactId
    salesforce_id: str | None
    account_id: AccountId
    name: str
    title: str
    email: str
    phone: str


class OpportunityRow(Struct, frozen=True):
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


class Company(Struct, frozen=True):
    """A customer's page: what is known of it, and what belongs to it."""

    account: AccountRow
    ctas: tuple[CtaRow, ...]
    """Open ones, also those asleep, the nearest due date first; at most as many as were asked."""
    contacts: tuple[ContactRow, ...]
    opportunities: tuple[OpportunityRow, ...]
    """Open ones first."""
    cases: tuple[LinkRow, ...]
    """Open ones first."""
