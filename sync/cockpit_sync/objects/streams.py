"""The objects that are read from Salesforce: a new one is one entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import cast

from msgspec import Struct

from cockpit_sync.fields import REF_FIELD
from cockpit_sync.salesforce.api import Record
from cockpit_sync.values import to_cents, to_date, to_instant, to_text, to_whole, without_marker
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.domain.line_merge import LONGEST_TEXT
from cockpit_tui.store.mirror import pulled
from cockpit_tui.store.mirror.mirror_state import Transaction

AUDIT = ("Id", "SystemModstamp", "IsDeleted")
MEASURES = ("Health__c", "NPS__c", "Stage__c", "Segment__c", "Usage__c")
"""Read where the org has them; an account's health, NPS, stage, segment and usage."""
_ACTIVITY = (
    *AUDIT,
    "Subject",
    "OwnerId",
    "Owner.Name",
    "WhoId",
    "Who.Name",
    "WhatId",
    "What.Name",
    "AccountId",
    "ActivityDate",
    "Description",
    "Type",
    "IsArchived",
)
TASK_COLUMNS = (
    *_ACTIVITY,
    "Status",
    "Priority",
    "IsClosed",
    "TaskSubtype",
    "LastModifiedDate",
    "LastModifiedById",
    "LastModifiedBy.Name",
    REF_FIELD,
)


class Stream(Struct, frozen=True):
    """One object: what to select, and how its rows are written."""

    sobject: str
    columns: tuple[str, ...]
    write: Callable[[Transaction, Sequence[Record], datetime], frozenset[str]] | None
    """Writes rows in a transaction, gives the ids of those that changed; None: users and tasks,
    which have ways of their own."""
    where: str = ""
    is_slow: bool = False
    """Read less often, in a call of its own."""


def to_activity(record: Record, now: datetime) -> pulled.PulledActivity:
    """A Task or an Event as the list of activities shows it."""
    kind = record["attributes"]["type"] if "attributes" in record else "Task"
    is_task = kind == "Task"
    start, end = to_instant(record.get("StartDateTime")), to_instant(record.get("EndDateTime"))
    subtype = to_text(record.get("TaskSubtype"), 40)
    if not is_task or subtype in ("", "Task"):
        named = to_text(record.get("Type"), 40)
        # Salesforce: Task, Type: "Other" says nothing, so what it is says more.
        subtype = named if named not in ("", "Other") else "Task" if is_task else "Meeting"
    is_closed = bool(record.get("IsClosed")) if is_task else end is not None and end < now
    return pulled.PulledActivity(
        salesforce_id=to_salesforce_id(record["Id"]),
        kind=kind,
        subtype=subtype,
        subject=to_text(record.get("Subject")),
        status=to_text(record.get("Status")),
        is_closed=is_closed,
        priority=to_text(record.get("Priority")),
        date=to_date(record.get("ActivityDate")) or (start.date() if start else None),
        start_at=start,
        end_at=end,
        owner_salesforce_id=record.get("OwnerId"),
        owner_name=related_name(record, "Owner"),
        who_salesforce_id=record.get("WhoId"),
        who_name=related_name(record, "Who"),
        what_salesforce_id=record.get("WhatId"),
        what_name=related_name(record, "What"),
        account=record.get("AccountId"),
        is_archived=bool(record.get("IsArchived")),
        is_deleted=bool(record.get("IsDeleted")),
        system_modstamp=to_instant(record.get("SystemModstamp")),
        comments=to_text(without_marker(record.get("Description")), LONGEST_TEXT),
    )


def _long_id(value: object) -> str | None:
    return to_salesforce_id(str(value)) if value else None


def related_name(record: Record, relation: str) -> str:
    """The name over a relation; empty where there is none."""
    parent = record.get(relation)
    return to_text(parent.get("Name")) if isinstance(parent, Mapping) else ""


def _write_events(
    connection: Transaction, records: Sequence[Record], now: datetime
) -> frozenset[str]:
    return pulled.write_activities(connection, [to_activity(record, now) for record in records])


def _write_accounts(
    connection: Transaction, records: Sequence[Record], _now: datetime
) -> frozenset[str]:
    rows = [
        pulled.PulledAccount(
            salesforce_id=record["Id"],
            name=to_text(record.get("Name")) or record["Id"],
            industry=to_text(record.get("Industry")),
            type=to_text(record.get("Type")),
            website=to_text(record.get("Website")),
            owner_user=record.get("OwnerId"),
            health=to_whole(record.get("Health__c")),
            nps=to_whole(record.get("NPS__c")),
            stage=to_text(record.get("Stage__c"), 80),
            segment=to_text(record.get("Segment__c"), 80),
            usage=to_whole(record.get("Usage__c")),
            is_deleted=bool(record.get("IsDeleted")),
            merged_into=_long_id(record.get("MasterRecordId")),
            system_modstamp=to_instant(record.get("SystemModstamp")),
        )
        for record in records
    ]
    return pulled.write_accounts(connection, rows)


def _write_contacts(
    connection: Transaction, records: Sequence[Record], _now: datetime
) -> frozenset[str]:
    rows = [
        pulled.PulledContact(
            salesforce_id=record["Id"],
            account=record.get("AccountId"),
            name=to_text(record.get("Name")) or record["Id"],
            title=to_text(record.get("Title")),
            email=to_text(record.get("Email")),
            phone=to_text(record.get("Phone"), 80),
            is_deleted=bool(record.get("IsDeleted")),
            merged_into=_long_id(record.get("MasterRecordId")),
            system_modstamp=to_instant(record.get("SystemModstamp")),
        )
        for record in records
    ]
    return pulled.write_contacts(connection, rows)


def _write_opportunities(
    connection: Transaction, records: Sequence[Record], _now: datetime
) -> frozenset[str]:
    rows = [
        pulled.PulledOpportunity(
            salesforce_id=record["Id"],
            account=record.get("AccountId"),
            owner_user=record.get("OwnerId"),
            name=to_text(record.get("Name")) or record["Id"],
            stage=to_text(record.get("StageName")),
            type=to_text(record.get("Type")),
            amount_cents=to_cents(record.get("Amount")),
            close_date=to_date(record.get("CloseDate")),
            probability=to_whole(record.get("Probability")),
            next_step=to_text(record.get("NextStep")),
            is_closed=bool(record.get("IsClosed")),
            is_won=bool(record.get("IsWon")),
            is_deleted=bool(record.get("IsDeleted")),
            system_modstamp=to_instant(record.get("SystemModstamp")),
        )
        for record in records
    ]
    return pulled.write_opportunities(connection, rows)


def _write_cases(
    connection: Transaction, records: Sequence[Record], _now: datetime
) -> frozenset[str]:
    rows = [
        pulled.PulledCase(
            salesforce_id=record["Id"],
            account=record.get("AccountId"),
            number=to_text(record.get("CaseNumber"), 30),
            subject=to_text(record.get("Subject")),
            status=to_text(record.get("Status")),
            priority=to_text(record.get("Priority")),
            is_closed=bool(record.get("IsClosed")),
            opened_at=to_instant(record.get("CreatedDate")),
            closed_at=to_instant(record.get("ClosedDate")),
            is_deleted=bool(record.get("IsDeleted")),
            system_modstamp=to_instant(record.get("SystemModstamp")),
        )
        for record in records
    ]
    return pulled.write_cases(connection, rows)


def to_people(records: Sequence[Record]) -> list[pulled.PulledPerson]:
    """Salesforce users as people."""
    return [
        pulled.PulledPerson(
            salesforce_id=record["Id"],
            name=to_text(record.get("Name")) or record["Id"],
            email=to_text(record.get("Email")),
            username=to_text(record.get("Username")),
            title=to_text(record.get("Title")),
            is_active=bool(record.get("IsActive", True)),
            time_zone=to_text(record.get("TimeZoneSidKey"), 60),
        )
        for record in records
    ]


def to_managers(records: Sequence[Record]) -> dict[str, str | None]:
    """User → the user they report to."""
    return {record["Id"]: cast("str | None", record.get("ManagerId")) for record in records}


USERS = Stream(
    "User",
    (
        "Id",
        "SystemModstamp",
        "Name",
        "Email",
        "Username",
        "Title",
        "IsActive",
        "ManagerId",
        "TimeZoneSidKey",
    ),
    None,
    where="UserType = 'Standard'",
    is_slow=True,
)
ACCOUNTS = Stream(
    "Account",
    (*AUDIT, "Name", "Industry", "Type", "Website", "OwnerId", "MasterRecordId", *MEASURES),
    _write_accounts,
)
CONTACTS = Stream(
    "Contact",
    (*AUDIT, "AccountId", "Name", "Title", "Email", "Phone", "MasterRecordId"),
    _write_contacts,
    is_slow=True,
)
OPPORTUNITIES = Stream(
    "Opportunity",
    (
        *AUDIT,
        "AccountId",
        "OwnerId",
        "Name",
        "StageName",
        "Type",
        "Amount",
        "CloseDate",
        "Probability",
        "NextStep",
        "IsClosed",
        "IsWon",
    ),
    _write_opportunities,
)
CASES = Stream(
    "Case",
    (
        *AUDIT,
        "AccountId",
        "CaseNumber",
        "Subject",
        "Status",
        "Priority",
        "IsClosed",
        "CreatedDate",
        "ClosedDate",
    ),
    _write_cases,
)
EVENTS = Stream(
    "Event", (*_ACTIVITY, "StartDateTime", "EndDateTime", "EventSubtype"), _write_events
)
TASKS = Stream("Task", TASK_COLUMNS, None)

STREAMS: tuple[Stream, ...] = (USERS, ACCOUNTS, CONTACTS, OPPORTUNITIES, CASES, EVENTS, TASKS)
"""In the order in which rows are written: parents first."""
