"""`cockpit doctor`: what works, what does not, and what to do. Works without a workspace."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import click

from cockpit_tui.bootstrap import Place, default_place
from cockpit_tui.cli.connect_words import kept_words
from cockpit_tui.cli.invocation import Invocation, json_option, pass_invocation
from cockpit_tui.cli.output import to_document
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.services.mirroring import MirrorService
from cockpit_tui.sign_ins import FILE, known_sign_in, sign_in_file
from cockpit_widgets.printable import printable

State = Literal["ok", "note", "problem"]
SIGNS: dict[State, str] = {"ok": "ok     ", "note": "note   ", "problem": "PROBLEM"}
NETWORK_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "afs", "ceph"})
"""File systems on which SQLite's locks are not to be trusted (SQLite: “How To Corrupt”, 2.1)."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    state: State
    message: str
    hint: str = ""


@click.command("doctor")
@json_option
@pass_invocation
def doctor_command(invocation: Invocation, as_json: bool) -> int:
    """Tell what works, what does not, and what to do. Uses no network and opens no keyring."""
    checks = list(_checks(invocation))
    is_well = all(check.state != "problem" for check in checks)
    if as_json:
        document = {"ok": is_well, "checks": [_document(check) for check in checks]}
        click.echo(to_document(document))
    else:
        for check in checks:
            click.echo(printable(f"{SIGNS[check.state]}  {check.name}: {check.message}"))
            if check.hint:
                click.echo(printable(f"         {check.hint}"))
    return 0 if is_well else 1


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
    yield from _terminal()
    yield from _file_system(place)
    yield from _workspace(invocation, place)


def _terminal() -> Iterator[Check]:
    if not sys.stdout.isatty():
        yield Check("Terminal", "note", "none here: commands work, the screen does not")
        return
    colours = "no colours (NO_COLOR)" if os.environ.get("NO_COLOR") else os.environ.get("TERM", "?")
    yield Check("Terminal", "ok", colours)
    if os.environ.get("TMUX"):
        yield Check(
            "Clipboard",
            "note",
            "inside tmux, copying needs its leave",
            "tmux set -g set-clipboard on; tmux set -g allow-passthrough on",
        )


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
    yield Check("Person", "ok", f"{session.actor.name}, role {session.actor.role}")
    try:
        yield from _mirror(invocation, place, invocation.mirror)
    except CockpitError as error:
        yield Check("Mirror", "problem", error.message, error.hint)


def _mirror(invocation: Invocation, place: Place, mirror: MirrorService) -> Iterator[Check]:
    org = mirror.org()
    if org is None:
        yield Check("Org", "note", "none: tasks stay here", "`cockpit connect` mirrors them.")
        return
    row = org.to_row()
    armed = "armed" if org.is_armed else "not armed: nothing is written to it"
    hint = "" if org.is_armed else "`cockpit connect --arm` allows it."
    yield Check("Org", "ok", f"{row.name}, {row.kind}, {row.instance_url}, {armed}", hint)
    if mirror.is_mapped():
        yield Check("Mapping", "ok", "statuses and priorities fit the org")
    else:
        yield Check(
            "Mapping", "problem", "none that fits: tasks are not mirrored", "`cockpit connect`"
        )
    if org.create_mode in ("A", "B"):
        yield Check("Creates", "ok", "exact: a task is never made twice")
    else:
        yield Check(
            "Creates",
            "note",
            f"mode {org.create_mode}: a create whose answer is lost waits up to 15 minutes",
            "Exact with a field Cockpit_Ref__c on Activity: Text 36, External ID, Unique.",
        )
    yield _session(invocation, place)
    status = mirror.status()
    waiting = status.pending + status.would_write + status.in_doubt
    state: State = "problem" if status.problem else "ok"
    words = status.problem or f"{waiting:,} edits wait, {status.conflicts:,} in conflict"
    yield Check("Mirror", state, words)
    if status.quarantined:
        count = f"{status.quarantined:,} edits were refused by Salesforce"
        yield Check("Quarantine", "note", count, "`cockpit quarantine list` says why.")


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
