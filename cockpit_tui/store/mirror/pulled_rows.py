"""Rows as they were read from Salesforce, before they are written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from msgspec import Struct


class Pulled(Protocol):
    """A row by its Salesforce id."""

    @property
    def salesforce_id(self) -> str: ...


class PulledPerson(Struct, frozen=True):
    """A Salesforce user."""

    salesforce_id: str
    name: str
    email: str
    username: str
    title: str
    is_active: bool
    time_zone: str


class PulledAccount(Struct, frozen=True):
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


class PulledContact(Struct, frozen=True):
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


class PulledOpportunity(Struct, frozen=True):
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


class PulledCase(Struct, frozen=True):
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


class PulledActivity(Struct, frozen=True):
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
