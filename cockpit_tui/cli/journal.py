"""`cockpit undo`, `redo` and `history`: the journal, read and taken back."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import click

from cockpit_tui.cli.acting import done_document, label_words
from cockpit_tui.cli.acting import preview as preview_lines
from cockpit_tui.cli.completing import complete_cta
from cockpit_tui.cli.documents import Document, to_instant, to_list
from cockpit_tui.cli.invocation import (
    Invocation,
    dry_run_option,
    json_option,
    limit_option,
    pass_invocation,
)
from cockpit_tui.cli.output import Column, table, to_document
from cockpit_tui.cli.progress import told
from cockpit_tui.domain.days.dates import to_moment
from cockpit_tui.domain.errors import InvalidInput, NotFound
from cockpit_tui.domain.ids import from_word
from cockpit_tui.services.permitted import Done
from cockpit_tui.services.wording import FIELD_KEYS, HISTORY_FIELDS, Wording, column_of
from cockpit_tui.store.history import BatchRow, JournalRow
from cockpit_tui.store.reverting import OnChange
from cockpit_widgets.drawing.printable import printable

ACT_COLUMNS = (Column("When"), Column("Who"), Column("What", can_shrink=True), Column("State"))
CHANGE_COLUMNS = (
    Column("When"),
    Column("Who"),
    Column("From", leaves=1),
    Column("Record", can_shrink=True),
    Column("Field"),
    Column("Was", can_shrink=True),
    Column("Is", can_shrink=True),
    Column("Why", can_shrink=True, leaves=2),
)
ON_CHANGE = click.option(
    "--force", is_flag=True, help="Overwrite what somebody else changed since."
)
KEEP_CHANGED = click.option(
    "--keep-changed",
    is_flag=True,
    help="Leave what somebody else changed since, take back the rest.",
)
COUNT = click.argument("count", metavar="[N]", type=click.IntRange(min=1, max=1000), default=1)


@click.command("undo")
@COUNT
@ON_CHANGE
@KEEP_CHANGED
@dry_run_option
@json_option
@pass_invocation
def undo_command(
    invocation: Invocation,
    count: int,
    force: bool,
    keep_changed: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take back your last acts, one batch each, newest first."""
    if dry_run:
        invocation.rehearse()
    on_change = _on_change(force=force, keep_changed=keep_changed)
    with told():
        done = invocation.session.history.undo(count, on_change)
    _tell(invocation, done, as_json=as_json)


@click.command("redo")
@COUNT
@ON_CHANGE
@KEEP_CHANGED
@dry_run_option
@json_option
@pass_invocation
def redo_command(
    invocation: Invocation,
    count: int,
    force: bool,
    keep_changed: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Do again what was undone last."""
    if dry_run:
        invocation.rehearse()
    on_change = _on_change(force=force, keep_changed=keep_changed)
    with told():
        done = invocation.session.history.redo(count, on_change)
    _tell(invocation, done, as_json=as_json)


@click.command("history")
@click.argument("entity", metavar="[ID]", required=False, shell_complete=complete_cta)
@click.option(
    "--field",
    metavar="FIELD",
    shell_complete=lambda _context, _parameter, typed: _fields_with_history(typed),
    help="One field alone: due, owner, status…",
)
@limit_option("entries", default=20)
@json_option
@pass_invocation
def history_command(
    invocation: Invocation, entity: str | None, field: str | None, limit: int, as_json: bool
) -> None:
    """Who changed what: of one CTA or task, of one of its fields, or everybody's latest acts."""
    if entity is None:
        if field is not None:
            raise InvalidInput("--field goes with a CTA or a task.", "Give its id before it.")
        _tell_acts(invocation, limit, as_json=as_json)
        return
    kind, number = _record(invocation, entity)
    if field is None:
        rows = invocation.session.history.of_record(kind, number)
    else:
        rows = invocation.session.history.of_field(kind, number, [_column(kind, field)])
    _tell_changes(invocation, rows[:limit], len(rows), as_json=as_json)


def _field_words(kind: str) -> list[str]:
    return [FIELD_KEYS.get(name, name) for name in HISTORY_FIELDS[kind]]


def _fields_with_history(typed: str) -> list[str]:
    """Of CTAs, then of tasks: Click does not say what was named before an option."""
    words = dict.fromkeys(word for kind in HISTORY_FIELDS for word in _field_words(kind))
    return [word for word in words if word.startswith(typed)]


def _column(kind: str, field: str) -> str:
    column = column_of(kind, field)
    if column is None:
        words = _field_words(kind)
        near = difflib.get_close_matches(field, words, n=1)
        hint = f"Did you mean `{near[0]}`? " if near else ""
        raise InvalidInput(
            f"`{field}` is no field of a {'CTA' if kind == 'cta' else kind}.",
            f"{hint}It takes {', '.join(words)}.",
        )
    return column


def _on_change(*, force: bool, keep_changed: bool) -> OnChange:
    if force and keep_changed:
        raise InvalidInput("--force and --keep-changed were both given.", "Use one of them.")
    if force:
        return OnChange.OVERWRITE
    return OnChange.KEEP if keep_changed else OnChange.REFUSE


def _record(invocation: Invocation, word: str) -> tuple[str, int]:
    """A CTA or a task; one that was deleted is still known by its id."""
    views = invocation.session.views
    is_task = word.upper().startswith("TASK-")
    try:
        return ("task", views.find_task(word)) if is_task else ("cta", views.find_cta(word))
    except NotFound:
        number = from_word(word, "TASK" if is_task else "CTA")
        entity = "task" if is_task else "cta"
        if number is None or not invocation.session.history.of_record(entity, number):
            raise
        return entity, number


def _tell(invocation: Invocation, done: Sequence[Done], *, as_json: bool) -> None:
    if as_json:
        items = [_act_document(act, is_kept=invocation.rehearsal is None) for act in done]
        document = done_document(invocation, done[-1], items, [])
        click.echo(to_document(document))
        return
    for act in done:
        click.echo(printable(label_words(invocation, act)))
        for note in act.notes:
            click.echo(printable(note), err=True)
    for line in preview_lines(invocation):
        click.echo(line)


def _act_document(act: Done, *, is_kept: bool) -> Document:
    batch = str(act.batch_id) if is_kept and act.batch_id is not None else None
    return {"label": act.label, "notes": list(act.notes), "batch": batch}


def _tell_acts(invocation: Invocation, limit: int, *, as_json: bool) -> None:
    acts = invocation.session.history.recent(limit)
    if as_json:
        total = invocation.session.history.acts()
        items = [_batch_document(act) for act in acts]
        click.echo(to_document({**to_list(items), "total": total}))
        return
    today = invocation.session.clock.today()
    rows = [
        (
            to_moment(act.at.astimezone(), today),
            act.actor or act.origin.value,
            act.label,
            "undone" if act.is_undone else "",
        )
        for act in acts
    ]
    for line in table(ACT_COLUMNS, rows):
        click.echo(line)


def _tell_changes(
    invocation: Invocation, rows: Sequence[JournalRow], total: int, *, as_json: bool
) -> None:
    wording = Wording(invocation.session.views, rows)
    if as_json:
        items = [
            {
                **wording.change(row),
                **_batch_document(row.batch),
                "from": row.where_from,
                "reason": row.reason or None,
            }
            for row in rows
        ]
        click.echo(to_document({"items": items, "total": total}))
        return
    today = invocation.session.clock.today()
    cells = [
        (
            to_moment(row.batch.at.astimezone(), today),
            row.batch.actor or row.batch.where_from,
            row.where_from,
            wording.record_words(row),
            wording.field_words(row) or ("added" if row.kind == "insert" else "removed"),
            *wording.spoken(row, today),
            row.reason,
        )
        for row in rows
    ]
    for line in table(CHANGE_COLUMNS, cells):
        click.echo(line)


def _batch_document(act: BatchRow) -> Document:
    return {
        "batch": str(act.id),
        "at": to_instant(act.at),
        "who": act.actor or None,
        "origin": act.origin.value,
        "from": act.where_from,
        "label": act.label,
        "undo_of": None if act.undo_of is None else str(act.undo_of),
        "undone": act.is_undone,
    }
