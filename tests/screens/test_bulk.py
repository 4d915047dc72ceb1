"""Verbs on very many marked CTAs: what is shown before, how far it is, and Esc."""

from __future__ import annotations

import re
import threading

from sqlalchemy import insert
from textual.pilot import Pilot

from cockpit_tui.domain.field_rules import FieldRule
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.values import CtaState, Picklist
from cockpit_tui.services.field_rules import FieldRuleService
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work import full_text
from cockpit_tui.store.work.derived import recount
from tests.screens.bench import Bench, cockpit, picture, press, settle, wait_until

MANY = 5_000


def load_many(bench: Bench) -> None:
    """Ana's CTAs, like the first; every fifth has a task of hers. Written past the services, as
    the benchmarks do, which is quicker."""
    work = bench.workspace
    first = work.row("cta", work.add_cta("The first", "Hooli"))
    first_task = work.row("task", work.add_task(CtaId(1), "Call", "Ana"))
    first_part = work.row("task_part", 1)
    ids = range(2, MANY + 1)
    with_tasks = [number for number in ids if number % 5 == 0]
    opened = {"state": CtaState.OPEN.value, "tasks_open": 0, "tasks_total": 0}
    has_task = {"tasks_open": 1, "tasks_total": 1}
    with bench.store.write() as connection:
        connection.execute(
            insert(schema.cta),
            [
                {**first, **opened, **(has_task if number % 5 == 0 else {}), "id": number}
                for number in ids
            ],
        )
        connection.execute(
            insert(schema.task),
            [{**first_task, "id": number, "cta_id": number} for number in with_tasks],
        )
        connection.execute(
            insert(schema.task_part),
            [
                {**first_part, "id": number, "task_id": number, "cta_id": number}
                for number in with_tasks
            ],
        )
        recount(connection)
        full_text.rebuild(connection)


def _closed(bench: Bench) -> int:
    with bench.store.read() as connection:
        query = schema.cta.select().where(schema.cta.c.closed_at.is_not(None))
        return len(connection.execute(query).all())


def _skipped(bench: Bench) -> int:
    """Tasks that are no longer open."""
    with bench.store.read() as connection:
        query = schema.task.select().where(schema.task.c.closed_at.is_not(None))
        return len(connection.execute(query).all())


def _told(pilot: Pilot[None]) -> str:
    text = cockpit(pilot).toast.text
    return "" if text is None else text.text


def test_d4_thousands_close_in_one_go_keys_work_meanwhile_and_esc_takes_it_back(
    workspace_bench: Bench,
) -> None:
    bench = workspace_bench
    load_many(bench)

    async def steps(pilot: Pilot[None]) -> None:
        cta_list = cockpit(pilot).cta_list
        await press(pilot, "ctrl+a")
        assert len(cta_list.marked) == MANY
        await press(pilot, "c", "s", "s")
        assert "Close of 5,000 CTAs" in picture(pilot), picture(pilot)
        assert "1,001 are skipped" in picture(pilot)
        before = cta_list.cursor_id
        with bench.store.write():
            # Another writer, so that the verb is under way until this one lets it go on.
            await pilot.press("enter")
            await wait_until(pilot, lambda: "of 5,000" in _told(pilot), "how far it is")
            await pilot.press("j")
            assert cta_list.cursor_id != before
            await pilot.press("escape")
            assert _told(pilot) == "Taking it back …"
        await wait_until(pilot, lambda: "Nothing was changed" in _told(pilot), "the end of it")
        assert _closed(bench) == 0
        assert len(cta_list.marked) == MANY
        await press(pilot, "escape", "c", "s", "s", "enter")
        assert "Closed 5,000 CTAs" in _told(pilot)
        assert _closed(bench) == MANY
        assert _skipped(bench) == 1_001, "as many as the preview told"
        await press(pilot, "u")
        assert (_closed(bench), _skipped(bench)) == (0, 0)
        with bench.store.write():
            await pilot.press("U")
            await wait_until(
                pilot, lambda: bool(re.search(r"of \d\d,", _told(pilot))), "how far it is"
            )
            await pilot.press("escape")
        await wait_until(pilot, lambda: "Nothing was changed" in _told(pilot), "the end of it")
        assert (_closed(bench), _skipped(bench)) == (0, 0)
        await press(pilot, "escape", "U")
        assert (_closed(bench), _skipped(bench)) == (MANY, 1_001)
        await press(pilot, "u")
        assert (_closed(bench), _skipped(bench)) == (0, 0)

    bench.drive(steps)


def test_d10_the_preview_of_archiving_leaves_out_what_is_open(bench: Bench) -> None:
    closed = [bench.ctas[name] for name in ("Usage down", "Sponsor left")]

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "ctrl+a")
        bench.workspace.ctas().close(closed)
        await wait_until(pilot, lambda: "6 → 4 CTAs" in picture(pilot), "what was closed elsewhere")
        await press(pilot, "W")
        assert "Archive of 2 of 6 CTAs" in picture(pilot), picture(pilot)
        shown = re.findall("→ archived|× still open", picture(pilot))
        assert shown == ["→ archived"] + ["× still open"] * 4
        assert "4: still open" in picture(pilot)
        await press(pilot, "enter")
        assert all(bench.workspace.row("cta", cta)["is_archived"] for cta in closed)
        assert not bench.cta("Birthday card")["is_archived"]

    bench.drive(steps)


def test_d4_what_all_rows_have_in_common_is_said_once_and_names_get_its_room(bench: Bench) -> None:
    """In the list's order, which is none of the numbers."""
    name = "Renewal at risk: price objection from"
    bench.workspace.ctas().edit([bench.ctas["Sponsor left"]], {"name": name, "due": bench.day(-5)})

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "f5", "ctrl+a", "o", *"Sam", "enter", "n")
        shown = picture(pilot).splitlines()
        (said,) = [n for n, line in enumerate(shown) if "│  Ana → Sam  " in line]
        heads, first, second = (line.split("│")[1].strip() for line in shown[said + 1 : said + 4])
        assert heads.split() == ["CTA", "Customer", "Due"]
        assert first.split("  ")[0] == name
        assert first.endswith("5d late")
        assert second.startswith("Usage down")
        await press(pilot, "escape", "d", "h", "k")
        assert picture(pilot).count(" → ") > 2, "each has a day of its own until now"

    bench.drive(steps, (80, 24))


def test_cd_4_a_preview_does_not_call_late_what_sleeps(bench: Bench) -> None:
    """As in the list, which it is marked in."""
    two = [bench.ctas[name] for name in ("Usage down", "Sponsor left")]
    bench.workspace.ctas().edit(two, {"due": bench.day(-5)})
    bench.workspace.ctas().snooze(two, bench.day(3))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "4", "ctrl+a", "p", "3")
        assert "of 2 CTAs" in picture(pilot), picture(pilot)
        assert "5d late" not in picture(pilot), picture(pilot)

    bench.drive(steps)


def test_d4_a_preview_in_a_small_terminal_says_why_what_is_left_out(bench: Bench) -> None:
    """Before what was checked, of which the end may be out of sight."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "f", "j", "j", "f", "ctrl+a", "p", "2")
        shown = picture(pilot)
        assert "of 6 CTAs" in shown, shown
        assert "so already" in shown.split("Checked")[0], shown
        assert not [line for line in shown.splitlines() if line.rstrip(" │").endswith(",")], shown

    bench.drive(steps, (60, 16))


def test_cd_13_the_preview_leaves_out_what_the_rules_of_a_type_forbid(bench: Bench) -> None:
    rules = FieldRuleService(bench.store, bench.workspace.actor(), bench.clock)
    risk = bench.workspace.value(Picklist.CTA_TYPE, "Risk")
    rules.set(risk, "comment", [FieldRule.TO_CLOSE])
    rules.set(risk, "priority", [FieldRule.READ_ONLY])
    bench.workspace.ctas().edit([bench.ctas["Sponsor left"]], {"comment": "They went"})

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "space", "space", "space", "c", "s", "k")
        shown = picture(pilot)
        assert "Close of 2 of 3 CTAs" in shown
        assert "1: A Risk CTA needs comment before it can be closed" in shown
        await press(pilot, "enter")
        assert bench.cta("Usage down")["closed_at"] is None
        assert bench.cta("Sponsor left")["closed_at"] is not None
        await press(pilot, "p", "3")
        assert "Priority of 1 of 3 CTAs" in picture(pilot), picture(pilot)
        assert "2: A Risk CTA has priority read-only" in picture(pilot)
        await press(pilot, "enter")
        assert bench.label(bench.cta("Renewal kick-off")["priority_id"]) == "Low"
        assert bench.label(bench.cta("Usage down")["priority_id"]) == "High"

    bench.drive(steps)


def test_cl_22_what_others_delete_is_marked_no_more_however_many_are_marked(
    workspace_bench: Bench,
) -> None:
    bench = workspace_bench
    load_many(bench)

    async def steps(pilot: Pilot[None]) -> None:
        cta_list = cockpit(pilot).cta_list
        await press(pilot, "ctrl+a")
        assert len(cta_list.marked) == MANY
        bench.workspace.ctas().delete([CtaId(MANY), CtaId(MANY - 7)])
        cockpit(pilot).store_moved()
        await settle(pilot)
        assert len(cta_list.marked) == MANY - 2
        assert "4,998 marked" in picture(pilot).splitlines()[-1]

    bench.drive(steps)


def test_d9_triage_of_a_list_that_is_still_being_read_goes_through_all_of_it(
    workspace_bench: Bench,
) -> None:
    bench = workspace_bench
    load_many(bench)

    async def steps(pilot: Pilot[None]) -> None:
        screen, may_go_on = cockpit(pilot), threading.Event()
        assert screen.reader is not None
        screen.reader.slow.run(may_go_on.wait)
        try:
            await pilot.press("2")
            await wait_until(pilot, lambda: not screen.view.is_behind, "its beginning")
            assert not screen.cta_list.listing.is_complete
            await pilot.press("T")
        finally:
            may_go_on.set()
        await settle(pilot)
        assert "1 of 5,000" in picture(pilot), picture(pilot)

    bench.drive(steps)
