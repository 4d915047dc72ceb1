"""What goes along when a CTA or a task changes: dates of others, owners of tasks, tasks to close.

Each is a question of the screen and a flag of the command line; the answer that changes least is
taken where nobody is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from cockpit_tui.domain.ids import CtaId, PersonId, TaskId, ValueId
from cockpit_tui.store.records import task_edits
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork


class MoveTasks(StrEnum):
    """CD-10: whose tasks go along when a CTA changes its owner."""

    OLD_OWNER = "old-owner"
    ALL = "all"
    NONE = "none"


class MoveDates(StrEnum):
    """CD-9: what else moves when a task's date does."""

    THIS = "this"
    FOLLOWING = "following"
    CTA = "cta"
    """The following open tasks, and the CTA."""


def open_tasks(work: UnitOfWork, cta_id: CtaId) -> list[dict[str, Any]]:
    """The CTA's open tasks, in their order."""
    rows = work.rows(schema.task, cta_id=cta_id, closed_at=None)
    return sorted(rows, key=lambda row: (row["position"], row["id"]))


def shift(
    work: UnitOfWork, tasks: Iterable[Mapping[str, Any]], old: date | None, new: date | None
) -> int:
    """Moves the tasks' dates by as many days as from `old` to `new` (CD-6); how many moved.

    Days of the calendar, as the CTA's own date moved by them. A task without a date has none.
    """
    if old is None or new is None or old == new:
        return 0
    dated = [task for task in tasks if task["due"] is not None]
    for task in dated:
        task_edits.edit_task(work, TaskId(task["id"]), {"due": task["due"] + (new - old)})
    return len(dated)


def move_tasks(work: UnitOfWork, cta_id: CtaId, old: int, new: PersonId, move: MoveTasks) -> int:
    """Hands open tasks to the new owner (CD-10); how many changed hands."""
    if move is MoveTasks.NONE:
        return 0
    moved = 0
    for task in open_tasks(work, cta_id):
        parts = work.rows(schema.task_part, task_id=task["id"])
        parts.sort(key=lambda part: int(part["position"]))
        before = [PersonId(part["assignee_id"]) for part in parts]
        after = [new if person == old else person for person in before]
        if move is MoveTasks.ALL:
            after = [new]
        if list(dict.fromkeys(after)) != before:
            task_edits.set_assignees(work, TaskId(task["id"]), after)
            moved += 1
    return moved


def close_tasks(work: UnitOfWork, cta_id: CtaId, status_id: ValueId) -> int:
    """Gives the open tasks a closed status (CD-11); how many were open."""
    tasks = open_tasks(work, cta_id)
    for task in tasks:
        task_edits.set_task_status(work, TaskId(task["id"]), status_id)
    return len(tasks)


def later_tasks(work: UnitOfWork, cta_id: CtaId, due: date | None) -> list[dict[str, Any]]:
    """Open tasks that are due after that day (CD-8: a CTA should not be due before them)."""
    if due is None:
        return []
    rows = open_tasks(work, cta_id)
    return [row for row in rows if row["due"] is not None and row["due"] > due]
