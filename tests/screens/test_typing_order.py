"""What a letter of a filter does first, and what waits for it or is dropped."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import event
from textual.pilot import Pilot

from cockpit_tui.screens.cockpit import detail_control
from tests.screens.bench import PATIENCE_SECONDS, Bench, cockpit, lines, press, settle

LONG_SECONDS = 3600.0


def statements_of(bench: Bench) -> list[str]:
    """Grows with each statement of the workspace from now on: its text and its values."""
    found: list[str] = []

    @event.listens_for(bench.store.engine, "before_cursor_execute")
    def seen(_: object, __: object, statement: str, values: object, *___: object) -> None:
        found.append(f"{statement} {values}")

    return found


def test_what_would_complete_a_letter_is_looked_for_once_its_rows_are_painted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CL-5: both were asked for at once, and the rows waited for the other thread."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash")
        screen = cockpit(pilot)
        assert screen.reader is not None
        asked: list[tuple[int, bool]] = []
        look = screen.reader.completions

        def completions(*arguments: Any) -> None:
            found = sum("Globex" in line or "Hooli" in line for line in lines(screen.cta_list))
            asked.append((found, bool(screen._dirty_widgets)))
            look(*arguments)

        monkeypatch.setattr(screen.reader, "completions", completions)
        await press(pilot, "u")
        assert asked == [(2, False)], "nothing was left to be painted"
        await press(pilot, *"ser:")
        assert len(asked) == 5, "after a mistake as well"

    bench.drive(steps)


def test_rows_that_are_there_are_not_read_for_another_letter(bench: Bench) -> None:
    """CL-5"""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash", *"glo")
        statements = statements_of(bench)
        await press(pilot, "b")
        assert not any("MATCH" in one for one in statements), "all rows that there are have it"
        await press(pilot, "backspace")
        assert any('"glo"' in one for one in statements)
        assert not any("cta.touched_at" in one for one in statements)
        assert sum("Globex" in line for line in lines(cockpit(pilot).cta_list)) == 3

    bench.drive(steps)


def test_a_letter_ends_the_search_for_what_was_typed_before_it(bench: Bench) -> None:
    """CL-5: the next letter waited until all of it had been read."""
    begun, goes_on = threading.Event(), threading.Event()

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash")
        statements: list[str] = []

        @event.listens_for(bench.store.engine, "before_cursor_execute")
        def seen(_: object, __: object, statement: str, values: object, *___: object) -> None:
            if "MATCH" in statement:
                begun.set()
                assert goes_on.wait(PATIENCE_SECONDS)
            if threading.current_thread().name == "lane-quick":
                statements.append(f"{statement} {values}")

        await pilot.press("g")
        while not begun.is_set():
            await pilot.pause()
        begun_before = len(statements)
        await pilot.press("l")
        goes_on.set()
        await settle(pilot)
        after = statements[begun_before:]
        assert sum('"g"' in one for one in after) <= 1, "the one that had begun"
        assert any('"gl"' in one for one in after)
        assert sum("Globex" in line for line in lines(cockpit(pilot).cta_list)) == 3

    bench.drive(steps)


def test_the_pane_waits_until_the_typing_pauses(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CL-5: it was read for a row of some letters before, in the midst of a word."""
    monkeypatch.setattr(detail_control, "TYPING_SECONDS", LONG_SECONDS)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash", *"hool")
        screen = cockpit(pilot)
        assert screen.detail.is_behind
        due = screen.detail.due
        assert due is not None
        await press(pilot, "i")
        assert screen.detail.is_behind
        assert screen.detail.due is not None
        assert screen.detail.due > due
        await press(pilot, "enter")
        assert not screen.detail.is_behind

    bench.drive(steps)
