"""Verbs on very many marked CTAs: what is shown before, how far it is, and Esc."""

from __future__ import annotations

from textual.pilot import Pilot

from cockpit_tui.domain.field_rules import FieldRule
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.field_rules import FieldRuleService
from cockpit_tui.services.loading import CtaDraft, LoadService, TaskDraft
from cockpit_tui.store import schema
from tests.screens.bench import Bench, cockpit, picture, press, settle, wait_until

MANY = 5_000


def _load(bench: Bench) -> None:
    """Ana's CTAs; every fifth has a task."""
    work = bench.workspace
    first = work.row("cta", work.add_cta("The first"))
    shared = {
        name: first[name]
        for name in ("type_id", "reason_id", "priority_id", "status_id", "owner_id", "due")
    }
    task = TaskDraft(
        "Call",
        bench.day(3),
        work.value(Picklist.TASK_STATUS, "Open"),
        work.value(Picklist.PRIORITY, "High"),
        (work.people["Ana"],),
    )
    drafts = (
        CtaDraft(
            name=f"Number {number}",
            account_id=work.accounts["Hooli"],
            created_at=bench.clock.now(),
            tasks=(task,) if number % 5 == 0 else (),
            **shared,  # type: ignore[arg-type]
        )
        for number in range(MANY - 1)
    )
    service = LoadService(bench.store, work.actor(), bench.clock)
    for _ in service.load(drafts, "Loaded"):
        pass


def _closed(bench: Bench) -> int:
    with bench.store.read() as connection:
        query = schema.cta.select().where(schema.cta.c.closed_at.is_not(None))
        return len(connection.execute(query).all())


def _told(pilot: Pilot[None]) -> str:
    text = cockpit(pilot).toast.text
    return "" if text is None else text.text


def test_d4_thousands_close_in_one_go_keys_work_meanwhile_and_esc_takes_it_back(
    workspace_bench: Bench,
) -> None:
    bench = workspace_bench
    _load(bench)

    async def steps(pilot: Pilot[None]) -> None:
        cta_list = cockpit(pilot).cta_list
        await press(pilot, "ctrl+a")
        assert len(cta_list.marked) == MANY
        await press(pilot, "c", "s", "s")
        assert "Close of 5,000 CTAs" in picture(pilot), picture(pilot)
        assert "1,000 are skipped" in picture(pilot)
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
        await press(pilot, "u")
        assert _closed(bench) == 0
        await settle(pilot)

    bench.drive(steps)


def test_cd_13_the_preview_leaves_out_what_the_rules_of_a_type_forbid(bench: Bench) -> None:
    rules = FieldRuleService(bench.store, bench.workspace.actor(), bench.clock)
    risk = bench.workspace.value(Picklist.CTA_TYPE, "Risk")
    rules.set(risk, "comment", [FieldRule.TO_CLOSE])
    rules.set(risk, "priority", [FieldRule.READ_ONLY])
    bench.workspace.ctas().edit([bench.ctas["Sponsor left"]], {"comment": "They went"})

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "space", "space", "space", "c", "s", "k")
        shown = picture(pilot)
        assert "Close of 2 CTAs" in shown
        assert "1: A Risk CTA needs comment before it can be closed" in shown
        await press(pilot, "enter")
        assert bench.cta("Usage down")["closed_at"] is None
        assert bench.cta("Sponsor left")["closed_at"] is not None
        await press(pilot, "p", "3")
        assert "Priority of 1 CTA" in picture(pilot), picture(pilot)
        assert "2: A Risk CTA has priority read-only" in picture(pilot)
        await press(pilot, "enter")
        assert bench.label(bench.cta("Renewal kick-off")["priority_id"]) == "Low"
        assert bench.label(bench.cta("Usage down")["priority_id"]) == "High"

    bench.drive(steps)
