"""`.` does the last verb again, never the one before it (D7)."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from cockpit_tui.domain.days.recurrence import parse_series
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.recurring import RecurringService, Repeat
from tests.screens.bench import Bench, picture, press

NOT_REPEATED = [
    (["P", "1", "enter"], "a playbook"),
    (["E", *" renamed", "ctrl+s"], "an edit of several fields"),
    (["t", *"Ask", "ctrl+s"], "a new task"),
    (["n", *"Ask", "ctrl+s"], "a new CTA"),
    (["l", "1", "enter"], "a choice of links"),
    (["at", *"https://example.com", "tab", *"x", "ctrl+s"], "an attachment"),
    (["N", *"Called", "ctrl+s"], "a logged activity"),
]


@pytest.mark.parametrize(("keys", "what"), NOT_REPEATED, ids=[what for _, what in NOT_REPEATED])
def test_d7_what_is_not_repeated_is_not_answered_by_the_verb_before(
    bench: Bench, keys: list[str], what: str
) -> None:
    bench.workspace.add_linkable()

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "f", "j", "j", *keys)
        before = bench.workspace.domain()
        await press(pilot, "j", "j", "full_stop")
        assert bench.workspace.domain() == before, picture(pilot)
        assert f"The last act was {what}, which is not repeated." in picture(pilot)
        await press(pilot, "escape", "p", "1", "k", "k", "full_stop")
        assert "not repeated" not in picture(pilot), picture(pilot)

    bench.drive(steps, (160, 45))


def test_d7_undo_is_no_verb_and_the_one_that_it_took_back_can_be_done_elsewhere(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "f", "u", "j", "j", "full_stop")
        assert not bench.cta("Usage down")["is_flagged"]
        assert bench.cta("Renewal kick-off")["is_flagged"]

    bench.drive(steps)


def test_d7_after_d_the_next_step_of_another_cta_is_done(bench: Bench) -> None:
    """It is the CTA under the cursor alone that it is done to, as by `D` itself."""
    bench.workspace.add_task(bench.ctas["Renewal kick-off"], "Invite everybody", "Ana")
    bench.workspace.add_task(bench.ctas["Sponsor left"], "Find a new one", "Ana")

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "f", "D")
        before = bench.cta("Renewal kick-off")["tasks_open"]
        await press(pilot, "j", "j", "full_stop")
        assert not bench.cta("Renewal kick-off")["is_flagged"]
        assert (before, bench.cta("Renewal kick-off")["tasks_open"]) == (1, 0), picture(pilot)
        await press(pilot, "j", "j", "p", "3", "full_stop")
        assert bench.cta("Sponsor left")["tasks_open"] == 1, "the priority was set last"

    bench.drive(steps)


def test_d7_in_triage_the_step_that_is_done_again_counts_as_one(bench: Bench) -> None:
    bench.workspace.add_task(bench.ctas["Renewal kick-off"], "Invite everybody", "Ana")

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "D", "full_stop")
        assert bench.cta("Renewal kick-off")["tasks_open"] == 0, picture(pilot)
        assert "3 of 6" in picture(pilot), picture(pilot)

    bench.drive(steps)


def test_d7_a_rule_of_recurrence_that_was_edited_is_not_answered_by_the_verb_before(
    bench: Bench,
) -> None:
    account, kind = bench.workspace.accounts["Globex"], Picklist.CTA_TYPE
    event = bench.workspace.value(kind, "Event")
    new = NewCta(account, "Weekly call", type_id=event, due=bench.day(0))
    recurring = RecurringService(bench.store, bench.workspace.actor("Ana"), bench.clock)
    recurring.add(new, Repeat(parse_series("daily until 2027-12-31", bench.clock.today())))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "f", "slash", *"weekly", "enter", "E")
        await press(pilot, *["tab"] * 7, "ctrl+u", *"weekly mon until 2027-12-31", "ctrl+s")
        assert "weekly" in str(bench.workspace.row("recurrence", 1)), picture(pilot)
        before = bench.workspace.domain()
        await press(pilot, "full_stop")
        assert bench.workspace.domain() == before, picture(pilot)
        assert "an edit of several fields, which is not repeated" in picture(pilot)

    bench.drive(steps, (160, 45))
