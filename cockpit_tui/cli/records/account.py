"""`cockpit account`: customers, and their Salesforce Activities whoever owns them (C3-2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

import click

from cockpit_tui.cli.acting import tell_record
from cockpit_tui.cli.completing import complete_account
from cockpit_tui.cli.documents import to_account, to_activity, to_list, to_logged
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import (
    Invocation,
    dry_run_option,
    json_option,
    limit_option,
    pass_invocation,
)
from cockpit_tui.cli.output import Column, dimmed, facts, heading, table, to_document
from cockpit_tui.cli.records.account_lines import health_words
from cockpit_tui.cli.records.account_page import company_document, company_lines
from cockpit_tui.cli.records.account_story import timeline, widget, widget_lines
from cockpit_tui.domain.days.date_words import parse_date
from cockpit_tui.domain.days.dates import to_list_date, to_long_date, to_short_date
from cockpit_tui.domain.money import to_money, to_short_money
from cockpit_tui.domain.rows.customers import AccountRow, ActivityList, ActivityRow
from cockpit_tui.services.permitted import counted
from cockpit_widgets.drawing.printable import printable

if TYPE_CHECKING:
    from cockpit_tui.services.logging_activities import LogKind

LIST_COLUMNS = (
    Column("Account", can_shrink=True),
    Column("Id"),
    Column("Owner", can_shrink=True),
    Column("Stage", leaves=1),
    Column("ARR", is_right=True),
    Column("Renewal"),
    Column("Health", is_right=True),
    Column("CTAs", is_right=True),
)
ACTIVITY_COLUMNS = (
    Column("Date"),
    Column("Kind"),
    Column("Subject", can_shrink=True),
    Column("Status", leaves=1),
    Column("Owner", can_shrink=True),
    Column("With", can_shrink=True),
    Column("CTA"),
)


@click.group("account", cls=Noun)
def account_command() -> None:
    """Customers and their Salesforce activities."""


@account_command.command("list")
@click.option("--search", default="", metavar="TEXT", help="Names whose words start so.")
@limit_option("customers")
@json_option
@pass_invocation
def list_accounts(invocation: Invocation, search: str, limit: int | None, as_json: bool) -> None:
    """Customers by name."""
    customers = invocation.session.customers
    rows = customers.accounts(search, limit)
    total = len(rows) if limit is None else customers.account_count(search)
    if as_json:
        click.echo(to_document({**to_list([to_account(row) for row in rows]), "total": total}))
        return
    today = invocation.session.clock.today()
    for line in table(LIST_COLUMNS, [_account_cells(row, today) for row in rows]):
        click.echo(line)
    part = f"{len(rows):,} of " if len(rows) < total else ""
    click.echo(dimmed(f"{part}{counted(total, 'account')}"), err=True)


@account_command.command("show")
@click.argument("account", shell_complete=complete_account)
@click.option("--widget", "is_widget", is_flag=True, help="Only the sections that others see.")
@json_option
@pass_invocation
def show_account(invocation: Invocation, account: str, is_widget: bool, as_json: bool) -> None:
    """What is known of one customer: its open CTAs, people, deals and cases with it."""
    account_id = invocation.session.views.find_account(account)
    if is_widget:
        document, lines = widget(invocation, account_id), widget_lines(invocation, account_id)
    else:
        found = invocation.session.customers.company(account_id)
        document = {**to_account(found.account), **company_document(invocation, found)}
        facts_ = _account_facts(found.account, invocation.session.clock.today())
        lines = chain(facts_, company_lines(invocation, found))
    for line in [to_document(document)] if as_json else lines:
        click.echo(line)


@account_command.command("activities")
@click.argument("account", shell_complete=complete_account)
@click.option("--open", "side", flag_value="open", help="Those to come and not done.")
@click.option("--past", "side", flag_value="past", help="Those that are done or over.")
@click.option("--no-archived", is_flag=True, help="Leave out what Salesforce has archived.")
@limit_option("activities")
@json_option
@pass_invocation
def list_activities(
    invocation: Invocation,
    account: str,
    side: str | None,
    no_archived: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """All Salesforce Activities of a customer, whoever owns them: pending first, then past."""
    from cockpit_tui.store.records.activities import ActivityFilter

    session = invocation.session
    wanted = ActivityFilter(with_archived=not no_archived)
    found = session.customers.activities(session.views.find_account(account), wanted, limit)
    shown = list(_sides(found, side, limit))
    if as_json:
        items = [to_activity(row) for _, rows, _ in shown for row in rows]
        click.echo(to_document({"items": items, "total": sum(total for *_, total in shown)}))
        return
    today = invocation.session.clock.today()
    for label, rows, total in shown:
        click.echo(heading(f"{label} ({total:,})"))
        for line in table(ACTIVITY_COLUMNS, [_activity_cells(row, today) for row in rows]):
            click.echo(line)
        click.echo("")


@account_command.command("log")
@click.argument("account", shell_complete=complete_account)
@click.option("--kind", type=click.Choice(["call", "note", "meeting"]), required=True)
@click.option("--subject", required=True)
@click.option("--comments", default="")
@click.option(
    "--date", "day", metavar="DAY", help="When it was; today by default. `fri` is the last one."
)
@click.option("--at", "time", metavar="HH:MM", help="When a meeting began, in the org's time.")
@click.option("--minutes", type=click.IntRange(min=1), help="How long it took.")
@dry_run_option
@json_option
@pass_invocation
def log_activity(
    invocation: Invocation,
    account: str,
    kind: LogKind,
    subject: str,
    comments: str,
    day: str | None,
    time: str | None,
    minutes: int | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Log a call, a note or a meeting: Salesforce gets a Task or an Event."""
    from cockpit_tui.services.logging_activities import NewLog, meeting_start

    if dry_run:
        invocation.rehearse()
    session = invocation.session
    today = session.clock.today()
    on = today if day is None else parse_date(day, today, is_past=True)
    new = NewLog(
        account_id=session.views.find_account(account),
        kind=kind,
        subject=subject,
        day=on,
        comments=comments,
        start=meeting_start(on, time or "", session.logs.time_zone())
        if kind == "meeting"
        else None,
        minutes=minutes,
    )
    done = session.logs.log(new)
    row = session.customers.account(new.account_id)
    tell_record(
        invocation,
        done,
        to_logged(done.ids[0], new, row, session.actor.name),
        lambda: [] if dry_run else [printable(done.label)],
        as_json=as_json,
    )


account_command.add_command(timeline)


def _sides(
    found: ActivityList, side: str | None, limit: int | None
) -> Iterator[tuple[str, Sequence[ActivityRow], int]]:
    """What is shown of either side, with how many it has: pending ones first, `limit` in all."""
    left = limit
    for name, label, rows, total in (
        ("open", "Pending", found.pending, found.pending_total),
        ("past", "Past", found.past, found.past_total),
    ):
        if side in (None, name):
            yield label, rows[:left], total
            left = None if left is None else max(left - len(rows), 0)


def _account_cells(row: AccountRow, today: date) -> tuple[str, ...]:
    return (
        row.name,
        row.salesforce_id or f"ACC-{row.id}",
        row.owner,
        row.stage,
        to_short_money(row.arr_cents),
        to_short_date(row.renewal_date, today) if row.renewal_date else "",
        "" if row.health is None else str(row.health),
        str(row.open_ctas),
    )


def _account_facts(row: AccountRow, today: date) -> Iterator[str]:
    yield heading(row.name)
    yield from facts(
        [
            ("Id", row.salesforce_id or f"ACC-{row.id}"),
            ("Industry", row.industry),
            ("Type", row.type),
            ("Owner", row.owner),
            ("ARR", to_money(row.arr_cents)),
            ("Renewal", to_long_date(row.renewal_date, today) if row.renewal_date else ""),
            ("Health", health_words(row)),
            ("NPS", "" if row.nps is None else str(row.nps)),
            ("Stage", row.stage),
            ("Segment", row.segment),
            ("Usage", "" if row.usage is None else f"{row.usage} %"),
            ("Open CTAs", str(row.open_ctas)),
        ]
    )


def _activity_cells(row: ActivityRow, today: date) -> tuple[str, ...]:
    return (
        to_list_date(row.day, today, is_open=not row.is_closed and row.kind == "Task"),
        row.subtype or row.kind,
        row.subject,
        row.status,
        row.owner,
        row.who or row.what,
        "" if row.cta_id is None else f"CTA-{row.cta_id}",
    )
