"""`cockpit task`: tasks of CTAs, read, added and changed, and the manual mirror."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from cockpit_tui.cli.acting import tell_record
from cockpit_tui.cli.completing import (
    complete_cta,
    complete_person,
    complete_task,
    complete_value,
    filter_option,
)
from cockpit_tui.cli.documents import to_list, to_task, to_whole_task
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import (
    Invocation,
    dry_run_option,
    json_option,
    limit_option,
    pass_invocation,
)
from cockpit_tui.cli.output import dimmed, to_document
from cockpit_tui.cli.records.assignments import to_due
from cockpit_tui.cli.records.task_lines import task_facts, task_lines
from cockpit_tui.cli.records.task_verbs import MOVE_CTA, VERBS
from cockpit_tui.cli.words import people_named, value_named
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import PersonId, TaskId
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.permitted import counted


@click.group("task", cls=Noun, commands=VERBS)
def task_command() -> None:
    """Tasks of calls to action, and their mirror in Salesforce."""


@task_command.command("list")
@click.argument("ctas", nargs=-1, metavar="[CTA]…", shell_complete=complete_cta)
@filter_option("Tasks that match, by themselves or by their CTA.")
@click.option("--open", "is_open", is_flag=True, help="Open tasks alone.")
@click.option(
    "--assignee", metavar="PERSON", shell_complete=complete_person, help="Those of this person."
)
@click.option("--sort", "sort_by", type=click.Choice(["cta", "due"]), default="cta")
@limit_option("tasks")
@json_option
@pass_invocation
def list_tasks(
    invocation: Invocation,
    ctas: Sequence[str],
    query: str | None,
    is_open: bool,
    assignee: str | None,
    sort_by: str,
    limit: int | None,
    as_json: bool,
) -> None:
    """Tasks of the CTAs that are named, or those that match; without either, of all CTAs that are
    open and awake."""
    if ctas and query is not None:
        raise InvalidInput("CTAs and --filter were both given.", "Use one of them.")
    views = invocation.session.views
    if ctas:
        found = views.tasks([views.find_cta(word) for word in ctas])
    else:
        found = invocation.session.task_lists.matching(query or "")
    tasks = [task for task in found if not (is_open and task.is_closed)]
    if assignee is not None:
        who = views.find_person(assignee)
        tasks = [task for task in tasks if _is_for(task, who, is_open=is_open)]
    if sort_by == "due":
        tasks.sort(key=_by_due)
    shown = tasks[:limit]
    if as_json:
        click.echo(to_document({**to_list([to_task(task) for task in shown]), "total": len(tasks)}))
        return
    for line in task_lines(shown, invocation.session.clock.today()):
        click.echo(line)
    part = f"{len(shown):,} of " if len(shown) < len(tasks) else ""
    click.echo(dimmed(f"{part}{counted(len(tasks), 'task')}"), err=True)


@task_command.command("show")
@click.argument("task", metavar="ID", shell_complete=complete_task)
@json_option
@pass_invocation
def show_task(invocation: Invocation, task: str, as_json: bool) -> None:
    """One task with each assignee's part."""
    views = invocation.session.views
    row = views.task(views.find_task(task))
    if as_json:
        click.echo(to_document(to_whole_task(row)))
        return
    for line in task_facts(row, invocation.session.clock.today()):
        click.echo(line)


@task_command.command("add")
@click.argument("cta", shell_complete=complete_cta)
@click.option("--title", required=True)
@click.option("--due", metavar="DAY", help="2026-12-01, tomorrow, fri, +3d, 24 nov…")
@click.option("--priority", shell_complete=complete_value(Picklist.PRIORITY))
@click.option(
    "--assignee",
    "assignees",
    multiple=True,
    shell_complete=complete_person,
    help="Name, e-mail, id or `me`; several times for several. Default: the CTA's owner.",
)
@click.option("--comments", default="")
@MOVE_CTA
@dry_run_option
@json_option
@pass_invocation
def add_task(
    invocation: Invocation,
    cta: str,
    title: str,
    due: str | None,
    priority: str | None,
    assignees: Sequence[str],
    comments: str,
    move_cta: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add a task to a CTA."""
    from cockpit_tui.services.tasks import NewTask

    if dry_run:
        invocation.rehearse()
    session = invocation.session
    views, today = session.views, session.clock.today()
    day = None if due is None else to_due(due, today)
    if due is not None and day is None:
        raise InvalidInput("A new task needs a due date.", "`task set ID due=none` takes it away.")
    done = session.tasks.add(
        NewTask(
            cta_id=views.find_cta(cta),
            title=title,
            due=day,
            priority_id=None
            if priority is None
            else value_named(views, Picklist.PRIORITY, priority),
            assignees=people_named(views, assignees),
            comments=comments,
        ),
        move_cta=move_cta,
    )
    row = views.task(TaskId(done.ids[0]))
    tell_record(invocation, done, to_task(row), lambda: task_facts(row, today), as_json=as_json)


def _is_for(task: TaskRow, person_id: PersonId, *, is_open: bool) -> bool:
    """Whether the person has a part in the task, one that is open where open ones are wanted."""
    own = [part for part in task.parts if part.assignee_id == person_id]
    return any(not (is_open and part.is_closed) for part in own)


def _by_due(task: TaskRow) -> tuple[date, int]:
    """Tasks without a date come last."""
    return (task.due or date.max, task.id)


@task_command.command("adopt")
@click.argument("salesforce_id", metavar="SALESFORCE_ID")
@click.option("--cta", required=True, shell_complete=complete_cta, help="The CTA to put it under.")
@dry_run_option
@json_option
@pass_invocation
def adopt_task(
    invocation: Invocation, salesforce_id: str, cta: str, dry_run: bool, as_json: bool
) -> None:
    """Put an existing Salesforce task under a CTA; both sides have it from then on."""
    if dry_run:
        invocation.rehearse()
    session = invocation.session
    done = session.adoptions.adopt(salesforce_id, session.views.find_cta(cta))
    task = session.views.task(TaskId(done.ids[0]))
    tell_record(
        invocation,
        done,
        to_task(task),
        lambda: task_facts(task, session.clock.today()),
        as_json=as_json,
    )
