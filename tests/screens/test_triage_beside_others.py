"""Triage while others work on the same CTAs (D9)."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.screens.bench import Bench, picture, press, settle, wait_until
from tests.screens.test_triage import at_hand


def test_d9_what_goes_under_ones_eyes_brings_the_next_also_on_the_way_back(bench: Bench) -> None:
    """Deleted in another window."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "j", "j", "k")
        assert at_hand(pilot) == "Renewal kick-off"
        bench.workspace.ctas().delete([bench.ctas["Renewal kick-off"]])
        await wait_until(pilot, lambda: "Sponsor left" in picture(pilot), "the next one")
        assert at_hand(pilot) == "Sponsor left"

    bench.drive(steps)


def test_d9_what_a_colleague_closed_meanwhile_is_passed_over_and_told(bench: Bench) -> None:
    """Nothing is left to do there; going back leads to it, as to one's own deeds."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "j")
        bench.clock.advance(minutes=1)
        bench.workspace.ctas("Leo").close([bench.ctas["Second unit asks"]])
        await settle(pilot)
        await press(pilot, "j", "c", "s")
        assert at_hand(pilot) == "[/b] Brackets \x1b[31m"
        assert "“Second unit asks” was closed meanwhile" in picture(pilot), picture(pilot)
        assert "1 closed · 2 skipped" in picture(pilot)
        await press(pilot, "k")
        assert at_hand(pilot) == "Second unit asks"
        await press(pilot, "k")
        assert at_hand(pilot) == "Sponsor left"
        await press(pilot, "j")
        assert at_hand(pilot) == "[/b] Brackets \x1b[31m"

    bench.drive(steps)


def test_d9_what_is_passed_over_is_told_beside_the_deed_with_its_key(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T")
        bench.clock.advance(minutes=1)
        bench.workspace.ctas("Leo").close([bench.ctas["Renewal kick-off"]])
        await settle(pilot)
        await press(pilot, "c", "s", "k")
        assert at_hand(pilot) == "Sponsor left"
        told = " ".join(picture(pilot).split())
        assert "“Renewal kick-off” was closed meanwhile. u undo" in told, picture(pilot)
        assert "✓ Closed" in told, picture(pilot)

    bench.drive(steps)


def test_d9_closed_ctas_of_a_view_are_gone_through_as_they_are(bench: Bench) -> None:
    bench.workspace.ctas().close([bench.ctas["Usage down"], bench.ctas["Sponsor left"]])

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "5", "T", "C")
        assert "1 of 2" in picture(pilot)
        await press(pilot, "j")
        assert "2 of 2" in picture(pilot)

    bench.drive(steps)
