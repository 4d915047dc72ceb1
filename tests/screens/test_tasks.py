"""Open tasks of all CTAs on one screen, with the verbs of the pane (CL-1, CL-22)."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from textual.pilot import Pilot

from cockpit_tui.domain.errors import StoreError
from cockpit_tui.domain.values import Picklist
from cockpit_tui.screens.cockpit.screen import CockpitScreen
from cockpit_tui.screens.over.tasks import TasksScreen
from cockpit_tui.store.lists import task_listing
from cockpit_tui.store.tables import schema
from cockpit_widgets.frame.view_tabs import ViewTabs
from cockpit_widgets.open_tasks.list import OpenTaskList
from tests.screens.bench import (
    Bench,
    burst,
    click,
    cockpit,
    lines,
    picture,
    press,
    settle,
    wait_until,
)
from tests.screens.test_slow_store import slow

MINE = ["Send deck", "Pull report", "Exec talk", "Plan party"]
"""Ana's, by due date."""
MANY = 620
"""More than are read before the first screens show."""
DUES = {"Send deck": -2, "Pull report": 0, "Call sponsor": 1, "Exec talk": 5, "Plan party": 9}


@pytest.fixture
def queue(bench: Bench) -> Bench:
    """Tasks of Ana in three CTAs, one of Leo; none of a CTA that sleeps or is closed counts."""
    work = bench.workspace
    for title, cta in (("Send deck", "Sponsor left"), ("Plan party", "Renewal kick-off")):
        bench.tasks[title] = work.add_task(bench.ctas[cta], title, "Ana")
    for title, offset in DUES.items():
        work.tasks().edit([bench.tasks[title]], {"due": bench.day(offset)})
    asleep = work.add_cta("Asleep")
    work.add_task(asleep, "Not now", "Ana")
    reason = work.value(Picklist.SNOOZE_REASON, "Other")
    work.ctas().snooze([asleep], bench.day(9), reason)
    closed = work.add_cta("Closed")
    work.add_task(closed, "Too late", "Ana")
    work.ctas().close([closed])
    return bench


def add_many(queue: Bench) -> None:
    """Tasks 1000 to 1619 of one CTA, all due on one day after the others."""
    task = queue.task("Send deck")
    rows = [
        {**task, "id": number, "title": f"Many {number}", "due": queue.day(50), "position": number}
        for number in range(1_000, 1_000 + MANY)
    ]
    with queue.store.write() as connection:
        connection.execute(insert(schema.task), rows)


def titles(pilot: Pilot[None]) -> list[str]:
    """The tasks on the screen, in order."""
    shown = lines(pilot.app.screen.query_one(OpenTaskList))
    known = (*DUES, "Not now", "Too late")
    return [title for line in shown for title in known if title in line]


def at(pilot: Pilot[None]) -> int | None:
    screen = pilot.app.screen
    assert isinstance(screen, TasksScreen), picture(pilot)
    return screen.task_id


def test_cl_1_my_open_tasks_of_all_ctas_stand_by_due_date_and_everybodys_on_the_other_tab(
    queue: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J")
        assert titles(pilot) == MINE, picture(pilot)
        shown = [line.strip() for line in lines(pilot.app.screen.query_one(OpenTaskList))]
        assert shown[0].split() == ["Task", "CTA", "Customer", "Due"]
        assert "Overdue  1" in shown[1]
        assert "Hooli" in shown[2]
        assert shown[2].endswith("2d late")
        assert "1 Mine 4   2 Team 5" in picture(pilot), "also of the tab that was never shown"
        await press(pilot, "2")
        assert titles(pilot) == list(DUES)
        assert "2 Team 5" in picture(pilot)
        await click(pilot, ViewTabs, "Mine")
        assert titles(pilot) == MINE
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, CockpitScreen)

    queue.drive(steps, (100, 30))


def test_cl_1_what_is_completed_leaves_and_the_next_comes_under_the_cursor_also_typed_at_once(
    queue: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J")
        assert at(pilot) == queue.tasks["Send deck"]
        await burst(pilot, ("j", "c", "c"))
        assert titles(pilot) == ["Send deck", "Plan party"], picture(pilot)
        assert at(pilot) == queue.tasks["Plan party"]
        assert queue.task("Exec talk")["closed_at"] is not None
        await press(pilot, "u")
        assert titles(pilot) == ["Send deck", "Exec talk", "Plan party"]
        await press(pilot, "j", "d", *"+3d", "enter", "escape", "escape")
        assert queue.task("Plan party")["due"] == queue.day(3), picture(pilot)
        assert titles(pilot) == ["Send deck", "Plan party", "Exec talk"]
        assert at(pilot) == queue.tasks["Plan party"], "the cursor goes with its task"

    queue.drive(steps)


def test_cl_22_tasks_of_several_ctas_are_marked_and_changed_after_one_preview(
    queue: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "ctrl+a")
        assert "● 4 marked" in picture(pilot).splitlines()[-1]
        await press(pilot, "p", "3")
        assert "Priority of 4 tasks" in picture(pilot), picture(pilot)
        await press(pilot, "enter")
        found = {queue.label(queue.task(title)["priority_id"]) for title in MINE}
        assert found == {"Low"}
        await press(pilot, "u", "escape")
        assert "marked" not in picture(pilot).splitlines()[-1]
        await press(pilot, "o", *"Leo", "enter")
        assert titles(pilot) == MINE[1:], picture(pilot)

    queue.drive(steps)


def test_cd_9_a_date_of_tasks_of_several_ctas_asks_once_for_all_and_shows_all_that_moves(
    queue: Bench,
) -> None:
    """CD-8, CL-22: how many follow, in how many CTAs; what is accepted is one undo."""
    work = queue.workspace
    for title in ("After deck", "After party"):
        cta = queue.ctas["Sponsor left" if title == "After deck" else "Renewal kick-off"]
        queue.tasks[title] = work.add_task(cta, title, "Leo")
        work.tasks().edit([queue.tasks[title]], {"due": queue.day(10)})
    names = ("Send deck", "Plan party", "After deck", "After party")
    before = {title: queue.task(title)["due"] for title in names}
    ctas = {name: queue.cta(name)["due"] for name in ("Sponsor left", "Renewal kick-off")}

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "space", "j", "j", "space", "d", *"+1d", "enter", "m")
        shown = picture(pilot)
        assert "2 open tasks after them, in 2 CTAs" in shown, shown
        assert "CTA Renewal kick-off" in shown, shown
        await press(pilot, "f")
        shown = picture(pilot)
        assert "2 of 2 CTAs" in shown, shown
        await press(pilot, "m")
        shown = picture(pilot)
        assert "Due date of 2 tasks" in shown, shown
        assert "2 following tasks, 2 CTAs" in shown, shown
        for words in ("After deck", "After party", "Sponsor left", "Renewal kick-off"):
            assert any(words in line and "→" in line for line in shown.splitlines()), shown
        assert {title: queue.task(title)["due"] for title in names} == before
        await press(pilot, "enter")
        moved = {title: queue.task(title)["due"] for title in names}
        assert all(moved[title] > before[title] for title in names), moved  # type: ignore[operator]
        assert queue.cta("Sponsor left")["due"] == moved["After deck"]
        await press(pilot, "u")
        assert {title: queue.task(title)["due"] for title in names} == before
        assert {name: queue.cta(name)["due"] for name in ctas} == ctas

    queue.drive(steps, (100, 30))


def test_cl_1_enter_leads_to_the_cta_of_the_task(queue: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "enter")
        assert isinstance(pilot.app.screen, CockpitScreen)
        assert cockpit(pilot).cta_id == queue.ctas["Sponsor left"]
        assert cockpit(pilot).is_in_pane

    queue.drive(steps)


def test_cl_1_any_number_of_open_tasks_is_there_to_its_end_and_marked_as_one(queue: Bench) -> None:
    """CL-22: the first screens come before the rest is read."""
    add_many(queue)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "2")
        assert f"2 Team {MANY + len(DUES)}" in picture(pilot), picture(pilot)
        assert f"{MANY + len(DUES)} tasks · by due date" in picture(pilot)
        await press(pilot, "G")
        assert at(pilot) == 999 + MANY, picture(pilot)
        await press(pilot, "ctrl+a")
        assert f"● {MANY + len(DUES)} marked" in picture(pilot)
        await press(pilot, "home", "asterisk")
        assert f"● {MANY + len(DUES) - 1} marked" in picture(pilot), "the group's mark is taken"

    queue.drive(steps, (100, 30))


def test_cl_1_the_end_is_that_of_all_tasks_also_while_they_are_being_read(queue: Bench) -> None:
    """CL-22: the verb after it met the four hundredth."""
    add_many(queue)

    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ("J", "2", "f5", "G", "c"))
        assert queue.workspace.row("task", 999 + MANY)["closed_at"], picture(pilot)

    queue.drive(steps, (100, 30))


def test_cl_1_far_down_a_long_list_the_cursor_keeps_its_place_also_typed_at_once(
    queue: Bench,
) -> None:
    """Further than is read before the first screens show."""
    add_many(queue)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "2", "G", "k", "k", "k", "k", "k")
        assert at(pilot) == MANY + 994, picture(pilot)
        await press(pilot, "f5")
        assert at(pilot) == MANY + 994, picture(pilot)
        await burst(pilot, ("c", "c"))
        assert at(pilot) == MANY + 996, picture(pilot)
        await press(pilot, "u", "u")
        assert f"2 Team {MANY + len(DUES)}" in picture(pilot), picture(pilot)

    queue.drive(steps, (100, 30))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("talk", ["Exec talk"]),
        ("hooli", ["Send deck"]),
        ("leo", ["Call sponsor"]),
        ("kick", ["Plan party"]),
        ("-usage type:event", ["Plan party"]),
        ("assignee:leo", ["Call sponsor"]),
        ("task-due<=today", ["Send deck", "Pull report"]),
    ],
)
def test_cl_7_a_filter_narrows_by_task_cta_customer_and_assignee(
    queue: Bench, words: str, found: list[str]
) -> None:
    """CL-1: what is asked of tasks is asked of each; both tabs count what is left."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "2", "slash", *words)
        assert titles(pilot) == found, picture(pilot)
        assert f"2 Team {len(found)}" in picture(pilot), picture(pilot)
        await press(pilot, "enter")
        assert at(pilot) == queue.tasks[found[0]]
        assert f"/ {words}" in picture(pilot)
        await press(pilot, "escape")
        assert titles(pilot) == list(DUES)

    queue.drive(steps, (100, 30))


def test_cl_7_a_mistake_in_the_filter_is_told_and_nothing_found_says_what_helps(
    queue: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "slash", *"typ:risk")
        assert "There is no field “typ”" in picture(pilot), picture(pilot)
        await press(pilot, "escape")
        assert titles(pilot) == MINE
        await press(pilot, "slash", *"zzz", "enter")
        assert "No open task matches zzz. Esc clears the filter." in picture(pilot)
        await press(pilot, "c")
        assert "No task is under the cursor" in picture(pilot)
        await press(pilot, "escape", "escape")
        assert titles(pilot) == MINE
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, CockpitScreen)

    queue.drive(steps, (100, 30))


def test_cl_7_esc_leaves_a_mistake_that_enter_overtook(queue: Bench) -> None:
    """The database takes its time: the filter before it stands again."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "slash", *"talk", "enter")
        assert titles(pilot) == ["Exec talk"]
        with slow(queue):
            await pilot.press("slash", *"typ:risk", "enter")
        await settle(pilot)
        assert "There is no field “typ”" in picture(pilot), picture(pilot)
        await press(pilot, "escape")
        assert "/ talk" in picture(pilot), picture(pilot)
        assert at(pilot) == queue.tasks["Exec talk"]

    queue.drive(steps, (100, 30))


def test_cl_1_what_others_do_moves_nothing_under_the_cursor_and_no_key_waits_for_it(
    queue: Bench,
) -> None:
    """CL-22: counts are those of now, what came in is there, F5 lets go of what is done."""
    work = queue.workspace

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "2", "j")
        screen = pilot.app.screen
        assert isinstance(screen, TasksScreen)
        line = screen.cursor_line
        work.tasks("Leo").complete([queue.tasks["Send deck"]])
        queue.tasks["New one"] = work.add_task(queue.ctas["Sponsor left"], "New one", "Leo")
        work.tasks().edit([queue.tasks["New one"]], {"due": queue.day(0)})
        with slow(queue):
            await wait_until(pilot, lambda: screen.reader.is_busy, "a reading")  # type: ignore[union-attr]
            await pilot.press("space", "k")
            assert screen.marked_count == 1
            assert screen.reader is not None
            assert screen.reader.is_busy, "marked and moved before anything was read"
        await wait_until(pilot, lambda: "1 → 0" in picture(pilot), "the count of the group")
        await settle(pilot)
        shown = picture(pilot)
        assert "2 Team 5" in shown, shown
        assert "6 → 5 tasks" in shown
        assert "F5 reads again" in shown
        assert "New one" in shown
        assert at(pilot) == queue.tasks["Pull report"]
        assert screen.cursor_line == line
        await press(pilot, "f5")
        assert titles(pilot) == list(DUES)[1:], picture(pilot)
        assert at(pilot) == queue.tasks["Pull report"]

    queue.drive(steps, (100, 30))


def test_cl_1_a_mark_stays_on_open_tasks_alone(queue: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "ctrl+a")
        queue.workspace.tasks().delete([queue.tasks["Exec talk"]])
        await wait_until(pilot, lambda: "● 3 marked" in picture(pilot), "three marks")
        await press(pilot, "c", "enter")
        assert "marked" not in picture(pilot).splitlines()[-1], picture(pilot)
        assert "Nothing is left for you to do" in picture(pilot)
        assert "2 shows 1 of the team" in picture(pilot)

    queue.drive(steps, (100, 30))


def test_cl_1_groups_fold_and_the_cursor_passes_over_open_headers(queue: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "j", "j")
        assert at(pilot) == queue.tasks["Exec talk"]
        await press(pilot, "k", "z")
        assert at(pilot) is None, picture(pilot)
        assert titles(pilot) == ["Send deck", "Exec talk", "Plan party"]
        footer = picture(pilot).splitlines()[-1]
        assert footer.split()[:4] == ["z", "fold", "Z", "fold"], footer
        assert "complete" not in footer
        assert "activities" not in footer
        await press(pilot, "enter", "j")
        assert "c complete" in picture(pilot)
        assert titles(pilot) == MINE, "Enter on a folded header unfolds it"
        await click(pilot, OpenTaskList, "Plan party")
        assert at(pilot) == queue.tasks["Plan party"]

    queue.drive(steps, (100, 30))


def test_a_list_that_cannot_be_read_says_so_and_is_read_once_it_can(
    queue: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("The database cannot be used.", "It may be locked.")

    async def steps(pilot: Pilot[None]) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(task_listing, "read_task_listing", fail)
            await press(pilot, "J")
            assert "The database cannot be used. It may be locked. F5 tries again" in picture(pilot)
        await press(pilot, "f5")
        assert titles(pilot) == MINE, picture(pilot)

    queue.drive(steps, (100, 30))


def test_where_nothing_is_left_the_screen_says_so_and_verbs_too(bench: Bench) -> None:
    bench.workspace.tasks().complete(list(bench.tasks.values()))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J")
        assert "Nothing is left for you to do" in picture(pilot)
        await press(pilot, "c")
        assert "No task is under the cursor" in picture(pilot)

    bench.drive(steps)
