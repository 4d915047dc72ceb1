"""The table of commands on the screen: handlers, footer, palette, help."""

from __future__ import annotations

import base64
import string

import pytest
from textual.keys import _character_to_key
from textual.pilot import Pilot

from cockpit_tui.commands import COMMANDS, Where, tab_commands
from cockpit_tui.screens.base.command_screen import CommandScreen
from cockpit_tui.screens.base.messages import ToTerminal
from tests.screens.bench import Bench, cockpit, picture, press, settle
from tests.snapshots.conftest import connect

ALL = (*COMMANDS, *tab_commands())
OTHER_PLACES = (("T", Where.TRIAGE), ("K", Where.CALENDAR), ("A", Where.ACTIVITIES))
"""Screens over the cockpit, by the key that opens them."""


def test_every_command_has_a_handler(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        verbs = cockpit(pilot).verbs
        assert verbs is not None
        elsewhere = {place for _, place in OTHER_PLACES} - {Where.ACTIVITIES}
        elsewhere |= {Where.SYNC, Where.CONFLICTS, Where.QUARANTINE}
        elsewhere |= {Where.PLAYBOOKS, Where.STEPS}
        here = {command.id for command in ALL if set(command.where) - elsewhere}
        assert here - {"quit", "suspend"} == set(verbs.handlers())

    bench.drive(steps)


@pytest.mark.parametrize(("key", "place"), OTHER_PLACES)
def test_every_command_of_another_screens_place_has_a_handler_there(
    bench: Bench, key: str, place: Where
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, key)
        screen = pilot.app.screen
        assert isinstance(screen, CommandScreen)
        assert screen.where is place
        assert {command.id for command in ALL if place in command.where} <= set(screen.handlers)

    bench.drive(steps)


def test_every_command_on_playbooks_and_their_steps_has_a_handler_on_their_screen(
    bench: Bench,
) -> None:
    places = {Where.PLAYBOOKS, Where.STEPS}

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "B")
        screen = pilot.app.screen
        assert isinstance(screen, CommandScreen)
        assert screen.where in places
        wanted = {command.id for command in ALL if places & set(command.where)}
        assert wanted <= set(screen.handlers)

    bench.drive(steps)


def test_every_command_of_the_mirrors_places_has_a_handler_on_its_screen(bench: Bench) -> None:
    connect(bench)
    places = {Where.SYNC, Where.CONFLICTS, Where.QUARANTINE}

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "X")
        screen = pilot.app.screen
        assert isinstance(screen, CommandScreen)
        seen = set()
        for digit in "1345":
            await press(pilot, digit)
            seen.add(screen.where)
        assert seen == places
        wanted = {command.id for command in ALL if places & set(command.where)}
        assert wanted <= set(screen.handlers)

    bench.drive(steps)


def test_the_palette_finds_a_command_by_its_words_and_runs_it(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "colon")
        assert "Add a call to action" in picture(pilot)
        await press(pilot, *"snooze")
        assert "Snooze through a day" in picture(pilot)
        assert "Add a call to action" not in picture(pilot)
        await press(pilot, "escape", "colon", *"flag", "enter")
        assert bench.cta("Usage down")["is_flagged"]
        await press(pilot, "colon", *"radar")
        assert "Show what nobody works on" in picture(pilot), "by its id, which is not shown"
        await press(pilot, *"zzz")
        assert "nothing fits; Esc goes back" in picture(pilot)
        await press(pilot, "escape", "ctrl+k", *"zzz")
        assert "nothing fits; Esc goes back" in picture(pilot)
        await press(pilot, "escape", "p", *"zzz")
        assert "nothing fits; Esc leaves it as it was" in picture(pilot)

    bench.drive(steps)


def test_cd_14_copying_sends_the_ctas_word_to_the_clipboard_and_says_so(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+y")
        assert "CTA-1: Sent 5 characters to the clipboard" in picture(pilot)
        copied = base64.b64encode(b"CTA-1").decode()
        sent = [message.sequence for message in bench.seen if isinstance(message, ToTerminal)]
        assert any(f"\x1b]52;c;{copied}" in sequence for sequence in sent)

    bench.drive(steps)


def test_the_footer_says_what_the_table_says_for_the_place(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        assert "c close  D do next  s snooze" in picture(pilot)
        await press(pilot, "tab")
        footer = picture(pilot).splitlines()[-1]
        assert footer.strip().startswith("c complete  D do next  d due")
        assert "s snooze" not in footer
        for command in cockpit(pilot).valid_commands():
            assert {Where.EVERYWHERE, Where.TASKS} & set(command.where)

    bench.drive(steps)


def test_help_fits_its_sentences_in_eighty_columns(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "question_mark")
        shown = picture(pilot)
        assert "Delete the CTA with its tasks, the task," in shown
        assert "…" not in shown, "sentences wrap"
        await press(pilot, "escape")
        assert "Keys that work here" not in picture(pilot)

    bench.drive(steps, (80, 24))


@pytest.mark.parametrize("place", [("A",), ("X",), ("B",), ("e",), ("S",)], ids=" ".join)
def test_a_key_that_nothing_answers_to_does_nothing(bench: Bench, place: tuple[str, ...]) -> None:
    """Textual takes an attribute `_key_…` for what answers to a key of that name."""
    bench.workspace.connect()
    leaving = {"q", "question_mark", "colon"}

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *place)
        shown = len(pilot.app.screen_stack)
        for sign in string.punctuation:
            key = _character_to_key(sign)
            if key not in leaving:
                await pilot.press(key)
        await settle(pilot)
        assert len(pilot.app.screen_stack) == shown, picture(pilot)

    before = bench.workspace.domain()
    bench.drive(steps)
    assert bench.workspace.domain() == before


def test_a_key_of_other_places_says_that_it_does_nothing_here(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "A", "A")
        assert "A does nothing here. ? shows what does." in picture(pilot)

    bench.drive(steps)
