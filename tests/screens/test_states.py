"""What the cockpit shows when there is nothing to show, not yet, not any more, or not for you."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from cockpit_tui.commands import COMMANDS, Where
from cockpit_tui.domain.errors import Unreachable
from cockpit_tui.domain.lists.rows import SyncStatus, ViewTab
from cockpit_tui.domain.query.filters import MAX_LENGTH
from cockpit_tui.screens.base.messages import (
    JobDone,
    MirrorSpoke,
    StoreMoved,
    StoreReturned,
    ToTerminal,
)
from cockpit_tui.screens.base.refusals import refusal_words
from cockpit_widgets.frame.key_footer import KeyFooter
from tests.screens.bench import Bench, cockpit, lines, picture, press, settle, wait_until

SEEING = (
    "Show",
    "File",
    "Mirror",
    "View",
    "Views",
    "Mark",
    "Move",
    "Help",
    "Undo",
    "Screen",
    "Demo",
    "Triage",
)
"""Groups whose commands change no record by themselves, or take back one's own."""


def footer(pilot: Pilot[None]) -> str:
    return lines(cockpit(pilot).query_one(KeyFooter))[0]


def test_a_wait_that_is_felt_says_so_and_then_how_far_it_is(bench: Bench) -> None:
    gate = bench.gate = threading.Event()

    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await wait_until(pilot, lambda: "Reading …" in picture(pilot), "words")
        assert " of " not in picture(pilot).split("Reading …")[1][:30]
        gate.set()
        await wait_until(pilot, lambda: "Usage down" in picture(pilot), "the rows")
        await settle(pilot)
        assert "Reading" not in picture(pilot)

        # A view whose tab knows its count, read slowly.
        hold = threading.Event()
        assert screen.reader is not None
        screen.view.reading.begin()
        assert not screen.view.reading.is_shown, "under 100 ms nothing"
        screen.view.reading.end()
        screen.reader.quick.run(lambda: hold.wait(10))
        screen.view.take_tabs(tuple(_counted(tab, 4_000) for tab in screen.view.tabs))
        await pilot.press("2")
        await wait_until(pilot, lambda: "Reading …" in picture(pilot), "words beside the old rows")
        assert "Usage down" in picture(pilot), "old rows stay until new ones are there"
        await wait_until(pilot, lambda: "0 of 4,000" in picture(pilot), "the count")
        assert "─" in picture(pilot)
        hold.set()
        await settle(pilot)
        assert "Reading" not in picture(pilot)
        assert "6 CTAs" in picture(pilot)

    bench.drive(steps)


def test_a_sign_that_comes_too_late_is_not_shown(bench: Bench) -> None:
    """A timer's call may be on its way already when it is stopped."""

    async def steps(pilot: Pilot[None]) -> None:
        reading = cockpit(pilot).view.reading
        reading.begin()
        late = reading._show_words
        reading.end()
        late()
        await settle(pilot)
        assert not reading.is_shown
        assert "Reading" not in picture(pilot)

    bench.drive(steps)


def _counted(tab: ViewTab, count: int) -> ViewTab:
    return replace(tab, count=count)


def test_opening_that_failed_can_be_tried_again_by_key(bench: Bench) -> None:
    bench.failure = Unreachable("The database does not answer.", "Start it.")

    async def steps(pilot: Pilot[None]) -> None:
        words = "× The database does not answer. Start it. F5 tries again."
        await wait_until(pilot, lambda: words in picture(pilot), "what happened and what to do")
        bench.failure = None
        await pilot.press("f5")
        await wait_until(pilot, lambda: "Usage down" in picture(pilot), "the rows")
        assert "does not answer" not in picture(pilot)

    bench.drive(steps)


@contextmanager
def unreachable(bench: Bench) -> Iterator[None]:
    """The database cannot be opened meanwhile: something else is in its place."""
    path = Path(str(bench.store.url.database))
    aside = path.with_name("aside.db")
    bench.store.engine.dispose()
    path.rename(aside)
    path.mkdir()
    yield
    bench.store.engine.dispose()
    path.rmdir()
    aside.rename(path)


@pytest.mark.parametrize("key", ["f5", ""], ids=["by key", "by itself"])
def test_a_database_that_went_away_is_told_and_read_again(bench: Bench, key: str) -> None:
    """Once it is back, the list and the pane show what there is now."""

    async def steps(pilot: Pilot[None]) -> None:
        with unreachable(bench):
            await press(pilot, "2", "j", "j", "k", "k")
            assert "cannot be used" in picture(pilot)
            assert "F5" in picture(pilot)
            assert "Something went wrong" not in picture(pilot)
        bench.workspace.ctas("Leo").edit([bench.ctas["Usage down"]], {"name": "Renamed by Leo"})
        if key:
            await press(pilot, "escape", key)
        await wait_until(
            pilot, lambda: picture(pilot).count("Renamed by Leo") == 2, "the list and the pane"
        )
        await wait_until(pilot, lambda: "Next  Pull report" in picture(pilot), "the pane")
        await wait_until(pilot, lambda: "6 CTAs" in picture(pilot), "the view that was asked for")

    bench.drive(steps)


def test_a_database_that_goes_away_is_told_while_nobody_types_and_so_is_its_return(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        with unreachable(bench):
            pilot.app.post_message(StoreMoved())
            await wait_until(pilot, lambda: "cannot be used" in picture(pilot), "that it is gone")
            assert "Next  Pull report" in picture(pilot), "what was read stays in sight"
        pilot.app.post_message(StoreReturned())
        await wait_until(pilot, lambda: "The database is back." in picture(pilot), "that it is")
        await press(pilot, "f")
        pilot.app.post_message(StoreReturned())
        await wait_until(pilot, lambda: "Flagged" in picture(pilot), "what was told since stays")

    bench.drive(steps)


def test_a_comment_that_the_database_could_not_take_is_shown_again(bench: Bench) -> None:
    """A server that went away, a full disk, a lock: what was typed is not lost."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "m")
        with unreachable(bench):
            await press(pilot, *"half an hour", "ctrl+s")
            await wait_until(pilot, lambda: "not saved: the" in picture(pilot), "the text again")
            assert "half an hour" in picture(pilot)
            await press(pilot, "ctrl+s")
            await wait_until(pilot, lambda: "half an hour" in picture(pilot), "and again")
        await press(pilot, "ctrl+s")
        await wait_until(pilot, lambda: "Comment written" in picture(pilot), "that it is saved")

    bench.drive(steps)


@pytest.mark.parametrize(
    ("keys", "told"), [("n", "Added “A long story”"), ("t", "Added task"), ("N", "Logged call")]
)
def test_a_form_that_the_database_could_not_take_is_shown_again_as_it_was_typed(
    bench: Bench, keys: str, told: str
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *keys, *"A long story")
        with unreachable(bench):
            await press(pilot, "ctrl+s")
            await wait_until(pilot, lambda: "not saved yet" in picture(pilot), "the form again")
            assert "A long story" in picture(pilot)
            await press(pilot, "escape")
            assert "A long story" in picture(pilot), "one Esc loses nothing"
        await press(pilot, "ctrl+s")
        await wait_until(pilot, lambda: told in picture(pilot), "that it is saved")

    bench.drive(steps)


def test_where_nothing_can_be_remembered_everything_goes_on(bench: Bench) -> None:
    """A full disk, or a home that nobody may write to."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "z", "z", "Z", "Z", "2", "b", "o")
        assert "Something went wrong" not in picture(pilot)
        await press(pilot, "j", "f")
        await wait_until(pilot, lambda: "lagged “" in picture(pilot), "that a verb works")

    bench.state_file.mkdir()
    bench.drive(steps)
    assert not list(bench.state_file.parent.glob("state.json.*")), "no draft is left"


@pytest.mark.parametrize("key", ["K", "Q"], ids=["calendar", "radar"])
def test_a_list_over_the_cockpit_that_cannot_be_read_says_so_and_keys_go_on(
    bench: Bench, key: str
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2")
        with unreachable(bench):
            await press(pilot, key)
            assert "cannot be used" in picture(pilot)
            await press(pilot, "escape", "q")
            assert pilot.app.screen is cockpit(pilot)

    bench.drive(steps)


@pytest.mark.parametrize(("key", "words"), [("K", "Nov 2026"), ("Q", "Twins")])
def test_the_longest_filter_has_a_calendar_and_a_radar(bench: Bench, key: str, words: str) -> None:
    """What they add to it counts apart."""
    longest = "is:open -name:".ljust(MAX_LENGTH, "x")

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2")
        cockpit(pilot).view.change(query=longest)
        await settle(pilot)
        await press(pilot, key)
        assert words in picture(pilot)
        assert "characters" not in picture(pilot)
        await press(pilot, "q")
        assert pilot.app.screen is cockpit(pilot)

    bench.drive(steps)


def test_an_empty_view_says_what_is_elsewhere_and_the_next_key(bench: Bench) -> None:
    bench.workspace.ctas().snooze([bench.ctas["Usage down"]], bench.day(4))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "slash", *"zebra", "enter")
        assert "is:open zebra. Words are found by" in picture(pilot)
        assert "clears the filter." in picture(pilot)
        await press(pilot, "slash", *["backspace"] * 6, *"type:opportunity", "enter")
        assert "No CTA matches" in picture(pilot)
        assert "Words are found" not in picture(pilot)
        await press(pilot, "slash", *["backspace"] * 17, *"flagged", "enter")
        assert "Did you mean “is:flagged”?" in picture(pilot)
        await press(pilot, "escape", "5")
        assert "Nothing in Closed. 1 is snoozed: 4 shows them. n adds a CTA" in picture(pilot)

    bench.drive(steps)


def test_who_may_only_look_sees_it_before_a_key_is_pressed(bench: Bench) -> None:
    bench.user = "Vera"

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2")
        assert "as viewer you may not change CTAs or tasks" in footer(pilot)
        shown = footer(pilot)
        assert shown.index("Enter open") < (shown + "c close").index("c close")
        await press(pilot, "f")
        told = cockpit(pilot).toast.text
        assert told is not None
        assert "may not edit CTAs" in told.text
        assert "right “edit cta”" in told.text
        await press(pilot, "escape", "colon", *"flag")
        assert "not permitted" in picture(pilot)

    bench.drive(steps)
    assert bench.cta("Usage down")["is_flagged"] in (False, 0)


def test_who_may_do_everything_is_told_nothing(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        assert "may not" not in footer(pilot)

    bench.drive(steps)


def test_rights_that_are_missing_are_told_in_a_sentence() -> None:
    """WP-4."""
    edits = [("edit", "cta"), ("create", "task"), ("edit", "task"), ("assign", "cta")]
    assert refusal_words("viewer", edits) == "as viewer you may not change CTAs or tasks"
    some = [("delete", "cta"), ("assign", "cta"), ("edit", "playbook")]
    words = "as sales you may not change playbooks or assign or delete CTAs"
    assert refusal_words("sales", some) == words
    assert refusal_words("admin", []) == ""


def test_every_verb_says_which_right_it_takes() -> None:
    silent = [command.id for command in COMMANDS if not command.needs]
    changing = [entry.id for entry in COMMANDS if entry.group not in SEEING]
    assert not set(silent) & set(changing)
    task = next(entry for entry in COMMANDS if entry.id == "record.owner")
    assert task.needs_in(Where.TASKS) == ("assign", "task")
    assert task.needs_in(Where.LIST) == ("assign", "cta")


def test_the_terminals_title_is_written_once_however_often_the_mirror_speaks(bench: Bench) -> None:
    def titles() -> int:
        told = {id(one): one.sequence for one in bench.seen if isinstance(one, ToTerminal)}
        return sum("\x1b]2;" in sequence for sequence in told.values())

    bench.has_title = True

    async def steps(pilot: Pilot[None]) -> None:
        for number in range(3):
            cockpit(pilot).mirror_spoke(SyncStatus(None, pending=number))
            await settle(pilot)
        assert titles() == 1

    bench.drive(steps)


def test_a_mirror_that_has_no_news_has_nothing_read(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await settle(pilot)
        known = cockpit(pilot).status
        assert known is not None
        bench.seen.clear()
        pilot.app.post_message(MirrorSpoke(known))
        await settle(pilot)
        assert not [one for one in bench.seen if isinstance(one, JobDone)]
        pilot.app.post_message(MirrorSpoke(replace(known, pending=known.pending + 1)))
        await wait_until(
            pilot, lambda: any(isinstance(one, JobDone) for one in bench.seen), "it is read"
        )

    bench.drive(steps)
