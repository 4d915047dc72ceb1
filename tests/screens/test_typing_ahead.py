"""Keys that come in a burst do what they do one by one."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.screens.bench import Bench, burst, cockpit, picture


def test_the_answer_typed_with_the_verb_goes_to_its_question(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["j", "j", "c", "s"])
        assert bench.cta("Renewal kick-off")["closed_at"] is not None
        assert bench.cta("Usage down")["closed_at"] is None

    bench.drive(steps)


def test_a_filter_typed_in_one_go_is_a_filter(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["slash", *"type", "colon", *"risk", "enter", "f"])
        assert cockpit(pilot).view.state.query == "mine:yes is:open type:risk"
        assert bench.cta("Usage down")["is_flagged"], picture(pilot)

    bench.drive(steps)


def test_tab_and_a_verb_in_one_go_act_on_the_task(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["j", "j", "k", "k", "tab", "c"])
        assert bench.task("Pull report")["closed_at"] is not None
        assert bench.cta("Usage down")["closed_at"] is None

    bench.drive(steps, (80, 24))


def test_two_verbs_in_one_go_see_each_other(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await burst(pilot, ["f", "f", "f"])
        assert bench.cta("Usage down")["is_flagged"]
        await burst(pilot, ["u", "u"])
        assert bench.cta("Usage down")["is_flagged"]

    bench.drive(steps)
