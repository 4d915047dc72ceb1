"""`cockpit sync` and `cockpit status`: the mirror without a screen."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from cockpit_tui.cli.documents import to_status
from cockpit_tui.cli.invocation import Invocation, json_option, pass_invocation
from cockpit_tui.cli.output import dimmed, facts, heading, to_document
from cockpit_tui.connection.connecting import arm, held_back_words, known_org
from cockpit_tui.connection.reaching import reached_org, require_address
from cockpit_tui.domain.days.clock import SystemClock
from cockpit_tui.domain.days.dates import to_age
from cockpit_tui.domain.errors import InvalidInput, NotFound
from cockpit_tui.logs import start_log
from cockpit_tui.terminal.reading_line import QUIET_SECONDS, ReadingLine
from cockpit_tui.workspace import connecting_place, open_store
from cockpit_widgets.drawing.printable import printable

if TYPE_CHECKING:
    from datetime import datetime

    from cockpit_sync.cycle import MirrorSettings
    from cockpit_sync.report import CycleReport
    from cockpit_sync.salesforce.calls import Transport
    from cockpit_tui.domain.lists.rows import SyncStatus
    from cockpit_tui.store.engine import Store


class Line(Struct, frozen=True):
    """What a cycle needs: the workspace, the way to its org, and how to mirror."""

    store: Store
    make_transport: Callable[[], Transport]
    clock: SystemClock
    settings: MirrorSettings


class Patience:
    """Waits for the mirror of another process for as long as it takes, and says so once."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._has_said = False

    def __call__(self) -> bool:
        """Asked while the other one works; never gives up."""
        if not self._has_said and time.monotonic() - self._since > QUIET_SECONDS:
            self._has_said = True
            click.echo("Another process mirrors this workspace; waiting for it…", err=True)
        return False


@click.command("sync")
@click.option("--once", "mode", flag_value="once", default=True, help="One cycle (default).")
@click.option("--watch", "mode", flag_value="watch", help="Cycle after cycle, until Ctrl+C.")
@click.option("--full", is_flag=True, help="Read everything again.")
@click.option("--accept-deletions", is_flag=True, help="Let go what vanished in a mass.")
@click.option("--read-only", is_flag=True, help="Write nothing to Salesforce; keep edits here.")
@click.option("--allow-production", metavar="ORG_NAME", help="Arm, if this is the org's name.")
@json_option
@pass_invocation
def sync_command(
    invocation: Invocation,
    mode: str,
    full: bool,
    accept_deletions: bool,
    read_only: bool,
    allow_production: str | None,
    as_json: bool,
) -> int:
    """Mirror tasks with Salesforce: settle, read, merge, send.

    Exit status 0 when nothing is left, 3 when records wait or need a person, 5 when the org could
    not be reached.
    """
    if read_only and allow_production is not None:
        words = "--read-only and --allow-production were both given. Nothing was done."
        raise InvalidInput(words, "Use one of them.")
    if accept_deletions and mode == "watch":
        words = "--accept-deletions goes with one cycle. Nothing was done."
        raise InvalidInput(words, "Leave --watch out.")
    if read_only:
        invocation.flags["sync.read_only"] = True
    start_log(invocation.paths.log)
    with _line(invocation) as line:
        if allow_production is not None:
            _arm(invocation, line, allow_production)
        if mode == "watch":
            return _watch(line, is_full=full, as_json=as_json)
        return _once(line, is_full=full, accepts_deletions=accept_deletions, as_json=as_json)


@contextmanager
def _line(invocation: Invocation) -> Iterator[Line]:
    """Opens the way; a workspace is made where a session is configured and none is there."""
    from cockpit_sync.salesforce.client import (
        Session,
        is_loopback_url,
        require_safe,
        require_safe_address,
    )
    from cockpit_tui.connection.mirror_choices import to_mirror_settings
    from cockpit_tui.connection.signing_in import to_transport

    configuration, paths = invocation.configuration, invocation.paths
    place = connecting_place(configuration, paths)
    with reached_org(configuration, paths, place) as found:
        address = require_address(found)
        is_loopback = is_loopback_url(address.instance_url)
        settings = to_mirror_settings(
            configuration.sync, address.instance_url, is_loopback=is_loopback
        )
        require_safe_address(address.instance_url)
        if address.access_token:
            require_safe(Session(address.instance_url, address.access_token))
        store = open_store(place, create=bool(configuration.salesforce.instance_url))
        clock = SystemClock.from_environment()
        try:
            yield Line(store, lambda: to_transport(address), clock, settings)
        finally:
            store.close()


def _arm(invocation: Invocation, line: Line, org_name: str) -> None:
    from cockpit_sync.cycle import run_once

    try:
        known_org(line.store)
    except NotFound:
        # A new workspace meets its org, and its people, in the first cycle.
        run_once(
            *(line.store, line.make_transport(), line.clock, line.settings),
            tell_reading=ReadingLine(),
        )
    arm(line.store, invocation.configuration.user, org_name)


def _once(line: Line, *, is_full: bool, as_json: bool, accepts_deletions: bool = False) -> int:
    from cockpit_sync.cycle import run_once

    report = run_once(
        line.store,
        line.make_transport(),
        line.clock,
        line.settings,
        is_full=is_full,
        accepts_deletions=accepts_deletions,
        gives_up=Patience(),
        tell_reading=ReadingLine(),
    )
    _tell(line, report, as_json=as_json)
    return report.exit_code


def _watch(line: Line, *, is_full: bool, as_json: bool) -> int:
    """Cycles until Ctrl+C; edits of other programs on this workspace start one at once."""
    from cockpit_sync.engine import Mirror, MirrorReport
    from cockpit_tui.store.watch import Watch

    if is_full:
        _once(line, is_full=True, as_json=as_json)
    reports: queue.SimpleQueue[MirrorReport] = queue.SimpleQueue()
    mirror = Mirror(
        *(line.store, line.make_transport, line.clock, line.settings),
        reports.put,
        ReadingLine(),
    )
    watch = Watch(line.store, lambda: mirror.wake(is_edit=False))
    mirror.start()
    watch.start()
    try:
        while True:
            found = reports.get()
            if found.cycle is None:
                click.echo(printable(found.problem), err=True)
            else:
                _tell(line, found.cycle, as_json=as_json)
    finally:
        watch.stop()
        mirror.stop()


def _tell(line: Line, report: CycleReport, *, as_json: bool) -> None:
    if as_json:
        click.echo(to_document(report.to_json()))
    else:
        for text in _report_lines(report):
            click.echo(text)
    for error in report.errors:
        record = f"{error.record}: " if error.record else ""
        click.echo(printable(f"{record}{error.message}"), err=True)
        if error.hint:
            click.echo(printable(f"  {error.hint}"), err=True)
    if report.skipped:
        click.echo(printable(report.skipped), err=True)
    if report.would_write and not report.is_armed:
        click.echo(printable(held_back_words(known_org(line.store), report.would_write)), err=True)


def _report_lines(report: CycleReport) -> Iterator[str]:
    org = f"{report.org_name} {'PRODUCTION' if report.is_production else 'SANDBOX'}"
    yield heading(org if report.org_name else "No org yet")
    read = ", ".join(f"{t.applied:,} {name}" for name, t in report.pulled.items() if t.applied)
    used = f", {report.usage.used:,} of {report.usage.limit:,} today" if report.usage else ""
    pushed = (("created", report.created), ("updated", report.updated), ("deleted", report.deleted))
    yield from facts(
        [
            ("Read", read or "nothing new"),
            ("Sent", ", ".join(f"{n:,} {verb}" for verb, n in pushed if n) or "nothing"),
            ("Waiting", _counts(report.pending - report.would_write, report.in_doubt)),
            ("Would write", f"{report.would_write:,}" if report.would_write else ""),
            ("For you", _needs(report.conflicts, report.quarantined)),
            ("Calls", f"{report.api_calls}{used}"),
            ("Took", f"{report.seconds:.1f} s"),
        ]
    )


def _counts(pending: int, in_doubt: int) -> str:
    shown = ((pending, "pending"), (in_doubt, "in doubt"))
    return ", ".join(f"{n:,} {what}" for n, what in shown if n)


def _needs(conflicts: int, quarantined: int) -> str:
    shown = ((conflicts, "in conflict"), (quarantined, "quarantined"))
    return ", ".join(f"{n:,} {what}" for n, what in shown if n)


@click.command("status")
@click.option("--watch", is_flag=True, help="A line each time something changes, until Ctrl+C.")
@json_option
@pass_invocation
def status_command(invocation: Invocation, watch: bool, as_json: bool) -> None:
    """How the mirror stands: what waits, what needs a person, how much of the API is used."""
    _tell_status(invocation, invocation.session.mirror.status(), as_json=as_json)
    if watch:
        _watch_status(invocation, as_json=as_json)


def _watch_status(invocation: Invocation, *, as_json: bool) -> None:
    from cockpit_tui.store.watch import Watch

    moves: queue.SimpleQueue[None] = queue.SimpleQueue()
    watch = Watch(invocation.session.store, lambda: moves.put(None))
    watch.start()
    last = invocation.session.mirror.status()
    try:
        while True:
            moves.get()
            status = invocation.session.mirror.status()
            if status != last:
                _tell_status(invocation, status, as_json=as_json)
                last = status
    finally:
        watch.stop()


def _tell_status(invocation: Invocation, status: SyncStatus, *, as_json: bool) -> None:
    if as_json:
        click.echo(to_document(to_status(status)))
        return
    org = status.org
    if org is None:
        click.echo("Not connected to an org: tasks stay here.")
        click.echo(dimmed("`cockpit connect` mirrors them with Salesforce."), err=True)
        return
    now = invocation.session.clock.now()
    age = to_age((now - status.last_success_at).total_seconds()) if status.last_success_at else ""
    click.echo(heading(f"{org.name}  {org.kind}"))
    percent = status.api_percent
    for line in facts(
        [
            ("Last cycle", f"{age} ago" if age else "none yet"),
            ("Offline", _offline(status.offline_since, now)),
            ("Problem", status.problem),
            ("Writing", _writing(invocation)),
            ("Waiting", _counts(status.pending, status.in_doubt) or "nothing"),
            ("Would write", f"{status.would_write:,}" if status.would_write else ""),
            ("For you", _needs(status.conflicts, status.quarantined) or "nothing"),
            ("API", "" if percent is None else f"{percent} % of the org's calls"),
            ("Our calls", f"{status.api_ours_today:,} in 24 hours"),
        ]
    ):
        click.echo(line)
    for hint in _next_steps(status, is_armed=_is_armed(invocation)):
        click.echo(dimmed(hint), err=True)


def _offline(since: datetime | None, now: datetime) -> str:
    if since is None:
        return ""
    return f"for {to_age((now - since).total_seconds())}; edits are kept, and sent later"


def _is_armed(invocation: Invocation) -> bool:
    """Whether the org may be written to at all, by a program that is not read-only."""
    org = invocation.session.mirror.org()
    return org is not None and org.is_armed


def _writing(invocation: Invocation) -> str:
    if cause := invocation.read_only_by:
        return f"read-only ({cause}): nothing is written"
    if not _is_armed(invocation):
        return "not armed: nothing is written"
    org = invocation.session.mirror.status().org
    is_held = org is not None and not org.is_armed
    return "read-only: the last exchange was" if is_held else "armed"


def _next_steps(status: SyncStatus, *, is_armed: bool) -> Iterator[str]:
    """Which command goes on with what needs a person; X shows the same in the cockpit."""
    if status.conflicts:
        yield "`cockpit conflict list` shows both sides; `cockpit conflict resolve` takes one."
    if status.quarantined:
        yield "`cockpit quarantine list` says what Salesforce refused."
    if status.in_doubt:
        yield "`cockpit doubt list` says what got no answer; `cockpit sync` looks it up."
    if status.would_write and not is_armed:
        yield "`cockpit connect --arm` lets edits go to this org."
