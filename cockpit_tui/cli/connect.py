"""`cockpit connect`: which org this workspace belongs to, and the session to reach it with."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cockpit_tui.bootstrap import Place, connecting_place, open_store
from cockpit_tui.cli.documents import Document
from cockpit_tui.cli.invocation import Invocation, json_option, pass_invocation
from cockpit_tui.cli.output import facts, heading, to_document
from cockpit_tui.connecting import Arming, Connected, arm, connect_workspace
from cockpit_tui.demo.org_process import OrgAddress
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.logs import start_log
from cockpit_tui.sign_ins import FILE, sign_in_file
from cockpit_widgets.printable import printable

if TYPE_CHECKING:
    from cockpit_tui.store.mirror_state import Org

HOW = (
    "Give --instance-url and the token on standard input or in --token-file, or set "
    "COCKPIT_SALESFORCE_INSTANCE_URL and COCKPIT_SALESFORCE_ACCESS_TOKEN."
)


@click.command("connect")
@click.option("--instance-url", metavar="URL", help="https://mycompany.my.salesforce.com")
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the access token, readable by you alone (0600).",
)
@click.option("--arm", "is_arming", is_flag=True, help="Let the cockpit write to this org.")
@click.option("--allow-production", metavar="ORG_NAME", help="Arm, if this is the org's name.")
@json_option
@pass_invocation
def connect_command(
    invocation: Invocation,
    instance_url: str | None,
    token_file: Path | None,
    is_arming: bool,
    allow_production: str | None,
    as_json: bool,
) -> int:
    """Say which Salesforce org this workspace belongs to.

    Checks what the org allows, keeps the session (in the system keyring, or in a file that only you
    can read), saves the default field mapping if it fits, and fills a new workspace. A production
    org is read and not written to until it is armed.
    """
    start_log(invocation.paths.log)
    address = _address(invocation, instance_url, token_file)
    arming = Arming(is_arming, allow_production)
    place = _place(invocation, has_address=address is not None)
    if address is None:
        if not (is_arming or allow_production):
            raise InvalidInput("Nothing says which org to connect to.", HOW)
        _arm_known(invocation, place, allow_production, as_json=as_json)
        return 0
    configuration = invocation.configuration
    found = connect_workspace(
        place,
        invocation.paths,
        address,
        arming,
        user=configuration.user,
        is_read_only=configuration.sync.read_only,
    )
    if as_json:
        click.echo(to_document(_document(invocation, found)))
    else:
        for line in _lines(invocation, found):
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


def _address(
    invocation: Invocation, instance_url: str | None, token_file: Path | None
) -> OrgAddress | None:
    settings = invocation.configuration.salesforce
    url = (instance_url or settings.instance_url).rstrip("/")
    if not url:
        if token_file is not None:
            raise InvalidInput("A token was given, but no --instance-url.", HOW)
        return None
    if token_file is not None:
        return OrgAddress(url, _private_text(token_file))
    if settings.access_token or instance_url is None:
        return OrgAddress(url, settings.access_token)
    if sys.stdin.isatty():
        raise InvalidInput("The access token is missing.", HOW)
    return OrgAddress(url, sys.stdin.readline().strip())


def _private_text(file: Path) -> str:
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise InvalidInput(
            f"Others can read {file}, so the token in it is not used.", f"chmod 600 {file}"
        )
    return file.read_text(encoding="utf-8").strip()


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
        click.echo(to_document(_org_document(org)))
        return
    click.echo(printable(f"{org.name} ({org.to_row().kind}) is armed: the cockpit writes to it."))


def _org_document(org: Org) -> Document:
    return {
        "org": org.id,
        "org_name": org.name,
        "production": org.is_production,
        "armed": org.is_armed,
        "instance_url": org.instance_url,
        "create_mode": org.create_mode,
    }


def _document(invocation: Invocation, found: Connected) -> Document:
    is_file = found.sign_in.kept_in == FILE
    return {
        **_org_document(found.org),
        "user": found.user_name,
        "mapped": found.is_mapped,
        "advice": list(found.advice),
        "sign_in": found.sign_in.kept_in,
        "sign_in_file": str(sign_in_file(invocation.paths)) if is_file else None,
        "first_cycle": found.first_cycle.to_json() if found.first_cycle else None,
    }


def _lines(invocation: Invocation, found: Connected) -> Iterator[str]:
    org = found.org
    is_file = found.sign_in.kept_in == FILE
    no_keyring = f"{sign_in_file(invocation.paths)} (0600), since no system keyring works here"
    yield heading(f"{org.name}  {org.to_row().kind}")
    yield from facts(
        [
            ("Org", org.id),
            ("Address", org.instance_url),
            ("User", found.user_name),
            (
                "Writing",
                "armed" if org.is_armed else "not armed: `cockpit connect --arm`",
            ),
            ("Creates", _CREATES.get(org.create_mode, org.create_mode)),
            ("Mapping", "saved" if found.is_mapped else "none that fits: tasks are not mirrored"),
            ("Session", no_keyring if is_file else "in the system keyring"),
            ("Read", _read_words(found)),
            ("Advice", "\n".join(found.advice)),
        ]
    )


_CREATES = {"A": "exact, by external id", "N": "wait for the external-id field"}


def _read_words(found: Connected) -> str:
    if found.first_cycle is None:
        return ""
    tallies = found.first_cycle.pulled.items()
    return ", ".join(f"{tally.applied:,} {name}" for name, tally in tallies if tally.applied)
