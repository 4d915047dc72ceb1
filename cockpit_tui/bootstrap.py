"""The one place that knows every part and builds it. Heavy imports stay inside functions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cockpit_tui.config import Configuration
from cockpit_tui.domain.clock import Clock, SystemClock
from cockpit_tui.domain.errors import StoreMissing
from cockpit_tui.domain.permissions import Actor
from cockpit_tui.paths import Paths

if TYPE_CHECKING:
    from cockpit_tui.services.ctas import CtaService
    from cockpit_tui.services.history import HistoryService
    from cockpit_tui.services.loading import LoadService
    from cockpit_tui.services.tasks import TaskService
    from cockpit_tui.services.views import ViewService
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


@dataclass
class Session:
    """An open workspace with somebody acting in it, and the services in their name."""

    store: Store
    actor: Actor
    clock: Clock
    configuration: Configuration
    paths: Paths
    place: Place

    @cached_property
    def ctas(self) -> CtaService:
        from cockpit_tui.services.ctas import CtaService

        return CtaService(self.store, self.actor, self.clock, self.configuration.practice())

    @cached_property
    def tasks(self) -> TaskService:
        from cockpit_tui.services.tasks import TaskService

        return TaskService(self.store, self.actor, self.clock, self.configuration.practice())

    @cached_property
    def history(self) -> HistoryService:
        from cockpit_tui.services.history import HistoryService

        return HistoryService(self.store, self.actor, self.clock, self.configuration.practice())

    @cached_property
    def views(self) -> ViewService:
        from cockpit_tui.services.views import ViewService

        return ViewService(self.store, self.actor, self.clock, self.configuration.practice())

    @cached_property
    def loading(self) -> LoadService:
        from cockpit_tui.services.loading import LoadService

        return LoadService(self.store, self.actor, self.clock, self.configuration.practice())

    def close(self) -> None:
        self.store.close()


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
    from cockpit_tui.services.workspace import sign_in

    chosen = place or default_place(configuration, paths)
    store = open_store(chosen)
    actor = sign_in(store, configuration.user or None)
    return Session(store, actor, SystemClock.from_environment(), configuration, paths, chosen)
