"""Leaving: what was pressed before `q` is saved, or said not to be."""

from __future__ import annotations

import threading

from textual.message import Message

from cockpit_tui.domain.errors import Unreachable
from cockpit_tui.screens.base.lanes import Lane

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
