"""`cockpit cta repeat`: series of CTAs that come again, and how `cta add --repeat` tells of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cockpit_tui.cli.acting import done_document, label_words
from cockpit_tui.cli.completing import complete_person
from cockpit_tui.cli.documents import Document, to_day, to_list
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import Invocation, dry_run_option, json_option, pass_invocation
from cockpit_tui.cli.output import Column, dimmed, table, to_document
from cockpit_tui.cli.records.cta_lines import cta_documents
from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import SeriesId, to_series_word
from cockpit_tui.domain.rows.ctas import SeriesRow
from cockpit_tui.services.permitted import Done, counted
from cockpit_widgets.drawing.printable import printable

if TYPE_CHECKING:
    from cockpit_tui.services.ctas import NewCta

COLUMNS = (
    Column("Series"),
    Column("Name", can_shrink=True),
    Column("Account", can_shrink=True),
    Column("Rule"),
    Column("Until"),
    Column("Next"),
    Column("Made", is_right=True),
    Column("Owner"),
)


def to_series(row: SeriesRow) -> Document:
    """A series for scripts; `next` is null when it is over."""
    return {
        "id": to_series_word(row.id),
        "name": row.name,
        "account": row.account,
        "account_id": row.account_salesforce_id or f"ACC-{row.account_id}",
        "owner": row.owner,
        "rule": row.rule,
        "start": to_day(row.start),
        "until": to_day(row.until),
        "ahead": row.ahead,
        "next": to_day(row.next_on),
        "made": row.made,
        "playbook": row.playbook,
    }


@click.group("repeat", cls=Noun)
def repeat_group() -> None:
    """Recurring CTAs: the series that `cta add --repeat` began."""


@repeat_group.command("list")
@click.option("--all", "with_over", is_flag=True, help="Those that are over, too.")
@json_option
@pass_invocation
def list_series(invocation: Invocation, with_over: bool, as_json: bool) -> None:
    """Series by their next day."""
    found = invocation.session.recurring.all(is_over=None if with_over else False)
    if as_json:
        click.echo(to_document(to_list([to_series(row) for row in found])))
        return
    for line in series_lines(invocation, found):
        click.echo(line)
    click.echo(dimmed(counted(len(found), "recurring CTA")), err=True)


@repeat_group.command("set")
@click.argument("series", metavar="SERIES")
@click.argument("rule", metavar="[RULE]", required=False)
@click.option("--ahead", type=click.IntRange(0, 365), help="Days before its day.")
@click.option("--owner", shell_complete=complete_person, help="Who gets its next CTAs.")
@dry_run_option
@json_option
@pass_invocation
def change_series(
    invocation: Invocation,
    series: str,
    rule: str | None,
    ahead: int | None,
    owner: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Another rule from today on, or another owner; CTAs that are there stay.

    A rule is written as in 'weekly fri until 2027-06-30'.
    """
    from cockpit_tui.services.recurring import Repeat

    if rule is None and ahead is None and owner is None:
        raise click.UsageError("Say a RULE, --ahead or --owner.")
    if dry_run:
        invocation.rehearse()
    service = invocation.session.recurring
    before = service.get(service.find(series))
    repeat = None
    if rule is not None or ahead is not None:
        words = before.words if rule is None else rule
        repeat = Repeat(service.parse(words), before.ahead if ahead is None else ahead)
    owner_id = None if owner is None else invocation.session.views.find_person(owner)
    done = service.change(before.id, repeat, owner_id=owner_id)
    tell_series(invocation, done, as_json=as_json)


@repeat_group.command("end")
@click.argument("series", metavar="SERIES")
@dry_run_option
@json_option
@pass_invocation
def end_series(invocation: Invocation, series: str, dry_run: bool, as_json: bool) -> None:
    """No further CTAs; those that are there stay."""
    if dry_run:
        invocation.rehearse()
    service = invocation.session.recurring
    before = service.get(service.find(series))
    tell_series(invocation, service.end(before.id), before, as_json=as_json)


def add_series(
    invocation: Invocation, new: NewCta, rule: str | None, ahead: int | None, *, as_json: bool
) -> None:
    """Adds a series of CTAs like `new`; raises InvalidInput for `--ahead` without a rule."""
    from cockpit_tui.services.recurring import Repeat

    if rule is None:
        raise InvalidInput("--ahead goes with --repeat.", "Nothing was added.")
    service = invocation.session.recurring
    done = service.add(new, Repeat(service.parse(rule, new.due), ahead or 0))
    tell_series(invocation, done, as_json=as_json)


def tell_series(
    invocation: Invocation, done: Done, gone: SeriesRow | None = None, *, as_json: bool
) -> None:
    """Prints a series and the CTAs that it made now; `gone` is one that was ended."""
    series = gone or invocation.session.recurring.get(SeriesId(done.ids[0]))
    if as_json:
        items = cta_documents(invocation, done.ids[1:])
        document = done_document(invocation, done, items, done.notes)
        click.echo(to_document({**document, "series": to_series(series)}))
        return
    click.echo(printable(label_words(invocation, done)))
    if gone is None:
        for line in series_lines(invocation, [series]):
            click.echo(line)
    for note in done.notes:
        click.echo(printable(note), err=True)
    if invocation.rehearsal is not None:
        click.echo("Nothing was changed.")


def series_lines(invocation: Invocation, found: Sequence[SeriesRow]) -> Sequence[str]:
    """Series as a table."""
    today = invocation.session.clock.today()
    rows = [
        (
            to_series_word(row.id),
            row.name,
            row.account,
            row.rule,
            to_long_date(row.until, today),
            "over" if row.next_on is None else to_long_date(row.next_on, today),
            str(row.made),
            row.owner,
        )
        for row in found
    ]
    return list(table(COLUMNS, rows))
