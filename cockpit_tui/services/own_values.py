"""What a person may write in place of both sides of a conflict: what the same edit may write."""

from __future__ import annotations

from datetime import date

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.permissions import Actor, Right
from cockpit_tui.domain.values import LinkKind, Picklist
from cockpit_tui.services.ctas import checked_name
from cockpit_tui.services.linking import require_of_customer
from cockpit_tui.services.waiting import completes, require_unblocked
from cockpit_tui.store.mirror.conflicts import ConflictRow, Decision
from cockpit_tui.store.mirror.mirror_queue import WHOLE_RECORD, Plain
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork

PICKLISTS = {"status_id": Picklist.TASK_STATUS, "priority_id": Picklist.PRIORITY}


def require_writable(work: UnitOfWork, actor: Actor, row: ConflictRow, decision: Decision) -> None:
    """Raises InvalidInput for a value that the field cannot have, NotFound for a contact that is
    not there, NotPermitted without the right to assign, and Blocked for a status that completes a
    task that waits (TP-16)."""
    value = decision.value
    match row.field:
        case field if field == WHOLE_RECORD:
            raise InvalidInput(
                "A record that was deleted on one side cannot be written by hand. Nothing changed.",
                "Take one side: mine or theirs.",
            )
        case "title":
            checked_name(str(value or ""), "A task", "title")
        case "due":
            _require_day(value)
        case "status_id" | "priority_id":
            _require_of_picklist(work, PICKLISTS[row.field], value)
            if row.field == "status_id" and isinstance(value, int):
                _require_completable(work, row, value)
        case "assignee_id":
            _require_assignable(work, actor, row, value)
        case "contact_id":
            _require_contact(work, row, value)
        case _ if not isinstance(value, str):
            raise InvalidInput("This field holds a text. Nothing changed.")


def _require_day(value: Plain) -> None:
    try:
        if value is not None:
            date.fromisoformat(str(value))
    except ValueError as error:
        raise InvalidInput(f"“{value}” is no day. Nothing changed.") from error


def _require_of_picklist(work: UnitOfWork, picklist: Picklist, value: Plain) -> None:
    found = work.find(schema.picklist_value, value) if isinstance(value, int) else None
    if found is None or found["picklist"] != picklist.value:
        what = picklist.value.replace("_", " ")
        raise InvalidInput(f"That is no {what}, and this field has one always. Nothing changed.")


def _require_completable(work: UnitOfWork, row: ConflictRow, status_id: int) -> None:
    part = work.find(schema.task_part, row.part_id)
    is_new = part is not None and part["status_id"] != status_id
    if is_new and row.task_id is not None and completes(work, status_id):
        require_unblocked(work, [TaskId(row.task_id)])


def _require_assignable(work: UnitOfWork, actor: Actor, row: ConflictRow, value: Plain) -> None:
    parts = work.rows(schema.task_part, task_id=row.task_id) if row.task_id else []
    actor.require(Right.ASSIGN, "task", *(part["assignee_id"] for part in parts))
    found = work.find(schema.person, value) if isinstance(value, int) else None
    if found is None or not found["is_active"]:
        raise InvalidInput("A task needs an assignee who is active here. Nothing changed.")


def _require_contact(work: UnitOfWork, row: ConflictRow, value: Plain) -> None:
    if value is None or row.cta_id is None:
        return
    if not isinstance(value, int):
        raise InvalidInput("That is no contact of the customer. Nothing changed.")
    require_of_customer(work, work.row(schema.cta, row.cta_id), LinkKind.CONTACT, value)
