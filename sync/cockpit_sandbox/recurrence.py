"""Tasks that repeat: closing one creates the next.

Salesforce object reference, Task: a task with RecurrenceRegeneratedType is followed by a new one
when it is completed, RecurrenceInterval days after its due date or after today.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from cockpit_sandbox.schema import Scalar, SObject
from cockpit_sandbox.storage import Row

AFTER_DUE_DATE = "RecurrenceRegenerateAfterDueDate"
AFTER_TODAY = "RecurrenceRegenerateAfterToday"
DONE = "RecurrenceRegenerated"
_TAKEN_OVER = (
    "Subject",
    "WhatId",
    "WhoId",
    "OwnerId",
    "Priority",
    "Description",
    "Type",
    "RecurrenceRegeneratedType",
    "RecurrenceInterval",
)


def successor(
    sobject: SObject, row: Row, before: Row | None, today: date
) -> Mapping[str, Scalar] | None:
    """The values of the task that follows one just closed; None where none does."""
    kind = row.get("RecurrenceRegeneratedType")
    is_closing = row.get("IsClosed") and (before is None or not before["IsClosed"])
    if sobject.name != "Task" or kind not in (AFTER_DUE_DATE, AFTER_TODAY) or not is_closing:
        return None
    start = today
    if kind == AFTER_DUE_DATE and row["ActivityDate"]:
        start = date.fromisoformat(str(row["ActivityDate"]))
    due = start + timedelta(days=int(row["RecurrenceInterval"] or 1))
    return {name: row[name] for name in _TAKEN_OVER} | {"ActivityDate": due.isoformat()}
