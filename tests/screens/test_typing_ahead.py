"""Keys that come in a burst do what they do one by one."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest
from textual import events
from textual.message import Message
from textual.pilot import Pilot

from cockpit_tui.screens.base.refused_words import RefusedWords
from cockpit_widgets.dialogs.text_dialog import TextDialog
from tests.screens.bench import Bench, burst, cockpit, picture, settle, wait_until


def test_the_answer_typed_with_the_verb_goes_to_its_question(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["j", "j", "c", "s"])
        assert bench.cta("Renewal kick-off")["closed_at"] is not None
        assert bench.cta("Usage down")["closed_at"] is None

    bench.drive(steps)


def test_a_filter_typed_in_one_go_is_a_filter(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["slash", *"type", "colon", *"risk", "enter", "f"])
        assert cockpit(pilot).view.state.query == "mine:yes is:open type:risk"
        assert bench.cta("Usage down")["is_flagged"], picture(pilot)

    bench.drive(steps)


def test_tab_and_a_verb_in_one_go_act_on_the_task(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["j", "j", "k", "k", "tab", "c"])
        assert bench.task("Pull report")["closed_at"] is not None
        assert bench.cta("Usage down")["closed_at"] is None

    bench.drive(steps, (80, 24))


def test_words_for_a_verb_that_is_refused_are_no_keys(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["k", "t", *"call x ff", "enter"])
        assert "No CTA is under the cursor." in picture(pilot)
        assert not bench.cta("Usage down")["is_flagged"]
        assert not cockpit(pilot).is_in_pane
        await wait_until(pilot, pause_passed(0.6), "the pause after the words")
        await burst(pilot, ["j", "f"])
        assert bench.cta("Usage down")["is_flagged"]

    bench.drive(steps)


@pytest.mark.parametrize("words", [("slash", "f", "i", "x"), ("slash", "f", "enter")])
def test_words_for_a_filter_where_there_is_none_are_no_keys(
    bench: Bench, words: tuple[str, ...]
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["T"])
        await burst(pilot, words)
        assert not bench.cta("Usage down")["is_flagged"], picture(pilot)
        assert "/ does nothing here." in picture(pilot), picture(pilot)

    bench.drive(steps)


def test_words_for_a_log_where_there_is_no_customer_are_no_keys(bench: Bench) -> None:
    bench.workspace.connect()

    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["X"])
        await burst(pilot, ["N", *"quick call"])
        assert "N does nothing here." in picture(pilot), picture(pilot)

    bench.drive(steps)


def test_keys_after_a_refusal_are_no_words_of_it_for_good(bench: Bench) -> None:
    """In triage one goes on without a pause; a key that is held, and one behind Enter, counts."""

    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["k", "t", *"jjj", "f"])
        assert bench.cta("Usage down")["is_flagged"], picture(pilot)
        await wait_until(pilot, pause_passed(0.6), "the pause after the verb")
        await burst(pilot, ["k", "t", *"call x", "enter", "j", "m"])
        assert isinstance(pilot.app.screen, TextDialog), picture(pilot)

    bench.drive(steps)


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        (["h", "i"], [True, True]),
        (["h", "enter", "j"], [True, True, False]),
        (["j", "j", "j"], [True, True, False]),
        (["b", "o", "o", "k"], [True] * 4),
        (["h", "escape"], [True, False]),
        (["a", "b"] * 4, [True] * 6 + [False]),
    ],
)
def test_what_was_typed_for_a_refused_verb_ends(typed: list[str], taken: list[bool]) -> None:
    """A key each 0.3 seconds."""
    words, found = RefusedWords(10.0), []
    for n, key in enumerate(typed, 1):
        event = events.Key(key, key if len(key) == 1 else None)
        event.time = 10.0 + 0.3 * n
        found.append(words.take(event))
        if not found[-1]:
            break
    assert found == taken


def pause_passed(seconds: float) -> Callable[[], bool]:
    """True once so long has passed from now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def test_two_verbs_in_one_go_see_each_other(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["f", "f", "f"])
        assert bench.cta("Usage down")["is_flagged"]
        await burst(pilot, ["u", "u"])
        assert bench.cta("Usage down")["is_flagged"]

    bench.drive(steps)


def test_a_completion_typed_in_one_go_with_enter_is_taken(bench: Bench) -> None:
    """Tab came before anything was offered, and Enter filtered by the letters."""

    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["2", "slash", *"glo", "tab", "enter", "f"])
        assert cockpit(pilot).view.state.query == "is:open account:Globex"
        assert bench.cta("Usage down")["is_flagged"], picture(pilot)

    bench.drive(steps)


def test_keys_that_move_nothing_hold_up_no_later_ones(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["slash", "escape", *"kkkkkkkkkkkkkkkkkkkkjf"])
        assert bench.cta("Usage down")["is_flagged"], picture(pilot)

    bench.drive(steps)


@pytest.mark.parametrize(("key", "dialog"), [("colon", "Commands"), ("question_mark", "Keys that")])
def test_words_for_the_palette_before_the_store_is_open_are_no_keys(
    bench: Bench, key: str, dialog: str
) -> None:
    gate = bench.gate = threading.Event()

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.press(key, *"them")
        gate.set()
        await wait_until(pilot, lambda: " them" in picture(pilot), "the words in the dialog")
        assert dialog in picture(pilot)

    bench.drive(steps)


def test_keys_that_come_before_the_screen_stands_wait_for_it(bench: Bench) -> None:
    async def run() -> None:
        app = bench.app()
        keys = iter("12" * 10)

        def type_early(message: Message) -> None:
            """A key for each of the first messages, while the screen gets its parts."""
            if app.screen_stack and not isinstance(message, events.Key) and (key := next(keys, "")):
                app.post_message(events.Key(key, key))

        async with app.run_test(size=(140, 40), message_hook=type_early) as pilot:
            await settle(pilot)
            assert not next(keys, "")
            assert cockpit(pilot).view.state.tab == "team"
        app.close_program()

    asyncio.run(run())
