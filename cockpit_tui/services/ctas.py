"""What people do with calls to action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import AccountId, CtaId, PersonId, TaskId, ValueId
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.values import Outcome, Picklist, TaskStage
from cockpit_tui.services.permitted import Done, Service, counted, requires
from cockpit_tui.store import schema, task_edits
from cockpit_tui.store.picklists import default_value, value_with
from cockpit_tui.store.unit_of_work import UnitOfWork

NAME_LENGTH = 255


class MoveTasks(StrEnum):
    """CD-10: whose tasks go along when a CTA changes its owner."""

    OLD_OWNER = "old-owner"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NewCta:
    """What a new CTA needs; None takes the workspace's default (CL-20)."""

    account_id: AccountId
    name: str
    type_id: ValueId | None = None
    reason_id: ValueId | None = None
    priority_id: ValueId | None = None
    status_id: ValueId | None = None
    owner_id: PersonId | None = None
    due: date | None = None
    comment: str = ""


class CtaService(Service):
    """Every verb on CTAs. Each call is one batch: one undo takes it back."""

    @requires(Right.CREATE, "cta")
    def add(self, new: NewCta, *, source: str = "person") -> Done:
        """The new CTA; its id is `ids[0]`. Raises InvalidInput for a name that does not fit."""
        name = checked_name(new.name, "A CTA")
        with self.work(f"Added “{name}”") as work:
            defaults = {
                f"{column}_id": getattr(new, f"{column}_id") or default_value(work, picklist)
                for column, picklist in (
                    ("type", Picklist.CTA_TYPE),
                    ("reason", Picklist.REASON),
                    ("priority", Picklist.PRIORITY),
                    ("status", Picklist.CTA_STATUS),
                )
            }
            account = work.row(schema.account, new.account_id)
            status = work.row(schema.picklist_value, defaults["status_id"])
            cta_id = work.insert(
                schema.cta,
                {
                    **defaults,
                    "name": name,
                    "account_id": new.account_id,
                    "owner_id": new.owner_id or self.actor.person_id,
                    "due": new.due or self.clock.today() + timedelta(self.practice.due_days),
                    "comment": new.comment,
                    "source": source,
                    "created_by": self.actor.person_id,
                    "created_at": work.now,
                    "closed_at": work.now if status["is_closed"] else None,
                },
            )
        return Done(f"Added “{name}”, {account['name']}", (cta_id,), work.batch_id)

    @requires(Right.EDIT, "cta")
    def edit(
        self,
        ids: Sequence[CtaId],
        changes: Mapping[str, Any],
        *,
        shift_tasks: bool = False,
        move_tasks: MoveTasks = MoveTasks.NONE,
    ) -> Done:
        """Writes columns of `cta`: name, type_id, reason_id, priority_id, status_id, owner_id, due,
        comment, is_flagged, is_milestone, snoozed_until, snooze_reason_id, opportunity_id.

        A status of the closed category closes the CTA, another one reopens it. `shift_tasks`
        answers CD-6, `move_tasks` CD-10.
        """
        if "owner_id" in changes:
            self.actor.require(Right.ASSIGN, "cta")
        if "name" in changes:
            changes = {**changes, "name": checked_name(changes["name"], "A CTA")}
        notes: list[str] = []
        with self.work(_edit_label(changes, len(ids))) as work:
            for cta_id in ids:
                before = self._editable(work, Right.EDIT, cta_id)
                applied = dict(changes)
                if "status_id" in changes:
                    applied |= _closing(work, before, changes["status_id"])
                work.update(schema.cta, cta_id, applied)
                if shift_tasks and "due" in changes:
                    _shift_tasks(work, cta_id, before["due"], changes["due"])
                if "owner_id" in changes:
                    _move_tasks(work, cta_id, before["owner_id"], changes["owner_id"], move_tasks)
            label = work.label = self._describe(work, ids, _edit_label(changes, 1))
        if "due" in changes and not shift_tasks:
            notes.append("Task dates were kept.")
        if "owner_id" in changes and move_tasks is MoveTasks.NONE:
            notes.append("No tasks were moved.")
        return Done(label, tuple(ids), work.batch_id, tuple(notes))

    @requires(Right.EDIT, "cta")
    def close(
        self, ids: Sequence[CtaId], outcome: Outcome = Outcome.SUCCESS, *, close_tasks: bool = False
    ) -> Done:
        """Closes with that outcome's status; `close_tasks` skips what is still open (CD-11)."""
        kept = 0
        with self.work(f"Closed {counted(len(ids), 'CTA')}") as work:
            status_id = value_with(work, Picklist.CTA_STATUS, is_closed=True, outcome=outcome)
            skipped = value_with(work, Picklist.TASK_STATUS, stage=TaskStage.SKIPPED)
            for cta_id in ids:
                before = self._editable(work, Right.EDIT, cta_id)
                changes = {"status_id": status_id, **_closing(work, before, status_id)}
                work.update(schema.cta, cta_id, changes)
                for task in _open_tasks(work, cta_id):
                    if close_tasks:
                        task_edits.set_task_status(work, task, skipped)
                    else:
                        kept += 1
            label = work.label = self._describe(work, ids, "Closed")
        notes = (f"{counted(kept, 'open task')} kept open.",) if kept else ()
        return Done(label, tuple(ids), work.batch_id, notes)

    @requires(Right.EDIT, "cta")
    def reopen(self, ids: Sequence[CtaId], *, reopen_tasks: bool = False) -> Done:
        """Opens again; `reopen_tasks` also opens the tasks that the closing skipped (CD-11)."""
        with self.work(f"Reopened {counted(len(ids), 'CTA')}") as work:
            status_id = value_with(work, Picklist.CTA_STATUS, is_closed=False, skip_default=True)
            opened = value_with(work, Picklist.TASK_STATUS, stage=TaskStage.OPEN)
            skipped = value_with(work, Picklist.TASK_STATUS, stage=TaskStage.SKIPPED)
            for cta_id in ids:
                self._editable(work, Right.EDIT, cta_id)
                work.update(schema.cta, cta_id, {"status_id": status_id, "closed_at": None})
                if reopen_tasks:
                    for task in work.rows(schema.task, cta_id=cta_id, status_id=skipped):
                        task_edits.set_task_status(work, TaskId(task["id"]), opened)
            label = work.label = self._describe(work, ids, "Reopened")
        return Done(label, tuple(ids), work.batch_id)

    @requires(Right.EDIT, "cta")
    def snooze(self, ids: Sequence[CtaId], until: date, reason_id: ValueId | None = None) -> Done:
        """Asleep through that day, with a reason (CD-4). Raises InvalidInput for a past day."""
        if until < self.clock.today():
            raise InvalidInput(f"{until} is past; a snooze needs a day to come.", "Try `tomorrow`.")
        with self.work(f"Snoozed {counted(len(ids), 'CTA')}") as work:
            reason = reason_id or default_value(work, Picklist.SNOOZE_REASON)
            for cta_id in ids:
                self._editable(work, Right.EDIT, cta_id)
                changes = {"snoozed_until": until, "snooze_reason_id": reason}
                work.update(schema.cta, cta_id, changes)
            label = work.label = self._describe(work, ids, "Snoozed")
        return Done(label, tuple(ids), work.batch_id)

    @requires(Right.EDIT, "cta")
    def wake(self, ids: Sequence[CtaId]) -> Done:
        """Ends the snooze."""
        with self.work(f"Woke {counted(len(ids), 'CTA')}") as work:
            for cta_id in ids:
                self._editable(work, Right.EDIT, cta_id)
                changes = {"snoozed_until": None, "snooze_reason_id": None}
                work.update(schema.cta, cta_id, changes)
            label = work.label = self._describe(work, ids, "Woke")
        return Done(label, tuple(ids), work.batch_id)

    @requires(Right.DELETE, "cta")
    def delete(self, ids: Sequence[CtaId], *, keep_in_salesforce: bool = True) -> Done:
        """Removes CTAs with their tasks (TP-1); mirrored tasks stay in Salesforce unless told."""
        with self.work(f"Deleted {counted(len(ids), 'CTA')}") as work:
            label = work.label = self._describe(work, ids, "Deleted")
            for cta_id in ids:
                self._editable(work, Right.DELETE, cta_id)
                for task in work.rows(schema.task, cta_id=cta_id):
                    parts = work.rows(schema.task_part, task_id=task["id"])
                    if keep_in_salesforce:
                        work.keep_in_salesforce(part["id"] for part in parts)
                    task_edits.delete_task(work, TaskId(task["id"]))
                work.delete(schema.cta, cta_id)
        return Done(label, tuple(ids), work.batch_id)

    def _editable(self, work: UnitOfWork, right: Right, cta_id: CtaId) -> dict[str, Any]:
        row = work.row(schema.cta, cta_id)
        self.actor.require(right, "cta", row["owner_id"])
        return row

    def _describe(self, work: UnitOfWork, ids: Sequence[CtaId], verb: str) -> str:
        if len(ids) != 1:
            return f"{verb} {counted(len(ids), 'CTA')}"
        row = work.row(schema.cta, ids[0])
        account = work.row(schema.account, row["account_id"])
        return f"{verb} “{row['name']}”, {account['name']}"


def checked_name(name: str, what: str) -> str:
    """The name without outer blanks; raises InvalidInput when nothing or too much is left."""
    trimmed = " ".join(name.split())
    if not trimmed:
        raise InvalidInput(f"{what} needs a name.", "Nothing was changed.")
    if len(trimmed) > NAME_LENGTH:
        raise InvalidInput(
            f"The name has {len(trimmed)} letters; {NAME_LENGTH} fit.", "Shorten it by a few words."
        )
    return trimmed


def _closing(work: UnitOfWork, before: Mapping[str, Any], status_id: int) -> dict[str, Any]:
    """What a new status does to `closed_at` and to a snooze."""
    if not work.row(schema.picklist_value, status_id)["is_closed"]:
        return {"closed_at": None}
    return {
        "closed_at": before["closed_at"] or work.now,
        "snoozed_until": None,
        "snooze_reason_id": None,
    }


def _open_tasks(work: UnitOfWork, cta_id: CtaId) -> list[TaskId]:
    return [TaskId(row["id"]) for row in work.rows(schema.task, cta_id=cta_id, closed_at=None)]


def _shift_tasks(work: UnitOfWork, cta_id: CtaId, old: date | None, new: date | None) -> None:
    """Moves the open tasks by as many days as the CTA moved (CD-6)."""
    if old is None or new is None:
        return
    for task_id in _open_tasks(work, cta_id):
        due = work.row(schema.task, task_id)["due"]
        if due is not None:
            task_edits.edit_task(work, task_id, {"due": due + (new - old)})


def _move_tasks(work: UnitOfWork, cta_id: CtaId, old: int, new: PersonId, move: MoveTasks) -> None:
    """Hands open tasks to the new owner (CD-10)."""
    if move is MoveTasks.NONE:
        return
    for task_id in _open_tasks(work, cta_id):
        parts = work.rows(schema.task_part, task_id=task_id)
        assignees = [PersonId(part["assignee_id"]) for part in parts]
        if move is MoveTasks.ALL:
            assignees = [new]
        else:
            assignees = [new if person == old else person for person in assignees]
        task_edits.set_assignees(work, task_id, assignees)


_LABELS = {
    "name": "Renamed",
    "type_id": "Type set of",
    "reason_id": "Reason set of",
    "priority_id": "Priority set of",
    "status_id": "Status set of",
    "owner_id": "Owner set of",
    "due": "Due date set of",
    "comment": "Comment written on",
    "opportunity_id": "Opportunity linked to",
}


def _edit_label(changes: Mapping[str, Any], n: int) -> str:
    tail = "" if n == 1 else f" {counted(n, 'CTA')}"
    if set(changes) == {"is_flagged"}:
        return ("Flagged" if changes["is_flagged"] else "Unflagged") + tail
    if set(changes) == {"is_milestone"}:
        return ("Milestone made of" if changes["is_milestone"] else "No milestone any more:") + tail
    verb = _LABELS[next(iter(changes))] if len(changes) == 1 else "Edited"
    return verb + tail
