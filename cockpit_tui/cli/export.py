"""`cockpit export`: the CTAs of a view as CSV, JSON or iCalendar."""

from __future__ import annotations

from pathlib import Path

import click

from cockpit_tui.cli.completing import complete_view, filter_option
from cockpit_tui.cli.documents import Document, to_list
from cockpit_tui.cli.invocation import (
    Invocation,
    json_option,
    limit_option,
    pass_invocation,
    sort_option,
)
from cockpit_tui.cli.output import to_document
from cockpit_tui.cli.view import as_seen
from cockpit_tui.domain.export_files import ExportFormat
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.services.permitted import counted
from cockpit_widgets.drawing.printable import printable


@click.command("export")
@filter_option("As on the filter line.", default="")
@click.option("--view", "view_name", shell_complete=complete_view, help="A saved view by name.")
@click.option(
    "--format",
    "wanted",
    type=click.Choice([choice.value for choice in ExportFormat]),
    help="csv, json or ics; else by the file's ending, else csv.",
)
@click.option("--group-by", type=click.Choice([choice.value for choice in GroupBy]))
@sort_option
@limit_option("CTAs")
@click.option("--output", metavar="FILE", help="A file that is new; without one, to the output.")
@json_option
@pass_invocation
def export_command(
    invocation: Invocation,
    query: str,
    view_name: str | None,
    wanted: str | None,
    group_by: str | None,
    sort_by: SortBy | None,
    limit: int | None,
    output: str | None,
    as_json: bool,
) -> None:
    """Export the CTAs that match; without a filter everybody's, open and not snoozed.

    With --view those of the view, in its groups and order unless told otherwise; a --filter beside
    it narrows it. Texts that a spreadsheet would take for a formula get an apostrophe before them.
    """
    seen = as_seen(invocation.session, view_name, query, group_by, sort_by)
    order = (seen.group_by or GroupBy.ALL, seen.sort_by or SortBy.DUE)
    listing = invocation.session.views.listing(seen.query, *order, first=limit)
    ids, total = listing.ids[:limit], listing.total
    exports = invocation.session.exports
    if output is None:
        form = ExportFormat(wanted or (ExportFormat.JSON if as_json else ExportFormat.CSV))
        text = exports.text(ids, form)
        if as_json and form is not ExportFormat.JSON:
            click.echo(to_document({**_told(form, total), "path": None, "text": text}))
        elif form is ExportFormat.JSON:
            from cockpit_tui.cli.records.cta_lines import cta_documents

            items = cta_documents(invocation, ids)
            click.echo(to_document({**to_list(items), "total": total}))
        else:
            click.echo(text, nl=False)
        return
    path = Path(output).expanduser()
    form = ExportFormat(wanted or _by_ending(path))
    done = exports.save(ids, form, path)
    if as_json:
        click.echo(to_document({**_told(form, total), "path": str(done.path), "text": None}))
    else:
        click.echo(printable(f"{counted(done.count, 'CTA')} in {done.path}"))


def _told(form: ExportFormat, total: int) -> Document:
    return {"format": form.value, "total": total}


def _by_ending(path: Path) -> ExportFormat:
    ending = path.suffix.removeprefix(".").lower()
    return ExportFormat(ending) if ending in set(ExportFormat) else ExportFormat.CSV
