"""`cockpit cta`: calls to action, read and added; `cta_verbs` changes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

import click
from msgspec.structs import replace

from cockpit_tui.cli.acting import tell_record
from cockpit_tui.cli.completing import (
    complete_account,
    complete_cta,
    complete_person,
    complete_playbook,
    complete_value,
    complete_view,
    filter_option,
)
from cockpit_tui.cli.documents import Document, to_list, to_task
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import (
    Invocation,
    dry_run_option,
    json_option,
    limit_option,
    pass_invocation,
    sort_option,
)
from cockpit_tui.cli.output import dimmed, to_document
from cockpit_tui.cli.records.account_story import timeline_of_cta
from cockpit_tui.cli.records.assignments import to_due
from cockpit_tui.cli.records.attachments import to_attachments
from cockpit_tui.cli.records.cta_hygiene import archive_cta, stale_ctas, unarchive_cta
from cockpit_tui.cli.records.cta_lines import (
    cta_blocks,
    cta_documents,
    cta_lines,
    cta_table,
    explained,
    explanation,
)
from cockpit_tui.cli.records.cta_repeat import add_series, repeat_group
from cockpit_tui.cli.records.cta_verbs import VERBS
from cockpit_tui.cli.records.links import to_links
from cockpit_tui.cli.view import as_seen
from cockpit_tui.cli.words import value_named
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import AccountId, CtaId, ValueId, to_cta_word
from cockpit_tui.domain.lists.columns import ListColumn, known_columns, parse_columns
from cockpit_tui.domain.lists.rows import Listing
from cockpit_tui.domain.query.filters import parse
from cockpit_tui.domain.query.syntax import meant_flags
from cockpit_tui.domain.values import GroupBy, LinkKind, Picklist, SortBy
from cockpit_tui.services.permitted import counted
from cockpit_tui.services.session import Session
from cockpit_tui.services.views import ViewService


@click.group(
    "cta",
    cls=Noun,
    commands=[*VERBS, archive_cta, unarchive_cta, stale_ctas, repeat_group, timeline_of_cta],
)
def cta_command() -> None:
    """Calls to action: list, add, change, close, snooze."""


@cta_command.command("list")
@filter_option("As on the filter line.", default="")
@click.option("--view", "view_name", shell_complete=complete_view, help="A saved view by name.")
@click.option("--group-by", type=click.Choice([choice.value for choice in GroupBy]))
@sort_option
@click.option("--columns", metavar="NAMES", help="At most two further columns: arr,renewal.")
@limit_option("CTAs")
@json_option
@pass_invocation
def list_ctas(
    invocation: Invocation,
    query: str,
    view_name: str | None,
    group_by: str | None,
    sort_by: SortBy | None,
    columns: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """CTAs that match; without a filter everybody's that are open and not snoozed.

    With --view those of the view, grouped and sorted as it says and with its columns, unless told
    otherwise; a --filter beside it narrows it.
    """
    seen = as_seen(invocation.session, view_name, query, group_by, sort_by)
    own = known_columns(seen.columns) if columns is None else parse_columns(columns)
    # A flat list is sorted as a whole, not within the groups that nobody asked for.
    grouping = seen.group_by or (GroupBy.ALL if seen.sort_by else GroupBy.DUE)
    order = seen.sort_by or SortBy.DUE
    listing = invocation.session.views.listing(seen.query, grouping, order, first=limit)
    listing = replace(listing, ids=listing.ids[:limit])
    has_score = listing.sort_by.plain is SortBy.RECOMMENDED
    if as_json:
        documents = cta_documents(invocation, listing.ids, with_score=has_score, columns=own)
        answer = _grouped(documents, listing) if seen.group_by else to_list(documents)
        click.echo(to_document({**answer, "total": listing.total}))
        return
    if has_score and ListColumn.SCORE not in own:
        own = (*own, ListColumn.SCORE)
    if seen.group_by is None:
        _print(cta_table(invocation, listing.ids, own))
    else:
        groups = zip(listing.groups, listing.starts, strict=True)
        shown = [
            (f"{group.label} ({group.count:,})", listing.ids[start : start + group.count])
            for group, start in groups
            if start < len(listing.ids)
        ]
        _print(cta_blocks(invocation, shown, own))
    part = f"{len(listing.ids):,} of " if not listing.is_complete else ""
    click.echo(dimmed(f"{part}{counted(listing.total, 'CTA')}"), err=True)
    if not listing.total and (hint := meant_flags(parse(seen.query).root)):
        click.echo(hint, err=True)


@cta_command.command("show")
@click.argument("cta", metavar="ID")
@json_option
@pass_invocation
def show_cta(invocation: Invocation, cta: str, as_json: bool) -> None:
    """One CTA with its tasks."""
    views = invocation.session.views
    cta_id = views.find_cta(cta)
    if as_json:
        tasks = [to_task(task) for task in views.tasks([cta_id])]
        (document,) = cta_documents(invocation, [cta_id], with_score=True)
        session = invocation.session
        links = to_links(session.links.of_cta(cta_id))
        attached = to_attachments(session.attachments.of_cta(cta_id))
        click.echo(to_document({**document, **links, **attached, "tasks": tasks}))
        return
    for line in cta_lines(invocation, views.detail(cta_id)):
        click.echo(line)


@cta_command.command("explain")
@click.argument("cta", metavar="ID", shell_complete=complete_cta)
@json_option
@pass_invocation
def explain_cta(invocation: Invocation, cta: str, as_json: bool) -> None:
    """Why a CTA stands where it does: the terms that add up to its score."""
    views = invocation.session.views
    (row,) = views.rows([views.find_cta(cta)])
    if as_json:
        click.echo(to_document(explained(invocation, row)))
        return
    _print(explanation(invocation, row))


@cta_command.command("add")
@click.option("--account", required=True, shell_complete=complete_account, help="Name or id.")
@click.option("--name", required=True)
@click.option("--type", "type_", shell_complete=complete_value(Picklist.CTA_TYPE))
@click.option("--reason", shell_complete=complete_value(Picklist.REASON))
@click.option("--priority", shell_complete=complete_value(Picklist.PRIORITY))
@click.option("--status", shell_complete=complete_value(Picklist.CTA_STATUS))
@click.option("--owner", shell_complete=complete_person, help="Name, e-mail, id or `me`.")
@click.option("--due", metavar="DAY", help="2026-12-01, tomorrow, fri, +3d, 24 nov…")
@click.option("--playbook", shell_complete=complete_playbook, help="Apply it at once.")
@click.option("--opportunity", help="The customer's, by name or id, linked at once.")
@click.option("--contact", "contacts", multiple=True, help="The same; may stand several times.")
@click.option(
    "--repeat",
    metavar="RULE",
    help="Events alone: 'weekly mon,thu until 2027-03-31', 'monthly 2nd tue from 1 dec until eoy'…",
)
@click.option("--ahead", type=click.IntRange(0, 365), help="With --repeat: days before its day.")
@click.option("--comment", default="")
@dry_run_option
@json_option
@pass_invocation
def add_cta(
    invocation: Invocation,
    account: str,
    name: str,
    type_: str | None,
    reason: str | None,
    priority: str | None,
    status: str | None,
    owner: str | None,
    due: str | None,
    playbook: str | None,
    opportunity: str | None,
    contacts: Sequence[str],
    repeat: str | None,
    ahead: int | None,
    comment: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add a CTA; what is left out takes the workspace's default.

    With --repeat it is a series: a CTA for each day of the rule, made when that day has come. The
    first possible day is --due, or `from` in the rule, or today.
    """
    from cockpit_tui.services.ctas import NewCta

    if dry_run:
        invocation.rehearse()
    session = invocation.session
    views = session.views

    value = partial(_value, views)
    account_id = views.find_account(account)
    deal, linked = _links(session, account_id, opportunity, contacts)
    new = NewCta(
        account_id=account_id,
        name=name,
        type_id=value(Picklist.CTA_TYPE, type_),
        reason_id=value(Picklist.REASON, reason),
        priority_id=value(Picklist.PRIORITY, priority),
        status_id=value(Picklist.CTA_STATUS, status),
        owner_id=None if owner is None else views.find_person(owner),
        due=None if due is None else _first_due(session, due),
        comment=comment,
        playbook_id=None if playbook is None else session.playbooks.find(playbook),
        opportunity_id=deal,
        contact_ids=linked,
    )
    if repeat is not None or ahead is not None:
        add_series(invocation, new, repeat, ahead, as_json=as_json)
        return
    done = session.ctas.add(new)
    cta_id = CtaId(done.ids[0])
    tell_record(
        invocation,
        done,
        cta_documents(invocation, [cta_id])[0],
        lambda: cta_lines(invocation, views.detail(cta_id)),
        as_json=as_json,
    )


def _value(views: ViewService, picklist: Picklist, word: str | None) -> ValueId | None:
    return None if word is None else value_named(views, picklist, word)


def _first_due(session: Session, word: str) -> date:
    day = to_due(word, session.clock.today())
    if day is None:
        raise InvalidInput("A new CTA needs a due date.", "`cta set ID due=none` takes it away.")
    return day


def _links(
    session: Session, account_id: AccountId, opportunity: str | None, contacts: Sequence[str]
) -> tuple[int | None, tuple[int, ...]]:
    """The customer's opportunity and contacts that a new CTA is linked to."""
    find = partial(session.links.find, account_id)
    deal = None if opportunity is None else find(LinkKind.OPPORTUNITY, opportunity)
    return deal, tuple(find(LinkKind.CONTACT, word) for word in contacts)


def _grouped(documents: Sequence[Document], listing: Listing) -> Document:
    by_id = {str(found["id"]): found for found in documents}
    groups = []
    for group, start in zip(listing.groups, listing.starts, strict=True):
        words = map(to_cta_word, listing.ids[start : start + group.count])
        groups.append(
            {
                "key": group.key,
                "label": group.label,
                "count": group.count,
                "items": [by_id[word] for word in words if word in by_id],
            }
        )
    return {"groups": groups}


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
