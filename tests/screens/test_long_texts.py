"""A text that somebody else writes while one types: both are within reach, none is lost (CD-2)."""

from __future__ import annotations

from textual.pilot import Pilot

from cockpit_tui.services.playbook_editing import PlaybookEditService
from tests.screens.bench import Bench, cockpit, picture, press


def test_cd_2_a_comment_that_another_wrote_on_meanwhile_keeps_the_lines_of_both(
    bench: Bench,
) -> None:
    cta_id = bench.ctas["Usage down"]
    bench.workspace.ctas().edit([cta_id], {"comment": "called\nwaits"})

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "m", "up", "home", *"twice ")
        bench.workspace.ctas("Leo").edit([cta_id], {"comment": "called\nwaits\nLeo: offer sent"})
        await press(pilot, "ctrl+s")
        assert bench.cta("Usage down")["comment"] == "twice called\nwaits\nLeo: offer sent"
        assert "it too: the lines of both are kept" in picture(pilot)
        await press(pilot, "u")
        assert bench.cta("Usage down")["comment"] == "called\nwaits\nLeo: offer sent"

    bench.drive(steps)


def test_cd_2_on_the_same_lines_the_person_gets_both_and_writes_what_is_to_stand(
    bench: Bench,
) -> None:
    cta_id = bench.ctas["Usage down"]

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "m", *"called")
        bench.workspace.ctas("Leo").edit([cta_id], {"comment": "offer sent"})
        await press(pilot, "ctrl+s")
        assert bench.cta("Usage down")["comment"] == "offer sent"
        shown = picture(pilot)
        assert "Above yours: what Leo wrote" in shown
        assert shown.index("offer sent") < shown.index("called")
        await press(pilot, "escape")
        assert "Esc again throws away what you typed" in picture(pilot)
        await press(pilot, *", too", "ctrl+s")
        assert bench.cta("Usage down")["comment"] == "offer sent\ncalled, too"

    bench.drive(steps)


def test_tp_13_a_form_keeps_its_other_fields_until_the_text_is_settled(bench: Bench) -> None:
    task_id = bench.tasks["Pull report"]

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "tab")
        assert cockpit(pilot).task_id == task_id
        await press(pilot, "E", "end", *" now", *["tab"] * 5, *"mine")
        bench.workspace.tasks("Leo").edit([task_id], {"comments": "Leo's", "title": "Pull it"})
        await press(pilot, "ctrl+s")
        assert bench.task("Pull report")["title"] == "Pull it"
        await press(pilot, "ctrl+s")
        assert bench.task("Pull report")["comments"] == "Leo's\nmine"
        assert bench.task("Pull report")["title"] == "Pull report now"

    bench.drive(steps)


def test_tp_5_a_playbooks_form_writes_only_what_was_changed(bench: Bench) -> None:
    workspace = bench.workspace
    playbooks = workspace.playbooks()
    other_window = PlaybookEditService(
        workspace.store, workspace.actor(), workspace.clock, workspace.practice
    )
    first = playbooks.all()[0]

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "B", "home", "E", "end", *" now")
        other_window.edit(first.id, {"description": "Call first."})
        await press(pilot, "ctrl+s")
        now = next(row for row in playbooks.all() if row.id == first.id)
        assert (now.name, now.description) == (f"{first.name} now", "Call first.")

    bench.drive(steps)
