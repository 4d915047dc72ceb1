"""Verbs on tasks, the manual mirror among them. Each is one batch and has `--dry-run`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from cockpit_tui.cli.acting import chosen_tasks, tell, verb_options
from cockpit_tui.cli.completing import complete_task
from cockpit_tui.cli.documents import Document, to_task
from cockpit_tui.cli.invocation import Invocation, pass_invocation
from cockpit_tui.cli.progress import told
from cockpit_tui.cli.records.assignments import split_words, task_changes
from cockpit_tui.cli.records.links import link_task
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.services.permitted import Done

IDS = click.argument("ids", nargs=-1, metavar="ID…", shell_complete=complete_task)
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


@click.command("set")
@click.argument("words", nargs=-1, metavar="ID… FIELD=VALUE…", shell_complete=complete_task)
@DATES
@MOVE_CTA
@click.option(
    "--anyway", is_flag=True, help="With status=: complete also what waits for an open task."
)
@verb_options
@pass_invocation
def set_task(
    invocation: Invocation,
    words: Sequence[str],
    dates: str,
    move_cta: bool,
    anyway: bool,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Change fields: title, status, priority, due, assignees, comments, position, after.

    Several assignees have commas between them, and so have tasks that it comes after (after=none
    for none). A filter picks the open tasks of CTAs.
    """
    from cockpit_tui.services.going_along import MoveDates

    given, fields = split_words(words)

    def change(chosen: list[TaskId]) -> Done:
        session = invocation.session
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

    Call(invocation, given, query, dry_run, as_json).act(change, is_closed=False)


ANYWAY = click.option(
    "--anyway", is_flag=True, help="Complete also what waits for another task that is open."
)


@click.command("done")
@IDS
@ANYWAY
@verb_options
@pass_invocation
def complete_task_command(
    invocation: Invocation,
    ids: Sequence[str],
    anyway: bool,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Close as done, every assignee's part with it."""

    def complete(chosen: list[TaskId]) -> Done:
        return invocation.session.tasks.complete(chosen, is_forced=anyway)

    Call(invocation, ids, query, dry_run, as_json).act(complete, is_closed=False)


@click.command("shift")
@IDS
@click.option("--by", "days", type=int, required=True, metavar="DAYS", help="-3 is earlier.")
@DATES
@MOVE_CTA
@verb_options
@pass_invocation
def shift_tasks(
    invocation: Invocation,
    ids: Sequence[str],
    days: int,
    dates: str,
    move_cta: bool,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Move each due date by so many days; a filter picks the open tasks of CTAs."""
    from cockpit_tui.services.going_along import MoveDates

    def shift(chosen: list[TaskId]) -> Done:
        tasks = invocation.session.tasks
        return tasks.shift(chosen, days, move_dates=MoveDates(dates), move_cta=move_cta)

    Call(invocation, ids, query, dry_run, as_json).act(shift, is_closed=False)


@click.command("reopen")
@IDS
@verb_options
@pass_invocation
def reopen_task(
    invocation: Invocation, ids: Sequence[str], query: str | None, dry_run: bool, as_json: bool
) -> None:
    """Open closed tasks again."""

    def reopen(chosen: list[TaskId]) -> Done:
        return invocation.session.tasks.reopen(chosen)

    Call(invocation, ids, query, dry_run, as_json).act(reopen, is_closed=True)


@click.command("delete")
@IDS
@click.option(
    "--keep/--delete",
    "is_kept",
    default=True,
    help="Keep mirrored tasks in Salesforce (default), or delete them there too.",
)
@verb_options
@pass_invocation
def delete_task(
    invocation: Invocation,
    ids: Sequence[str],
    is_kept: bool,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Remove tasks."""

    def delete(chosen: list[TaskId]) -> Done:
        return invocation.session.tasks.delete(chosen, keep_in_salesforce=is_kept)

    Call(invocation, ids, query, dry_run, as_json).delete(delete, is_kept=is_kept)


@click.command("sync")
@IDS
@verb_options
@pass_invocation
def sync_task(
    invocation: Invocation, ids: Sequence[str], query: str | None, dry_run: bool, as_json: bool
) -> None:
    """Mirror to Salesforce from now on; a filter picks the open tasks of CTAs."""

    def mirror(chosen: list[TaskId]) -> Done:
        return invocation.session.tasks.sync(chosen)

    Call(invocation, ids, query, dry_run, as_json).act(mirror, is_closed=False)


@click.command("desync")
@IDS
@click.option(
    "--keep/--delete",
    "is_kept",
    default=True,
    help="Keep the Salesforce Task as it is (default), or delete it there.",
)
@verb_options
@pass_invocation
def desync_task(
    invocation: Invocation,
    ids: Sequence[str],
    is_kept: bool,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """End the mirroring."""

    def desync(chosen: list[TaskId]) -> Done:
        return invocation.session.tasks.desync(chosen, keep_in_salesforce=is_kept)

    Call(invocation, ids, query, dry_run, as_json).act(desync)


class Call:
    """One call of a verb: which tasks, and how its end is told."""

    def __init__(
        self,
        invocation: Invocation,
        words: Sequence[str],
        query: str | None,
        is_rehearsed: bool,
        as_json: bool,
    ) -> None:
        if is_rehearsed:
            invocation.rehearse()
        self._invocation = invocation
        self._words = words
        self._query = query
        self._as_json = as_json

    def act(self, verb: Verb, *, is_closed: bool | None = None) -> None:
        """Does it to what was chosen, in one batch. `is_closed` says which tasks a filter picks:
        closed ones, open ones, or (None) all."""
        chosen = self._chosen(is_closed)
        with told(len(chosen)):
            done = verb(chosen)
        tell(self._invocation, done, lambda: self._documents(chosen), as_json=self._as_json)

    def delete(self, verb: Verb, *, is_kept: bool) -> None:
        """Removes what was chosen; the document holds the records as they were."""
        chosen = self._chosen(None)
        before = self._documents(chosen)
        is_said = is_kept and any(document["synced"] for document in before)
        notes = ["Mirrored tasks are kept in Salesforce."] if is_said else []
        with told(len(chosen)):
            done = verb(chosen)
        tell(self._invocation, done, lambda: before, as_json=self._as_json, notes=notes)

    def _chosen(self, is_closed: bool | None) -> list[TaskId]:
        return chosen_tasks(self._invocation, self._words, self._query, is_closed=is_closed)

    def _documents(self, chosen: Sequence[TaskId]) -> list[Document]:
        views = self._invocation.session.views
        return [to_task(views.task(task_id)) for task_id in chosen]


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
