"""`cockpit doctor`: what works, what does not, and what to do. Works without a workspace."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
from msgspec.structs import asdict

from cockpit_tui.cli.checks import Check, State
from cockpit_tui.cli.documents import Document
from cockpit_tui.cli.invocation import Invocation, json_option, pass_invocation
from cockpit_tui.cli.org.connect_words import kept_words
from cockpit_tui.cli.org.doctor_org import mirror_checks, org_checks, org_facts
from cockpit_tui.cli.org.doctor_terminal import terminal_checks
from cockpit_tui.cli.output import to_document
from cockpit_tui.cli.records.cta_hygiene import size_check
from cockpit_tui.connection.sign_ins import FILE, known_sign_in, sign_in_file
from cockpit_tui.domain.errors import CockpitError, InvalidInput
from cockpit_tui.services.mirroring import MirrorService
from cockpit_tui.workspace import Place, default_place
from cockpit_widgets.drawing.printable import printable

SIGNS: dict[State, str] = {"ok": "ok     ", "note": "note   ", "problem": "PROBLEM"}
NETWORK_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "afs", "ceph"})
"""File systems on which SQLite's locks are not to be trusted (SQLite: “How To Corrupt”, 2.1)."""


@click.command("doctor")
@click.option("--online", is_flag=True, help="Also reach the org: each layer apart.")
@click.option(
    "--metadata",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Write the field for Activity as a package that an admin deploys, and stop.",
)
@json_option
@pass_invocation
def doctor_command(
    invocation: Invocation, online: bool, metadata: Path | None, as_json: bool
) -> int:
    """Tell what works, what does not, and what to do.

    Uses no network and opens no keyring, except with --online.
    """
    if metadata is not None and online:
        words = "--metadata and --online were both given. Nothing was done."
        raise InvalidInput(words, "Use one of them.")
    if metadata is not None:
        _write_metadata(metadata, as_json=as_json)
        return 0
    checks = list(_checks(invocation))
    if online:
        from cockpit_tui.cli.org.doctor_online import online_checks

        checks += online_checks(invocation)
    is_well = all(check.state != "problem" for check in checks)
    if as_json:
        document = {
            "ok": is_well,
            "checks": [_document(check) for check in checks],
            "org": _org_facts(invocation),
        }
        click.echo(to_document(document))
    else:
        for check in checks:
            click.echo(printable(f"{SIGNS[check.state]}  {check.name}: {check.message}"))
            if check.hint:
                click.echo(printable(f"         {check.hint}"))
    return 0 if is_well else 1


def _write_metadata(folder: Path, *, as_json: bool) -> None:
    from cockpit_tui.connection.activity_field import write_metadata

    files = [str(file) for file in write_metadata(folder)]
    if as_json:
        click.echo(to_document({"files": files}))
        return
    for file in files:
        click.echo(printable(file))
    click.echo(printable(f"For your admin: {files[-1]} says how to deploy it."))


def _document(check: Check) -> dict[str, object]:
    return {**asdict(check), "hint": check.hint or None}


def _checks(invocation: Invocation) -> Iterator[Check]:
    paths = invocation.paths
    python = f"Python {platform.python_version()}, {platform.system()} {platform.release()}"
    yield Check("Program", "ok", f"cockpit-tui {version('cockpit-tui')}, {python}")
    yield Check("Data", "ok", str(paths.data))
    yield Check("Log", "ok", str(paths.log / "cockpit.log"))
    try:
        configuration = invocation.configuration
    except CockpitError as error:
        yield Check("Settings", "problem", error.message, error.hint)
        return
    file = paths.config_file
    yield Check("Settings", "ok", f"{file}{'' if file.is_file() else ' (not there: all defaults)'}")
    place = default_place(configuration, paths)
    yield from terminal_checks(configuration.ui.glyphs)
    yield from _file_system(place)
    yield from _workspace(invocation, place)


def _file_system(place: Place) -> Iterator[Check]:
    file = Path(place.url.removeprefix("sqlite:///"))
    if not place.url.startswith("sqlite:///") or not file.exists():
        return
    system = file_system(file)
    if system in NETWORK_SYSTEMS:
        yield Check(
            "File system",
            "problem",
            f"{file} is on {system}: two machines may damage it",
            "Move it to a local disk (COCKPIT_HOME), or use PostgreSQL (COCKPIT_DATABASE_URL).",
        )


def file_system(file: Path) -> str:
    """The kind of file system that holds the file, as Linux names it; empty where unknown."""
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    real = str(file.resolve())
    mounts = [(fields[1], fields[2]) for line in lines if len(fields := line.split()) > 2]
    holding = [
        (where, kind) for where, kind in mounts if f"{real}/".startswith(f"{where.rstrip('/')}/")
    ]
    return max(holding, key=lambda mount: len(mount[0]), default=("", ""))[1]


def _workspace(invocation: Invocation, place: Place) -> Iterator[Check]:
    what = "the demo's" if place.is_demo else "yours"
    if not place.exists:
        hint = "`cockpit demo` makes one to try, `cockpit connect` one for your org."
        yield Check("Workspace", "note", "there is none yet", hint)
        return
    try:
        session = invocation.session
    except CockpitError as error:
        yield Check("Workspace", "problem", error.message, error.hint)
        return
    shown = session.store.url.render_as_string(hide_password=True)
    yield Check("Workspace", "ok", f"{what}: {shown}")
    yield size_check(session)
    yield Check("Person", "ok", f"{session.actor.name}, role {session.actor.role}")
    try:
        yield from _mirror(invocation, place, invocation.session.mirror)
    except CockpitError as error:
        yield Check("Mirror", "problem", error.message, error.hint)


def _mirror(invocation: Invocation, place: Place, mirror: MirrorService) -> Iterator[Check]:
    org = mirror.org()
    if org is None:
        yield Check("Org", "note", "none: tasks stay here", "`cockpit connect` mirrors them.")
        return
    yield from org_checks(mirror, org, invocation.session.clock.now())
    yield _session(invocation, place)
    yield from mirror_checks(mirror.status())


def _org_facts(invocation: Invocation) -> Document | None:
    """What is known of the org; None where none is connected, or nothing can be opened."""
    try:
        org = invocation.session.mirror.org()
        return None if org is None else org_facts(invocation.session.mirror, org)
    except CockpitError:
        return None


def _session(invocation: Invocation, place: Place) -> Check:
    """Where the token is, without opening the keyring."""
    if place.is_demo:
        return Check("Session", "ok", "the demo's own")
    if invocation.configuration.salesforce.instance_url:
        return Check("Session", "ok", "from the settings or the environment")
    known = known_sign_in(invocation.paths, place.url)
    if known is None:
        return Check("Session", "problem", "none is kept", "`cockpit connect` keeps one.")
    words = kept_words(sign_in_file(invocation.paths), known)
    return Check("Session", "note" if known.kept_in == FILE else "ok", words)
