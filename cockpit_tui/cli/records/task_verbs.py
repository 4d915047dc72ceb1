"""Verbs on tasks, the manual mirror among them. Each is one batch and has `--dry-run`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from cockpit_tui.cli.acting import chosen_tasks
from cockpit_tui.cli.completing import complete_assignment, complete_task
from cockpit_tui.cli.documents import Document, to_task
from cockpit_tui.cli.records.assignments import TASK_VALUES, task_changes
from cockpit_tui.cli.records.links import link_task
from cockpit_tui.cli.records.verb_call import VerbCall, called
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.services.permitted import Done

IDS = click.argument("words", nargs=-1, metavar="ID…", shell_complete=complete_task)
MOVE_CTA = click.option(
    "--move-cta",
    is_flag=True,
    help="A CTA that would be due before its tasks moves to the last of them.",
)
DATES = click.option(
    "--dates",
    type=click.Choice(["this", "following", "cta"]),
    default="this",
    help="Where a due date moves: that of the named tasks alone (default), of the open tasks after "
    "them too, each by as many working days of its assignee, or of those and the CTAs.",
)

Verb = Callable[[list[TaskId]], Done]


class TaskCall(VerbCall[TaskId]):
    """A call of a verb on tasks."""

    _is_closed: bool | None = None

    def act(self, verb: Verb, notes: Sequence[str] = (), *, is_closed: bool | None = None) -> None:
        """`is_closed` says which tasks a filter picks: closed ones, open ones, or (None) all."""
        self._is_closed = is_closed
        super().act(verb, notes)

    def chosen(self) -> list[TaskId]:
        return chosen_tasks(self.invocation, self.words, self.query, is_closed=self._is_closed)

    def documents(self, chosen: Sequence[TaskId]) -> list[Document]:
        return [to_task(task) for task in self.session.task_lists.these(chosen)]

    def sent(self, chosen: Sequence[TaskId]) -> int:
        return sum(task.is_sent for task in self.session.task_lists.these(chosen))


@click.command("set")
@click.argument(
    "words",
    nargs=-1,
    metavar="ID… FIELD=VALUE…",
    shell_complete=complete_assignment(complete_task, TASK_VALUES),
)
@DATES
@MOVE_CTA
@click.option(
    "--anyway", is_flag=True, help="With status=: complete also what waits for an open task."
)
@called(TaskCall)
def set_task(call: TaskCall, dates: str, move_cta: bool, anyway: bool) -> None:
    """Change fields: title, status, priority, due, assignees, comments, position, after.

    Several assignees have commas between them, and so have tasks that it comes after (after=none
    for none). Of those that a filter finds the open ones are changed.
    """
    from cockpit_tui.services.going_along import MoveDates

    fields = call.take_fields()

    def change(chosen: list[TaskId]) -> Done:
        session = call.session
        changes = task_changes(session.views, fields)
        if (dates != "this" or move_cta) and "due" not in changes:
            raise InvalidInput("--dates and --move-cta go with due=.", "Nothing was changed.")
        if anyway and "status_id" not in changes:
            raise InvalidInput("--anyway goes with status=.", "Nothing was changed.")
        return session.tasks.edit(
            chosen,
            changes,
            move_dates=MoveDates(dates),
            move_cta=move_cta,
            is_forced=anyway,
        )

    call.act(change, is_closed=False)


ANYWAY = click.option(
    "--anyway", is_flag=True, help="Complete also what waits for another task that is open."
)


@click.command("done")
@IDS
@ANYWAY
@called(TaskCall)
def complete_task_command(call: TaskCall, anyway: bool) -> None:
    """Close as done, every assignee's part with it."""

    def complete(chosen: list[TaskId]) -> Done:
        return call.session.tasks.complete(chosen, is_forced=anyway)

    call.act(complete, is_closed=False)


@click.command("shift")
@IDS
@click.option("--by", "days", type=int, required=True, metavar="DAYS", help="-3 is earlier.")
@DATES
@MOVE_CTA
@called(TaskCall)
def shift_tasks(call: TaskCall, days: int, dates: str, move_cta: bool) -> None:
    """Move each due date by so many days; a filter picks open tasks."""
    from cockpit_tui.services.going_along import MoveDates

    def shift(chosen: list[TaskId]) -> Done:
        tasks = call.session.tasks
        return tasks.shift(chosen, days, move_dates=MoveDates(dates), move_cta=move_cta)

    call.act(shift, is_closed=False)


@click.command("reopen")
@IDS
@called(TaskCall)
def reopen_task(call: TaskCall) -> None:
    """Open closed tasks again."""
    call.act(call.session.tasks.reopen, is_closed=True)


@click.command("delete")
@IDS
@click.option(
    "--keep/--delete",
    "is_kept",
    default=True,
    help="Keep mirrored tasks in Salesforce (default), or delete them there too.",
)
@called(TaskCall)
def delete_task(call: TaskCall, is_kept: bool) -> None:
    """Remove tasks."""

    def delete(chosen: list[TaskId]) -> Done:
        return call.session.tasks.delete(chosen, keep_in_salesforce=is_kept)

    call.delete(delete, is_kept=is_kept)


@click.command("sync")
@IDS
@called(TaskCall)
def sync_task(call: TaskCall) -> None:
    """Mirror to Salesforce from now on; a filter picks open tasks."""
    call.act(call.session.tasks.sync, is_closed=False)


@click.command("desync")
@IDS
@click.option(
    "--keep/--delete",
    "is_kept",
    default=True,
    help="Keep the Salesforce Task as it is (default), or delete it there.",
)
@called(TaskCall)
def desync_task(call: TaskCall, is_kept: bool) -> None:
    """End the mirroring."""

    def desync(chosen: list[TaskId]) -> Done:
        return call.session.tasks.desync(chosen, keep_in_salesforce=is_kept)

    call.act(desync)


VERBS = [
    set_task,
    complete_task_command,
    shift_tasks,
    reopen_task,
    delete_task,
    sync_task,
    desync_task,
    link_task,
]
"""In the order of the help."""
