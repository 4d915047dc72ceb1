"""Resizing: too small for the cockpit, and back."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from cockpit_widgets.frame.fitted_screen import too_small
from tests.screens.bench import Bench, picture, press, settle

SMALL = (40, 10)
LARGE = (140, 40)


def sentence(pilot: Pilot[None]) -> str:
    """All that is on the screen, as one line."""
    return " ".join(picture(pilot).split())


async def resize(pilot: Pilot[None], size: tuple[int, int]) -> None:
    await pilot.resize_terminal(*size)
    await settle(pilot)


@pytest.mark.parametrize("keys", [(), ("c",), ("T",), ("Q",), ("slash",), ("space", "d"), ("f1",)])
def test_a_terminal_that_is_too_small_says_so_over_everything(
    bench: Bench, keys: tuple[str, ...]
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *keys)
        before = picture(pilot)
        for size in (SMALL, (20, 5), (1, 1)):
            await resize(pilot, size)
            words = sentence(pilot)
            assert words == too_small(*size) or size == (1, 1), words
        await resize(pilot, LARGE)
        assert picture(pilot) == before

    bench.drive(steps, size=LARGE)


@pytest.mark.parametrize("key", ["t", "slash"])
def test_what_is_typed_stays_while_the_terminal_is_too_small(bench: Bench, key: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, key, "g", "l", "o")
        field = pilot.app.focused
        await resize(pilot, SMALL)
        assert pilot.app.focused is field
        await resize(pilot, LARGE)
        await press(pilot, "b")
        assert "glob" in picture(pilot)

    bench.drive(steps, size=LARGE)


@pytest.mark.parametrize("open_first", [(), ("t",)])
def test_no_key_acts_on_what_is_covered(bench: Bench, open_first: tuple[str, ...]) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *open_first)
        before = picture(pilot)
        await resize(pilot, SMALL)
        await press(pilot, "f", "x", "j", "slash", *"p2", "enter", *"q" * len(open_first))
        pilot.app.post_message(events.Paste("unseen"))
        await settle(pilot)
        await resize(pilot, LARGE)
        assert picture(pilot) == before

    bench.drive(steps, size=LARGE)


def test_what_is_typed_is_not_thrown_away_unseen(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "t", *"Call")
        before = picture(pilot)
        await resize(pilot, SMALL)
        await press(pilot, "escape", "escape")
        await resize(pilot, LARGE)
        assert picture(pilot) == before

    bench.drive(steps, size=LARGE)


def test_the_cockpit_is_left_while_it_is_too_small(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "c")
        await resize(pilot, SMALL)
        await press(pilot, "escape")
        await pilot.press("q")
        assert pilot.app._exit

    bench.drive(steps, size=LARGE)


def test_a_dialog_and_a_screen_that_close_while_it_is_too_small_leave_the_sentence(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        for key, leave in (("c", "escape"), ("T", "q")):
            await press(pilot, key)
            await resize(pilot, SMALL)
            await press(pilot, leave)
            assert sentence(pilot) == too_small(*SMALL)
            await resize(pilot, LARGE)
            assert "Usage down" in picture(pilot)

    bench.drive(steps, size=LARGE)
