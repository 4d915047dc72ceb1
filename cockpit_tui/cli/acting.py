"""Verbs: which records they act on, and how what they did is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ParamSpec, TypeVar

import click
from msgspec.structs import replace

from cockpit_tui.cli.completing import filter_option
from cockpit_tui.cli.documents import Document
from cockpit_tui.cli.invocation import Invocation, dry_run_option, json_option
from cockpit_tui.cli.output import Column, dimmed, table, to_document
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.services.permitted import Done, counted
from cockpit_tui.services.wording import WHOLE, Wording
from cockpit_widgets.drawing.printable import printable

P = ParamSpec("P")
R = TypeVar("R")
NAMED_AT_MOST = 3


def verb_options(command: Callable[P, R]) -> Callable[P, R]:
    """What every verb takes: `--filter` in place of ids, `--dry-run`, `--json`."""
    with_filter = filter_option("Act on all that match, as one batch, in place of ids.")(command)
    return json_option(dry_run_option(with_filter))


def chosen_ctas(invocation: Invocation, words: Sequence[str], query: str | None) -> list[CtaId]:
    """The CTAs that a verb acts on, each once. Raises InvalidInput for neither or both."""
    _require_one_way(words, query)
    views = invocation.session.views
    if query is not None:
        return [CtaId(cta_id) for cta_id in views.listing(query).ids]
    return list(dict.fromkeys(views.find_cta(word) for word in words))


def chosen_tasks(
    invocation: Invocation,
    words: Sequence[str],
    query: str | None,
    *,
    is_closed: bool | None = None,
) -> list[TaskId]:
    """The tasks that a verb acts on; of those that a filter finds the closed ones, the open ones,
    or all (None)."""
    _require_one_way(words, query)
    views = invocation.session.views
    if query is None:
        return list(dict.fromkeys(views.find_task(word) for word in words))
    tasks = invocation.session.task_lists.matching(query)
    return [task.id for task in tasks if is_closed is None or task.is_closed == is_closed]


def tell(
    invocation: Invocation,
    done: Done,
    items: Callable[[], Sequence[Document]],
    *,
    as_json: bool,
    notes: Iterable[str] = (),
) -> None:
    """Prints what a verb did, or would do; what was decided without asking goes to stderr.

    `items` gives the records as they are now, for the document.
    """
    if done.is_same:
        done = replace(done, label=same_words(items()), notes=())
        notes = ()
    told = [*done.notes, *notes, *_held(invocation, done)]
    if as_json:
        click.echo(to_document(done_document(invocation, done, items(), told)))
        return
    click.echo(printable(label_words(invocation, done)))
    for line in preview(invocation):
        click.echo(line)
    for note in told:
        click.echo(printable(note), err=True)
    if invocation.rehearsal is None and done.batch_id is not None:
        click.echo(dimmed("`cockpit undo` takes it back."), err=True)


def label_words(invocation: Invocation, done: Done) -> str:
    """What a verb did, or what it would do."""
    return done.label if invocation.rehearsal is None else f"Dry run: {done.label}"


def same_words(items: Sequence[Document]) -> str:
    """That a verb found everything as it was to be, and where."""
    if not items:
        return "Nothing matches the filter, so nothing was changed."
    names = [str(item["id"]) for item in items if "id" in item]
    if not names:
        return "Nothing had to change."
    where = ", ".join(names) if len(names) <= NAMED_AT_MOST else f"all {len(names):,}"
    return f"Nothing had to change: {where} {'was' if len(names) == 1 else 'were'} so already."


def tell_record(
    invocation: Invocation,
    done: Done,
    record: Document,
    lines: Callable[[], Iterable[str]],
    *,
    as_json: bool,
) -> None:
    """Prints a record that was added: its document, or its lines for people."""
    told = [*done.notes, *_held(invocation, done)]
    if as_json:
        extra = done_document(invocation, done, [], told)
        del extra["items"], extra["total"]
        click.echo(to_document({**record, **extra}))
        return
    if invocation.rehearsal is not None:
        click.echo(printable(label_words(invocation, done)))
    for line in lines():
        click.echo(line)
    for line in preview(invocation):
        click.echo(line)
    for note in told:
        click.echo(printable(note), err=True)


def _held(invocation: Invocation, done: Done) -> list[str]:
    """What a call that may not write to Salesforce keeps for one that may."""
    cause = invocation.read_only_by
    if not cause or done.is_same or invocation.rehearsal is not None:
        return []
    n = invocation.session.mirror.status().would_write
    if not n:
        return []
    what = f"{counted(n, 'edit')} for Salesforce {'is' if n == 1 else 'are'} kept here"
    return [f"Read-only ({cause}): {what}; the next exchange that may write sends them."]


def done_document(
    invocation: Invocation, done: Done, items: Sequence[Document], notes: Sequence[str]
) -> Document:
    """What a verb did, for scripts; `batch` is what one undo takes back."""
    rehearsal = invocation.rehearsal
    is_kept = rehearsal is None and done.batch_id is not None
    org = invocation.session.mirror.org()
    return {
        "items": list(items),
        "total": len(items),
        "label": done.label,
        "notes": list(notes),
        "batch": str(done.batch_id) if is_kept else None,
        "dry_run": rehearsal is not None,
        "changes": None if rehearsal is None else _changes(invocation),
        "org_name": org.name if org else None,
        "production": org.is_production if org else None,
    }


def _changes(invocation: Invocation) -> list[Document]:
    rehearsal = invocation.rehearsal
    assert rehearsal is not None
    changes = rehearsal.changes()
    wording = Wording(invocation.session.views, changes)
    return [wording.change(row) for row in changes]


def preview(invocation: Invocation) -> Iterator[str]:
    rehearsal = invocation.rehearsal
    if rehearsal is None:
        return
    columns = (Column("Record"), Column("Field"), Column("Now"), Column("Then", can_shrink=True))
    changes, today = rehearsal.changes(), invocation.session.clock.today()
    wording = Wording(invocation.session.views, changes)
    yield from table(
        columns,
        [
            (
                wording.record_words(row),
                wording.field_words(row) or WHOLE.get(row.kind, "changed"),
                *wording.spoken(row, today),
            )
            for row in changes
        ],
    )
    if waiting := rehearsal.operations():
        org = invocation.session.mirror.org()
        where = f"{org.name} ({org.to_row().kind})" if org else "Salesforce"
        yield printable(f"To be written to {where}: {waiting}.")
    yield "Nothing was changed."


def _require_one_way(words: Sequence[str], query: str | None) -> None:
    if words and query is not None:
        raise InvalidInput("Ids and --filter were both given.", "Use one of them.")
    if not words and query is None:
        raise InvalidInput(
            "No record was named.", "Give ids, or --filter QUERY for all that match."
        )
