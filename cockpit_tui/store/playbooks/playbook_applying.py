"""What a playbook does to a CTA: planned, so that it can be shown, and written as planned.

Both go through here, so that nothing is written that the plan did not show.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Select, select

from cockpit_tui.domain.days.working_days import WorkCalendar
from cockpit_tui.domain.errors import NotFound
from cockpit_tui.domain.ids import CtaId, PersonId, StepId, TaskId, ValueId, to_cta_word
from cockpit_tui.domain.playbooks import CtaPlan, OldTask, PlannedTask, PlaybookRow, StepRow
from cockpit_tui.domain.text import folded
from cockpit_tui.domain.values import Picklist
from cockpit_tui.store.playbooks.step_owners import StepOwners
from cockpit_tui.store.records import task_edits
from cockpit_tui.store.records.people import WorkCalendars
from cockpit_tui.store.records.picklists import default_value
from cockpit_tui.store.tables import mirror_schema, schema
from cockpit_tui.store.tables.playbook_schema import task_blocker
from cockpit_tui.store.work.outbox_queue import SOBJECT
from cockpit_tui.store.work.unit_of_work import UnitOfWork

_cta, _account, _task, _part = schema.cta, schema.account, schema.task, schema.task_part
SOURCE = "playbook"
"""The source of tasks that a playbook makes; nothing else tells them from others (TP-3)."""


class Circumstances(Struct, frozen=True):
    """What dates and mirroring depend on besides the playbook and the CTA."""

    today: date
    """Where the days are counted from: the local date of the applying (decision 9)."""
    holidays: str
    is_auto_sync: bool


class Planner:
    """Plans one playbook for any number of CTAs; reads alone."""

    def __init__(self, connection: Connection, playbook: PlaybookRow, given: Circumstances) -> None:
        self._connection = connection
        self._playbook = playbook
        self._given = given
        self._owners = StepOwners(connection)
        self._calendars = WorkCalendars(connection, given.holidays)
        mapping = select(mirror_schema.sync_mapping.c.field).limit(1)
        self._is_mapped = connection.scalar(mapping) is not None

    def plan(self, cta_id: CtaId, *, is_replacement: bool) -> CtaPlan:
        """What it would do to the CTA; a plan with a refusal does nothing. Raises NotFound."""
        cta = self._connection.execute(_statement().where(_cta.c.id == cta_id)).one_or_none()
        if cta is None:
            raise NotFound(f"There is no {to_cta_word(cta_id)}.", "It may have been deleted.")
        refusal = self._refusal(cta, is_replacement=is_replacement)
        plan = CtaPlan(
            cta_id=cta_id,
            name=cta.name,
            account=cta.account,
            due=cta.due,
            applied=cta.playbook or "",
            refusal=refusal,
        )
        if refusal:
            return plan
        old = self._old_tasks(cta) if is_replacement else []
        done = [row.title for row in old if row.closed_at is not None]
        is_same = folded(cta.playbook or "") == folded(self._playbook.name)
        known = {folded(title) for title in done} if is_same else set()
        steps = [
            (number, step)
            for number, step in enumerate(self._playbook.steps, 1)
            if folded(step.title) not in known
        ]
        return CtaPlan(
            cta_id=plan.cta_id,
            name=plan.name,
            account=plan.account,
            due=plan.due,
            applied=plan.applied,
            tasks=tuple(self._task(cta, number, step) for number, step in steps),
            removed=tuple(_to_old(row) for row in old if row.closed_at is None),
            kept=tuple(done),
            left_out=tuple(s.title for s in self._playbook.steps if folded(s.title) in known),
        )

    def _refusal(self, cta: Any, *, is_replacement: bool) -> str:
        playbook = self._playbook
        if not playbook.is_active:
            return f"“{playbook.name}” is inactive"
        if not playbook.steps:
            return f"“{playbook.name}” has no steps"
        if not playbook.fits(cta.type_id):
            return f"“{playbook.name}” is for {playbook.type} CTAs"
        if cta.closed_at is not None:
            return "it is closed"
        if not is_replacement and cta.playbook:
            return f"it has “{cta.playbook}” already"
        return ""

    def _task(self, cta: Any, number: int, step: StepRow) -> PlannedTask:
        owner = self._owners.owner(step, cta)
        calendar = self._calendars.of(owner.id)
        due = calendar.after(self._given.today, step.day)
        wants = step.is_mirrored or self._given.is_auto_sync
        is_mirrored = wants and self._is_mapped and cta.account_salesforce_id is not None
        note = owner.note
        if step.is_mirrored and not is_mirrored:
            why = "no field mapping yet" if not self._is_mapped else "no Salesforce account"
            note = f"{note}; not mirrored: {why}" if note else f"not mirrored: {why}"
        return PlannedTask(
            step_id=step.id,
            number=number,
            title=step.title,
            day=step.day,
            due=due,
            assignee_id=owner.id,
            assignee=owner.name,
            priority_id=step.priority_id or ValueId(cta.priority_id),
            description=step.description,
            is_mirrored=is_mirrored,
            after=step.after,
            note=note,
            skipped_days=_holidays_between(calendar, self._given.today, due),
            place=calendar.place,
        )

    def _old_tasks(self, cta: Any) -> list[Any]:
        """Tasks of the playbook that is applied, in order, with their first assignee."""
        synced, link = _part.alias("synced"), mirror_schema.link
        is_synced = select(synced.c.id).where(synced.c.task_id == _task.c.id, synced.c.is_synced)
        is_sent = is_synced.join(link, link.c.local_id == synced.c.id).where(
            link.c.sobject == SOBJECT, link.c.state != "released"
        )
        query = (
            select(_task.c.id, _task.c.title, _task.c.due, _task.c.closed_at, schema.person.c.name)
            .add_columns(is_synced.exists().label("is_synced"), is_sent.exists().label("is_sent"))
            .join_from(_task, _part, _part.c.task_id == _task.c.id)
            .join(schema.person, schema.person.c.id == _part.c.assignee_id)
            .where(_task.c.cta_id == cta.id, _task.c.playbook == cta.playbook)
            .order_by(_task.c.position, _task.c.id, _part.c.position)
        )
        firsts: dict[int, Any] = {}
        for row in self._connection.execute(query):
            firsts.setdefault(row.id, row)
        return list(firsts.values())


def write_plan(
    work: UnitOfWork,
    plan: CtaPlan,
    playbook: PlaybookRow,
    *,
    keep_in_salesforce: bool = True,
    move_due: bool = False,
) -> list[TaskId]:
    """Does what the plan says; the new tasks. `move_due` moves the CTA's date to its last task's
    where that is later (CD-8)."""
    changes: Mapping[str, object] = {"playbook": playbook.name}
    if move_due and plan.is_late:
        changes = {**changes, "due": plan.last_due}
    work.update(_cta, plan.cta_id, changes)
    for old in plan.removed:
        if keep_in_salesforce:
            parts = work.rows(_part, task_id=old.id)
            work.keep_in_salesforce(part["id"] for part in parts)
        task_edits.delete_task(work, old.id)
    status_id = default_value(work, Picklist.TASK_STATUS)
    made: dict[StepId, TaskId] = {}
    for task in plan.tasks:
        made[task.step_id] = task_edits.add_task(
            work,
            plan.cta_id,
            title=task.title,
            status_id=status_id,
            priority_id=task.priority_id,
            due=task.due,
            assignees=[PersonId(task.assignee_id)],
            comments=task.description,
            source=SOURCE,
            is_synced=task.is_mirrored,
            playbook=playbook.name,
        )
        for earlier in task.after:
            if earlier in made:
                values = {"task_id": made[task.step_id], "blocker_id": made[earlier]}
                work.insert(task_blocker, values)
    return list(made.values())


def _statement() -> Select[Any]:
    return select(
        _cta,
        _account.c.name.label("account"),
        _account.c.owner_id.label("account_owner_id"),
        _account.c.salesforce_id.label("account_salesforce_id"),
    ).join_from(_cta, _account, _account.c.id == _cta.c.account_id)


def _to_old(row: Any) -> OldTask:
    return OldTask(
        TaskId(row.id), row.title, row.name, row.due, bool(row.is_synced), bool(row.is_sent)
    )


def _holidays_between(calendar: WorkCalendar, start: date, end: date) -> str:
    """Names of the holidays on working weekdays that the date went around."""
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    names = [
        calendar.holiday(day)
        for day in days
        if day.weekday() not in calendar.weekend and calendar.holiday(day)
    ]
    return ", ".join(dict.fromkeys(names))
