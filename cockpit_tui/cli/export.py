"""`cockpit export`: the CTAs of a view as CSV, JSON or iCalendar."""

from __future__ import annotations

from pathlib import Path

import click

from cockpit_tui.cli.completing import filter_option
from cockpit_tui.cli.documents import Document, to_list
from cockpit_tui.cli.invocation import Invocation, json_option, pass_invocation, sort_option
from cockpit_tui.cli.output import to_document
from cockpit_tui.domain.export_files import ExportFormat
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.services.permitted import counted
from cockpit_widgets.drawing.printable import printable


@click.command("export")
@filter_option("As on the filter line.", default="")
@click.option(
    "--format",
    "wanted",
    type=click.Choice([choice.value for choice in ExportFormat]),
    help="csv, json or ics; else by the file's ending, else csv.",
)
@sort_option
@click.option("--output", metavar="FILE", help="A file that is new; without one, to the output.")
@json_option
@pass_invocation
def export_command(
    invocation: Invocation,
    query: str,
    wanted: str | None,
    sort_by: SortBy | None,
    output: str | None,
    as_json: bool,
) -> None:
    """Export the CTAs that match; without a filter everybody's, open and not snoozed.

    Texts that a spreadsheet would take for a formula get an apostrophe before them.
    """
    listing = invocation.session.views.listing(query, GroupBy.ALL, sort_by or SortBy.DUE)
    exports = invocation.session.exports
    if output is None:
        form = ExportFormat(wanted or (ExportFormat.JSON if as_json else ExportFormat.CSV))
        text = exports.text(listing.ids, form)
        if as_json and form is not ExportFormat.JSON:
            click.echo(to_document({**_told(form, listing.total), "path": None, "text": text}))
        elif form is ExportFormat.JSON:
            from cockpit_tui.cli.records.cta_lines import cta_documents

            items = cta_documents(invocation, listing.ids)
            click.echo(to_document(to_list(items)))
        else:
            click.echo(text, nl=False)
        return
    path = Path(output).expanduser()
    form = ExportFormat(wanted or _by_ending(path))
    done = exports.save(listing.ids, form, path)
    if as_json:
        click.echo(to_document({**_told(form, done.count), "path": str(done.path), "text": None}))
    else:
        click.echo(printable(f"{counted(done.count, 'CTA')} in {done.path}"))


def _told(form: ExportFormat, total: int) -> Document:
    return {"format": form.value, "total": total}


def _by_ending(path: Path) -> ExportFormat:
    ending = path.suffix.removeprefix(".").lower()
    return ExportFormat(ending) if ending in set(ExportFormat) else ExportFormat.CSV
