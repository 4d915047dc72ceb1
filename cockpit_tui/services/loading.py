"""Bringing in many CTAs at once: the demo, and later imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from cockpit_tui.domain.ids import AccountId, PersonId, ValueId
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.values import Origin
from cockpit_tui.services.permitted import Service, requires
from cockpit_tui.store.tables import schema
from cockpit_tui.store.upserts import upsert
from cockpit_tui.store.work.unit_of_work import Author, UnitOfWork, next_id

CTAS_A_COMMIT = 1_000
NOTES_A_COMMIT = 10_000
"""Keep each write transaction short enough for other writers."""


class TaskDraft(Struct, frozen=True):
    """A task to be made."""

    title: str
    due: date | None
    status_id: ValueId
    priority_id: ValueId
    assignees: tuple[PersonId, ...]
    comments: str = ""
    closed_at: datetime | None = None
    is_synced: bool = False


class CtaDraft(Struct, frozen=True):
    """A CTA to be made, with its tasks in order."""

    name: str
    account_id: AccountId
    type_id: ValueId
    reason_id: ValueId
    priority_id: ValueId
    status_id: ValueId
    owner_id: PersonId
    due: date | None
    created_at: datetime
    comment: str = ""
    source: str = "person"
    is_flagged: bool = False
    is_milestone: bool = False
    closed_at: datetime | None = None
    snoozed_until: date | None = None
    snooze_reason_id: ValueId | None = None
    tasks: tuple[TaskDraft, ...] = ()


class NotedMeasures(Struct, frozen=True):
    """What was known of a customer on a day, as the mirror notes it once a day."""

    account_id: AccountId
    day: date
    arr_cents: int | None
    health: int | None
    nps: int | None
    usage: int | None


class LoadService(Service):
    """Writes drafts in large steps; journaled like any edit, but not somebody's last act."""

    @requires(Right.CONFIGURE, "workspace")
    def note_measures(self, noted: Iterable[NotedMeasures]) -> None:
        """Writes past days of customers, so that trends exist; a day that is noted is replaced."""
        waiting = iter(noted)
        while batch := list(islice(waiting, NOTES_A_COMMIT)):
            rows = [asdict(one) for one in batch]
            with self.store.write() as connection:
                upsert(connection, schema.account_snapshot, rows, ("account_id", "day"))

    @requires(Right.CREATE, "cta")
    def load(self, drafts: Iterable[CtaDraft], label: str) -> Iterator[int]:
        """Writes the drafts, a commit for each thousand; yields how many are written so far."""
        self.actor.require(Right.CREATE, "task")
        waiting, written = iter(drafts), 0
        while batch := list(islice(waiting, CTAS_A_COMMIT)):
            author = Author(self.actor.person_id, Origin.SYSTEM)
            with UnitOfWork(self.store, author, label, self.clock) as work:
                _write(work, batch)
            written += len(batch)
            yield written


def _write(work: UnitOfWork, drafts: Sequence[CtaDraft]) -> None:
    ctas: list[dict[str, Any]] = []
    tasks: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    cta_id, task_id, part_id = (
        next_id(work, table) for table in (schema.cta, schema.task, schema.task_part)
    )
    for draft in drafts:
        ctas.append(_cta_row(cta_id, draft))
        for position, task in enumerate(draft.tasks):
            tasks.append(_task_row(task_id, cta_id, position, draft, task))
            for place, person in enumerate(task.assignees):
                parts.append(_part_row(part_id, task_id, place, person, task))
                part_id += 1
            task_id += 1
        cta_id += 1
    work.insert_many(schema.cta, ctas)
    work.insert_many(schema.task, tasks)
    work.insert_many(schema.task_part, parts)


def _cta_row(cta_id: int, draft: CtaDraft) -> dict[str, Any]:
    return {
        "id": cta_id,
        "name": draft.name,
        "account_id": draft.account_id,
        "type_id": draft.type_id,
        "reason_id": draft.reason_id,
        "priority_id": draft.priority_id,
        "status_id": draft.status_id,
        "owner_id": draft.owner_id,
        "due": draft.due,
        "comment": draft.comment,
        "is_flagged": draft.is_flagged,
        "is_milestone": draft.is_milestone,
        "snoozed_until": draft.snoozed_until,
        "snooze_reason_id": draft.snooze_reason_id,
        "source": draft.source,
        "created_by": draft.owner_id,
        "created_at": draft.created_at,
        "closed_at": draft.closed_at,
    }


def _task_row(
    task_id: int, cta_id: int, position: int, draft: CtaDraft, task: TaskDraft
) -> dict[str, Any]:
    return {
        "id": task_id,
        "cta_id": cta_id,
        "position": position,
        "title": task.title,
        "status_id": task.status_id,
        "priority_id": task.priority_id,
        "due": task.due,
        "comments": task.comments,
        "source": draft.source,
        "created_at": draft.created_at,
        "closed_at": task.closed_at,
    }


def _part_row(
    part_id: int, task_id: int, position: int, person: PersonId, task: TaskDraft
) -> dict[str, Any]:
    return {
        "id": part_id,
        "task_id": task_id,
        "position": position,
        "assignee_id": person,
        "status_id": task.status_id,
        "is_synced": task.is_synced,
    }
