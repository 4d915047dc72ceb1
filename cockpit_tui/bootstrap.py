"""The one place that knows every part and builds it. Heavy imports stay inside functions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TextIO

from cockpit_tui.domain.days.clock import SystemClock
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.paths import Paths, locate
from cockpit_tui.settings.configuration import Configuration
from cockpit_tui.settings.loading import load
from cockpit_tui.workspace import (
    Place,
    connecting_place,
    default_place,
    demo_place,
    open_session,
    open_store,
)
from cockpit_widgets.drawing.printable import printable

if TYPE_CHECKING:
    from cockpit_tui.demo.making import DemoOptions


def run_demo(options: DemoOptions, flags: Mapping[str, object], *, is_reset: bool = False) -> int:
    """Makes the demo where it is not there, and opens it; without a terminal it is only made.

    Raises what `make_demo` raises.
    """
    paths = locate()
    configuration = load(paths.config_file, flags=flags).configuration

    def tell(words: str) -> None:
        _say(sys.stderr, words)

    make_demo(configuration, paths, options, tell, is_reset=is_reset)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return 0
    return run_cockpit(flags, place=demo_place(paths))


def make_demo(
    configuration: Configuration,
    paths: Paths,
    options: DemoOptions,
    tell: Callable[[str], None],
    *,
    is_reset: bool = False,
) -> None:
    """The demo's workspace, complete: customers from the local org, CTAs, and a first mirror. One
    that is there stays, unless it is to be made anew.

    Raises Unreachable when the local org does not come up, and CockpitError where a cockpit is open
    on what would be thrown away.
    """
    from cockpit_tui.demo.making import org_at_rest, remember_colleague, remove_demo, turn_to_make

    remember_colleague(paths, options)
    with turn_to_make(paths, tell):
        place = demo_place(paths)
        is_made = place.exists and paths.demo_org.exists() and not _is_half_made(place)
        if is_made and not is_reset:
            return
        with org_at_rest(paths):
            if is_reset:
                remove_demo(paths)
            _fill_demo(configuration, paths, options, tell)


def _fill_demo(
    configuration: Configuration, paths: Paths, options: DemoOptions, tell: Callable[[str], None]
) -> None:
    from cockpit_tui.demo.making import exchange_first, start_org, tell_story

    clock = SystemClock.from_environment()
    process = start_org(paths, options)
    try:
        store = open_store(demo_place(paths), create=True)
        address = process.address()
        exchange_first(store, address, clock, tell)
        session = open_session(configuration, paths, place=demo_place(paths))
        tell_story(session, options, tell)
        exchange_first(store, address, clock, tell)
        store.close()
        session.close()
    finally:
        process.stop()


def _is_half_made(place: Place) -> bool:
    """True when making it was interrupted before there was any CTA."""
    from cockpit_tui.store.workspace import has_ctas

    store = open_store(place)
    with store.read() as connection:
        is_empty = not has_ctas(connection)
    store.close()
    return is_empty


def run_cockpit(flags: Mapping[str, object], *, place: Place | None = None) -> int:
    """Opens the cockpit on the terminal and gives the exit code.

    Raises CockpitError for a wrong setting, or where there is no terminal.
    """
    require_terminal()
    paths = locate()
    configuration = load(paths.config_file, flags=flags).configuration
    clock = SystemClock.from_environment()
    chosen = place or default_place(configuration, paths)
    if not chosen.exists:
        return _run_first(configuration, paths, flags)
    from cockpit_tui.launch import Launch

    return Launch(configuration, paths, chosen, clock).run()


def _run_first(configuration: Configuration, paths: Paths, flags: Mapping[str, object]) -> int:
    """There is no workspace yet: demo, connect or empty."""
    from cockpit_tui.demo.making import DemoOptions
    from cockpit_tui.launch import choose_beginning

    chosen = choose_beginning(configuration, paths)
    if chosen == "demo":
        return run_demo(DemoOptions(), flags)
    if chosen == "empty":
        from cockpit_tui.services.workspace import start_empty

        store = open_store(default_place(configuration, paths), create=True)
        start_empty(store)
        store.close()
        return run_cockpit(flags)
    way, _, org = chosen.partition(":")
    if org:
        _connect_by_cli(configuration, paths, org)
        return run_cockpit(flags)
    if way == "connect":
        _say(sys.stdout, CONNECT_WORDS)
    return 0


def _connect_by_cli(configuration: Configuration, paths: Paths, org: str) -> None:
    """As `cockpit connect --sf ORG`. Raises SignInFailed or Unreachable, and makes nothing."""
    from cockpit_tui.connection.connecting import Arming, connect_workspace
    from cockpit_tui.connection.signing_in import with_salesforce_cli
    from cockpit_tui.terminal.reading_line import ReadingLine

    _say(sys.stdout, f"Reading {printable(org)} for the first time …")
    place = connecting_place(configuration, paths)
    is_read_only = configuration.sync.read_only
    session = with_salesforce_cli(org)
    found = connect_workspace(
        *(place, paths, session, Arming()),
        user=configuration.user,
        is_read_only=is_read_only,
        tell_reading=ReadingLine(sys.stdout),
    )
    armed = "" if found.org.is_armed else ", read-only until `cockpit connect --arm`"
    _say(sys.stdout, printable(f"{found.org.name} ({found.org.to_row().kind}){armed}."))


def _say(stream: TextIO, words: str) -> None:
    stream.write(words + "\n")
    stream.flush()


CONNECT_WORDS = """To connect, sign in one of these ways:

  cockpit connect --sf ORG                  an org that the Salesforce CLI knows
  cockpit connect --web --client-id KEY     in the browser, by your org's app
  cockpit connect --instance-url URL        with a session that you have got yourself

No app yet? `cockpit connect --admin-note` writes to your Salesforce admin.
A production org starts read-only; `cockpit connect --arm` lets the cockpit write."""


def require_terminal() -> None:
    """Raises CockpitError where nobody could see the screen or press a key."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CockpitError(
            "The cockpit needs a terminal.",
            "`cockpit cta list --json` and the other commands work without one.",
        )
