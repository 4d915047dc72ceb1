"""Rows as they were read from Salesforce, before they are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


class Pulled(Protocol):
    """A row by its Salesforce id."""

    @property
    def salesforce_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PulledPerson:
    """A Salesforce user."""

    salesforce_id: str
    name: str
    email: str
    username: str
    title: str
    is_active: bool
    time_zone: str


@dataclass(frozen=True, slots=True)
class PulledAccount:
    """An account; the measures are None or empty where the org has no such field."""

    salesforce_id: str
    name: str
    industry: str
    type: str
    website: str
    owner_user: str | None
    health: int | None
    nps: int | None
    stage: str
    segment: str
    usage: int | None
    is_deleted: bool
    system_modstamp: datetime | None = None
    merged_into: str | None = None
    """The account that it was merged into."""


@dataclass(frozen=True, slots=True)
class PulledContact:
    """A contact."""

    salesforce_id: str
    account: str | None
    name: str
    title: str
    email: str
    phone: str
    is_deleted: bool
    system_modstamp: datetime | None = None
    merged_into: str | None = None
    """The contact that it became one with."""


@dataclass(frozen=True, slots=True)
class PulledOpportunity:
    """An opportunity."""

    salesforce_id: str
    account: str | None
    owner_user: str | None
    name: str
    stage: str
    type: str
    amount_cents: int | None
    close_date: date | None
    probability: int | None
    next_step: str
    is_closed: bool
    is_won: bool
    is_deleted: bool
    system_modstamp: datetime | None = None


@dataclass(frozen=True, slots=True)
class PulledCase:
    """A support case."""

    salesforce_id: str
    account: str | None
    number: str
    subject: str
    status: str
    priority: str
    is_closed: bool
    opened_at: datetime | None
    closed_at: datetime | None
    is_deleted: bool
    system_modstamp: datetime | None = None


@dataclass(frozen=True, slots=True)
class PulledActivity:
    """A Task or an Event."""

    salesforce_id: str
    kind: str
    subtype: str
    subject: str
    status: str
    is_closed: bool
    priority: str
    date: date | None
    start_at: datetime | None
    end_at: datetime | None
    owner_salesforce_id: str | None
    owner_name: str
    who_salesforce_id: str | None
    who_name: str
    what_salesforce_id: str | None
    what_name: str
    account: str | None
    is_archived: bool
    is_deleted: bool
    comments: str
    system_modstamp: datetime | None = None
