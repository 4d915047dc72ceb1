"""Tasks and activities on their own, and the parts of facts."""

from __future__ import annotations

from array import array
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from cockpit_tui.domain.days.dates import to_due_words
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.lists.rows import Group, Listing
from cockpit_tui.domain.rows.customers import ActivityList
from cockpit_tui.domain.rows.tasks import OpenTask
from cockpit_tui.domain.values import GroupBy, SortBy, SyncState
from cockpit_widgets.drawing.palette import Palette
from cockpit_widgets.drawing.printable import cell_width
from cockpit_widgets.open_tasks.list import OpenTaskList
from cockpit_widgets.panes.activity_list import ActivityPane, to_who
from cockpit_widgets.panes.activity_text import ActivityText
from cockpit_widgets.panes.cta_pane import CtaPane
from cockpit_widgets.panes.facts import Fact, account_facts, key_facts, to_change, unset_fact
from cockpit_widgets.panes.pane_tabs import PaneTab
from cockpit_widgets.panes.task_list import to_task_date
from tests.widgets.host import HOSTILE, TODAY, Host, drive, texts
from tests.widgets.rows import ACTIVITIES, DETAIL, ME, TASKS, activity_row, task_row


def test_tasks_alone_show_the_detail_of_the_one_under_the_cursor() -> None:
    pane = CtaPane(TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(DETAIL, ACTIVITIES)
        pane.show_tabs(True)
        pane.show_tab(PaneTab.TASKS)
        await pilot.press("home")
        shown = "\n".join(texts(pane))
        assert "▌ ✓ Pull usage report by module" in shown
        assert "Sync     = in sync" in shown
        await pilot.press("end")
        assert "Owner    Ana Pires" in "\n".join(texts(pane))

    drive(Host(pane), steps, (60, 24))


def test_tp_4_several_assignees_are_counted_in_the_row_and_named_in_the_detail() -> None:
    """TP-4: one CTA's tasks have many people."""
    pane = CtaPane(TODAY, me=ME)
    many = task_row(1, "Together", people=("Maria Chen", "Leo Wirth"), state=SyncState.CONFLICT)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(replace(DETAIL, tasks=(many,)), ACTIVITIES)
        pane.show_tabs(True)
        pane.show_tab(PaneTab.TASKS)
        await pilot.pause()
        lines = texts(pane)
        assert any("≠ Mari +1" in line for line in lines)
        assert any("Owners   you, Leo Wirth" in line for line in lines)
        assert any("≠ in conflict; X settles it" in line for line in lines)

    drive(Host(pane), steps, (60, 24))


def test_dates_of_tasks_that_were_done_lately_keep_their_weekday() -> None:
    done = replace(TASKS[0], due=TODAY - timedelta(days=5))
    assert to_task_date(done, TODAY) == "Wed 18"
    assert to_task_date(replace(done, due=TODAY - timedelta(days=7)), TODAY) == "16 Nov"
    assert to_task_date(replace(TASKS[4], due=TODAY - timedelta(days=3)), TODAY) == "3d late"


def test_activities_pending_and_past_stand_apart() -> None:
    pane = ActivityPane(TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(None)
        assert texts(pane)[0].strip() == "Reading …"
        pane.show(ACTIVITIES)
        await pilot.pause()
        lines = [line.strip() for line in texts(pane)]
        assert [line for line in lines if line in ("Pending", "Past")] == ["Pending", "Past"]

    drive(Host(pane), steps, (60, 30))


def test_an_activity_has_its_facts_and_its_whole_text() -> None:
    pane = ActivityText(TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(next(row for row in ACTIVITIES.past if row.who == "Ines Ødegaard"))
        await pilot.pause()
        lines = [line.strip() for line in texts(pane)]
        assert "She likes the product." in lines
        assert "With     Ines Ødegaard" in lines

    drive(Host(pane), steps, (60, 30))


def test_activities_of_other_years_stand_below_their_year() -> None:
    days = [TODAY, TODAY - timedelta(days=400), TODAY - timedelta(days=401)]
    rows = [activity_row(n, day, "Task", f"Done {n}", "Leo") for n, day in enumerate(days)]
    pane = ActivityPane(TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(ActivityList((), tuple(rows), 0, 3))
        pane.focus()
        await pilot.pause()
        lines = [line.strip() for line in texts(pane)]
        past = lines.index("Past")
        assert [line.split("  ")[0] for line in lines[past : past + 5]] == [
            *("Past", "▌ 23 Nov", "2025", "19 Oct", "18 Oct")
        ]

    drive(Host(pane), steps, (80, 24))


def test_an_activity_that_was_done_early_tells_both_days() -> None:
    row = activity_row(0, TODAY, "Task", "Done", "Leo")
    pane = ActivityText(TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(replace(row, date=TODAY + timedelta(days=90)))
        await pilot.pause()
        lines = [line.strip() for line in texts(pane)]
        assert "Done     Mon 23 Nov" in lines
        assert "Due      Sun 21 Feb 2027" in lines

    drive(Host(pane), steps, (80, 24))


def test_what_is_pending_and_late_says_how_late() -> None:
    """A task that nobody did; an event that was, and what is past, is never late."""
    pane = ActivityPane(TODAY)
    day = TODAY - timedelta(days=3)
    late = replace(activity_row(1, day, "Call", "Call back", "Leo Wirth"), is_closed=False)
    found = ActivityList((late,), (activity_row(2, day, "Call", "Called", "Leo Wirth"),), 1, 1)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(found)
        await pilot.pause()
        lines = texts(pane)
        assert [line for line in lines if "3d late" in line] == [lines[1]]
        assert "20 Nov  Call     Call back" in lines[1]

    drive(Host(pane), steps, (60, 24))


@pytest.mark.parametrize(
    ("room", "who"),
    [(80, ["Maria-Antonia Chen", "Maria Costa"]), (52, ["Maria C.", "Maria C."]), (36, ["MC"] * 2)],
)
def test_people_of_activities_have_as_much_of_their_names_as_there_is_room(
    room: int, who: list[str]
) -> None:
    found = [to_who(name, room) for name in ("Maria-Antonia Chen", "Maria Costa")]
    assert [words for words, _ in found] == who
    assert to_who("Billing", 52) == ("Billing", 8)
    assert to_who("", 36) == ("", 2)
    assert to_who("陽子 白鳥沢", 36) == ("陽", 2), "as many letters as there are cells for"


def test_a_filter_without_a_hit_says_so_and_how_to_leave_it() -> None:
    pane = ActivityPane(TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(ActivityList((), (), 0, 0), sought="zebra")
        await pilot.pause()
        assert "No activity matches zebra. Esc clears the filter." in texts(pane)[0]
        pane.show(ActivityList((), (), 0, 0))
        assert "No activities yet." in texts(pane)[0]

    drive(Host(pane), steps, (60, 24))


def test_facts_say_only_what_is_known() -> None:
    palette = Palette({})
    row = replace(DETAIL.row, due=None, is_flagged=False, is_milestone=False)
    bare = replace(
        DETAIL,
        row=row,
        source="",
        account=replace(DETAIL.account, health=None, arr_cents=None, renewal_date=None),
    )
    facts = {
        fact.label: "".join(text for text, _ in fact.value)
        for fact in key_facts(bare, palette, TODAY, ME)
    }
    assert facts == {"Customer": "Globex", "Due": "no date", "Owner": "you"}
    asleep = replace(
        bare,
        row=replace(row, is_snoozed=True),
        snoozed_until=TODAY + timedelta(days=3),
        snooze_reason="On holiday",
    )
    words = {fact.label: fact.value for fact in key_facts(asleep, palette, TODAY, None)}
    assert "".join(text for text, _ in words["Snoozed"]) == "through Thu 26 Nov: On holiday"


def test_a_fact_that_is_too_long_goes_on_below_or_says_how_much_more_there_is() -> None:
    palette = Palette({})
    customer, *_, unset = (
        *key_facts(DETAIL, palette, TODAY, ME),
        *unset_fact(replace(DETAIL, playbook=None, comment=""), palette),
    )

    def lines(fact: Fact, room: int) -> list[str]:
        return ["".join(text for text, _ in value) for value in fact.lines(room)]

    assert lines(customer, 60) == ["Globex  $240k  renews 31 Jan, in 69d"]
    assert lines(customer, 30) == ["Globex  $240k", "renews 31 Jan, in 69d"]
    assert lines(customer, 12) == ["Globex", "$240k", "renews 31 Jan, in 69d"]
    whole = "comment, playbook, opportunity, contacts, cases, attachments, snooze"
    assert lines(unset, 80) == [whole]
    assert lines(unset, 41) == ["comment, playbook, opportunity and 4 more"]
    assert lines(unset, 5) == ["comment and 6 more"]


def test_changes_have_a_sign_and_due_dates_their_nearness() -> None:
    assert [to_change(n) for n in (6, -12, 0)] == ["+6", "−12", "±0"]
    assert to_due_words(TODAY, TODAY, is_open=True) == ["Mon 23 Nov", "today"]
    assert to_due_words(TODAY - timedelta(days=3), TODAY, is_open=False) == ["Fri 20 Nov"]


@pytest.mark.parametrize("side", ["pending", "past"])
def test_c3_2_an_activity_without_a_date_has_a_place_of_its_own(side: str) -> None:
    """Not below the last year that one was in."""
    pane = ActivityPane(TODAY)
    dated, bare = ACTIVITIES.pending[0], ACTIVITIES.pending[1]
    year = TODAY.year + (1 if side == "pending" else -1)
    rows = (
        replace(dated, subject="Far away", day=TODAY.replace(year=year)),
        replace(bare, subject="Whenever", day=None, date=None),
    )
    found = replace(ACTIVITIES, pending=(), past=())

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(replace(found, **{side: rows}))
        await pilot.pause()
        shown = [line.strip() for line in texts(pane)]
        place = next(n for n, line in enumerate(shown) if "Whenever" in line)
        assert shown[place - 1] == "No date"
        assert "Far away" in shown[place - 2]
        assert shown[place - 3] == f"{year}"

    drive(Host(pane), steps, (55, 38))


@pytest.mark.parametrize("width", [58, 60, 80, 100, 160])
def test_open_tasks_of_hostile_names_keep_every_line_whole(width: int) -> None:
    """CL-1: with heads and without, also where all of a line comes from outside."""
    shown = OpenTaskList(TODAY)
    rows = [
        OpenTask(replace(task, id=TaskId(number), title=HOSTILE), HOSTILE, HOSTILE)
        for number, task in enumerate(TASKS, 1)
    ]
    groups = (Group("overdue", "Overdue", len(rows), is_overdue=True),)
    listing = Listing(GroupBy.DUE, SortBy.DUE, groups, array("I", (row.id for row in rows)))

    async def steps(pilot: Pilot[Any]) -> None:
        for has_people in (False, True):
            shown.show_people(has_people)
            shown.show_heads(has_people)
            shown.show_listing(listing, rows, keep_cursor=False)
            await pilot.pause()
            assert all(cell_width(line) == width for line in texts(shown))
            assert "\x1b" not in "".join(texts(shown))
            assert ("Task" in texts(shown)[0]) is has_people

    drive(Host(shown), steps, (width, 30))


def test_a_negative_nps_has_the_minus_of_every_other_figure() -> None:
    facts = account_facts(replace(DETAIL.account, nps=-11), Palette({}))
    assert [fact.value[0][0] for fact in facts if fact.label == "NPS"] == ["−11"]
