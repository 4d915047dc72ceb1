"""Which workspace a call is about, and opening it. Heavy imports stay inside functions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from cockpit_tui.domain.days.clock import SystemClock
from cockpit_tui.domain.errors import StoreMissing
from cockpit_tui.paths import Paths
from cockpit_tui.settings.configuration import ORG_ZONE, Configuration

if TYPE_CHECKING:
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


def connecting_place(configuration: Configuration, paths: Paths) -> Place:
    """The workspace that a session of one's own belongs to: never the demo's."""
    if configuration.salesforce.instance_url and not configuration.database_url:
        return Place(f"sqlite:///{paths.database}", is_demo=False, exists=paths.database.exists())
    return default_place(configuration, paths)


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
    from cockpit_tui.settings.practice import practice_of
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
    session = Session(store, actor, clock, practice_of(configuration))
    session.begin_day()
    with store.read() as connection:
        org = load_org(connection)
    use_currency(org.currency if org else NO_ORG_CURRENCY)
    return session
