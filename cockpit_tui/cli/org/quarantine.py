"""`cockpit quarantine`: edits that Salesforce refused, in its own words."""

from __future__ import annotations

from collections.abc import Sequence

import click

from cockpit_tui.cli.acting import tell
from cockpit_tui.cli.documents import Document, to_list, to_quarantined
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import Invocation, json_option, pass_invocation
from cockpit_tui.cli.output import Column, table, to_document
from cockpit_tui.services.permitted import Done
from cockpit_tui.services.wording import Wording, to_words
from cockpit_tui.store.mirror.quarantine import Quarantined
from cockpit_tui.store.work.relations import RELATION

COLUMNS = (
    Column("Id"),
    Column("Task", can_shrink=True),
    Column("Edit"),
    Column("To be written", can_shrink=True),
    Column("Salesforce says", can_shrink=True),
)
NUMBERS = click.argument("numbers", metavar="[ID]…", nargs=-1, type=int)
ALL = click.option("--all", "is_all", is_flag=True, help="Everything that waits.")


@click.group("quarantine", cls=Noun)
def quarantine_command() -> None:
    """Edits that Salesforce refused."""


@quarantine_command.command("list")
@json_option
@pass_invocation
def list_quarantined(invocation: Invocation, as_json: bool) -> None:
    """What waits for a person, oldest first."""
    entries = invocation.session.mirror.quarantined()
    wording = Wording(invocation.session.views)
    if as_json:
        click.echo(to_document(to_list([_document(wording, entry) for entry in entries])))
        return
    rows = [
        (
            str(entry.operation.id),
            entry.title,
            entry.operation.kind,
            ", ".join(
                f"{name}={to_words(value)}" for name, value in _fields(wording, entry).items()
            ),
            entry.failure.message or entry.failure.code,
        )
        for entry in entries
    ]
    for line in table(COLUMNS, rows):
        click.echo(line)
    if not rows:
        click.echo("Nothing is in quarantine.", err=True)


@quarantine_command.command("retry")
@NUMBERS
@ALL
@json_option
@pass_invocation
def retry_quarantined(
    invocation: Invocation, numbers: Sequence[int], is_all: bool, as_json: bool
) -> None:
    """Send again, as it is; for when the cause is gone."""
    chosen = _chosen(invocation, numbers, is_all=is_all)
    _tell(invocation, invocation.session.mirror.retry(chosen), as_json=as_json)


@quarantine_command.command("drop")
@NUMBERS
@ALL
@json_option
@pass_invocation
def drop_quarantined(
    invocation: Invocation, numbers: Sequence[int], is_all: bool, as_json: bool
) -> None:
    """Forget the edit: Salesforce keeps its value, the cockpit its own."""
    chosen = _chosen(invocation, numbers, is_all=is_all)
    _tell(invocation, invocation.session.mirror.drop(chosen), as_json=as_json)


def _chosen(invocation: Invocation, numbers: Sequence[int], *, is_all: bool) -> list[int]:
    if bool(numbers) == is_all:
        raise click.UsageError("Give ids, or --all.")
    if is_all:
        return [entry.operation.id for entry in invocation.session.mirror.quarantined()]
    return list(dict.fromkeys(numbers))


def _tell(invocation: Invocation, done: Done, *, as_json: bool) -> None:
    def items() -> list[Document]:
        return [{"id": str(number)} for number in done.ids]

    tell(invocation, done, items, as_json=as_json)


def _fields(wording: Wording, entry: Quarantined) -> dict[str, str | None]:
    named = {
        wording.key(column): (
            wording.record("opportunity", value)
            if column == RELATION and isinstance(value, int)
            else wording.plain(column, value)
        )
        for column, value in entry.operation.values.items()
    }
    return {name: None if value is None else str(value) for name, value in named.items()}


def _document(wording: Wording, entry: Quarantined) -> Document:
    return to_quarantined(entry, _fields(wording, entry))
