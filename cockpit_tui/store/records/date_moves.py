"""Which dates follow a task's, planned: what is shown before is what is written (CD-9, TP-16)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from cockpit_tui.domain.date_moves import DateMoves, MovedTask
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.rows import TaskRow
from cockpit_tui.store.records.people import WorkCalendars
from cockpit_tui.store.records.task_rows import read_task, read_tasks
from cockpit_tui.store.records.task_waits import followers
from cockpit_tui.store.tables import schema


def plan_moves(
    connection: Connection, task_id: TaskId, day: date | None, holidays: str
) -> DateMoves:
    """What follows when the task moves to that day: the open tasks after it and those that wait
    for it, each by as many working days of its first assignee; the CTA by its owner's.

    Nothing follows a task that had no date or gets none. `holidays` is the configured country.
    Raises NotFound, and InvalidInput for a move over more than four years.
    """
    task, calendars = read_task(connection, task_id), WorkCalendars(connection, holidays)
    old = task.due

    def carried(person_id: int, due: date | None) -> date | None:
        if None in (old, day, due):
            return due
        assert old is not None
        assert day is not None
        assert due is not None
        return calendars.of(person_id).carried(due, old, day)

    cta = schema.cta
    owner_id, due = connection.execute(
        select(cta.c.owner_id, cta.c.due).where(cta.c.id == task.cta_id)
    ).one()
    moved = [
        MovedTask(
            row.id,
            row.title,
            row.parts[0].assignee,
            row.due,
            carried(row.parts[0].assignee_id, row.due),
        )
        for row in following_tasks(connection, task)
    ]
    return DateMoves(tuple(moved), due, carried(owner_id, due))


def following_tasks(connection: Connection, task: TaskRow) -> list[TaskRow]:
    """The open tasks after this one, and those that wait for it (TP-16), in their order."""
    place, waiting = (task.position, task.id), set(followers(connection, task.id))
    return [
        row
        for row in read_tasks(connection, [task.cta_id])
        if not row.is_closed and ((row.position, row.id) > place or row.id in waiting)
    ]
