"""The mirrored fields of a task as data: a new one is one entry here.

Ours ↔ Salesforce: title ↔ Subject, due ↔ ActivityDate, priority ↔ Priority, status ↔ Status,
comments ↔ Description (SY-4, CH-3), assignee ↔ OwnerId, and where it is switched on the first
contact ↔ WhoId (SY-7). WhatId goes out alone: the account (SY-6), or by setting the opportunity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from msgspec import Struct

from cockpit_sync.values import Value, canonical
from cockpit_tui.store.mirror.mirror_mapping import MappingRow
from cockpit_tui.store.mirror.mirror_queue import Plain
from cockpit_tui.store.work.outbox import FIELD_LABELS

REF_FIELD = "Cockpit_Ref__c"
"""The external id that makes creates exact; on the object Activity it serves Task and Event."""
ACCOUNT_FIELD = "WhatId"
CONTACT_FIELD = "WhoId"


class Rule(StrEnum):
    """Who wins when both sides changed a field."""

    MINE = "mine"
    THEIRS = "theirs"
    ASK = "ask"
    LINES = "lines"
    """Both where they changed different lines; a clash is asked about."""
    CLOSED_WINS = "closed-wins"
    """A closed status beats an open one; otherwise theirs."""


class Unmapped(Exception):
    """A value that the mapping does not know: it stays raw and is never rewritten."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(f"{field} “{value}” is not mapped")
        self.field = field
        self.value = value


class Translation(Struct, frozen=True):
    """Which value and which person of ours is which of theirs."""

    statuses_out: Mapping[int, str]
    statuses_in: Mapping[str, int]
    priorities_out: Mapping[int, str]
    priorities_in: Mapping[str, int]
    users: Mapping[int, str]
    """Person → Salesforce user."""
    people: Mapping[str, int]
    """Salesforce user → person."""
    closed_statuses: frozenset[str]
    """Salesforce's, from TaskStatus."""
    contacts: Mapping[int, str] | None = None
    """Contact → Salesforce's; None where contacts are not mirrored."""
    contacts_in: Mapping[str, int] = {}

    @classmethod
    def of(
        cls,
        rows: list[MappingRow],
        users: Mapping[int, str],
        closed_statuses: frozenset[str],
        contacts: Mapping[int, str] | None = None,
    ) -> Translation:
        """The translation that mapping rows and people make."""

        def out(field: str) -> dict[int, str]:
            chosen = (row for row in rows if row.field == field and row.direction != "in")
            return {row.value_id: row.salesforce_value for row in chosen}

        def into(field: str) -> dict[str, int]:
            chosen = [row for row in rows if row.field == field and row.direction != "out"]
            chosen.sort(key=lambda row: row.direction == "both")
            return {row.salesforce_value: row.value_id for row in chosen}

        return cls(
            statuses_out=out("status"),
            statuses_in=into("status"),
            priorities_out=out("priority"),
            priorities_in=into("priority"),
            users=users,
            people={user: person for person, user in users.items()},
            closed_statuses=closed_statuses,
            contacts=contacts,
            contacts_in={key: number for number, key in (contacts or {}).items()},
        )


ToSalesforce = Callable[[Plain, Translation], Value]
FromSalesforce = Callable[[Value, Translation], Plain]


class Field(Struct, frozen=True):
    """One mirrored field. Both functions raise Unmapped for a value they do not know."""

    name: str
    """Ours, of the task or its part."""
    api_name: str
    """Salesforce's."""
    rule: Rule
    to_salesforce: ToSalesforce
    from_salesforce: FromSalesforce
    group: str = ""
    """Fields of one group are merged as a unit; empty: on its own."""
    is_lossy: bool = False
    """Several of theirs are one of ours, so it is sent only when ours really differs."""

    is_optional: bool = False
    """Mirrored only where that is switched on."""

    @property
    def label(self) -> str:
        """Its name within a sentence."""
        return FIELD_LABELS[self.name].lower()

    @property
    def unit(self) -> str:
        return self.group or self.api_name

    def says(self, value: Value, ours: Plain, translation: Translation) -> bool:
        """True if Salesforce's value already means ours."""
        try:
            if self.is_lossy and self.from_salesforce(value, translation) == ours:
                return True
        except Unmapped:
            pass
        try:
            return self.to_salesforce(ours, translation) == value
        except Unmapped:
            return False


def _title_from(value: Value, _translation: Translation) -> Plain:
    if value is None:
        raise Unmapped("Subject", value)
    return value[:255]


def _contact_to(value: Plain, translation: Translation) -> Value:
    if value is None and translation.contacts is not None:
        return None
    if not isinstance(value, int) or value not in (translation.contacts or {}):
        raise Unmapped("contact", value)
    return (translation.contacts or {})[value]


def _contact_from(value: Value, translation: Translation) -> Plain:
    if value is None and translation.contacts is not None:
        return None
    if value is None or value not in translation.contacts_in:
        # A lead, or somebody out of sight: stays as Salesforce has it.
        raise Unmapped("Name", value)
    return translation.contacts_in[value]


def _looked_up(name: str, word: str) -> ToSalesforce:
    def to_salesforce(value: Plain, translation: Translation) -> Value:
        table: Mapping[int, str] = getattr(translation, name)
        if not isinstance(value, int) or value not in table:
            raise Unmapped(word, value)
        return table[value]

    return to_salesforce


def _found(name: str, word: str) -> FromSalesforce:
    def from_salesforce(value: Value, translation: Translation) -> Plain:
        table: Mapping[str, int] = getattr(translation, name)
        if value is None or value not in table:
            raise Unmapped(word, value)
        return table[value]

    return from_salesforce


TASK_FIELDS: tuple[Field, ...] = (
    Field(
        "title",
        "Subject",
        Rule.MINE,
        lambda value, _translation: canonical(value),
        _title_from,
    ),
    Field(
        "due",
        "ActivityDate",
        Rule.MINE,
        lambda value, _translation: canonical(value),
        lambda value, _translation: value,
    ),
    Field(
        "priority_id",
        "Priority",
        Rule.MINE,
        _looked_up("priorities_out", "priority"),
        _found("priorities_in", "Priority"),
        is_lossy=True,
    ),
    Field(
        "status_id",
        "Status",
        Rule.CLOSED_WINS,
        _looked_up("statuses_out", "status"),
        _found("statuses_in", "Status"),
        is_lossy=True,
    ),
    Field(
        "comments",
        "Description",
        Rule.LINES,
        lambda value, _translation: canonical(value),
        lambda value, _translation: value or "",
    ),
    Field(
        "assignee_id",
        "OwnerId",
        Rule.THEIRS,
        _looked_up("users", "assignee"),
        _found("people", "OwnerId"),
    ),
    Field("contact_id", "WhoId", Rule.THEIRS, _contact_to, _contact_from, is_optional=True),
)
BY_NAME: Mapping[str, Field] = {field.name: field for field in TASK_FIELDS}
BY_API_NAME: Mapping[str, Field] = {field.api_name: field for field in TASK_FIELDS}


def in_use(translation: Translation) -> tuple[Field, ...]:
    """The fields that are mirrored here."""
    return tuple(
        entry for entry in TASK_FIELDS if not entry.is_optional or translation.contacts is not None
    )
