"""`cockpit cta attach` and `detach`: web pages and files that a CTA refers to."""

from __future__ import annotations

from collections.abc import Sequence

import click

from cockpit_tui.cli.acting import tell
from cockpit_tui.cli.completing import complete_cta
from cockpit_tui.cli.invocation import Invocation, dry_run_option, json_option, pass_invocation
from cockpit_tui.cli.records.cta_lines import cta_documents
from cockpit_tui.domain.documents import Document
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.rows.ctas import AttachmentRow


def to_attachments(rows: Sequence[AttachmentRow]) -> Document:
    """`attachments` as documents hold them."""
    return {
        "attachments": [{"id": row.word, "name": row.name, "address": row.address} for row in rows]
    }


@click.command("attach")
@click.argument("cta", metavar="ID", shell_complete=complete_cta)
@click.argument("address")
@click.option("--name", default="", help="What it is called; left out, the end of the address.")
@dry_run_option
@json_option
@pass_invocation
def attach_to_cta(
    invocation: Invocation, cta: str, address: str, name: str, dry_run: bool, as_json: bool
) -> None:
    """Attach a web address or a path to a file. The file stays where it is."""
    if dry_run:
        invocation.rehearse()
    cta_id = invocation.session.views.find_cta(cta)
    done = invocation.session.attachments.attach(cta_id, address, name)
    tell(invocation, done, lambda: _documents(invocation, cta_id), as_json=as_json)


@click.command("detach")
@click.argument("cta", metavar="ID", shell_complete=complete_cta)
@click.argument("attachment")
@dry_run_option
@json_option
@pass_invocation
def detach_from_cta(
    invocation: Invocation, cta: str, attachment: str, dry_run: bool, as_json: bool
) -> None:
    """Take an attachment off, by name, address or id; page or file stays as it is."""
    if dry_run:
        invocation.rehearse()
    session = invocation.session
    cta_id = session.views.find_cta(cta)
    done = session.attachments.detach(session.attachments.find(cta_id, attachment))
    tell(invocation, done, lambda: _documents(invocation, cta_id), as_json=as_json)


def _documents(invocation: Invocation, cta_id: CtaId) -> list[Document]:
    attached = to_attachments(invocation.session.attachments.of_cta(cta_id))
    return [{**cta_documents(invocation, [cta_id])[0], **attached}]
