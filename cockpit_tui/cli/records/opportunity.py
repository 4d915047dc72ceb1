"""`cockpit opportunity`: a customer's deal, as Salesforce has it."""

from __future__ import annotations

import click

from cockpit_tui.cli.documents import to_opportunity
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import Invocation, json_option, pass_invocation
from cockpit_tui.cli.output import facts, heading, to_document
from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.ids import OpportunityId
from cockpit_tui.domain.money import to_money


@click.group("opportunity", cls=Noun)
def opportunity_command() -> None:
    """Opportunities that CTAs are linked to."""


@opportunity_command.command("show")
@click.argument("word", metavar="ID")
@json_option
@pass_invocation
def show_opportunity(invocation: Invocation, word: str, as_json: bool) -> None:
    """One opportunity, by its Salesforce id, by ours (OPP-3), or by the CTA linked to it."""
    session = invocation.session
    number = session.links.find_opportunity(word)
    row = session.customers.opportunity(OpportunityId(number))
    if as_json:
        click.echo(to_document(to_opportunity(row)))
        return
    today = session.clock.today()
    click.echo(heading(row.name))
    for line in facts(
        [
            ("Id", row.salesforce_id or f"OPP-{row.id}"),
            ("Stage", row.stage),
            ("Type", row.type),
            ("Amount", to_money(row.amount_cents)),
            ("Closes", to_long_date(row.close_date, today) if row.close_date else ""),
            ("Probability", "" if row.probability is None else f"{row.probability} %"),
            ("Next step", row.next_step),
            ("Owner", row.owner),
        ]
    ):
        click.echo(line)
