"""What people do with tasks, the manual mirror among it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from cockpit_tui.domain.date_moves import DateMoves, shifted
from cockpit_tui.domain.errors import InvalidInput, NotMapped
from cockpit_tui.domain.ids import CtaId, PartId, PersonId, TaskId, ValueId
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.values import Picklist, TaskStage
from cockpit_tui.services.ctas import checked_name
from cockpit_tui.services.going_along import MoveDates
from cockpit_tui.services.long_texts import joined
from cockpit_tui.services.moving_dates import MovingDates
from cockpit_tui.services.permitted import Done, counted, requires
from cockpit_tui.services.progress import steps
from cockpit_tui.services.telling import task_words
from cockpit_tui.services.waiting import completes, require_unblocked
from cockpit_tui.store.mirror.mirror_links import linked_ids
from cockpit_tui.store.records import beforehand, task_edits, task_waits
from cockpit_tui.store.records.date_moves import plan_moves
from cockpit_tui.store.records.picklists import default_value, has_mapping, value_with
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork


class NewTask(Struct, frozen=True):
    """What a new task needs; None takes the default."""

    cta_id: CtaId
    title: str
    due: date | None = None
    priority_id: ValueId | None = None
    assignees: tuple[PersonId, ...] = ()
    """Empty: the CTA's owner."""
    comments: str = ""


class TaskService(MovingDates):
    """Every verb on tasks. Each call is one batch: one undo takes it back."""

    @requires(Right.CREATE, "task")
    def add(self, new: NewTask, *, source: str = "person", move_cta: bool = False) -> Done:
        """The new task; its id is `ids[0]`. Origin is kept, nothing else differs (TP-3).
        `move_cta` moves a CTA that is due before the task to the task's day (CD-8)."""
        title = checked_name(new.title, "A task")
        with self.work(f"Added task “{title}”") as work:
            cta = work.row(schema.cta, new.cta_id)
            due = new.due or self._default_due(cta["due"])
            task_id = task_edits.add_task(
                work,
                new.cta_id,
                title=title,
                status_id=default_value(work, Picklist.TASK_STATUS),
                priority_id=new.priority_id or ValueId(cta["priority_id"]),
                due=due,
                assignees=new.assignees or (PersonId(cta["owner_id"]),),
                comments=new.comments,
                source=source,
                is_synced=self._is_automatic(work, cta["account_id"]),
            )
            notes = self._after_cta(work, cta, due, move_cta=move_cta)
        return Done(f"Added task “{title}”", (task_id,), work.batch_id, notes)

    @requires(Right.EDIT, "task")
    def edit(
        self,
        ids: Sequence[TaskId],
        changes: Mapping[str, Any],
        *,
        move_dates: MoveDates = MoveDates.THIS,
        move_cta: bool = False,
        is_forced: bool = False,
        since: Mapping[str, str] = MappingProxyType({}),
    ) -> Done:
        """Writes title, due, priority_id, comments, status_id, position, assignees (one or more
        people, the first is the primary), or blockers (the tasks that must be done before).
        Comments of LastLines go below those that are there.

        `move_dates` answers CD-9 for all of them; `move_cta` moves a CTA that would be due before
        its tasks to the last of them (CD-8). Raises Blocked where a status completes a task
        that waits, unless `is_forced`. `since`: the comments as they were when the edit began;
        raises WrittenMeanwhile where what came since would be lost.
        """
        changes = self._checked(changes)
        apart = ("status_id", "assignees", "blockers")
        met: tuple[str, ...] = ()
        with self.work(f"Edited {counted(len(ids), 'task')}") as work:
            if not is_forced and completes(work, changes.get("status_id")):
                require_unblocked(work, ids)
            self._know(work, ids)
            task_edits.foresee_assignees(work, ids, changes.get("assignees", ()))
            days = dict.fromkeys(ids, changes["due"]) if "due" in changes else {}
            plans = self._planned(work, days, move_dates)
            for task_id in steps(ids):
                row = self._editable(work, task_id)
                written, met = joined(work, "task", row, changes, since)
                own = {name: value for name, value in written.items() if name not in apart}
                if own:
                    task_edits.edit_task(work, task_id, own)
                if "assignees" in changes:
                    self._editable(work, task_id, Right.ASSIGN)
                    task_edits.set_assignees(work, task_id, changes["assignees"])
                if "blockers" in changes:
                    task_waits.set_blockers(work, task_id, changes["blockers"])
                if "status_id" in changes:
                    task_edits.set_task_status(work, task_id, changes["status_id"])
                self._mirror_if_automatic(work, task_id)
            notes = self._take_along(work, days, plans, move_dates, move_cta=move_cta)
            label = work.label = task_words(work, ids, changes, self.clock.today())
        return Done(label, tuple(ids), work.batch_id, (*met, *notes))

    @requires(Right.EDIT, "task")
    def shift(
        self,
        ids: Sequence[TaskId],
        days: int,
        *,
        move_dates: MoveDates = MoveDates.THIS,
        move_cta: bool = False,
    ) -> Done:
        """Moves each due date by so many days, earlier with a minus; a task without one has none.

        `move_dates` and `move_cta` are as in `edit`. Raises InvalidInput where nothing would move,
        for a move over more than ten years, and where other dates would follow over more than four.
        """
        if not days:
            raise InvalidInput("A shift by 0 days moves nothing.", "3 is later, -3 is earlier.")
        with self.work(f"Shifted {counted(len(ids), 'task')}") as work:
            self._know(work, ids)
            dues = {task_id: work.row(schema.task, task_id)["due"] for task_id in ids}
            moved = {task_id: shifted(due, days) for task_id, due in dues.items() if due}
            if not moved:
                raise InvalidInput("No due date is there to be moved.", "Set one: due=fri.")
            plans = self._planned(work, moved, move_dates)
            for task_id in steps(ids):
                self._editable(work, task_id)
                if task_id in moved:
                    task_edits.edit_task(work, task_id, {"due": moved[task_id]})
                    self._mirror_if_automatic(work, task_id)
            notes = self._take_along(work, moved, plans, move_dates, move_cta=move_cta)
            by = f"{counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"
            label = work.label = f"{self._describe(work, list(moved), 'Shifted')}: {by}"
        if undated := len(ids) - len(moved):
            notes += (f"{undated:,} of {len(ids):,} without a due date: left as before.",)
        return Done(label, tuple(ids), work.batch_id, notes)

    @requires(Right.READ, "task")
    def date_moves(self, days: Mapping[TaskId, date | None]) -> list[DateMoves]:
        """What would follow in each CTA if the tasks moved to these days (CD-9, TP-16); nothing is
        written.

        Raises NotFound, and InvalidInput for a move over more than four years.
        """
        with self.store.read() as connection:
            return plan_moves(connection, days, self.practice.holidays)

    @requires(Right.EDIT, "task")
    def complete(self, ids: Sequence[TaskId], *, is_forced: bool = False) -> Done:
        """Closes the tasks as done, every assignee's part with them (decision 1).

        Raises Blocked for one that waits for an open task that is not among them (TP-16), unless
        `is_forced`.
        """
        return self._set_stage(ids, TaskStage.COMPLETED, "Done", is_forced=is_forced)

    @requires(Right.EDIT, "task")
    def reopen(self, ids: Sequence[TaskId]) -> Done:
        """Opens the tasks again."""
        return self._set_stage(ids, TaskStage.OPEN, "Reopened task")

    @requires(Right.ASSIGN, "task")
    def assign(self, ids: Sequence[TaskId], assignees: Sequence[PersonId]) -> Done:
        """One or more assignees, the first is the primary. Raises InvalidInput for none."""
        _require_assignees(assignees)
        with self.work(f"Assigned {counted(len(ids), 'task')}") as work:
            self._know(work, ids)
            task_edits.foresee_assignees(work, ids, assignees)
            for task_id in steps(ids):
                self._editable(work, task_id, Right.ASSIGN)
                task_edits.set_assignees(work, task_id, assignees)
                self._mirror_if_automatic(work, task_id)
            given = {"assignees": assignees}
            label = work.label = task_words(work, ids, given, self.clock.today())
        return Done(label, tuple(ids), work.batch_id)

    @requires(Right.DELETE, "task")
    def delete(self, ids: Sequence[TaskId], *, keep_in_salesforce: bool = False) -> Done:
        """Removes tasks; their Salesforce Tasks go too, unless they are to be kept (SY-8)."""
        with self.work(f"Deleted {counted(len(ids), 'task')}") as work:
            self._know(work, ids, is_deleted=True)
            label = work.label = self._describe(work, ids, "Deleted task")
            for task_id in steps(ids):
                self._editable(work, task_id, Right.DELETE)
                if keep_in_salesforce:
                    work.keep_in_salesforce(
                        part["id"] for part in work.rows(schema.task_part, task_id=task_id)
                    )
                task_edits.delete_task(work, task_id)
        return Done(label, tuple(ids), work.batch_id)

    @requires(Right.EDIT, "task")
    def sync(self, ids: Sequence[TaskId]) -> Done:
        """Mirrors the tasks to Salesforce from now on (SY-2).

        Raises NotMapped while no valid field mapping is saved (SY-9), and InvalidInput for a task
        of a customer that Salesforce does not know (SY-6).
        """
        with self.work(f"Syncing {counted(len(ids), 'task')}") as work:
            _require_mapping(work)
            self._know(work, ids)
            for task_id in steps(ids):
                row = self._editable(work, task_id)
                cta = work.row(schema.cta, row["cta_id"])
                account = work.row(schema.account, cta["account_id"])
                if account["salesforce_id"] is None:
                    raise InvalidInput(
                        f"{account['name']} is not a Salesforce account, so its tasks stay here.",
                        "Mirrored tasks relate to an account of the org.",
                    )
                for part in work.rows(schema.task_part, task_id=task_id):
                    task_edits.set_synced(work, PartId(part["id"]), is_synced=True)
            label = work.label = self._describe(work, ids, "Syncing")
        return Done(label, tuple(ids), work.batch_id)

    @requires(Right.EDIT, "task")
    def desync(self, ids: Sequence[TaskId], *, keep_in_salesforce: bool = True) -> Done:
        """Ends the mirroring; the Salesforce Task is kept there or deleted (SY-8)."""
        with self.work(f"Desynced {counted(len(ids), 'task')}") as work:
            self._know(work, ids)
            sent = _sent(work, ids)
            for task_id in steps(ids):
                self._editable(work, task_id)
                parts = work.rows(schema.task_part, task_id=task_id)
                if keep_in_salesforce:
                    work.keep_in_salesforce(part["id"] for part in parts)
                for part in parts:
                    task_edits.set_synced(work, PartId(part["id"]), is_synced=False)
            label = work.label = self._describe(work, ids, "Desynced")
        note = "No record of it is known in Salesforce."
        if sent:
            what = "The record is" if sent == 1 else f"{counted(sent, 'record')} are"
            note = f"{what} {'kept' if keep_in_salesforce else 'deleted'} in Salesforce."
        return Done(label, tuple(ids), work.batch_id, (note,))

    def _checked(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """The changes with a tidy title; raises InvalidInput, or NotPermitted to assign."""
        if "assignees" in changes:
            self.actor.require(Right.ASSIGN, "task")
            _require_assignees(changes["assignees"])
        if "title" in changes:
            return {**changes, "title": checked_name(changes["title"], "A task")}
        return changes

    def _know(self, work: UnitOfWork, ids: Sequence[TaskId], *, is_deleted: bool = False) -> None:
        """Reads what the verb will look at, at once for all."""
        ctas = beforehand.know_tasks(work, ids, is_deleted=is_deleted)
        accounts = {cta["account_id"] for cta in ctas}
        work.know(schema.account, "id", accounts, is_changed=False)

    def _set_stage(
        self, ids: Sequence[TaskId], stage: TaskStage, verb: str, *, is_forced: bool = True
    ) -> Done:
        with self.work(f"{verb} {counted(len(ids), 'task')}") as work:
            if not is_forced:
                require_unblocked(work, ids)
            self._know(work, ids)
            status_id = value_with(work, Picklist.TASK_STATUS, stage=stage)
            for task_id in steps(ids):
                self._editable(work, task_id)
                task_edits.set_task_status(work, task_id, status_id)
                self._mirror_if_automatic(work, task_id)
            label = work.label = self._describe(work, ids, verb)
        return Done(label, tuple(ids), work.batch_id)

    def _describe(self, work: UnitOfWork, ids: Sequence[TaskId], verb: str) -> str:
        if len(ids) != 1:
            return f"{verb} {counted(len(ids), 'task')}"
        row = work.row(schema.task, ids[0])
        cta = work.row(schema.cta, row["cta_id"])
        account = work.row(schema.account, cta["account_id"])
        return f"{verb} “{row['title']}”, {account['name']}"

    def _default_due(self, cta_due: date | None) -> date:
        due = self.clock.today() + timedelta(self.practice.task_due_days)
        return min(due, cta_due) if cta_due and cta_due >= self.clock.today() else due


def _require_assignees(assignees: Sequence[PersonId]) -> None:
    if not assignees:
        raise InvalidInput("A task needs an assignee.", "Nothing was changed.")


def _sent(work: UnitOfWork, ids: Sequence[TaskId]) -> int:
    """How many parts of these tasks are mirrored and known in Salesforce."""
    parts = [part for task_id in ids for part in work.rows(schema.task_part, task_id=task_id)]
    links = linked_ids(work.connection, [part["id"] for part in parts if part["is_synced"]])
    return sum(state not in {"released", "deleted"} for _, state in links.values())


def _require_mapping(work: UnitOfWork) -> None:
    if not has_mapping(work):
        raise NotMapped(
            "No field mapping is saved yet, so nothing can be mirrored. Nothing was changed.",
            "Connect to an org: `cockpit connect` saves the default mapping if it fits.",
        )
