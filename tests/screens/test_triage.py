"""Triage: the queue gone through by keys, and what it leaves in the database (D9)."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from cockpit_tui.commands import Where
from cockpit_tui.domain.values import Picklist
from cockpit_tui.screens.base.command_screen import opened_over
from cockpit_tui.screens.base.messages import MirrorSpoke
from cockpit_tui.screens.cockpit.screen import CockpitScreen
from cockpit_tui.screens.over.activities import ActivitiesScreen
from cockpit_tui.screens.over.triage import TriageScreen
from cockpit_tui.store.mirror import mirror_state
from cockpit_widgets.panes.cta_pane import CtaPane
from tests.screens.bench import (
    Bench,
    burst,
    click,
    cockpit,
    picture,
    press,
    settle,
    wait_until,
)
from tests.screens.test_activities import with_their_tasks


def at_hand(pilot: Pilot[None]) -> str:
    """The name of the CTA that triage shows."""
    screen = pilot.app.screen
    assert isinstance(screen, TriageScreen), picture(pilot)
    assert screen.selected is not None
    return screen.selected.detail.row.name


def test_d9_verbs_bring_the_next_cta_and_end_with_a_tally(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T")
        assert at_hand(pilot) == "Usage down"
        await press(pilot, "D")
        assert bench.task("Pull report")["closed_at"] is not None
        assert at_hand(pilot) == "Renewal kick-off"
        await press(pilot, "j")
        assert at_hand(pilot) == "Sponsor left"
        await press(pilot, "f")
        assert bench.cta("Sponsor left")["is_flagged"]
        assert at_hand(pilot) == "Sponsor left"
        await press(pilot, "c", "s")
        assert bench.cta("Sponsor left")["closed_at"] is not None
        await press(pilot, "d", "comma")
        assert bench.cta("Second unit asks")["due"] == bench.day(0)
        await press(pilot, "j", "j")
        assert "6 CTAs gone through" in picture(pilot)
        assert "1 step done · 1 closed · 1 moved · 3 skipped" in picture(pilot)
        await press(pilot, "s")
        assert at_hand(pilot) == "Renewal kick-off"
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, CockpitScreen)

    bench.drive(steps)


def test_the_header_goes_on_over_the_cockpit(bench: Bench) -> None:
    """What the mirror did, and the time since, on whatever screen is open."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T")
        assert "synced" not in picture(pilot)
        bench.workspace.connect()
        with bench.store.write() as connection:
            health = mirror_state.Health(last_success_at=bench.clock.now())
            mirror_state.save_health(connection, health)
        pilot.app.post_message(MirrorSpoke(mirror_state.sync_status(bench.store)))
        await wait_until(pilot, lambda: "synced 0s ago" in picture(pilot), "it follows the mirror")
        bench.clock.advance(minutes=3)
        cockpit(pilot).refresh_ages()
        await wait_until(pilot, lambda: "synced 3m ago" in picture(pilot), "it counts on")

    bench.drive(steps)


def test_d9_undo_in_triage_brings_the_cta_back(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "j", "c", "s")
        assert bench.cta("Renewal kick-off")["closed_at"] is not None
        assert at_hand(pilot) == "Sponsor left"
        await press(pilot, "u")
        assert bench.cta("Renewal kick-off")["closed_at"] is None
        assert at_hand(pilot) == "Renewal kick-off"

    bench.drive(steps)


def test_d9_undo_of_a_verb_that_stayed_at_its_cta_leaves_the_deed_before(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "j", "c", "s", "f")
        assert at_hand(pilot) == "Sponsor left"
        await press(pilot, "u")
        assert not bench.cta("Sponsor left")["is_flagged"]
        assert at_hand(pilot) == "Sponsor left"
        assert "1 closed" in picture(pilot)
        await press(pilot, "U", "u", "u")
        assert bench.cta("Renewal kick-off")["closed_at"] is None
        assert at_hand(pilot) == "Renewal kick-off"
        await press(pilot, "U")
        assert bench.cta("Renewal kick-off")["closed_at"] is not None
        assert at_hand(pilot) == "Sponsor left"
        assert "1 closed" in picture(pilot)

    bench.drive(steps)


def test_d9_back_goes_past_a_cta_that_was_deleted(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "j", "x")
        assert at_hand(pilot) == "Sponsor left"
        await press(pilot, "k")
        assert at_hand(pilot) == "Usage down"

    bench.drive(steps)


def test_d9_left_half_way_it_goes_on_where_it_was_left(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "j", "j", "q", "T")
        assert at_hand(pilot) == "Sponsor left"

    bench.drive(steps)


def test_d9_a_closed_cta_has_no_next_step(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "c", "s", "k", "k")
        assert at_hand(pilot) == "Usage down"
        await press(pilot, "D")
        assert bench.task("Pull report")["closed_at"] is None
        assert "This CTA is closed. C reopens it." in picture(pilot), picture(pilot)

    bench.drive(steps)


def test_d9_the_tally_counts_both_rounds_and_undo_reaches_back_into_the_first(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "D", "j", "c", "s", "j", "j", "j", "s")
        assert at_hand(pilot) == "Renewal kick-off"
        await press(pilot, "j", "d", "comma", "j", "j")
        shown = picture(pilot)
        assert "6 CTAs gone through" in shown
        assert "1 step done · 1 closed · 1 moved · 3 skipped" in shown
        await press(pilot, "u", "u")
        assert at_hand(pilot) == "Sponsor left"
        await press(pilot, "q")
        assert "Triage: 1 step done · 3 skipped" in picture(pilot)

    bench.drive(steps)


def test_d9_waking_is_counted_as_waking(bench: Bench) -> None:
    for name in ("Sponsor left", "Second unit asks"):
        reason = bench.workspace.value(Picklist.SNOOZE_REASON, "Other")
        bench.workspace.ctas().snooze([bench.ctas[name]], bench.day(9), reason)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "4", "T", "s", "full_stop")
        assert "2 woken" in picture(pilot)

    bench.drive(steps)


def test_d9_keys_that_come_in_a_burst_act_on_one_cta_each(bench: Bench) -> None:
    """Over a slow line `c s` and the next `c s` arrive together."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "j")
        await burst(pilot, ["c", "s", "c", "s", "j"])
        assert bench.cta("Renewal kick-off")["closed_at"] is not None
        assert bench.cta("Sponsor left")["closed_at"] is not None
        assert bench.cta("Second unit asks")["closed_at"] is None
        await wait_until(pilot, lambda: "Brackets" in at_hand(pilot), "the one after the skipped")

    bench.drive(steps)


def test_d7_d9_repeating_a_verb_brings_the_next_too(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "j", "s", "comma", "1")
        assert bench.cta("Renewal kick-off")["snoozed_until"] == bench.day(0), picture(pilot)
        await press(pilot, "full_stop", "full_stop")
        assert bench.cta("Sponsor left")["snoozed_until"] == bench.day(0)
        assert bench.cta("Second unit asks")["snoozed_until"] == bench.day(0)
        assert "3 snoozed" in picture(pilot)

    bench.drive(steps)


def test_d7_a_verbs_first_question_is_answered_as_the_last_time_by_a_point(bench: Bench) -> None:
    """Other verbs came in between; the words above the rows say what it would do."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "j", "s", "x", "2", "o", *"leo", "enter", "d", "comma")
        assert bench.cta("Sponsor left")["owner_id"] == bench.workspace.people["Leo"]
        await press(pilot, "s")
        assert ".  again: Mon 30 Nov, Waiting on customer" in picture(pilot), picture(pilot)
        await press(pilot, "full_stop", "o")
        assert ".  again: Leo" in picture(pilot)
        await press(pilot, "full_stop")
        assert bench.cta("[/b] Brackets \x1b[31m")["snoozed_until"] == bench.day(7)
        assert bench.cta("Birthday card")["owner_id"] == bench.workspace.people["Leo"]
        assert "2 snoozed · 2 delegated" in picture(pilot), picture(pilot)

    bench.drive(steps)


def test_d9_only_the_marked_ones_and_tasks_by_the_pane(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "space", "j", "space", "T")
        assert "1 of 2" in picture(pilot)
        await press(pilot, "tab", "j", "c")
        assert bench.task("Call sponsor")["closed_at"] is not None
        assert at_hand(pilot) == "Usage down"
        await press(pilot, "escape", "j", "j")
        await settle(pilot)
        assert "2 skipped" in picture(pilot)

    bench.drive(steps)


def test_d9_marked_ones_that_another_filter_hides_are_gone_through_as_well(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "space", "j", "space", "slash", *"sponsor", "enter", "T")
        assert "1 of 2" in picture(pilot), picture(pilot)

    bench.drive(steps)


FOOTER_KEYS = ("j", "c", "D", "s", "d", "o", "S", "p", "t", "A", "u", "a", "h", "Ctrl+k", "Esc")


def footer(pilot: Pilot[None]) -> list[str]:
    """The keys that triage offers just now."""
    screen = pilot.app.screen
    assert isinstance(screen, TriageScreen), picture(pilot)
    return [key for key, _ in screen.footer_keys()]


@pytest.mark.parametrize("key", FOOTER_KEYS)
def test_d9_every_key_that_the_footer_offers_does_something(bench: Bench, key: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T")
        assert footer(pilot) == list(FOOTER_KEYS)
        before = picture(pilot)
        await press(pilot, {"Esc": "escape", "Ctrl+k": "ctrl+k"}.get(key, key))
        assert picture(pilot) != before

    bench.drive(steps)


def test_d9_the_step_is_done_by_its_key_from_the_tasks_as_well(bench: Bench) -> None:
    """The band above them goes on saying that it completes it."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "tab", "D")
        assert bench.task("Pull report")["closed_at"] is not None
        assert at_hand(pilot) == "Renewal kick-off"
        assert "1 step done" in picture(pilot)

    bench.drive(steps)


def test_d9_on_an_activity_the_footer_offers_what_works_on_one(bench: Bench) -> None:
    with_their_tasks(bench)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "j", "tab")
        assert "Theirs" in picture(pilot)
        assert "c" not in footer(pilot)
        await press(pilot, "A")
        assert isinstance(pilot.app.screen, ActivitiesScreen), picture(pilot)
        assert "A" not in [key for key, _ in pilot.app.screen.footer_keys()]
        await press(pilot, "escape")
        assert at_hand(pilot) == "Renewal kick-off"

    bench.drive(steps)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (140, 40)], ids=str)
def test_cd_3_the_timeline_and_the_company_are_tabs_of_triage_too(
    bench: Bench, size: tuple[int, int]
) -> None:
    """By the keys of the cockpit, by digits and by a click; the queue goes on over them."""
    bench.workspace.add_linkable()

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "a")
        screen = pilot.app.screen
        assert isinstance(screen, TriageScreen)
        assert "Open CTAs 3" in picture(pilot), picture(pilot)
        assert str(screen.where) == Where.CUSTOMER
        assert "h timeline" in picture(pilot).splitlines()[-1]
        await press(pilot, "h")
        assert "Added task “Exec talk”" in picture(pilot), picture(pilot)
        await press(pilot, "tab")
        assert str(screen.where) == Where.TRIAGE
        assert "Added task “Exec talk”" in picture(pilot)
        await press(pilot, "j")
        assert at_hand(pilot) == "Renewal kick-off"
        assert "Added task “Exec talk”" not in picture(pilot)
        assert "Usage down" in picture(pilot), "it is the customer's timeline as well"
        await press(pilot, "1")
        assert "No task yet" in picture(pilot)
        assert str(screen.where) == Where.TRIAGE
        await click(pilot, CtaPane, "Company")
        assert "Open CTAs 3" in picture(pilot)
        await press(pilot, "escape")
        assert str(screen.where) == Where.TRIAGE
        assert "No task yet" in picture(pilot)
        await press(pilot, "A", "h")
        assert pilot.app.screen is screen
        assert "Usage down" in picture(pilot)
        await press(pilot, "escape", "c", "s")
        assert at_hand(pilot) == "Sponsor left"

    bench.drive(steps, size)


def test_d9_undo_two_screens_above_triage_walks_it_too(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "c", "s", "k", "A")
        above = pilot.app.screen
        assert isinstance(above, ActivitiesScreen)
        assert above.account is not None
        opened_over(above, ActivitiesScreen(above, above.account))
        await settle(pilot)
        await press(pilot, "u", "escape", "escape")
        assert at_hand(pilot) == "Usage down"

    bench.drive(steps)


def test_d9_what_is_done_over_triage_is_no_deed_of_it_and_its_undo_no_step_back(
    bench: Bench,
) -> None:
    """A call that is logged among the customer's activities; undo there walks triage, too."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "j", "c", "s", "A", "N", *"call", "ctrl+s", "escape", "u")
        assert "Undid: Logged call" in picture(pilot), picture(pilot)
        assert at_hand(pilot) == "Sponsor left"
        assert "1 closed" in picture(pilot)
        await press(pilot, "A", "u")
        assert bench.cta("Renewal kick-off")["closed_at"] is None
        await press(pilot, "escape")
        assert at_hand(pilot) == "Renewal kick-off"
        assert "1 closed" not in picture(pilot)
        await press(pilot, "U")
        assert at_hand(pilot) == "Sponsor left"
        assert "1 closed" in picture(pilot)

    bench.drive(steps)


def test_d9_left_in_a_folded_group_its_fold_is_open_from_then_on(bench: Bench) -> None:
    """As after `z`: when the tab is shown again, too."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "z")
        assert "Usage down" not in picture(pilot)
        await press(pilot, "T", "q")
        assert "Usage down" in picture(pilot)
        await press(pilot, "1", "2")
        assert "Usage down" in picture(pilot), picture(pilot)

    bench.drive(steps)
