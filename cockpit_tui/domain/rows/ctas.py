"""CTAs whole, and what makes them again."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from cockpit_tui.domain.ids import (
    AccountId,
    AttachmentId,
    OpportunityId,
    PersonId,
    SeriesId,
    ValueId,
)
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.rows.customers import AccountRow, LinkRow
from cockpit_tui.domain.rows.tasks import TaskRow, first_to_do


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
