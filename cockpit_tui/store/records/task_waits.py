"""What waits for what among the tasks of a CTA (TP-16)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from sqlalchemy import Connection, select

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import TaskId, to_task_word
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.playbook_schema import task_blocker
from cockpit_tui.store.upserts import chunked
from cockpit_tui.store.work.unit_of_work import UnitOfWork

_task = schema.task


class Waiting(Struct, frozen=True):
    """A task that cannot be completed yet, and the open tasks that it waits for."""

    task_id: TaskId
    title: str
    blockers: tuple[tuple[TaskId, str], ...]


def open_blockers(connection: Connection, task_ids: Sequence[int]) -> list[Waiting]:
    """Which of these tasks wait for an open task outside of them, in the order given."""
    found: dict[int, list[tuple[TaskId, str]]] = {}
    blocker = _task.alias("blocker")
    for chunk in chunked(task_ids):
        query = (
            select(task_blocker.c.task_id, blocker.c.id, blocker.c.title)
            .join_from(task_blocker, blocker, blocker.c.id == task_blocker.c.blocker_id)
            .where(task_blocker.c.task_id.in_(chunk), blocker.c.closed_at.is_(None))
            .order_by(blocker.c.position, blocker.c.id)
        )
        for task_id, blocker_id, title in connection.execute(query):
            if blocker_id not in task_ids:
                found.setdefault(task_id, []).append((TaskId(blocker_id), title))
    titles = {
        row.id: row.title
        for chunk in chunked(list(found))
        for row in connection.execute(
            select(_task.c.id, _task.c.title).where(_task.c.id.in_(chunk))
        )
    }
    return [
        Waiting(TaskId(task_id), titles[task_id], tuple(found[task_id]))
        for task_id in task_ids
        if task_id in found
    ]


def followers(connection: Connection, task_id: TaskId) -> list[TaskId]:
    """The tasks that wait for this one, and those that wait for them, each once."""
    seen: dict[int, None] = {}
    waiting = [int(task_id)]
    while waiting:
        query = select(task_blocker.c.task_id).where(task_blocker.c.blocker_id.in_(waiting))
        waiting = [
            found
            for found in connection.scalars(query.order_by(task_blocker.c.id))
            if found not in seen and found != task_id
        ]
        seen.update(dict.fromkeys(waiting))
    return [TaskId(found) for found in seen]


def set_blockers(work: UnitOfWork, task_id: TaskId, blockers: Iterable[TaskId]) -> None:
    """From now on the task waits for exactly these tasks of its CTA.

    Raises InvalidInput for a task of another CTA, for itself, and for one that waits for it.
    """
    wanted = list(dict.fromkeys(blockers))
    cta_id = work.row(_task, task_id)["cta_id"]
    behind = {task_id, *followers(work.connection, task_id)}
    for blocker in wanted:
        row = work.row(_task, blocker)
        if row["cta_id"] != cta_id:
            raise InvalidInput(
                f"{to_task_word(blocker)} belongs to another CTA.",
                "A task waits for tasks of its own CTA alone.",
            )
        if blocker in behind:
            raise InvalidInput(
                f"“{row['title']}” waits for this task itself. Nothing was changed.",
                "Two tasks cannot wait for each other.",
            )
    there = {row["blocker_id"]: row["id"] for row in work.rows(task_blocker, task_id=task_id)}
    for blocker_id, row_id in there.items():
        if blocker_id not in wanted:
            work.delete(task_blocker, row_id)
    for blocker in wanted:
        if blocker not in there:
            work.insert(task_blocker, {"task_id": task_id, "blocker_id": blocker})
