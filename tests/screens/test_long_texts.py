"""A text that somebody else writes while one types: both are within reach, none is lost (CD-2)."""

from __future__ import annotations

from textual.pilot import Pilot

from cockpit_tui.domain.line_merge import LONGEST_TEXT
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


def test_d7_repeating_a_comment_adds_its_lines_below_what_stands_there(bench: Bench) -> None:
    """Only what was written goes along, and undo takes it away again."""
    ctas = bench.workspace.ctas()
    ctas.edit([bench.ctas["Usage down"]], {"comment": "Globex alone"})
    ctas.edit([bench.ctas["Sponsor left"]], {"comment": "Hooli alone"})

    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "m", *" knows", "enter", *"called them", "ctrl+s")
        assert bench.cta("Usage down")["comment"] == "Globex alone knows\ncalled them"
        while screen.cta_id != bench.ctas["Sponsor left"]:
            await press(pilot, "j")
        await press(pilot, "full_stop")
        assert bench.cta("Sponsor left")["comment"] == (
            "Hooli alone\nGlobex alone knows\ncalled them"
        )
        assert "Added to the comment of “Sponsor left”" in picture(pilot), picture(pilot)
        await press(pilot, "full_stop")
        assert "Nothing had to change" in picture(pilot)
        await press(pilot, "u")
        assert bench.cta("Sponsor left")["comment"] == "Hooli alone"

    bench.drive(steps)


def test_d7_a_comment_is_repeated_on_marked_ctas_after_a_preview_that_says_it_is_added(
    bench: Bench,
) -> None:
    ctas = bench.workspace.ctas()
    ctas.edit([bench.ctas["Sponsor left"]], {"comment": "Hooli alone"})

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "m", *"called", "ctrl+s", "ctrl+a", "full_stop")
        assert "added: called" in picture(pilot), picture(pilot)
        await press(pilot, "enter")
        assert "Added to the comment of" in picture(pilot), picture(pilot)
        assert bench.cta("Sponsor left")["comment"] == "Hooli alone\ncalled"
        assert bench.cta("Renewal kick-off")["comment"] == "called"
        assert bench.cta("Usage down")["comment"] == "called", "it has it already"

    bench.drive(steps)


def test_d7_comments_of_a_task_are_repeated_below_those_of_another(bench: Bench) -> None:
    bench.workspace.tasks().edit([bench.tasks["Call sponsor"]], {"comments": "Leo's"})

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "tab", "m", *"no answer", "ctrl+s", "j", "full_stop")
        assert bench.task("Call sponsor")["comments"] == "Leo's\nno answer"
        assert "Added to the comments of task" in picture(pilot), picture(pilot)

    bench.drive(steps)


def test_d7_what_only_took_a_text_away_and_a_name_are_not_repeated(bench: Bench) -> None:
    ctas = bench.workspace.ctas()
    for name in ("Usage down", "Renewal kick-off"):
        ctas.edit([bench.ctas[name]], {"comment": f"about {name}"})

    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "m", "ctrl+u", "ctrl+s")
        assert bench.cta("Usage down")["comment"] == ""
        while screen.cta_id != bench.ctas["Renewal kick-off"]:
            await press(pilot, "j")
        await press(pilot, "full_stop")
        assert bench.cta("Renewal kick-off")["comment"] == "about Renewal kick-off"
        assert "no line that could be written again" in picture(pilot), picture(pilot)
        await press(pilot, "escape", "f2", *"!", "enter", "k", "k", "full_stop")
        assert bench.cta("Usage down")["name"] == "Usage down"
        assert "A name is given to one CTA" in picture(pilot), picture(pilot)

    bench.drive(steps)


def test_d7_a_text_that_finds_no_room_below_another_is_refused_in_words(bench: Bench) -> None:
    full = "x" * LONGEST_TEXT
    bench.workspace.ctas().edit([bench.ctas["Renewal kick-off"]], {"comment": full})

    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "m", *"called", "ctrl+s")
        while screen.cta_id != bench.ctas["Renewal kick-off"]:
            await press(pilot, "j")
        await press(pilot, "full_stop")
        assert bench.cta("Renewal kick-off")["comment"] == full
        assert "has no room for more" in picture(pilot), picture(pilot)

    bench.drive(steps)
