"""What is asked along with a verb, the answers given for good, and the verb done again."""

from __future__ import annotations

import json

from textual import events
from textual.pilot import Pilot
from textual.widgets import TextArea

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.values import Picklist
from cockpit_tui.screens.over.over import Over
from tests.screens.bench import Bench, cockpit, picture, press, settle


def test_cd_6_shifting_is_asked_and_leaving_the_question_keeps_the_dates(bench: Bench) -> None:
    before = bench.task("Call sponsor")["due"]

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "d", "k")
        assert "Shift the open tasks by as many days?" in picture(pilot)
        await press(pilot, "escape")
        assert bench.cta("Usage down")["due"] == bench.day(14)
        assert bench.task("Call sponsor")["due"] == before
        await press(pilot, "d", "comma", "s")
        assert bench.cta("Usage down")["due"] == bench.day(0)
        assert bench.task("Call sponsor")["due"] == bench.day((before - bench.day(14)).days)  # type: ignore[operator]

    bench.drive(steps)


def test_cd_6_cd_10_what_esc_answers_stands_on_its_button(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "d", "k")
        assert "Esc  Keep their dates" in picture(pilot)
        await press(pilot, "escape", "o", *"Sam", "enter")
        assert "Esc  Move none" in picture(pilot)
        await press(pilot, "escape")
        assert bench.cta("Usage down")["owner_id"] == bench.workspace.people["Sam"]

    bench.drive(steps)


def test_cd_11_leaving_what_becomes_of_the_tasks_closes_nothing_and_says_so(bench: Bench) -> None:
    """Else the `u` that follows would take back the verb before it."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "c", "s")
        assert "Esc  Do not close" in picture(pilot)
        await press(pilot, "escape")
        assert "Nothing was closed." in picture(pilot)
        assert bench.cta("Usage down")["closed_at"] is None
        await press(pilot, "E", *["tab"] * 4, *"Closed success", "tab", "ctrl+s", "escape")
        assert "Nothing was closed." in picture(pilot)
        assert bench.cta("Usage down")["closed_at"] is None

    bench.drive(steps)


def test_cd_4_the_question_of_several_is_a_sentence(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "space", "space", "s")
        assert "Snooze 2 CTAs through" in picture(pilot)

    bench.drive(steps)


def test_cd_4_a_verb_that_was_begun_and_left_says_that_nothing_was_done(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "s", "comma", "escape")
        assert "Nothing was snoozed." in picture(pilot)
        await press(pilot, "P", "1", "escape")
        assert "Nothing was applied." in picture(pilot)
        await press(pilot, "space", "space", "f", "escape")
        assert "Nothing was changed." in picture(pilot)
        await press(pilot, "escape", "g", "g", "tab", "space", "space", "c", "escape")
        assert "Nothing was changed." in picture(pilot)

    bench.drive(steps)


def test_an_answer_given_for_good_is_taken_until_it_is_asked_again(bench: Bench) -> None:
    def kept() -> object:
        return json.loads(bench.state_file.read_text(encoding="utf-8"))["answers"]

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "d", "k", "space", "k")
        assert kept() == {"shift-tasks": "keep"}
        await press(pilot, "d", "comma")
        assert bench.cta("Usage down")["due"] == bench.day(0), picture(pilot)
        await press(pilot, "colon", *"answered", "enter")
        assert "Keep their dates" in picture(pilot)
        await press(pilot, "enter", "q")
        assert kept() == {}
        await press(pilot, "d", "k")
        assert "Shift the open tasks" in picture(pilot)
        await press(pilot, "escape")

    bench.drive(steps)


def test_cd_9_a_tasks_date_asks_which_others_move_and_shows_their_days(bench: Bench) -> None:
    """TP-16: in working days, and what is shown is what is written."""
    names = ("Pull report", "Call sponsor", "Exec talk")
    for name in names:
        bench.workspace.tasks().edit([bench.tasks[name]], {"due": bench.day(2)})

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "tab", "d", *"+4d", "enter")  # Wednesday to Friday
        shown = picture(pilot)
        assert "2 open tasks after it" in shown
        assert "Call sponsor, Leo" in shown
        assert shown.count("Wed 25 Nov → Fri 27 Nov") == 2
        assert "Fri 20 Nov → Tue 24 Nov" in shown, "the CTA"
        await press(pilot, "c")
        if "due before this task" in picture(pilot):
            await press(pilot, "k")
        assert {name: bench.task(name)["due"] for name in names} == dict.fromkeys(
            names, bench.day(4)
        )
        assert bench.cta("Usage down")["due"] == bench.day(1)

    bench.drive(steps)


def test_tp_6_what_a_playbook_leaves_to_decide_is_told_before_what_is_only_told(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "P", "1", "enter")
        told = picture(pilot).splitlines()[-3:-1]
        assert "“Usage down”, Globex. CTA-1 is due before its last task. 4 tasks: not" in told[0]
        assert "mirrored: no field mapping yet." in told[1]

    bench.drive(steps, (100, 30))


def test_tp_7_holidays_are_changed_where_a_playbook_shows_its_dates(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "P", "1")
        assert "weekends alone for Ana" in picture(pilot)
        assert "Thanksgiving" not in picture(pilot)
        await press(pilot, "h", *"united states", "enter", "enter")
        shown = picture(pilot)
        assert "US for Ana" in shown
        assert "dates go around Thanksgiving Day" in shown
        await press(pilot, "escape", "u")
        assert bench.workspace.row("person", bench.workspace.people["Ana"])["holidays"] == ""
        assert not bench.workspace.row("cta", bench.ctas["Usage down"])["playbook"]

    bench.drive(steps)


def test_cd_8_a_task_past_its_cta_offers_to_move_the_cta(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "tab", "d", "h", "t")
        assert "The CTA is due before this task" in picture(pilot)
        await press(pilot, "m")
        assert bench.task("Pull report")["due"] == bench.day(30)
        assert bench.cta("Usage down")["due"] == bench.day(30)

    bench.drive(steps)


def test_cd_10_a_new_owner_asks_whose_tasks_move(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "o", *"Sam", "enter", "o")
        owners = {
            title: bench.workspace.domain()["task_part"][place]["assignee_id"]
            for place, title in enumerate(("Pull report", "Call sponsor", "Exec talk"))
        }
        people = bench.workspace.people
        assert owners == {
            "Pull report": people["Sam"],
            "Call sponsor": people["Leo"],
            "Exec talk": people["Sam"],
        }

    bench.drive(steps)


def test_cd_11_closing_asks_for_the_tasks_and_reopening_offers_to_open_them(bench: Bench) -> None:
    skipped = bench.workspace.value(Picklist.TASK_STATUS, "Skipped")

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "c", "s")
        assert "3 open tasks" in picture(pilot)
        await press(pilot, "s")
        assert bench.task("Exec talk")["status_id"] == skipped
        await press(pilot, "C")
        assert "3 skipped tasks" in picture(pilot)
        await press(pilot, "r")
        assert bench.task("Exec talk")["status_id"] != skipped
        assert bench.cta("Usage down")["closed_at"] is None

    bench.drive(steps)


def test_d7_the_last_verb_is_done_again_on_the_row_or_on_the_marks(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "full_stop")
        assert "Nothing to repeat" in picture(pilot)
        await press(pilot, "escape", "p", "3", "j", "j", "full_stop")
        assert bench.label(bench.cta("Renewal kick-off")["priority_id"]) == "Low"
        await press(pilot, "f", "j", "j", "space", "g", "g", "space", "full_stop")
        assert "Set 2 CTAs" in picture(pilot)
        await press(pilot, "enter")
        assert bench.cta("Sponsor left")["is_flagged"]
        await press(pilot, "escape", "g", "g", "tab", "full_stop")
        assert "Nothing to repeat" in picture(pilot), "a task has verbs of its own"

    bench.drive(steps)


def test_a_bulk_says_how_many_change_before_and_after(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "3", "space", "space", "space", "p", "3")
        assert "Set 2 CTAs" in picture(pilot), picture(pilot)
        assert "1: so already" in picture(pilot)
        await press(pilot, "enter")
        assert ": 2 CTAs" in picture(pilot), picture(pilot)

    bench.drive(steps)


def test_esc_takes_the_toast_along_and_does_its_own_step(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "space", "space", "f", "enter")
        assert cockpit(pilot).toast.text is not None
        await press(pilot, "escape")
        assert not cockpit(pilot).cta_list.marked
        assert cockpit(pilot).toast.text is None

    bench.drive(steps)


def over(pilot: Pilot[None]) -> Over:
    screen = pilot.app.screen
    assert isinstance(screen, Over), picture(pilot)
    return screen


def test_esc_leaves_every_screen_at_once_though_a_toast_tells_something(bench: Bench) -> None:
    """What only tells goes along; a failure is read first, since its toast says `Esc close`."""

    bench.workspace.connect()

    async def steps(pilot: Pilot[None]) -> None:
        for key in ("K", "T", "X", "A", "B", "Q"):
            await press(pilot, key)
            over(pilot).tell_news("Settled")
            await press(pilot, "escape")
            assert cockpit(pilot), key
            await press(pilot, key)
            over(pilot).tell_failure(CockpitError("It failed."))
            await press(pilot, "escape")
            assert over(pilot).toast.text is None, key
            await press(pilot, "escape")
            assert cockpit(pilot), key

    bench.drive(steps)


def test_the_first_key_in_a_date_field_replaces_what_was_there(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "E", *["tab"] * 6, *"fri")
        assert "Fri 27 Nov" in picture(pilot), picture(pilot)
        await press(pilot, "escape")

    bench.drive(steps)


def test_lines_that_are_pasted_into_one_line_are_joined(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        pilot.app.post_message(events.Paste("Ask about\r\n  the\trenewal \x1b\nsoon\n"))
        await settle(pilot)
        assert "Ask about the renewal soon" in picture(pilot), picture(pilot)
        await press(pilot, "escape", "escape", "m")
        pilot.app.post_message(events.Paste("one\r\ntwo\x07"))
        await settle(pilot)
        assert pilot.app.screen.query_one(TextArea).text == "one\ntwo"

    bench.drive(steps)


def test_the_calendar_takes_a_day_by_arrows(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "d", "tab")
        assert "November 2026" in picture(pilot)
        await press(pilot, "down", "right", "enter", "escape")
        assert bench.cta("Usage down")["due"] == bench.day(-3 + 8)

    bench.drive(steps)


def test_cd_4_the_question_says_where_the_orgs_day_is_another(bench: Bench) -> None:
    """Else “Today” in it would be the day after the one in the header, without a word."""
    words = "By the org's day it is already Tue 24 Nov"

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "s")
        assert words not in picture(pilot)
        await press(pilot, "escape")
        bench.workspace.connect(time_zone="Pacific/Kiritimati")
        bench.clock.advance(hours=3)
        await press(pilot, "s", *"fri")
        assert words in picture(pilot), "also while a day is typed"
        await press(pilot, "ctrl+u", "comma", "1")
        assert bench.cta("Usage down")["snoozed_until"] == bench.day(1)

    bench.drive(steps)
