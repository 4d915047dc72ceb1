"""`cockpit view`: saved views, listed, saved, moved, and shared as lines of text (CL-13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click
from msgspec import Struct

from cockpit_tui.cli.acting import tell
from cockpit_tui.cli.completing import complete_view, filter_option
from cockpit_tui.cli.documents import Document, to_list, to_view
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import (
    Invocation,
    dry_run_option,
    json_option,
    pass_invocation,
    sort_option,
)
from cockpit_tui.cli.output import Column, table, to_document
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.domain.lists.saved_views import ViewDraft, from_lines, to_line
from cockpit_tui.domain.query.query_terms import both
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.services.permitted import Done
from cockpit_tui.services.saved_views import renamed
from cockpit_widgets.drawing.printable import printable

if TYPE_CHECKING:
    from cockpit_tui.services.session import Session

P = ParamSpec("P")
R = TypeVar("R")
COLUMNS = (
    Column("Key"),
    Column("Name", can_shrink=True),
    Column("Whose"),
    Column("CTAs", is_right=True),
    Column("Filter", can_shrink=True),
    Column("Group"),
    Column("Sort"),
    Column("Columns", can_shrink=True),
)
FILE_BYTES = 4_000_000
NAME = click.argument("name", metavar="NAME", shell_complete=complete_view)
TEAM = click.option("--team", "is_team", is_flag=True, help="For everybody; an admin's right.")


@click.group("view", cls=Noun)
def view_command() -> None:
    """Saved views: list, save, rename, move, delete, share."""


@view_command.command("list")
@json_option
@pass_invocation
def list_views(invocation: Invocation, as_json: bool) -> None:
    """The tabs in their order, with how many CTAs each holds."""
    views = invocation.session.views.tabs()
    if as_json:
        click.echo(to_document(to_list([to_view(view) for view in views])))
        return
    rows = [
        (
            view.key,
            view.label,
            _whose(view),
            "" if view.count is None else f"{view.count:,}",
            view.query,
            view.group_by.value if view.group_by else "",
            view.sort_by.value if view.sort_by else "",
            view.columns,
        )
        for view in views
    ]
    for line in table(COLUMNS, rows):
        click.echo(line)


@view_command.command("show")
@NAME
@json_option
@pass_invocation
def show_view(invocation: Invocation, name: str, as_json: bool) -> None:
    """One view as the line that `view import` takes; `cta list --view NAME` lists its CTAs."""
    found = invocation.session.saved_views.find(name)
    view = next(tab for tab in invocation.session.views.tabs() if tab.key == found.key)
    click.echo(to_document(to_view(view)) if as_json else printable(to_line(view)))


def changing(command: Callable[P, R]) -> Callable[P, R]:
    """What every change takes: `--dry-run` and `--json`."""
    return json_option(dry_run_option(command))


@view_command.command("save")
@NAME
@filter_option("As on the filter line.", default="")
@click.option("--group-by", type=click.Choice([choice.value for choice in GroupBy]))
@sort_option
@click.option("--columns", default="", metavar="NAMES", help="Further columns: arr,renewal.")
@TEAM
@changing
@pass_invocation
def save_view(
    invocation: Invocation,
    name: str,
    query: str,
    group_by: str | None,
    sort_by: SortBy | None,
    columns: str,
    is_team: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Save a view; one of that name is replaced."""
    session = _session(invocation, dry_run)
    session.views.check(query)
    draft = ViewDraft(
        name,
        query,
        GroupBy(group_by) if group_by else None,
        sort_by,
        columns.replace(" ", ""),
    )
    _tell(invocation, session.saved_views.save([draft], is_team=is_team), as_json=as_json)


@view_command.command("rename")
@NAME
@click.argument("new_name", metavar="NEW")
@changing
@pass_invocation
def rename_view(
    invocation: Invocation, name: str, new_name: str, dry_run: bool, as_json: bool
) -> None:
    """Give a view another name."""
    saved = _session(invocation, dry_run).saved_views
    view = saved.find(name)
    _tell(invocation, saved.change(view.key, renamed(view, new_name)), as_json=as_json)


@view_command.command("move")
@NAME
@click.argument("place", type=click.IntRange(min=1))
@changing
@pass_invocation
def move_view(invocation: Invocation, name: str, place: int, dry_run: bool, as_json: bool) -> None:
    """Make a view the nth tab, counted from 1."""
    saved = _session(invocation, dry_run).saved_views
    _tell(invocation, saved.move(saved.find(name).key, place), as_json=as_json)


@view_command.command("share")
@NAME
@click.option("--team/--own", "is_team", default=True, help="The team's, or one's own.")
@changing
@pass_invocation
def share_view(
    invocation: Invocation, name: str, is_team: bool, dry_run: bool, as_json: bool
) -> None:
    """Make a view of your own the team's; an admin's right."""
    saved = _session(invocation, dry_run).saved_views
    _tell(invocation, saved.share(saved.find(name).key, is_team=is_team), as_json=as_json)


@view_command.command("delete")
@NAME
@changing
@pass_invocation
def delete_view(invocation: Invocation, name: str, dry_run: bool, as_json: bool) -> None:
    """Delete a view; `cockpit undo` brings it back."""
    saved = _session(invocation, dry_run).saved_views
    _tell(invocation, saved.delete(saved.find(name).key), as_json=as_json)


@view_command.command("export")
@click.argument("names", metavar="[NAME]…", nargs=-1, shell_complete=complete_view)
@click.option("--file", type=click.Path(dir_okay=False, path_type=Path), help="Written anew.")
@json_option
@pass_invocation
def export_views(
    invocation: Invocation, names: Sequence[str], file: Path | None, as_json: bool
) -> None:
    """Views as lines of text, one each; all that you see where none is named."""
    saved = invocation.session.saved_views
    views = [saved.find(name) for name in names] if names else list(saved.views())
    lines = [to_line(view) for view in views]
    if file is not None:
        try:
            file.write_text("\n".join((*lines, "")), encoding="utf-8")
        except OSError as error:
            raise InvalidInput(f"{file} cannot be written: {error.strerror}.") from error
    if as_json:
        click.echo(to_document({"items": lines, "total": len(lines)}))
    elif file is None:
        for line in lines:
            click.echo(printable(line))


@view_command.command("import")
@click.argument("file", metavar="FILE", type=click.Path(allow_dash=True, dir_okay=False))
@TEAM
@changing
@pass_invocation
def import_views(
    invocation: Invocation, file: str, is_team: bool, dry_run: bool, as_json: bool
) -> None:
    """Save the views of a file, or of standard input (`-`); those of the same name are replaced."""
    drafts = from_lines(_text(file))
    saved = _session(invocation, dry_run).saved_views
    _tell(invocation, saved.save(drafts, is_team=is_team), as_json=as_json)


def _text(file: str) -> str:
    try:
        with click.open_file(file, encoding="utf-8") as stream:
            text = str(stream.read(FILE_BYTES + 1))
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file} is not UTF-8 text.") from error
    if len(text) > FILE_BYTES:
        raise InvalidInput(f"{file} is too large for a file of views.")
    return text


class Seen(Struct, frozen=True):
    """What `--view` beside other flags selects."""

    query: str
    group_by: GroupBy | None
    sort_by: SortBy | None
    columns: str


def as_seen(
    session: Session, name: str | None, query: str, group_by: str | None, sort_by: SortBy | None
) -> Seen:
    """The saved view of that name, narrowed by the query and in another order where one is given;
    without a name what is given alone. Raises NotFound and InvalidQuery."""
    group = GroupBy(group_by) if group_by else None
    if name is None:
        return Seen(query, group, sort_by, "")
    view = session.saved_views.find(name)
    # Alone first: a mistake in it is told where it was typed, not where the view puts it.
    session.views.check(query)
    narrowed = both(view.query, query)
    return Seen(narrowed, group or view.group_by, sort_by or view.sort_by, view.columns)


def _session(invocation: Invocation, dry_run: bool) -> Session:
    if dry_run:
        invocation.rehearse()
    return invocation.session


def _tell(invocation: Invocation, done: Done, *, as_json: bool) -> None:
    def items() -> list[Document]:
        return [to_view(view) for view in invocation.session.views.tabs() if view.id in done.ids]

    tell(invocation, done, items, as_json=as_json)


def _whose(view: ViewTab) -> str:
    return "team" if view.is_team else "mine"
