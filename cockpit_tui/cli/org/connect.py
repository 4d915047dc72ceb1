"""`cockpit connect`: which org this workspace belongs to, and how its session is come by."""

from __future__ import annotations

from typing import Any

import click

from cockpit_tui.cli.invocation import Invocation, json_option, pass_invocation
from cockpit_tui.cli.org.connect_words import (
    connected_document,
    connected_lines,
    org_document,
    preview_document,
    preview_lines,
)
from cockpit_tui.cli.org.sign_in_ways import HOW, Ways, sign_in_options, signed_in
from cockpit_tui.cli.output import to_document
from cockpit_tui.connection.connecting import Arming, arm_with_preview, connect_workspace
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.logs import start_log
from cockpit_tui.terminal.reading_line import ReadingLine
from cockpit_tui.workspace import Place, connecting_place, open_store
from cockpit_widgets.drawing.printable import printable, printable_lines


@click.command("connect")
@sign_in_options
@click.option("--arm", "is_arming", is_flag=True, help="Let the cockpit write to this org.")
@click.option("--allow-production", metavar="ORG_NAME", help="Arm, if this is the org's name.")
@click.option("--dry-run", is_flag=True, help="With --arm: show the first writes, arm nothing.")
@click.option("--admin-note", is_flag=True, help="Print a note to send to your Salesforce admin.")
@json_option
@pass_invocation
def connect_command(
    invocation: Invocation,
    /,
    is_arming: bool,
    allow_production: str | None,
    dry_run: bool,
    admin_note: bool,
    as_json: bool,
    **words: Any,
) -> int:
    """Say which Salesforce org this workspace belongs to.

    Checks what the org allows, keeps the sign-in (in the system keyring, or in a file that only you
    can read), saves the default field mapping if it fits, and fills a new workspace. A production
    org is read and not written to until it is armed. No Salesforce password is ever asked for.
    """
    from cockpit_sync.salesforce.sign_in_errors import Fixer, SignInFailed

    start_log(invocation.paths.log)
    ways = Ways(**words)
    if admin_note and (is_arming or allow_production is not None or dry_run):
        raise InvalidInput(
            "--admin-note writes a note and arms nothing. Nothing was done.",
            "Leave it out to connect.",
        )
    if admin_note:
        _print_admin_note(ways, as_json=as_json)
        return 0
    arming = Arming(is_arming, allow_production)
    if dry_run:
        _require_rehearsable(ways, arming)
        _arm_known(invocation, arming, is_rehearsal=True, as_json=as_json)
        return 0
    try:
        return _connect(invocation, ways, arming, as_json=as_json)
    except SignInFailed as failure:
        if failure.fixer is Fixer.ADMIN:
            from cockpit_tui.connection.admin_note import admin_note as note_of

            note = note_of(ways.way, ways.port, failure, ways.username or "")
            click.echo("\n".join(printable_lines(note)) + "\n", err=True)
        raise


def _connect(invocation: Invocation, ways: Ways, arming: Arming, *, as_json: bool) -> int:
    found_session = signed_in(invocation, ways)
    if found_session is None:
        if not arming.is_asked:
            raise InvalidInput("Nothing says which org to connect to.", HOW)
        _arm_known(invocation, arming, as_json=as_json)
        return 0
    configuration = invocation.configuration
    found = connect_workspace(
        _own_place(invocation),
        invocation.paths,
        found_session,
        arming,
        user=configuration.user,
        is_read_only=configuration.sync.read_only,
        tell_reading=ReadingLine(),
    )
    if as_json:
        click.echo(to_document(connected_document(invocation.paths, found)))
    else:
        for line in connected_lines(invocation.paths, found):
            click.echo(line)
    cycle = found.first_cycle
    for error in cycle.errors if cycle else ():
        click.echo(printable(error.message), err=True)
    return cycle.exit_code if cycle else 0


def _own_place(invocation: Invocation) -> Place:
    """An org of one's own never goes into the demo's workspace."""
    paths = invocation.paths
    place = connecting_place(invocation.configuration, paths)
    if place.is_demo:
        return Place(f"sqlite:///{paths.database}", is_demo=False, exists=False)
    return place


def _require_rehearsable(ways: Ways, arming: Arming) -> None:
    if ways.way != "session" or ways.instance_url or not arming.is_asked:
        raise InvalidInput(
            "--dry-run shows what arming a connected org would write.",
            "`cockpit connect --arm --dry-run`",
        )


def _print_admin_note(ways: Ways, *, as_json: bool) -> None:
    from cockpit_tui.connection.admin_note import admin_note

    way = ways.way
    note = admin_note("web" if way == "session" else way, ways.port, user=ways.username or "")
    click.echo(to_document({"note": note}) if as_json else note)


def _arm_known(
    invocation: Invocation, arming: Arming, *, is_rehearsal: bool = False, as_json: bool
) -> None:
    """`connect --arm` alone: the org is known, and arming it needs no network."""
    store = open_store(connecting_place(invocation.configuration, invocation.paths))
    try:
        user = invocation.configuration.user
        org, preview = arm_with_preview(store, user, arming, is_rehearsal=is_rehearsal)
    finally:
        store.close()
    if as_json:
        document = {
            **org_document(org),
            "dry_run": is_rehearsal,
            "writes": preview_document(preview),
        }
        click.echo(to_document(document))
        return
    if not is_rehearsal:
        words = f"{org.name} ({org.to_row().kind}) is armed: the cockpit writes to it."
        click.echo(printable(words))
    for line in preview_lines(preview, is_armed=not is_rehearsal):
        click.echo(line)
