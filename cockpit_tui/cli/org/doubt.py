"""`cockpit doubt`: requests whose answer was lost, until it is known what became of them."""

from __future__ import annotations

from collections.abc import Sequence

import click

from cockpit_tui.cli.acting import tell
from cockpit_tui.cli.documents import to_doubt, to_list
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import Invocation, dry_run_option, json_option, pass_invocation
from cockpit_tui.cli.output import Column, table, to_document
from cockpit_tui.domain.days.dates import to_moment

COLUMNS = (
    Column("Id"),
    Column("Record", can_shrink=True),
    Column("Edit"),
    Column("Sent"),
    Column("What settles it", can_shrink=True),
)


@click.group("doubt", cls=Noun)
def doubt_command() -> None:
    """Requests whose answer was lost."""


@doubt_command.command("list")
@json_option
@pass_invocation
def list_doubts(invocation: Invocation, as_json: bool) -> None:
    """What was sent and never answered, oldest first."""
    rows = invocation.session.sync_views.board().in_doubt
    if as_json:
        click.echo(to_document(to_list([to_doubt(row) for row in rows])))
        return
    today = invocation.session.clock.today()
    cells = [
        (
            str(row.id),
            row.title,
            row.kind,
            "" if row.sent_at is None else to_moment(row.sent_at.astimezone(), today),
            "looked for, then made again" if row.is_looked_for else "the next exchange",
        )
        for row in rows
    ]
    for line in table(COLUMNS, cells):
        click.echo(line)
    if not rows:
        click.echo("Nothing is in doubt.", err=True)


@doubt_command.command("resend")
@click.argument("numbers", metavar="ID…", nargs=-1, type=int, required=True)
@dry_run_option
@json_option
@pass_invocation
def resend(invocation: Invocation, numbers: Sequence[int], dry_run: bool, as_json: bool) -> None:
    """Send new records again without waiting; they may be there twice then.

    For an org without the cockpit's key field, where a new record whose answer was lost is looked
    for during 15 minutes before it is made again.
    """
    if dry_run:
        invocation.rehearse()
    done = invocation.session.mirror.send_again(numbers)
    tell(invocation, done, lambda: [{"id": str(n)} for n in done.ids], as_json=as_json)
