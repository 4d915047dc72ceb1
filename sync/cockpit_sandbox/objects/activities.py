"""Tasks and events, and the tables that say which task states are closed."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit_sandbox.objects.fields import (
    audit,
    external_key,
    flag,
    long_text,
    lookup,
    owner,
    picklist,
    record_id,
    text,
    typed,
)
from cockpit_sandbox.schema import Field, SObject, read_only

WHAT_TARGETS = ("Account", "Opportunity", "Case")
REFERENCE_LENGTH = 36
"""Cockpit_Ref__c holds a UUID."""


def _value_table(name: str, prefix: str, label: str, *extra: Field) -> SObject:
    return SObject(
        name=name,
        key_prefix=prefix,
        label=label,
        label_plural=label + " Values",
        createable=False,
        updateable=False,
        deletable=False,
        fields=(
            record_id(),
            text("MasterLabel"),
            text("ApiName", name_field=True),
            typed("SortOrder", "int"),
            flag("IsDefault"),
            *extra,
            *audit(deletable=False),
        ),
    )


TASK_STATUS = _value_table("TaskStatus", "01T", "Task Status", flag("IsClosed"))
TASK_PRIORITY = _value_table("TaskPriority", "01P", "Task Priority", flag("IsHighPriority"))


def _relations(plural: str) -> tuple[Field, ...]:
    return (
        lookup("WhoId", "Contact", "Lead", child_relationship=plural),
        lookup("WhatId", *WHAT_TARGETS, on_parent_delete="cascade", child_relationship=plural),
        read_only(lookup("AccountId", "Account")),
        owner(queues=True),
    )


def _subtype(name: str, *values: str) -> Field:
    """Set when the activity is created, never changed."""
    return replace(
        picklist(name, *values, default=values[0], restricted=True, length=40),
        updateable=False,
        defaulted_on_create=True,
    )


_TASK_TYPES = ("Call", "Email", "Meeting", "Other")

TASK = SObject(
    name="Task",
    key_prefix="00T",
    label="Task",
    label_plural="Tasks",
    fields=(
        record_id(),
        *_relations("Tasks"),
        typed("Subject", "combobox", 255, name_field=True),
        typed("ActivityDate", "date", label="Due Date Only"),
        picklist(
            "Status",
            required=True,
            default="Not Started",
            restricted=True,
            choices_from="TaskStatus",
        ),
        picklist(
            "Priority",
            required=True,
            default="Normal",
            restricted=True,
            choices_from="TaskPriority",
        ),
        flag("IsHighPriority", server=True),
        long_text(),
        picklist("Type", *_TASK_TYPES),
        _subtype("TaskSubtype", "Task", "Email", "ListEmail", "Call"),
        flag("IsClosed", server=True),
        read_only(typed("CompletedDateTime", "datetime")),
        flag("IsArchived", server=True),
        typed("CallDurationInSeconds", "int", minimum=0, maximum=99_999_999),
        picklist("CallType", "Internal", "Inbound", "Outbound"),
        text("CallDisposition", 255),
        text("CallObject", 255),
        flag("IsReminderSet"),
        typed("ReminderDateTime", "datetime"),
        flag("IsRecurrence", server=True),
        read_only(lookup("RecurrenceActivityId", "Task", relationship="RecurrenceActivity")),
        picklist(
            "RecurrenceRegeneratedType",
            "RecurrenceRegenerateAfterDueDate",
            "RecurrenceRegenerateAfterToday",
            "RecurrenceRegenerated",
        ),
        typed("RecurrenceInterval", "int", minimum=1, maximum=365),
        external_key("Cockpit_Ref__c", REFERENCE_LENGTH),
        *audit(),
    ),
)

EVENT = SObject(
    name="Event",
    key_prefix="00U",
    label="Event",
    label_plural="Events",
    fields=(
        record_id(),
        *_relations("Events"),
        typed("Subject", "combobox", 255, name_field=True),
        text("Location", 255),
        flag("IsAllDayEvent"),
        typed("ActivityDateTime", "datetime", label="Due Date Time"),
        typed("ActivityDate", "date", label="Due Date Only"),
        typed("DurationInMinutes", "int", minimum=0, maximum=20_160),
        typed("StartDateTime", "datetime"),
        typed("EndDateTime", "datetime"),
        long_text(),
        picklist("Type", *_TASK_TYPES),
        _subtype("EventSubtype", "Event"),
        picklist("ShowAs", "Busy", "Free", "OutOfOffice", default="Busy"),
        flag("IsPrivate"),
        flag("IsChild", server=True),
        flag("IsGroupEvent", server=True),
        flag("IsArchived", server=True),
        flag("IsRecurrence", server=True),
        read_only(lookup("RecurrenceActivityId", "Event", relationship="RecurrenceActivity")),
        flag("IsReminderSet"),
        typed("ReminderDateTime", "datetime"),
        external_key("Cockpit_Ref__c", REFERENCE_LENGTH),
        *audit(),
    ),
)
