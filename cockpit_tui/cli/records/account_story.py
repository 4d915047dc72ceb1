"""What happened with a customer or about a CTA; and the few sections that others see of a customer
(`--widget`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from cockpit_tui.cli.completing import complete_account, complete_cta
from cockpit_tui.cli.documents import to_account, to_list
from cockpit_tui.cli.invocation import Invocation, json_option, limit_option, pass_invocation
from cockpit_tui.cli.output import Column, dimmed, facts, heading, table, to_document
from cockpit_tui.cli.records.account_lines import health_words
from cockpit_tui.cli.records.cta_lines import cta_documents
from cockpit_tui.domain.days.dates import to_list_date
from cockpit_tui.domain.documents import Document, to_day, to_instant
from cockpit_tui.domain.ids import AccountId, CtaId, to_cta_word
from cockpit_tui.domain.timeline import TimelineEntry
from cockpit_widgets.drawing.printable import printable

COLUMNS = (
    Column("Day"),
    Column("What"),
    Column("Title", can_shrink=True),
    Column("Text", can_shrink=True),
    Column("Who", can_shrink=True),
    Column("Health", is_right=True),
    Column("Usage", is_right=True),
    Column("CTA"),
)


@click.command("timeline")
@click.argument("account", shell_complete=complete_account)
@click.option("--milestones", is_flag=True, help="Milestones alone.")
@limit_option("entries")
@json_option
@pass_invocation
def timeline(
    invocation: Invocation, account: str, milestones: bool, limit: int | None, as_json: bool
) -> None:
    """What happened with a customer, the newest first, beside its health and usage."""
    session = invocation.session
    found = session.customers.timeline(session.views.find_account(account))
    entries = [entry for entry in found if entry.kind == "milestone" or not milestones]
    _tell(invocation, entries, limit, as_json=as_json)


@click.command("timeline")
@click.argument("cta", metavar="ID", shell_complete=complete_cta)
@limit_option("entries")
@json_option
@pass_invocation
def timeline_of_cta(invocation: Invocation, cta: str, limit: int | None, as_json: bool) -> None:
    """What happened about the CTA and with its customer, the newest first: comments, tasks that
    were done, snoozes, activities."""
    session = invocation.session
    found = session.stories.of_cta(session.views.find_cta(cta))
    _tell(invocation, found, limit, as_json=as_json)


def _tell(
    invocation: Invocation, entries: Sequence[TimelineEntry], limit: int | None, *, as_json: bool
) -> None:
    shown = entries[:limit]
    if as_json:
        items = [to_entry(entry) for entry in shown]
        click.echo(to_document({**to_list(items), "total": len(entries)}))
        return
    today = invocation.session.clock.today()
    rows = [
        (
            to_list_date(entry.day, today, is_open=False) or "no date",
            entry.kind.value,
            entry.title,
            entry.text.partition("\n")[0],
            entry.who,
            "" if entry.health is None else str(entry.health),
            "" if entry.usage is None else f"{entry.usage}%",
            "" if entry.cta_id is None else to_cta_word(entry.cta_id),
        )
        for entry in shown
    ]
    for line in table(COLUMNS, rows):
        click.echo(line)
    click.echo(dimmed(f"{len(entries):,} on the timeline"), err=True)


def to_entry(entry: TimelineEntry) -> Document:
    return {
        "date": to_day(entry.day),
        "at": to_instant(entry.at),
        "kind": entry.kind.value,
        "title": entry.title,
        "text": entry.text or None,
        "who": entry.who or None,
        "cta_id": None if entry.cta_id is None else to_cta_word(entry.cta_id),
        "salesforce_id": entry.salesforce_id,
        "health": entry.health,
        "usage": entry.usage,
    }


def widget(invocation: Invocation, account_id: AccountId) -> Document:
    """The sections that the settings leave in, and never the attributes (WP-2)."""
    row = invocation.session.customers.account(account_id)
    shown = invocation.configuration.widget
    document: Document = {"account": row.name, "account_id": to_account(row)["id"]}
    if shown.health:
        document["health"] = {
            "health": row.health,
            "health_change": row.health_change,
            "history": list(row.health_history),
            "nps": row.nps,
            "stage": row.stage or None,
        }
    if shown.cockpit:
        ids = _open_ctas(invocation, account_id)
        document["cockpit"] = to_list(cta_documents(invocation, ids))
    if shown.usage:
        document["usage"] = {"usage": row.usage}
    return document


def widget_lines(invocation: Invocation, account_id: AccountId) -> Iterator[str]:
    """The same for people."""
    row = invocation.session.customers.account(account_id)
    shown = invocation.configuration.widget
    yield heading(printable(row.name))
    pairs = []
    if shown.health:
        nps = "" if row.nps is None else str(row.nps)
        pairs += [("Health", health_words(row) or "unknown"), ("NPS", nps), ("Stage", row.stage)]
    if shown.usage:
        pairs.append(("Usage", "unknown" if row.usage is None else f"{row.usage} %"))
    yield from facts(pairs)
    if shown.cockpit:
        rows = invocation.session.views.rows(_open_ctas(invocation, account_id))
        today = invocation.session.clock.today()
        columns = [Column("CTA"), Column("Name", can_shrink=True), Column("Due"), Column("Owner")]
        cells = [
            (to_cta_word(one.id), one.name, to_list_date(one.due, today), one.owner) for one in rows
        ]
        yield ""
        yield heading(f"Open CTAs ({len(rows):,})")
        yield from table(columns, cells)


def _open_ctas(invocation: Invocation, account_id: AccountId) -> list[CtaId]:
    views = invocation.session.views
    listing = views.listing(f"is:open account:ACC-{account_id}")
    return [CtaId(number) for number in listing.ids]
