"""`cockpit cta stale|archive|unarchive`: what piles up, taken out of sight, and the gauge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from cockpit_tui.cli.acting import chosen_ctas, tell, verb_options
from cockpit_tui.cli.checks import Check
from cockpit_tui.cli.completing import complete_cta, filter_option
from cockpit_tui.cli.documents import Document, to_day
from cockpit_tui.cli.invocation import Invocation, json_option, limit_option, pass_invocation
from cockpit_tui.cli.output import Column, dimmed, table, to_document
from cockpit_tui.cli.progress import told
from cockpit_tui.cli.records.cta_lines import cta_documents
from cockpit_tui.cli.records.cta_verbs import IDS, CtaCall
from cockpit_tui.cli.records.verb_call import called
from cockpit_tui.domain.days.dates import to_list_date
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import to_cta_word
from cockpit_tui.domain.lists.stale import (
    OLD_CLOSED_DAYS,
    StaleReason,
    StaleRow,
    WorkspaceSize,
)
from cockpit_tui.services.permitted import counted
from cockpit_tui.services.session import Session

MANY_CLOSED = 5_000
"""So many old ones are worth proposing it for."""
COLUMNS = (
    Column("CTA"),
    Column("Name", can_shrink=True, least=18),
    Column("Account", can_shrink=True),
    Column("Owner", can_shrink=True),
    Column("Due"),
    Column("Touched", leaves=1),
    Column("Why", can_shrink=True),
)
FIXES: Mapping[StaleReason, str] = {
    StaleReason.OVERDUE: (
        "`cockpit cta close {cta}`, or give it a day that holds: `cockpit cta set {cta} due=DAY`"
    ),
    StaleReason.UNTOUCHED: (
        "`cockpit cta close {cta}`, or do its next step: `cockpit task done TASK`"
    ),
    StaleReason.ORPHANED: "give it to somebody: `cockpit cta set {cta} owner=PERSON`",
    StaleReason.TWIN: "close one of them: `cockpit cta close {cta} --outcome invalid`",
}
"""The commands that mend it."""


@click.command("stale")
@filter_option("Among those that match.", default="")
@limit_option("CTAs")
@json_option
@pass_invocation
def stale_ctas(invocation: Invocation, query: str, limit: int | None, as_json: bool) -> None:
    """CTAs that nobody works on: why, and what mends each; the longest untouched first.

    Past due or untouched for more than 90 days, the owner inactive, or another open one of the
    same customer, type and reason. `is:stale` finds the same in any list, and
    `is:stale is:open,snoozed` those asleep too, as this does.
    """
    stale = invocation.session.hygiene.stale(query, limit)
    found, size = stale.rows, invocation.session.hygiene.size()
    today = invocation.session.clock.today()
    if as_json:
        documents = cta_documents(invocation, [row.row.id for row in found])
        items = [
            {**document, **_reasons(row)} for document, row in zip(documents, found, strict=True)
        ]
        tally = {reason.value: count for reason, count in stale.tally.reasons.items()}
        document = {
            "items": items,
            "total": stale.tally.total,
            "reasons": tally,
            "size": to_size(size),
        }
        click.echo(to_document(document))
        return
    rows = [
        (
            to_cta_word(row.row.id),
            row.row.name,
            row.row.account,
            row.row.owner,
            to_list_date(row.row.due, today),
            "" if row.touched is None else to_list_date(row.touched, today, is_open=False),
            "; ".join(row.words(reason, today) for reason in row.reasons),
        )
        for row in found
    ]
    for line in table(COLUMNS, rows):
        click.echo(line)
    for reason, count in stale.tally.reasons.items():
        if count:
            click.echo(dimmed(f"{reason.label} {count:,}: {_fix(reason)}"), err=True)
    shown = "" if len(found) == stale.tally.total else f" The first {len(found):,} are shown."
    click.echo(dimmed(f"{counted(stale.tally.total, 'stale CTA')}.{shown} {size.words}"), err=True)


@click.command("archive")
@click.argument("ids", nargs=-1, metavar="ID…", shell_complete=complete_cta)
@click.option(
    "--older-than",
    "days",
    type=click.IntRange(0, 36_500),
    metavar="DAYS",
    help="All that were closed longer than so many days ago.",
)
@verb_options
@pass_invocation
def archive_cta(
    invocation: Invocation,
    ids: Sequence[str],
    days: int | None,
    query: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take closed CTAs out of all lists; `is:archived` finds them, unarchive brings them back."""
    if days is not None and (ids or query is not None):
        raise InvalidInput("--older-than was given with ids or --filter.", "Use one of them.")
    if dry_run:
        invocation.rehearse()
    service = invocation.session.hygiene
    chosen = chosen_ctas(invocation, ids, query) if days is None else service.old_closed(days)
    with told(len(chosen)):
        done = service.archive(chosen)
    tell(invocation, done, lambda: cta_documents(invocation, chosen), as_json=as_json)


@click.command("unarchive")
@IDS
@called(CtaCall)
def unarchive_cta(call: CtaCall) -> None:
    """Bring archived CTAs back among the closed ones."""
    call.act(call.session.hygiene.unarchive)


def to_size(size: WorkspaceSize) -> Document:
    """The gauge for scripts; `bytes` is null where the database does not tell."""
    return {
        "open_ctas": size.open_ctas,
        "closed_ctas": size.closed_ctas,
        "archived_ctas": size.archived_ctas,
        "tasks": size.tasks,
        "activities": size.activities,
        "accounts": size.accounts,
        "journal": size.journal,
        "outbox": size.outbox,
        "bytes": size.bytes,
    }


def size_check(session: Session) -> Check:
    """The doctor's gauge; many old closed CTAs are worth a word."""
    size = session.hygiene.size()
    old = len(session.hygiene.old_closed(OLD_CLOSED_DAYS)) if size.closed_ctas >= MANY_CLOSED else 0
    if old < MANY_CLOSED:
        return Check("Size", "ok", size.words)
    words = f"{size.words} {old:,} were closed over a year ago."
    return Check("Size", "note", words, f"`cockpit cta archive --older-than {OLD_CLOSED_DAYS}`")


def _reasons(row: StaleRow) -> Document:
    return {
        "reasons": [reason.value for reason in row.reasons],
        "touched": to_day(row.touched),
        "twins": [to_cta_word(number) for number in row.twins],
        "fix": _fix(row.reasons[0], to_cta_word(row.row.id)),
    }


def _fix(reason: StaleReason, cta: str = "CTA") -> str:
    return FIXES[reason].format(cta=cta)
