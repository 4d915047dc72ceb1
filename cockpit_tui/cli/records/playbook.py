"""`cockpit playbook`: looked at, applied and replaced; `playbook_edits` changes playbooks."""

from __future__ import annotations

from collections.abc import Sequence

import click

from cockpit_tui.cli.acting import chosen_ctas, done_document, label_words, verb_options
from cockpit_tui.cli.completing import complete_cta, complete_playbook, complete_value
from cockpit_tui.cli.documents import to_list
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import Invocation, json_option, pass_invocation
from cockpit_tui.cli.output import dimmed, to_document
from cockpit_tui.cli.records.cta_lines import cta_documents
from cockpit_tui.cli.records.playbook_edits import EDITS
from cockpit_tui.cli.records.playbook_lines import (
    plan_lines,
    playbook_lines,
    playbook_table,
    to_plan,
    to_playbook,
)
from cockpit_tui.cli.words import value_named
from cockpit_tui.domain.ids import CtaId, PlaybookId
from cockpit_tui.domain.playbooks import CtaPlan
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.permitted import Done, counted
from cockpit_widgets.drawing.printable import printable

PLAYBOOK = click.argument("playbook", metavar="PLAYBOOK", shell_complete=complete_playbook)
IDS = click.argument("ids", nargs=-1, metavar="CTA…", shell_complete=complete_cta)
MOVE_DUE = click.option(
    "--move-due/--keep-due",
    help="Move the CTA's date to its last task's where that is later, or keep it (default).",
)


@click.group("playbook", cls=Noun, commands=EDITS)
def playbook_command() -> None:
    """Playbooks: named lists of tasks with days and owners, applied to CTAs."""


@playbook_command.command("list")
@click.option("--type", "type_", shell_complete=complete_value(Picklist.CTA_TYPE))
@click.option(
    "--state",
    type=click.Choice(["active", "inactive", "all"]),
    default="active",
    help="Inactive ones are kept and not offered; default active.",
)
@json_option
@pass_invocation
def list_playbooks(invocation: Invocation, type_: str | None, state: str, as_json: bool) -> None:
    """Playbooks by name."""
    session = invocation.session
    found = session.playbooks.all()
    if type_ is not None:
        wanted = value_named(session.views, Picklist.CTA_TYPE, type_)
        found = [playbook for playbook in found if playbook.fits(wanted)]
    if state != "all":
        found = [playbook for playbook in found if playbook.is_active == (state == "active")]
    if as_json:
        click.echo(to_document(to_list([to_playbook(playbook) for playbook in found])))
        return
    for line in playbook_table(found):
        click.echo(line)
    click.echo(dimmed(counted(len(found), "playbook")), err=True)


@playbook_command.command("show")
@PLAYBOOK
@json_option
@pass_invocation
def show_playbook(invocation: Invocation, playbook: str, as_json: bool) -> None:
    """One playbook with its steps."""
    service = invocation.session.playbooks
    found = service.get(service.find(playbook))
    if as_json:
        click.echo(to_document(to_playbook(found)))
        return
    for line in playbook_lines(found):
        click.echo(line)


@playbook_command.command("apply")
@PLAYBOOK
@IDS
@MOVE_DUE
@verb_options
@pass_invocation
def apply_playbook(
    invocation: Invocation,
    playbook: str,
    ids: Sequence[str],
    move_due: bool,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Create a playbook's tasks on CTAs that have none applied.

    Each task's date and owner are found now; --dry-run shows them. Of several CTAs those that it
    does not fit are left out and told.
    """
    call = _Call(invocation, playbook, ids, query, dry_run)
    plans = call.plans(is_replacement=False)
    done = invocation.session.playbooks.apply(call.chosen, call.playbook_id, move_due=move_due)
    call.tell(done, plans, as_json=as_json)


@playbook_command.command("replace")
@PLAYBOOK
@IDS
@click.option(
    "--keep/--delete",
    "is_kept",
    default=True,
    help="Keep mirrored tasks that go in Salesforce (default), or delete them there too.",
)
@MOVE_DUE
@verb_options
@pass_invocation
def replace_playbook(
    invocation: Invocation,
    playbook: str,
    ids: Sequence[str],
    is_kept: bool,
    move_due: bool,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Put a playbook in place of the one that is applied.

    Open tasks of the old one go; what is done stays, and so do tasks that were added by hand.
    """
    call = _Call(invocation, playbook, ids, query, dry_run)
    plans = call.plans(is_replacement=True)
    done = invocation.session.playbooks.replace(
        call.chosen, call.playbook_id, keep_in_salesforce=is_kept, move_due=move_due
    )
    call.tell(done, plans, as_json=as_json)


class _Call:
    """One call that acts on CTAs: which ones, by which playbook, and how its end is told."""

    def __init__(
        self,
        invocation: Invocation,
        playbook: str,
        words: Sequence[str],
        query: str | None,
        is_rehearsed: bool,
    ) -> None:
        if is_rehearsed:
            invocation.rehearse()
        self._invocation = invocation
        self.playbook_id: PlaybookId = invocation.session.playbooks.find(playbook)
        self.chosen: list[CtaId] = chosen_ctas(invocation, words, query)

    def plans(self, *, is_replacement: bool) -> list[CtaPlan]:
        """What will be done, read before it is."""
        service = self._invocation.session.playbooks
        return service.plans(self.chosen, self.playbook_id, is_replacement=is_replacement)

    def tell(self, done: Done, plans: Sequence[CtaPlan], *, as_json: bool) -> None:
        """Prints what was done, or would be, with dates and owners."""
        invocation = self._invocation
        if as_json:
            items = cta_documents(invocation, done.ids)
            document = done_document(invocation, done, items, done.notes)
            click.echo(to_document({**document, "plans": [to_plan(plan) for plan in plans]}))
            return
        click.echo(printable(label_words(invocation, done)))
        for plan in plans:
            for line in plan_lines(plan, invocation.session.clock.today()):
                click.echo(line)
        for note in done.notes:
            click.echo(printable(note), err=True)
        if invocation.rehearsal is None:
            click.echo(dimmed("`cockpit undo` takes it back."), err=True)
        else:
            click.echo("Nothing was changed.")
