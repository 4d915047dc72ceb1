"""`cockpit connect`: which org this workspace belongs to, and how its session is come by."""

from __future__ import annotations

from typing import Any

import click

from cockpit_tui.bootstrap import Place, connecting_place, open_store
from cockpit_tui.cli.connect_words import connected_document, connected_lines, org_document
from cockpit_tui.cli.invocation import Invocation, json_option, pass_invocation
from cockpit_tui.cli.output import to_document
from cockpit_tui.cli.sign_in_ways import HOW, Ways, sign_in_options, signed_in
from cockpit_tui.connecting import Arming, arm, connect_workspace
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.logs import start_log
from cockpit_widgets.printable import printable, printable_lines


@click.command("connect")
@sign_in_options
@click.option("--arm", "is_arming", is_flag=True, help="Let the cockpit write to this org.")
@click.option("--allow-production", metavar="ORG_NAME", help="Arm, if this is the org's name.")
@click.option("--admin-note", is_flag=True, help="Print a note to send to your Salesforce admin.")
@json_option
@pass_invocation
def connect_command(
    invocation: Invocation,
    /,
    is_arming: bool,
    allow_production: str | None,
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
    if admin_note:
        _print_admin_note(ways, as_json=as_json)
        return 0
    arming = Arming(is_arming, allow_production)
    try:
        return _connect(invocation, ways, arming, as_json=as_json)
    except SignInFailed as failure:
        if failure.fixer is Fixer.ADMIN:
            from cockpit_tui.admin_note import admin_note as note_of

            note = note_of(ways.way, ways.port, failure, ways.username or "")
            click.echo("\n".join(printable_lines(note)) + "\n", err=True)
        raise


def _connect(invocation: Invocation, ways: Ways, arming: Arming, *, as_json: bool) -> int:
    found_session = signed_in(invocation, ways)
    place = _place(invocation, has_address=found_session is not None)
    if found_session is None:
        if not (arming.is_wanted or arming.org_name):
            raise InvalidInput("Nothing says which org to connect to.", HOW)
        _arm_known(invocation, place, arming.org_name, as_json=as_json)
        return 0
    configuration = invocation.configuration
    found = connect_workspace(
        place,
        invocation.paths,
        found_session,
        arming,
        user=configuration.user,
        is_read_only=configuration.sync.read_only,
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


def _place(invocation: Invocation, *, has_address: bool) -> Place:
    """An org of one's own never goes into the demo's workspace."""
    paths = invocation.paths
    place = connecting_place(invocation.configuration, paths)
    if has_address and place.is_demo:
        return Place(f"sqlite:///{paths.database}", is_demo=False, exists=False)
    return place


def _print_admin_note(ways: Ways, *, as_json: bool) -> None:
    from cockpit_tui.admin_note import admin_note

    way = ways.way
    note = admin_note("web" if way == "session" else way, ways.port, user=ways.username or "")
    click.echo(to_document({"note": note}) if as_json else note)


def _arm_known(
    invocation: Invocation, place: Place, org_name: str | None, *, as_json: bool
) -> None:
    """`connect --arm` alone: the org is known, and arming it needs no network."""
    store = open_store(place)
    try:
        org = arm(store, invocation.configuration.user, org_name)
    finally:
        store.close()
    if as_json:
        click.echo(to_document(org_document(org)))
        return
    click.echo(printable(f"{org.name} ({org.to_row().kind}) is armed: the cockpit writes to it."))
