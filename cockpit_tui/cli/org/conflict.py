"""`cockpit conflict`: fields that changed on both sides, and choosing a side."""

from __future__ import annotations

from collections.abc import Sequence

import click

from cockpit_tui.cli.acting import tell
from cockpit_tui.cli.documents import Document, to_conflict, to_list
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import Invocation, dry_run_option, json_option, pass_invocation
from cockpit_tui.cli.output import Column, facts, heading, table, to_document
from cockpit_tui.cli.records.assignments import NONE_WORDS, to_due
from cockpit_tui.cli.words import value_named
from cockpit_tui.domain.days.dates import to_moment
from cockpit_tui.domain.ids import CtaId, to_task_word
from cockpit_tui.domain.values import LinkKind, Picklist
from cockpit_tui.services.wording import Wording, to_words
from cockpit_tui.store.mirror.conflicts import Choice, ConflictRow, Decision

COLUMNS = (
    Column("Id"),
    Column("Task", can_shrink=True),
    Column("Account", can_shrink=True, leaves=1),
    Column("Field"),
    Column("Was", can_shrink=True, leaves=3),
    Column("Mine", can_shrink=True),
    Column("Theirs", can_shrink=True),
    Column("By", can_shrink=True),
    Column("Chosen", leaves=2),
)
NUMBERS = click.argument("numbers", metavar="ID…", nargs=-1, type=int, required=True)


@click.group("conflict", cls=Noun)
def conflict_command() -> None:
    """Fields that were changed on both sides."""


@conflict_command.command("list")
@click.option("--all", "with_settled", is_flag=True, help="Settled ones too.")
@json_option
@pass_invocation
def list_conflicts(invocation: Invocation, with_settled: bool, as_json: bool) -> None:
    """Conflicts that need a person, newest first."""
    rows = invocation.session.mirror.conflicts(with_settled=with_settled)
    wording = Wording(invocation.session.views)
    if as_json:
        click.echo(to_document(to_list([_document(wording, row) for row in rows])))
        return
    for line in table(COLUMNS, [_cells(wording, row) for row in rows]):
        click.echo(line)
    if not rows:
        click.echo("No conflicts.", err=True)


@conflict_command.command("show")
@click.argument("number", metavar="ID", type=int)
@json_option
@pass_invocation
def show_conflict(invocation: Invocation, number: int, as_json: bool) -> None:
    """One conflict: what it was, mine, theirs."""
    row = invocation.session.mirror.conflict(number)
    wording = Wording(invocation.session.views)
    if as_json:
        click.echo(to_document(_document(wording, row)))
        return
    values = _shown(wording, row)
    click.echo(heading(f"{row.title or 'A deleted task'}: {wording.key(row.field)}"))
    today = invocation.session.clock.today()
    for line in facts(
        [
            ("Task", "" if row.task_id is None else to_task_word(row.task_id)),
            ("Account", row.account),
            ("Was", to_words(values["base"])),
            ("Mine", to_words(values["mine"])),
            ("Theirs", f"{to_words(values['theirs'])}"),
            ("Changed by", row.theirs_by),
            ("When", to_moment(row.at.astimezone(), today)),
            ("Taken so far", row.chosen),
            ("State", "open" if row.is_open else "settled"),
        ]
    ):
        click.echo(line)


@conflict_command.command("resolve")
@NUMBERS
@click.option("--mine", "choice", flag_value="mine", help="The cockpit's value.")
@click.option("--theirs", "choice", flag_value="theirs", help="Salesforce's value.")
@click.option("--both", "choice", flag_value="both", help="Both texts, where they fit together.")
@click.option("--value", "own", metavar="VALUE", help="This value, in place of both.")
@dry_run_option
@json_option
@pass_invocation
def resolve_conflict(
    invocation: Invocation,
    numbers: Sequence[int],
    choice: Choice | None,
    own: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take one side's value, both where they fit together, or your own, as one batch."""
    if (choice is None) == (own is None):
        raise click.UsageError("Say --mine, --theirs, --both or --value VALUE.")
    if dry_run:
        invocation.rehearse()
    mirror = invocation.session.mirror
    rows = [mirror.conflict(number) for number in dict.fromkeys(numbers)]
    if own is None:
        chosen = [_decision(row, choice or "mine") for row in rows]
    else:
        chosen = [Decision(row.id, "own", _own_value(invocation, row, own)) for row in rows]
    done = mirror.settle(chosen)
    wording = Wording(invocation.session.views)
    tell(
        invocation,
        done,
        lambda: [_document(wording, mirror.conflict(number)) for number in done.ids],
        as_json=as_json,
    )


def _decision(row: ConflictRow, choice: Choice) -> Decision:
    from cockpit_sync.merging.line_merge import both_sides

    if choice != "both" or row.field != "comments":
        return Decision(row.id, choice)
    texts = (None if text is None else str(text) for text in (row.base, row.mine, row.theirs))
    return Decision(row.id, choice, both_sides(*texts))


def _own_value(invocation: Invocation, row: ConflictRow, word: str) -> str | int | None:
    """The value as the field holds it. Raises InvalidInput for a word that does not fit."""
    views = invocation.session.views
    match row.field:
        case "due":
            day = to_due(word, views.clock.today())
            return None if day is None else day.isoformat()
        case "status_id":
            return value_named(views, Picklist.TASK_STATUS, word)
        case "priority_id":
            return value_named(views, Picklist.PRIORITY, word)
        case "assignee_id":
            return views.find_person(word)
        case "contact_id":
            return _contact(invocation, row, word)
        case _:
            return word


def _contact(invocation: Invocation, row: ConflictRow, word: str) -> int | None:
    if row.cta_id is None or word.strip().lower() in NONE_WORDS:
        return None
    (cta,) = invocation.session.views.rows([CtaId(row.cta_id)])
    return invocation.session.links.find(cta.account_id, LinkKind.CONTACT, word)


def _shown(wording: Wording, row: ConflictRow) -> dict[str, str | None]:
    values = {"base": row.base, "mine": row.mine, "theirs": row.theirs}
    shown = {name: wording.plain(row.field, value) for name, value in values.items()}
    return {name: None if value is None else str(value) for name, value in shown.items()}


def _document(wording: Wording, row: ConflictRow) -> Document:
    return to_conflict(row, _shown(wording, row))


def _cells(wording: Wording, row: ConflictRow) -> tuple[str, ...]:
    values = _shown(wording, row)
    return (
        str(row.id),
        row.title,
        row.account,
        wording.key(row.field),
        to_words(values["base"]),
        to_words(values["mine"]),
        to_words(values["theirs"]),
        row.theirs_by,
        "" if row.is_open and row.chosen == "ask" else row.chosen,
    )
