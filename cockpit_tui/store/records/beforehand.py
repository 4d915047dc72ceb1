"""What a verb on many CTAs or tasks reads before it begins, each by a few statements.

Parts before their tasks, tasks before what hangs on them, CTAs last: whoever changes a task waits
in that order.
"""

from __future__ import annotations

from collections.abc import Iterable

from cockpit_tui.store.encoding import Record
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.playbook_schema import task_blocker
from cockpit_tui.store.work.unit_of_work import UnitOfWork


def know_ctas(work: UnitOfWork, ids: Iterable[int], *, with_tasks: bool = False) -> None:
    """The CTAs; with their tasks and the parts of these."""
    wanted = list(ids)
    if with_tasks:
        know_tasks_of(work, wanted)
    work.know(schema.cta, "id", wanted)


def know_tasks_of(work: UnitOfWork, cta_ids: Iterable[int]) -> list[int]:
    """The tasks of these CTAs with their parts; the tasks' ids."""
    return [task["id"] for task in _with_parts(work, "cta_id", cta_ids)]


def know_tasks(work: UnitOfWork, ids: Iterable[int], *, is_deleted: bool = False) -> list[Record]:
    """The tasks with their parts, and their CTAs; these. With what goes along when they go."""
    tasks = _with_parts(work, "id", ids, is_deleted=is_deleted)
    if is_deleted:
        _know_around_tasks(work, [task["id"] for task in tasks])
    return work.know(schema.cta, "id", {task["cta_id"] for task in tasks})


def know_all_of(work: UnitOfWork, cta_ids: Iterable[int]) -> None:
    """The CTAs with everything that goes when they go."""
    wanted = list(cta_ids)
    tasks = _with_parts(work, "cta_id", wanted, is_deleted=True)
    _know_around_tasks(work, [task["id"] for task in tasks])
    work.know(schema.record_link, "cta_id", wanted)
    work.know(schema.attachment, "cta_id", wanted)
    work.know(schema.cta, "id", wanted, is_deleted=True)


def _know_around_tasks(work: UnitOfWork, task_ids: Iterable[int]) -> None:
    """Links of the tasks, and what waits for what among them."""
    wanted = list(task_ids)
    work.know(schema.record_link, "task_id", wanted)
    for column in ("task_id", "blocker_id"):
        work.know(task_blocker, column, wanted)


def _with_parts(
    work: UnitOfWork, column: str, values: Iterable[int], *, is_deleted: bool = False
) -> list[Record]:
    wanted = list(values)
    work.lock(schema.task_part, "cta_id" if column == "cta_id" else "task_id", wanted)
    tasks = work.know(schema.task, column, wanted, is_deleted=is_deleted)
    work.know(schema.task_part, "task_id", [task["id"] for task in tasks])
    return tasks
