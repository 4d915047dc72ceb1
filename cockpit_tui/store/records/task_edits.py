"""Edits of tasks that keep a task and its parts true to each other (decision 1).

A task closes when every part is closed, or at once when it is closed in the cockpit. The services
and the mirror both edit through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from cockpit_tui.domain.ids import CtaId, PartId, PersonId, TaskId, ValueId
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.playbook_schema import task_blocker
from cockpit_tui.store.work.unit_of_work import UnitOfWork


def add_task(
    work: UnitOfWork,
    cta_id: CtaId,
    *,
    title: str,
    status_id: ValueId,
    priority_id: ValueId,
    due: date | None,
    assignees: Sequence[PersonId],
    comments: str = "",
    source: str = "person",
    is_synced: bool = False,
    playbook: str | None = None,
) -> TaskId:
    """A new task at the end of the CTA's list, one part an assignee; its id. `playbook` is the
    name of the playbook that makes it."""
    last = work.connection.scalar(
        select(func.max(schema.task.c.position)).where(schema.task.c.cta_id == cta_id)
    )
    task_id = work.insert(
        schema.task,
        {
            "cta_id": cta_id,
            "position": 0 if last is None else last + 1,
            "title": title,
            "status_id": status_id,
            "priority_id": priority_id,
            "due": due,
            "comments": comments,
            "source": source,
            "playbook": playbook,
            "created_at": work.now,
            "closed_at": work.now if _is_closed(work, status_id) else None,
        },
    )
    for position, assignee in enumerate(assignees):
        _add_part(work, task_id, position, assignee, status_id, is_synced=is_synced)
    return TaskId(task_id)


def edit_task(work: UnitOfWork, task_id: TaskId, changes: Mapping[str, Any]) -> None:
    """Writes title, due, priority_id, comments or position."""
    work.update(schema.task, task_id, changes)


def set_task_status(work: UnitOfWork, task_id: TaskId, status_id: ValueId) -> None:
    """The task and all its parts take the status."""
    for part in work.rows(schema.task_part, task_id=task_id):
        work.update(schema.task_part, part["id"], {"status_id": status_id})
    _set_own_status(work, task_id, status_id)


def set_part_status(work: UnitOfWork, part_id: PartId, status_id: ValueId) -> None:
    """One assignee's part takes the status; the task follows when all parts agree on it,
    closes when all are closed, and reopens when one is open again."""
    task_id = TaskId(work.row(schema.task_part, part_id)["task_id"])
    work.update(schema.task_part, part_id, {"status_id": status_id})
    parts = work.rows(schema.task_part, task_id=task_id)
    statuses = {part["status_id"] for part in parts}
    open_statuses = [part["status_id"] for part in parts if not _is_closed(work, part["status_id"])]
    if len(statuses) == 1:
        _set_own_status(work, task_id, status_id)
    elif not open_statuses:
        _set_own_status(work, task_id, parts[0]["status_id"])
    elif _is_closed(work, work.row(schema.task, task_id)["status_id"]):
        _set_own_status(work, task_id, open_statuses[0])


def set_assignees(work: UnitOfWork, task_id: TaskId, assignees: Sequence[PersonId]) -> None:
    """The task's parts become one for each assignee, the first being the primary.

    Somebody who stays keeps their part. Somebody who replaces one who goes takes over that part, so
    that a mirrored task changes its owner in Salesforce instead of being deleted and made anew.
    """
    parts = work.rows(schema.task_part, task_id=task_id)
    parts.sort(key=lambda part: part["position"])
    wanted = list(dict.fromkeys(assignees))
    staying = {part["assignee_id"]: part for part in parts if part["assignee_id"] in wanted}
    free = [part for part in parts if part["assignee_id"] not in staying]
    task = work.row(schema.task, task_id)
    is_synced = any(part["is_synced"] for part in parts)
    for position, person in enumerate(wanted):
        part = staying.get(person) or (free.pop(0) if free else None)
        if part is None:
            _add_part(work, task_id, position, person, task["status_id"], is_synced=is_synced)
        else:
            work.update(schema.task_part, part["id"], {"position": position, "assignee_id": person})
    for part in free:
        work.delete(schema.task_part, part["id"])


def foresee_assignees(
    work: UnitOfWork, task_ids: Iterable[int], assignees: Sequence[PersonId]
) -> None:
    """Takes the ids of the parts that these tasks get beside those that they have."""
    wanted = len(set(assignees))
    have = (len(work.rows(schema.task_part, task_id=task_id)) for task_id in task_ids)
    work.reserve(schema.task_part, sum(max(0, wanted - count) for count in have))


def set_synced(work: UnitOfWork, part_id: PartId, *, is_synced: bool) -> None:
    """Switches the manual mirror of one part; what Salesforce owes follows from it (SY-2)."""
    work.update(schema.task_part, part_id, {"is_synced": is_synced})


def delete_task(work: UnitOfWork, task_id: TaskId) -> None:
    """Removes the task and its parts; nothing waits for it any more. Their Salesforce Tasks go
    too, unless the unit of work was told to keep them."""
    for link in work.rows(schema.record_link, task_id=task_id):
        work.delete(schema.record_link, link["id"])
    for column in ("task_id", "blocker_id"):
        for blocker in work.rows(task_blocker, **{column: task_id}):
            work.delete(task_blocker, blocker["id"])
    for part in work.rows(schema.task_part, task_id=task_id):
        work.delete(schema.task_part, part["id"])
    work.delete(schema.task, task_id)


def _add_part(
    work: UnitOfWork,
    task_id: int,
    position: int,
    assignee: PersonId,
    status_id: ValueId,
    *,
    is_synced: bool,
) -> None:
    work.insert(
        schema.task_part,
        {
            "task_id": task_id,
            "position": position,
            "assignee_id": assignee,
            "status_id": status_id,
            "is_synced": is_synced,
        },
    )


def _set_own_status(work: UnitOfWork, task_id: TaskId, status_id: ValueId) -> None:
    before = work.row(schema.task, task_id)
    changes: dict[str, Any] = {"status_id": status_id}
    if not _is_closed(work, status_id):
        changes["closed_at"] = None
    elif before["closed_at"] is None:
        changes["closed_at"] = work.now
    work.update(schema.task, task_id, changes)


def _is_closed(work: UnitOfWork, status_id: ValueId) -> bool:
    return bool(work.row(schema.picklist_value, status_id)["is_closed"])


def set_first_contact(work: UnitOfWork, task_id: int, cta_id: int, contact_id: int | None) -> None:
    """Salesforce names another contact: it takes the place of the first. Names it nobody, the task
    is about nobody here either, since it holds one contact and that is the one."""
    link = schema.record_link
    rows = [row for row in work.rows(link, task_id=task_id) if row["contact_id"] is not None]
    if contact_id is None:
        for row in rows:
            work.delete(link, row["id"])
        return
    for row in rows[1:]:
        if row["contact_id"] == contact_id:
            work.delete(link, row["id"])
    if rows:
        work.update(link, rows[0]["id"], {"contact_id": contact_id})
    else:
        work.insert(link, {"cta_id": cta_id, "task_id": task_id, "contact_id": contact_id})
