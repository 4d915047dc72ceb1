"""The pane beside the list, whole and in tabs."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from cockpit_tui.domain.ids import CtaId
from cockpit_widgets.panes.cta_pane import CtaPane
from cockpit_widgets.panes.item_pane import (
    ActivityItem,
    FactItem,
    Item,
    ItemPane,
    RecordItem,
    TaskItem,
)
from cockpit_widgets.panes.pane_tabs import NARROW, WHOLE, PaneTab
from tests.widgets.host import HOSTILE, TODAY, Host, Unfocused, drive, texts
from tests.widgets.rows import (
    ACTIVITIES,
    COMPANY,
    DETAIL,
    ME,
    TIMELINE,
    hostile_company,
    hostile_detail,
    hostile_timeline,
)


def at(pane: ItemPane) -> Item | None:
    return pane.cursor


def test_cd_15_the_pane_shows_next_step_facts_tasks_and_activities() -> None:
    """CD-15: progress as done of all tasks; DV: every part of the picture in its place."""
    pane = CtaPane(TODAY, me=ME)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(DETAIL, ACTIVITIES)
        await pilot.pause()
        lines = [line.rstrip() for line in texts(pane)]
        assert lines[0] == "  Usage down 38% in 30 days" + " " * 18 + "CTA-1042"
        assert lines[1] == "  Risk · Low usage · ▲ High · In progress"
        assert lines[2] == "  1 Details   2 Timeline   3 Company"
        assert lines[4] == "  Next  Send recovery plan to sponsor" + " " * 11 + "today"
        assert lines[5] == "        step 4 of 5 · D completes it"
        assert lines[7] == "  Customer  Globex  $240k  renews 31 Jan, in 69d"
        assert lines[8] == "  Health    54 ━━━━━─────  −12 in 30d  ██▇▆▄▃▂▁"
        assert lines[9] == "  Due       Fri 20 Nov, 3d late ⚑ flagged ◆ milestone"
        assert lines[10] == "  Owner     you  from rule"
        assert lines[12] == "  Tasks 3/5" + " " * 19 + "playbook Usage recovery"
        assert lines[13] == "  ✓ Pull usage report by module      = Maria   Wed 18"
        assert lines[16] == "  » Send recovery plan to sponsor    ↑ Maria    today"
        assert lines[17] == "  □ Exec check-in                      Ana      1 Dec"
        assert lines[19] == "  Activities" + " " * 13 + "4 pending · 128 past · A all"
        assert lines[21] == "  24 Nov  Meeting  QBR preparation             Leo W."
        assert lines[30] == "  Comment                Maria Chen, Thu 19 Nov 16:42"

    drive(Unfocused(pane), steps, (55, 38))


@pytest.mark.parametrize("is_narrow", [False, True], ids=["whole", "tabs"])
def test_cd_4_the_pane_says_at_every_size_through_which_day_a_cta_sleeps_and_why(
    is_narrow: bool,
) -> None:
    """CD-4: an end date and a reason. What sleeps is not late."""
    pane = CtaPane(TODAY, me=ME)
    row, day = replace(DETAIL.row, is_snoozed=True), TODAY.replace(day=30)
    asleep = replace(DETAIL, row=row, snoozed_until=day, snooze_reason="Waiting on customer")

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show_tabs(is_narrow)
        pane.show(asleep, None)
        await pilot.pause()
        words = " ".join(" ".join(texts(pane)).split())
        assert "Snoozed through Mon 30 Nov: Waiting on customer" in words
        assert "3d late" not in words

    drive(Unfocused(pane), steps, (39, 38))


def test_the_cursor_shows_with_the_focus_and_starts_on_the_next_task() -> None:
    pane = CtaPane(TODAY)
    app = Host(pane)

    async def steps(pilot: Pilot[Any]) -> None:
        app.set_focus(None)
        pane.show(DETAIL, ACTIVITIES)
        await pilot.pause()
        assert not any(line.startswith("▌") for line in texts(pane))
        pane.focus()
        await pilot.pause()
        assert at(pane) == TaskItem(DETAIL.tasks[3].id)
        assert texts(pane)[16].startswith("▌ » Send")
        await pilot.press("j", "j")
        assert at(pane) == ActivityItem(ACTIVITIES.pending[0].salesforce_id)
        await pilot.press("k", "k", "k")
        assert app.of(ItemPane.CursorMoved)[-1].item == TaskItem(DETAIL.tasks[2].id)
        pane.action_open()
        await pilot.pause()
        assert app.of(ItemPane.Opened)[-1].item == TaskItem(DETAIL.tasks[2].id)
        app.set_focus(None)
        await pilot.pause()
        assert not any(line.startswith("▌") for line in texts(pane))

    drive(app, steps, (55, 38))


def test_the_first_task_of_a_cta_takes_the_cursor_from_the_activities() -> None:
    """Tab pressed just before a new task was read stood on an activity, and `c` did nothing."""
    pane = CtaPane(TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.focus()
        pane.show(replace(DETAIL, tasks=()), ACTIVITIES)
        await pilot.pause()
        assert isinstance(at(pane), ActivityItem)
        pane.show(DETAIL, ACTIVITIES)
        assert at(pane) == TaskItem(DETAIL.tasks[3].id)

    drive(Host(pane), steps, (55, 38))


def test_a_pane_lower_than_its_content_scrolls_under_the_cursor() -> None:
    pane = CtaPane(TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(DETAIL, ACTIVITIES)
        pane.focus()
        await pilot.press("end")
        assert any(line.startswith("▌") and "Past call 7" in line for line in texts(pane))
        await pilot.press("pagedown")
        assert "Champion says" in "".join(texts(pane))
        await pilot.press("home")
        assert any(line.startswith("▌ ✓ Pull") for line in texts(pane))

    drive(Host(pane), steps, (55, 16))


def test_tabs_show_one_part_at_a_time_with_its_detail_below() -> None:
    pane = CtaPane(TODAY, me=ME)
    app = Unfocused(pane)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show_tabs(True)
        pane.show(DETAIL, ACTIVITIES)
        await pilot.pause()
        lines = [line.rstrip() for line in texts(pane)]
        assert lines[1] == "  Globex · ▲ High · 3d late · you"
        assert lines[3:5] == [
            "  1 Tasks 3/5   2 Activities 132",
            "  3 Facts   4 Timeline   5 Company",
        ]
        assert lines[9] == "  » Send recovery plan to… ↑ MC  today"
        assert lines[12] == "  Send recovery plan to sponsor"
        assert lines[13] == "  State    » In progress"
        assert lines[17] == "  Sync     ↑ 3 fields wait"
        assert pane.step_tab(1)
        assert "QBR preparation" in "".join(texts(pane))
        assert pane.step_tab(1)
        assert "Segment   Enterprise" in "".join(texts(pane))
        assert pane.step_tab(1)
        assert pane.is_missing
        assert "Reading …" in "".join(texts(pane))
        assert pane.step_tab(1)
        assert not pane.step_tab(1)
        pane.show_tab(PaneTab.TASKS)
        await pilot.pause()
        assert [message.tab for message in app.of(CtaPane.TabShown)] == [
            *(*NARROW[1:], PaneTab.TASKS)
        ]

    drive(app, steps, (39, 28))


@pytest.mark.parametrize(
    ("detail", "what", "how"),
    [
        (replace(DETAIL, tasks=()), "No task yet", "t adds one"),
        (replace(DETAIL, tasks=DETAIL.tasks[:3]), "All 3 tasks are done", "c closes the CTA"),
        (replace(DETAIL, row=replace(DETAIL.row, is_closed=True)), "In progress", "C reopens it"),
    ],
)
def test_the_band_always_says_what_to_do_next(detail: Any, what: str, how: str) -> None:
    pane = CtaPane(TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(detail, None)
        await pilot.pause()
        lines = texts(pane)
        assert lines[4].startswith(f"  Next  {what}")
        assert lines[5].strip().startswith(how)

    drive(Unfocused(pane), steps, (55, 38))


@pytest.mark.parametrize(
    ("detail", "how", "how_on_it"),
    [
        (
            replace(DETAIL, tasks=DETAIL.tasks[:3]),
            "c closes the CTA",
            "Esc, then c closes the CTA",
        ),
        (
            replace(DETAIL, row=replace(DETAIL.row, is_closed=True)),
            "C reopens it",
            "Esc, then C reopens it",
        ),
    ],
)
def test_the_band_says_what_the_key_does_where_one_stands(
    detail: Any, how: str, how_on_it: str
) -> None:
    """On a task the same key is the task's, on an activity it is none; on a field it is the
    CTA's."""
    pane = CtaPane(TODAY, has_fields=True)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(detail, ACTIVITIES)
        await pilot.pause()
        assert texts(pane)[5].strip() == how
        pane.focus()
        await pilot.pause()
        for item in (
            TaskItem(DETAIL.tasks[0].id),
            ActivityItem(ACTIVITIES.past[0].salesforce_id),
        ):
            pane.set_cursor(item)
            await pilot.pause()
            assert texts(pane)[5].strip() == how_on_it
        pane.set_cursor(FactItem("name"))
        await pilot.pause()
        assert texts(pane)[5].strip() == how

    drive(Unfocused(pane), steps, (55, 38))


@pytest.mark.parametrize("width", [37, 39, 43, 55, 79, 100])
@pytest.mark.parametrize("tabs", [False, True])
def test_hostile_texts_keep_every_line_whole(width: int, tabs: bool) -> None:
    pane = CtaPane(TODAY)
    rows = tuple(
        replace(row, subject=HOSTILE, owner=HOSTILE, subtype=HOSTILE, comments=HOSTILE)
        for row in ACTIVITIES.pending
    )

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show_tabs(tabs)
        pane.show(
            hostile_detail(HOSTILE),
            replace(ACTIVITIES, pending=rows, past=rows),
            timeline=hostile_timeline(HOSTILE),
            company=hostile_company(HOSTILE),
        )
        pane.focus()
        for tab in NARROW if tabs else WHOLE:
            pane.show_tab(tab)
            await pilot.press("j")
            texts(pane)

    drive(Host(pane), steps, (width, 60))


def test_another_cta_starts_at_the_top_and_the_same_keeps_its_place() -> None:
    pane = CtaPane(TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(DETAIL, ACTIVITIES)
        pane.focus()
        await pilot.press("end")
        cursor = pane.cursor
        pane.show(replace(DETAIL, comment="Changed"), ACTIVITIES)
        assert pane.cursor == cursor
        other = replace(DETAIL, row=replace(DETAIL.row, id=CtaId(7), name="Other"))
        pane.show(other, ACTIVITIES)
        assert texts(pane)[0].startswith("  Other")

    drive(Host(pane), steps, (55, 17))


def test_marked_ctas_are_summed_up() -> None:
    pane = CtaPane(TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(DETAIL, ACTIVITIES)
        pane.show_summary("6 CTAs marked", "$1.6M · 6 customers · 24 tasks")
        await pilot.pause()
        assert [line.strip() for line in texts(pane)[:3]] == [
            "6 CTAs marked",
            "$1.6M · 6 customers · 24 tasks",
            "",
        ]

    drive(Host(pane), steps, (55, 38))


def test_what_stands_below_the_tasks_moves_as_it_is_where_there_are_more_or_fewer() -> None:
    """And keeps its place between a CTA with one task and one with none."""
    pane = CtaPane(TODAY, me=ME)
    one, none = (replace(DETAIL, tasks=DETAIL.tasks[:count]) for count in (1, 0))

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(DETAIL, ACTIVITIES)
        before = pane.painted(range(pane.size.height), pane.size.width)
        activities = next(y for y, strip in enumerate(before) if "Activities" in strip.text)
        fewer = len(DETAIL.tasks) - 1
        for shown in (one, none):
            pane.show(shown, ACTIVITIES)
            after = pane.painted(range(pane.size.height), pane.size.width)
            assert after[activities - fewer + 2] is before[activities + 2]
        assert "No tasks yet." in "".join(strip.text for strip in after)

    drive(Unfocused(pane), steps, (55, 38))


def test_cd_3_the_timeline_is_one_order_and_tells_more_under_the_cursor() -> None:
    """CD-3, MT-3: what was done with the CTA among the customer's activities, newest first."""
    pane = CtaPane(TODAY, me=ME)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(DETAIL, ACTIVITIES, timeline=TIMELINE)
        pane.show_tab(PaneTab.TIMELINE)
        await pilot.pause()
        lines = [line.rstrip() for line in texts(pane)]
        assert lines[2] == "  1 Details   2 Timeline   3 Company"
        assert lines[4] == "  20 Nov  Change     Snoozed “Usage down”    Maria C."
        assert lines[5] == "  19 Nov  Call       Champion: budget freeze   Leo W."
        assert lines[6] == "   1 Nov  Milestone  Risk Identified         Maria C."
        assert lines[7] == "  2025"
        assert lines[9:11] == ["  No date", "          Call       Left a message            Leo W."]
        pane.focus()
        await pilot.pause()
        lines = [line.rstrip() for line in texts(pane)]
        assert lines[4].startswith("▌ 20 Nov")
        assert lines[5].startswith("    Fri 20 Nov, ")
        assert lines[6:8] == ["    snoozed until: Mon 30 Nov", "    snooze reason: Planned later"]
        await pilot.press("j")
        assert at(pane) == RecordItem("00T000000000001AAA", 4)
        lines = [line.rstrip() for line in texts(pane)]
        assert "    health 54, usage 38" in lines

    drive(Unfocused(pane), steps, (55, 30))


def test_cd_3_the_company_shows_facts_ctas_people_deals_and_cases() -> None:
    """CD-3: what is linked to this CTA says so; each can be stood on."""
    pane = CtaPane(TODAY, me=ME)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show_tabs(True)
        pane.show(DETAIL, ACTIVITIES, company=COMPANY)
        pane.show_tab(PaneTab.COMPANY)
        pane.focus()
        await pilot.pause()
        lines = [line.rstrip() for line in texts(pane)]
        for line in (
            "  Customer  Globex  $240k",
            "  Health    54 ━━━━━─────  −12 in 30d…",
            "  Segment   Enterprise",
            "  Open CTAs 3",
            "  Seats at 96%                   1 Dec",
            "  People 1",
            "  Ines Ødegaard                 VP Ops",
            "  Opportunities 1",
            "  Renewal 2027         $240k  Jan 2027",
            "  Cases 1",
            "  00001077 Export times out    Working",
        ):
            assert line in lines, line
        assert "▌ Usage down 38% in 30 days    3d late" in lines
        assert "    this one" in lines
        await pilot.press("j", "j")
        assert at(pane) == RecordItem("003000000000001AAA")
        assert "    ines@globex.example" in [line.rstrip() for line in texts(pane)]

    drive(Host(pane), steps, (39, 50))


def test_another_tab_leaves_no_task_under_the_cursor_that_is_not_in_sight() -> None:
    pane = CtaPane(TODAY)

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show_tabs(True)
        pane.show(DETAIL, ACTIVITIES)
        pane.focus()
        await pilot.pause()
        assert isinstance(at(pane), TaskItem)
        pane.show_tab(PaneTab.COMPANY)
        assert at(pane) is None

    drive(Host(pane), steps, (39, 30))
