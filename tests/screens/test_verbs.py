"""Verbs by key, and what they leave in the database."""

from __future__ import annotations

import threading

from sqlalchemy import update
from textual.pilot import Pilot

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.store.tables import schema
from tests.screens.bench import Bench, cockpit, picture, press, settle, wait_until


def test_cl_1_each_verb_changes_its_field(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "3")
        assert bench.label(bench.cta("Usage down")["priority_id"]) == "Low"
        await press(pilot, "S", "3")
        assert bench.label(bench.cta("Usage down")["status_id"]) == "Work in progress"
        await press(pilot, "i", "2")
        assert bench.label(bench.cta("Usage down")["type_id"]) == "Opportunity"
        await press(pilot, "d", "comma", "escape")
        assert bench.cta("Usage down")["due"] == bench.day(0)
        await press(pilot, "M")
        assert bench.cta("Usage down")["is_milestone"]
        await press(pilot, *"uuuuu")
        after = bench.cta("Usage down")
        assert bench.label(after["priority_id"]) == "High"
        assert after["due"] == bench.day(-3)
        assert not after["is_milestone"]

    bench.drive(steps)


def test_flagging_marked_ctas_sets_all_of_them_and_one_undo_takes_it_back(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        bench.workspace.ctas().edit([bench.ctas["Sponsor left"]], {"is_flagged": True})
        names = ("Usage down", "Renewal kick-off", "Sponsor left")
        await press(pilot, "space", "space", "space")
        assert cockpit(pilot).cta_list.marked == {bench.ctas[name] for name in names}
        await press(pilot, "f", "enter")
        assert all(bench.cta(name)["is_flagged"] for name in names), picture(pilot)
        await press(pilot, "escape", "u")
        assert [bool(bench.cta(name)["is_flagged"]) for name in names] == [False, False, True]

    bench.drive(steps)


def test_a_marked_cta_that_somebody_deletes_is_no_longer_marked(bench: Bench) -> None:
    """Else each verb would begin by refusing it. Also where it is on another tab."""

    async def steps(pilot: Pilot[None]) -> None:
        names = ("Usage down", "Renewal kick-off", "Sponsor left")
        await press(pilot, "space", "space", "space", "slash", *"birthday", "enter")
        bench.workspace.ctas("Ana").delete([bench.ctas[names[0]]])
        await wait_until(pilot, lambda: "2 marked" in picture(pilot), "the count")
        await press(pilot, "f", "enter")
        assert all(bench.cta(name)["is_flagged"] for name in names[1:]), picture(pilot)

    bench.drive(steps)


def test_name_and_comment_are_those_of_the_cta_under_the_cursor_whatever_is_marked(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "space", "space", "f2", "end", *"!", "enter", "m", *"Two", "ctrl+s")
        assert bench.cta("Sponsor left")["name"] == "Sponsor left!"
        assert bench.cta("Sponsor left")["comment"] == "Two"

    bench.drive(steps)


def test_a_link_of_a_cta_that_somebody_deleted_is_refused_in_words(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        reader = cockpit(pilot).reader
        assert reader is not None
        deleted = threading.Event()
        reader.quick.run(lambda: deleted.wait(5))
        await pilot.press("l")
        bench.workspace.ctas("Ana").delete([bench.ctas["Usage down"]])
        deleted.set()
        await wait_until(pilot, lambda: "There is no CTA-1" in picture(pilot), "the refusal")

    bench.drive(steps)


def test_another_programs_edit_shows_within_a_second_and_the_cursor_stays(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "j", "j")
        before = cockpit(pilot).cta_list.cursor_id
        bench.workspace.ctas("Leo").edit([bench.ctas["Usage down"]], {"name": "Told by Leo"})
        await wait_until(pilot, lambda: "Told by Leo" in picture(pilot), "Leo's edit")
        assert cockpit(pilot).cta_list.cursor_id == before

    bench.drive(steps)


def test_a_key_is_answered_while_the_store_is_slow(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        assert screen.reader is not None
        answer = threading.Event()
        screen.reader.quick.run(lambda: answer.wait(5))
        await pilot.press("j", "j")
        assert screen.cta_list.cursor_id == bench.ctas["Renewal kick-off"]
        answer.set()
        await settle(pilot)

    bench.drive(steps)


def test_a_filter_mistake_is_explained_and_the_last_good_list_stays(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "slash", *"type", "colon", *"rsk")
        assert "is not a value of" in picture(pilot)
        await press(pilot, "enter")
        assert cockpit(pilot).filter_line.is_editing, "Enter is refused"
        await press(pilot, "escape")
        assert "Usage down" in picture(pilot)

    bench.drive(steps)


def test_a_view_without_ctas_says_the_next_key(workspace_bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        assert "n adds a CTA" in picture(pilot)
        await press(pilot, "c")
        assert "No CTA is under the cursor" in picture(pilot)

    workspace_bench.drive(steps)


def test_a_workspace_that_cannot_be_opened_says_why_and_keys_do_no_harm(bench: Bench) -> None:
    bench.failure = CockpitError("The database is locked.", "Close the other program.")

    async def steps(pilot: Pilot[None]) -> None:
        assert "The database is locked. Close the other program." in picture(pilot)
        await press(pilot, "c", "j", "2", "question_mark")

    bench.drive(steps)


def test_typing_into_the_activities_filter_never_ends_the_program(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await pilot.press("A", "slash", *"voice mail", "escape")
        await settle(pilot)
        await press(pilot, "q")
        assert "Usage down" in picture(pilot)

    bench.drive(steps)


def test_a_customer_that_ends_in_a_full_stop_gets_no_second_one_in_the_toast(bench: Bench) -> None:
    with bench.store.engine.begin() as connection:
        connection.execute(update(schema.account).values(name="Globex Sp. z o.o."))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "c", "enter", "enter")
        shown = picture(pilot)
        assert "Globex Sp. z o.o. 3 open" in shown, shown

    bench.drive(steps)


def test_on_a_finished_task_words_tell_what_the_keys_do_there(bench: Bench) -> None:
    """The band, the footer and what a refused key hints at."""
    bench.workspace.tasks().complete(list(bench.tasks.values()))

    async def steps(pilot: Pilot[None]) -> None:
        assert "All 3 tasks are done" in picture(pilot)
        assert "  c closes the CTA" in picture(pilot)
        assert "c close" in picture(pilot).splitlines()[-1]
        await press(pilot, "tab")
        assert cockpit(pilot).task_id is not None
        assert "Esc, then c closes the CTA" in picture(pilot)
        footer = picture(pilot).splitlines()[-1]
        assert "c complete" not in footer
        assert "C reopen" in footer
        await press(pilot, "D")
        assert "Esc, then c closes it" in picture(pilot), picture(pilot)
        await press(pilot, "escape", "C")
        assert sum(bench.task(title)["closed_at"] is None for title in bench.tasks) == 1

    bench.drive(steps)


def test_cd_4_a_closed_cta_is_not_put_to_sleep_and_a_preview_leaves_it_out(bench: Bench) -> None:
    bench.workspace.ctas().close([bench.ctas["Usage down"]])

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "5", "s")
        assert "A closed CTA does not sleep." in picture(pilot), picture(pilot)
        await press(pilot, "escape", "slash", *" or is:open", "enter")
        await press(pilot, "ctrl+a", "s", "x", "1")
        assert "Snooze of 5 of 6 CTAs" in picture(pilot), picture(pilot)
        assert "1: closed" in picture(pilot)
        await press(pilot, "enter")
        assert bench.cta("Usage down")["snoozed_until"] is None
        assert bench.cta("Sponsor left")["snoozed_until"] is not None

    bench.drive(steps)
