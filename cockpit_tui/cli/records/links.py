"""`cockpit cta link`, `unlink` and `task link`: opportunity, cases and contacts of the customer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ParamSpec, TypeVar

import click

from cockpit_tui.cli.acting import tell
from cockpit_tui.cli.completing import complete_cta, complete_task
from cockpit_tui.cli.documents import to_task
from cockpit_tui.cli.invocation import Invocation, dry_run_option, json_option, pass_invocation
from cockpit_tui.cli.records.cta_lines import cta_documents
from cockpit_tui.domain.documents import Document
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import AccountId, CtaId
from cockpit_tui.domain.rows.customers import LinkRow
from cockpit_tui.domain.values import LinkKind
from cockpit_tui.services.linking import Target

P = ParamSpec("P")
R = TypeVar("R")


def to_links(links: Sequence[LinkRow]) -> Document:
    """`contacts` and `cases` as documents hold them; a task's contacts name their task."""
    return {
        "contacts": [
            {
                "id": link.word,
                "name": link.name,
                "title": link.detail or None,
                "task_id": None if link.task_id is None else f"TASK-{link.task_id}",
            }
            for link in links
            if link.kind is LinkKind.CONTACT
        ],
        "cases": [
            {"id": link.word, "name": link.name, "status": link.detail or None}
            for link in links
            if link.kind is LinkKind.CASE
        ],
    }


def _on_cta(command: Callable[P, R]) -> Callable[P, R]:
    """The CTA, and what of its customer is meant."""
    words = "Its Salesforce id, name, or id here."
    command = json_option(dry_run_option(command))
    command = click.option("--contact", "contacts", multiple=True, help=words)(command)
    command = click.option("--case", "cases", multiple=True, help="Its number or id.")(command)
    command = click.option("--opportunity", help=words)(command)
    return click.argument("cta", metavar="ID", shell_complete=complete_cta)(command)


@click.command("link")
@_on_cta
@pass_invocation
def link_cta(
    invocation: Invocation, /, cta: str, dry_run: bool, as_json: bool, **named: Any
) -> None:
    """Link the customer's opportunity, cases or contacts. Salesforce is not written to."""
    cta_id, targets = _named(invocation, cta, dry_run=dry_run, **named)
    done = invocation.session.links.link(cta_id, targets)
    tell(invocation, done, lambda: _documents(invocation, cta_id), as_json=as_json)


@click.command("unlink")
@_on_cta
@pass_invocation
def unlink_cta(
    invocation: Invocation, /, cta: str, dry_run: bool, as_json: bool, **named: Any
) -> None:
    """Take links away; what was linked stays as it is."""
    cta_id, targets = _named(invocation, cta, dry_run=dry_run, **named)
    done = invocation.session.links.unlink(cta_id, targets)
    tell(invocation, done, lambda: _documents(invocation, cta_id), as_json=as_json)


@click.command("link")
@click.argument("task", metavar="ID", shell_complete=complete_task)
@click.option("--contact", "contacts", multiple=True, help="Name or id; none takes all away.")
@dry_run_option
@json_option
@pass_invocation
def link_task(
    invocation: Invocation, task: str, contacts: Sequence[str], dry_run: bool, as_json: bool
) -> None:
    """Say which contacts of the customer a task is about; those named and no others."""
    if dry_run:
        invocation.rehearse()
    session = invocation.session
    row = session.views.task(session.views.find_task(task))
    account = _account(invocation, row.cta_id)
    found = _find(invocation, account, LinkKind.CONTACT, contacts)
    done = session.links.set_contacts(row.id, [number for _, number in found])
    tell(invocation, done, lambda: [to_task(session.views.task(row.id))], as_json=as_json)


def _documents(invocation: Invocation, cta_id: CtaId) -> list[Document]:
    links = to_links(invocation.session.links.of_cta(cta_id))
    return [{**cta_documents(invocation, [cta_id])[0], **links}]


def _named(
    invocation: Invocation,
    cta: str,
    *,
    dry_run: bool,
    opportunity: str | None,
    cases: Sequence[str],
    contacts: Sequence[str],
) -> tuple[CtaId, list[Target]]:
    if dry_run:
        invocation.rehearse()
    cta_id = invocation.session.views.find_cta(cta)
    account = _account(invocation, cta_id)
    deals = [opportunity] if opportunity else []
    if not (deals or cases or contacts):
        raise InvalidInput(
            "Nothing was named.", "Use --opportunity, --case or --contact, each with a name or id."
        )
    return cta_id, [
        *_find(invocation, account, LinkKind.OPPORTUNITY, deals),
        *_find(invocation, account, LinkKind.CASE, cases),
        *_find(invocation, account, LinkKind.CONTACT, contacts),
    ]


def _account(invocation: Invocation, cta_id: CtaId) -> AccountId:
    (row,) = invocation.session.views.rows([cta_id])
    return row.account_id


def _find(
    invocation: Invocation, account: AccountId, kind: LinkKind, words: Sequence[str]
) -> list[Target]:
    links = invocation.session.links
    return [(kind, links.find(account, kind, word)) for word in words]
