"""The app on a real workspace, and what a test needs to drive it by keys."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from textual import events
from textual.message import Message
from textual.pilot import Pilot

from cockpit_themes.registry import load_theme
from cockpit_themes.textual_theme import textual_theme
from cockpit_tui.app import CockpitApp
from cockpit_tui.commands import COMMANDS, DEMO, tab_commands
from cockpit_tui.demo.stage import DemoStage
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.practice import Practice
from cockpit_tui.domain.values import Picklist
from cockpit_tui.screens.base import view_reader
from cockpit_tui.screens.base.messages import StoreMoved
from cockpit_tui.screens.base.program import MirrorHandle, Program
from cockpit_tui.screens.base.start import Post, Start
from cockpit_tui.screens.base.themes import Themes
from cockpit_tui.screens.base.view_state import ViewState
from cockpit_tui.screens.cockpit.screen import CockpitScreen
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.session import Session
from cockpit_tui.store.engine import Store
from cockpit_tui.store.watch import Watch
from cockpit_widgets.drawing.line_widget import LineWidget
from tests.conftest import TODAY, FixedClock
from tests.workspace import Workspace

PATIENCE_SECONDS = 10.0
ANOTHER_LOOK_SECONDS = 0.01
TYPING_PAUSE_SECONDS = 0.05
"""Whoever types a filter is taken to pause after so long: nobody types by hand here."""
QUIET_ROUNDS = 2
"""So often in a row nothing may be under way before the app counts as settled."""
OPENING_CTAS = (
    ("Usage down", "Globex", "Ana", "Risk", "High", -3),
    ("Renewal kick-off", "Globex", "Ana", "Event", "Medium", 0),
    ("Sponsor left", "Hooli", "Ana", "Risk", "High", 1),
    ("Second unit asks", "Hooli", "Leo", "Opportunity", "Medium", 9),
    ("[/b] Brackets \x1b[31m", "Globex", "Ana", "Risk", "Low", 20),
    ("Birthday card", "Hooli", "Sam", "Event", "Low", 40),
)
"""Name, customer, owner, type, priority, days until due."""
CHARACTERS = {"slash": "/", "colon": ":", "space": " "}
Steps = Callable[[Pilot[None]], Awaitable[None]]


@dataclass
class Bench:
    """A workspace and the apps that are opened over it."""

    workspace: Workspace
    store: Store
    clock: FixedClock
    state_file: Path
    mirror: MirrorHandle | None = None
    failure: CockpitError | None = None
    """Raised instead of opening the workspace."""
    theme: str = "cockpit-dark"
    stage: DemoStage | None = None
    """The demo's org; with it the demo's commands are there."""
    gate: threading.Event | None = None
    """Opening waits for it: a database that takes its time."""
    themes_folder: Path | None = None
    user: str = "Ana"
    has_title: bool = False
    """Whether the terminal's title is written."""
    seen: list[Message] = field(default_factory=list)
    """Every message that passed, by Textual's message hook."""
    ctas: dict[str, CtaId] = field(default_factory=dict)
    tasks: dict[str, TaskId] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def over(cls, url: str, clock: FixedClock, state_file: Path) -> Iterator[Bench]:
        """The furnished workspace at an address; closed afterwards."""
        store = Store(url)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(view_reader, "PAUSE_SECONDS", TYPING_PAUSE_SECONDS)
            yield cls(Workspace(store, clock), store, clock, state_file)
        store.close()

    # Data

    def furnish(self) -> None:
        """Six CTAs, the first with three tasks."""
        for name, account, owner, kind, priority, days in OPENING_CTAS:
            done = self.workspace.ctas().add(
                NewCta(
                    self.workspace.accounts[account],
                    name,
                    type_id=self.workspace.value(Picklist.CTA_TYPE, kind),
                    priority_id=self.workspace.value(Picklist.PRIORITY, priority),
                    owner_id=self.workspace.people[owner],
                    due=self.day(days),
                )
            )
            self.ctas[name] = CtaId(done.ids[0])
        first = self.ctas["Usage down"]
        for title, who in (("Pull report", "Ana"), ("Call sponsor", "Leo"), ("Exec talk", "Ana")):
            self.tasks[title] = self.workspace.add_task(first, title, who)

    @staticmethod
    def day(offset: int) -> date:
        return TODAY + timedelta(days=offset)

    def cta(self, name: str) -> dict[str, object]:
        """The row of a CTA as the database holds it."""
        return self.workspace.row("cta", self.ctas[name])

    def task(self, title: str) -> dict[str, object]:
        return self.workspace.row("task", self.tasks[title])

    def label(self, value_id: object) -> str:
        """What an admin called a value."""
        assert isinstance(value_id, int)
        return str(self.workspace.row("picklist_value", value_id)["label"])

    # The app

    def app(self) -> CockpitApp:
        """Ana's cockpit; nothing runs yet."""
        return CockpitApp(
            Start(
                open_program=self._open,
                clock=self.clock,
                theme=textual_theme(load_theme(self.theme)),
                themes=Themes(
                    self.themes_folder, configured=self.theme, state_file=self.state_file
                ),
                commands=(*COMMANDS, *tab_commands(), *(DEMO if self.stage else ())),
                state=ViewState(),
                state_file=self.state_file,
                has_title=self.has_title,
            )
        )

    def drive(self, steps: Steps, size: tuple[int, int] = (140, 40)) -> None:
        """Opens the cockpit, lets it settle, and takes the steps."""

        async def run() -> None:
            app = self.app()
            async with app.run_test(size=size, message_hook=self.seen.append) as pilot:
                await settle(pilot)
                await steps(pilot)
                await settle(pilot)
            app.close_program()

        asyncio.run(run())

    def _open(self, post: Post) -> Program:
        if self.gate is not None:
            threading.current_thread().name = "held at the gate"
            assert self.gate.wait(PATIENCE_SECONDS)
        if self.failure is not None:
            raise self.failure
        session = Session(self.store, self.workspace.actor(self.user), self.clock, Practice())
        session.begin_day()

        def moved() -> None:
            post(StoreMoved())

        watch = Watch(self.store, moved)
        watch.start()
        return Program(session, self.mirror, watch, lambda: None, stage=self.stage)


def cockpit(pilot: Pilot[None]) -> CockpitScreen:
    """The cockpit's screen, whatever is open over it."""
    return next(screen for screen in pilot.app.screen_stack if isinstance(screen, CockpitScreen))


async def settle(pilot: Pilot[None]) -> None:
    """Waits until no key, no lane and no worker has anything left to do."""
    limit = time.monotonic() + PATIENCE_SECONDS
    quiet = 0
    while quiet < QUIET_ROUNDS:
        assert time.monotonic() < limit, "the app does not come to rest"
        await pilot.pause()
        quiet = 0 if _is_busy(pilot) else quiet + 1


def _is_busy(pilot: Pilot[None]) -> bool:
    screen = cockpit(pilot)
    reader, verbs = screen.reader, screen.verbs
    return (
        any(thread.name == "opening" for thread in threading.enumerate())
        or screen.type_ahead.is_busy
        or (screen.detail.is_behind and not screen.is_editing_filter)
        or (reader is not None and reader.is_busy)
        or (verbs is not None and verbs.runner.writer.is_busy)
    )


async def click(pilot: Pilot[None], kind: type[LineWidget], words: str) -> None:
    """A click on the first of these words in a widget."""
    widget = pilot.app.screen.query_one(kind)
    found = [(y, text.index(words)) for y, text in enumerate(lines(widget)) if words in text]
    y, x = found[0]
    assert await pilot.click(widget, offset=(x + 1, y))
    await settle(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Keys one by one, the app at rest after each."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def burst(pilot: Pilot[None], keys: Sequence[str]) -> None:
    """Keys that arrive together, as a slow line brings them."""
    for key in keys:
        character = key if len(key) == 1 else CHARACTERS.get(key)
        pilot.app.post_message(events.Key(key, character))
    await settle(pilot)


async def wait_until(pilot: Pilot[None], is_so: Callable[[], bool], words: str) -> None:
    """Pauses until it is so; fails when it never is."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < limit, f"it never came: {words}\n{picture(pilot)}"
        await pilot.pause(ANOTHER_LOOK_SECONDS)


def picture(pilot: Pilot[None]) -> str:
    """What is on the screen, line by line."""
    compositor = pilot.app.screen._compositor
    return "\n".join(strip.text.rstrip() for strip in compositor.render_strips())


def lines(widget: LineWidget) -> list[str]:
    """What a widget's lines say."""
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]
