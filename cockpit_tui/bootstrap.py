"""The one place that knows every part and builds it. Heavy imports stay inside functions."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cockpit_tui.config import Configuration, load
from cockpit_tui.domain.clock import SystemClock
from cockpit_tui.domain.errors import CockpitError, StoreMissing
from cockpit_tui.paths import Paths, locate

if TYPE_CHECKING:
    from cockpit_tui.services.session import Session
    from cockpit_tui.store.engine import Store


@dataclass(frozen=True, slots=True)
class Place:
    """Which workspace: its database, and whether it is the demo's."""

    url: str
    is_demo: bool
    exists: bool


def default_place(configuration: Configuration, paths: Paths) -> Place:
    """The configured database, else the workspace's own, else the demo's if there is one."""
    if configuration.database_url:
        return Place(configuration.database_url, is_demo=False, exists=True)
    if not paths.database.exists() and paths.demo_database.exists():
        return demo_place(paths)
    return Place(f"sqlite:///{paths.database}", is_demo=False, exists=paths.database.exists())


def demo_place(paths: Paths) -> Place:
    return Place(
        f"sqlite:///{paths.demo_database}", is_demo=True, exists=paths.demo_database.exists()
    )


def open_store(place: Place, *, create: bool = False) -> Store:
    """The workspace's database, upgraded if need be.

    Raises StoreMissing when there is none and none is to be made.
    """
    if not place.exists and not create:
        raise StoreMissing(
            "There is no workspace yet.",
            "`cockpit demo` makes one to try, `cockpit connect` one for your org.",
        )
    from cockpit_tui.services.workspace import prepare
    from cockpit_tui.store.engine import Store

    store = Store(place.url)
    prepare(store)
    return store


def open_session(
    configuration: Configuration, paths: Paths, *, place: Place | None = None
) -> Session:
    """The workspace with its person signed in.

    Raises StoreMissing without a workspace, NotFound when nobody is in it.
    """
    from cockpit_tui.services.session import Session
    from cockpit_tui.services.workspace import sign_in

    store = open_store(place or default_place(configuration, paths))
    actor = sign_in(store, configuration.user or None)
    return Session(store, actor, SystemClock.from_environment(), configuration.practice())


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
        from cockpit_tui.first_run import run_first

        return run_first(configuration, paths)
    from cockpit_tui.launch import Launch

    return Launch(configuration, paths, chosen, clock).run()


def require_terminal() -> None:
    """Raises CockpitError where nobody could see the screen or press a key."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CockpitError(
            "The cockpit needs a terminal.",
            "`cockpit cta list --json` and the other commands work without one.",
        )
