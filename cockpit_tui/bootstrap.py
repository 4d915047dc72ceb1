"""The one place that knows every part and builds it. Heavy imports stay inside functions."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct

from cockpit_tui.config import ORG_ZONE, Configuration, load
from cockpit_tui.domain.days.clock import SystemClock
from cockpit_tui.domain.errors import CockpitError, StoreMissing
from cockpit_tui.paths import Paths, locate
from cockpit_widgets.drawing.printable import printable

if TYPE_CHECKING:
    from cockpit_tui.demo.making import DemoOptions
    from cockpit_tui.demo.org_process import OrgAddress
    from cockpit_tui.services.session import Session
    from cockpit_tui.store.engine import Store


class Place(Struct, frozen=True):
    """Which workspace: its database, and whether it is the demo's."""

    url: str
    is_demo: bool
    exists: bool


def default_place(configuration: Configuration, paths: Paths) -> Place:
    """The configured database, else the workspace's own, else the demo's if there is one."""
    if configuration.database_url:
        url = configuration.database_url
        return Place(url, is_demo=False, exists=_may_exist(url))
    if not paths.database.exists() and paths.demo_database.exists():
        return demo_place(paths)
    return Place(f"sqlite:///{paths.database}", is_demo=False, exists=paths.database.exists())


def _may_exist(database_url: str) -> bool:
    """False for a SQLite file that is not there; a server is asked when it is opened."""
    file = re.fullmatch(r"sqlite(?:\+\w+)?:///([^?]+).*", database_url)
    return file is None or Path(file[1]).exists()


def demo_place(paths: Paths) -> Place:
    return Place(
        f"sqlite:///{paths.demo_database}", is_demo=True, exists=paths.demo_database.exists()
    )


def open_store(
    place: Place, *, create: bool = False, is_read_only: bool = False, snooze_zone: str = ""
) -> Store:
    """The workspace's database, upgraded if need be.

    `is_read_only`: this process writes nothing to Salesforce. `snooze_zone`: where the days of
    snoozes are reckoned; empty for the org's zone.

    Raises StoreMissing when there is none and none is to be made.
    """
    if not place.exists and not create:
        raise StoreMissing(
            "There is no workspace yet.",
            "`cockpit demo` makes one to try, `cockpit connect` one for your org.",
        )
    from cockpit_tui.services.workspace import prepare
    from cockpit_tui.store.engine import Store

    store = Store(place.url, is_read_only=is_read_only, snooze_zone=snooze_zone)
    prepare(store)
    return store


def open_session(
    configuration: Configuration, paths: Paths, *, place: Place | None = None
) -> Session:
    """The workspace with its person signed in; amounts are written in its org's currency.

    Raises StoreMissing without a workspace, NotFound when nobody is in it.
    """
    from cockpit_tui.domain.style import NO_ORG_CURRENCY, use_currency
    from cockpit_tui.services.session import Session
    from cockpit_tui.services.workspace import sign_in
    from cockpit_tui.store.mirror.mirror_state import load_org

    chosen = place or default_place(configuration, paths)
    zone = configuration.defaults.snooze_zone
    store = open_store(
        chosen,
        is_read_only=configuration.sync.read_only,
        snooze_zone="" if zone == ORG_ZONE else zone,
    )
    actor = sign_in(store, configuration.user or None)
    clock = SystemClock.from_environment()
    session = Session(store, actor, clock, configuration.practice())
    session.begin_day()
    with store.read() as connection:
        org = load_org(connection)
    use_currency(org.currency if org else NO_ORG_CURRENCY)
    return session


@contextmanager
def reached_org(
    configuration: Configuration, paths: Paths, place: Place
) -> Iterator[OrgAddress | None]:
    """Where the workspace's org is and the session to use; None where no org is connected.

    A demo's org runs at least as long as this context: here, or in another cockpit, and here when
    that one ends. Others use the configured session, else the one that `cockpit connect` kept.
    Raises Unreachable when the keyring does not give that one.
    """
    from cockpit_tui.connection.sign_ins import SF, known_sign_in, recall_secrets
    from cockpit_tui.connection.signing_in import renewal
    from cockpit_tui.demo.making import remembered_options
    from cockpit_tui.demo.org_process import OrgAddress
    from cockpit_tui.demo.shared_org import SharedOrg

    given = configuration.salesforce
    if place.is_demo:
        org = SharedOrg(paths, remembered_options(paths))
        try:
            yield org.address()
        finally:
            org.leave()
    elif given.instance_url and given.access_token:
        yield OrgAddress(given.instance_url.rstrip("/"), given.access_token)
    elif known := known_sign_in(paths, place.url):
        # The Salesforce CLI takes seconds to answer: it is asked where nobody waits for it.
        is_asked_later = known.kept_in == SF
        token = "" if is_asked_later else recall_secrets(paths, place.url).access_token
        yield OrgAddress(known.instance_url, token, renewal(paths, place.url, token))
    else:
        yield None


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


def connecting_place(configuration: Configuration, paths: Paths) -> Place:
    """The workspace that a session of one's own belongs to: never the demo's."""
    if configuration.salesforce.instance_url and not configuration.database_url:
        return Place(f"sqlite:///{paths.database}", is_demo=False, exists=paths.database.exists())
    return default_place(configuration, paths)
