"""Customers, and what is known of them: activities, contacts, deals, what a CTA is linked to."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from cockpit_tui.domain.ids import AccountId, ContactId, CtaId, OpportunityId
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.values import LinkKind


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
    """Against the last snapshot up to 30 days ago; None where that is not known."""
    nps: int | None
    stage: str
    segment: str
    usage: int | None
    """Per cent of seats in use."""
    open_ctas: int
    health_history: tuple[int, ...] = ()
    """Oldest first, at most eight."""


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
