"""Leaving: what was pressed before `q` is saved, or said not to be."""

from __future__ import annotations

import asyncio
import threading

from textual import events
from textual._context import NoActiveAppError
from textual.message import Message
from textual.pilot import Pilot

from cockpit_tui.domain.errors import Unreachable
from cockpit_tui.screens.base.lanes import Lane
from cockpit_tui.screens.base.messages import JobDone, StoreMoved
from cockpit_tui.screens.base.view_state import read_state
from cockpit_tui.screens.cockpit.screen import CockpitScreen
from tests.screens.bench import Bench, cockpit, settle

PATIENCE_SECONDS = 10.0


def nobody_listens(_: Message) -> bool:
    return False


def test_leaving_waits_for_saves_that_are_queued_or_running() -> None:
    lane, gate, saved = Lane("writer", nobody_listens), threading.Event(), []

    def slow() -> None:
        gate.wait(PATIENCE_SECONDS)
        saved.append("first")

    lane.run(slow)
    lane.run(lambda: saved.append("second"))
    threading.Timer(0.05, gate.set).start()
    assert lane.drain(PATIENCE_SECONDS)
    assert saved == ["first", "second"]


def test_leaving_does_not_wait_for_ever() -> None:
    lane, gate = Lane("writer", nobody_listens), threading.Event()
    lane.run(lambda: gate.wait(PATIENCE_SECONDS))
    assert not lane.drain(0.01)
    gate.set()


def test_a_failure_that_no_screen_heard_is_kept_to_be_told() -> None:
    lane = Lane("writer", nobody_listens)

    def fail() -> None:
        raise Unreachable("It was not saved.")

    lane.run(fail)
    assert lane.drain(PATIENCE_SECONDS)
    assert [error.message for error in lane.untold] == ["It was not saved."]


def test_an_answer_to_a_screen_that_was_taken_apart_ends_in_the_lane() -> None:
    """Textual raises where an app that failed is being taken apart; nothing is written over it."""

    def gone(_: Message) -> bool:
        raise NoActiveAppError

    lane = Lane("reader", gone)
    lane.run(lambda: None, lambda _: None)
    assert lane.drain(PATIENCE_SECONDS)
    lane.run(lambda: None, lambda _: None)
    assert lane.drain(PATIENCE_SECONDS)


def test_news_that_come_while_the_app_closes_are_for_nobody(bench: Bench) -> None:
    app, came = bench.app(), []

    def hook(message: Message) -> None:
        """A commit of others, and an answer that was read, at each step of taking it apart."""
        if isinstance(message, events.Unmount) and app.screen_stack:
            came.append(message)
            (screen,) = app.screen_stack
            assert isinstance(screen, CockpitScreen)
            app.on_store_moved(StoreMoved())
            screen.take_answer(JobDone(lambda _: screen.store_moved(), None))

    async def run() -> None:
        async with app.run_test(message_hook=hook) as pilot:
            await settle(pilot)
        app.close_program()

    asyncio.run(run())
    assert came


def test_the_tab_that_was_chosen_just_before_leaving_is_kept(bench: Bench) -> None:
    """Also where the lane that would write it is still reading."""
    gate = threading.Event()

    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        assert screen.reader is not None
        screen.reader.quick.run(lambda: gate.wait(PATIENCE_SECONDS))
        pilot.app.post_message(events.Key("2", "2"))
        pilot.app.post_message(events.Key("q", "q"))

    async def run() -> None:
        app = bench.app()
        async with app.run_test(size=(140, 40)) as pilot:
            await settle(pilot)
            await steps(pilot)
            await pilot.pause()
        assert read_state(bench.state_file).tab == "team"
        gate.set()
        app.close_program()

    asyncio.run(run())
