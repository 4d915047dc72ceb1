"""Which dates follow those of tasks, planned: what is shown before is what is written (CD-9,
TP-16)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, select

from cockpit_tui.domain.date_moves import DateMoves, MovedTask
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.store.records.people import WorkCalendars
from cockpit_tui.store.records.task_rows import read_task, read_tasks
from cockpit_tui.store.tables import schema
from cockpit_tui.store.upserts import chunked

_cta, _task = schema.cta, schema.task
_Carried = Callable[[int, date | None, TaskRow], date | None]
"""A person's day, as it follows the move of a task."""


def plan_moves(
    connection: Connection, days: Mapping[TaskId, date | None], holidays: str
) -> list[DateMoves]:
    """What follows in each CTA when tasks of it move to these days: the open tasks after them and
    those that wait for them, each by as many working days of its first assignee; the CTA by its
    owner's.

    Where several of a CTA move, each follows the last of those that it comes after, and the CTA
    follows the last of all. Nothing follows a task that had no date or gets none. `holidays` is
    the configured country. Raises NotFound, and InvalidInput for a move over more than four years.
    """
    calendars = WorkCalendars(connection, holidays)

    def carried(person_id: int, due: date | None, leader: TaskRow) -> date | None:
        old, new = leader.due, days[leader.id]
        if due is None or old is None or new is None:
            return due
        return calendars.of(person_id).carried(due, old, new)

    cta_ids = _ctas_of(connection, days)
    of_cta: dict[int, list[TaskRow]] = {cta_id: [] for cta_id in cta_ids}
    for row in read_tasks(connection, cta_ids):
        of_cta[row.cta_id].append(row)
    plans = []
    for chunk in chunked(cta_ids):
        found = select(_cta.c.id, _cta.c.name, _cta.c.owner_id, _cta.c.due)
        for cta in connection.execute(found.where(_cta.c.id.in_(chunk)).order_by(_cta.c.id)):
            rows = of_cta[cta.id]
            leaders = [row for row in rows if row.id in days]
            plans.append(
                DateMoves(
                    CtaId(cta.id),
                    cta.name,
                    max(filter(None, (days[row.id] for row in leaders)), default=None),
                    tuple(_following(rows, leaders, carried)),
                    cta.due,
                    carried(cta.owner_id, cta.due, leaders[-1]),
                )
            )
    return plans


def _ctas_of(connection: Connection, task_ids: Iterable[TaskId]) -> list[int]:
    """The CTAs of the tasks, each once. Raises NotFound."""
    ids = list(task_ids)
    found: dict[int, int] = {}
    for chunk in chunked(ids):
        query = select(_task.c.id, _task.c.cta_id).where(_task.c.id.in_(chunk))
        found.update((row.id, row.cta_id) for row in connection.execute(query))
    for task_id in ids:
        if task_id not in found:
            read_task(connection, task_id)  # says that it is gone
    return sorted(set(found.values()))


def _following(
    rows: Sequence[TaskRow], leaders: Sequence[TaskRow], carried: _Carried
) -> Iterable[MovedTask]:
    """The open tasks of a CTA that come after one of the leaders, or wait for it (TP-16)."""
    moved = {leader.id for leader in leaders}
    waiting = {leader.id: _waiting_for(leader.id, rows) for leader in leaders}
    for row in rows:
        if row.is_closed or row.id in moved:
            continue
        place = (row.position, row.id)
        after = [
            leader
            for leader in leaders
            if (leader.position, leader.id) < place or row.id in waiting[leader.id]
        ]
        if after:
            first = row.parts[0]
            new = carried(first.assignee_id, row.due, after[-1])
            yield MovedTask(row.id, row.title, first.assignee, row.due, new, row.mirrored)


def _waiting_for(task_id: TaskId, rows: Sequence[TaskRow]) -> set[TaskId]:
    """The tasks that wait for this one, and those that wait for them."""
    found: set[TaskId] = set()
    reached = {task_id}
    while reached:
        reached = {
            row.id
            for row in rows
            if row.id not in found and any(blocker.id in reached for blocker in row.blockers)
        }
        found |= reached
    return found
