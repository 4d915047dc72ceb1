"""Completion on the filter line: real values, taken with Tab or an arrow, never in the way."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from cockpit_widgets.frame.key_footer import KeyFooter
from tests.screens.bench import Bench, click, cockpit, lines, picture, press, settle


def offered(pilot: Pilot[None]) -> bool:
    return any(line.endswith("Tab") for line in lines(cockpit(pilot).filter_line)[1:])


def test_tab_takes_the_person_and_an_arrow_chooses_while_enter_and_esc_stay_what_they_are(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash", *"owner:le")
        assert "owner:Leo" in picture(pilot).splitlines()[3]
        assert "Leo@x.example" in picture(pilot)
        await press(pilot, "tab")
        assert not offered(pilot)
        await press(pilot, "enter")
        assert cockpit(pilot).view.state.query == "is:open owner:Leo"
        assert cockpit(pilot).cta_list.listing.total == 1

        await press(pilot, "2", "slash", *"is:f", "down", "backspace", "s", "down", "enter")
        assert cockpit(pilot).filter_line.is_editing
        await press(pilot, "enter")
        assert cockpit(pilot).view.state.query in {"is:open is:stale", "is:open is:synced"}

        await press(pilot, "2", "slash", *"usa")
        assert offered(pilot)
        await press(pilot, "enter")
        assert cockpit(pilot).view.state.query == "is:open usa"
        await press(pilot, "slash", *"sta")
        assert offered(pilot)
        await press(pilot, "escape")
        assert not offered(pilot)
        assert not cockpit(pilot).filter_line.is_editing
        assert cockpit(pilot).view.state.query == "is:open usa"

    bench.drive(steps)


def test_a_space_after_what_was_completed_is_there_already(bench: Bench) -> None:
    """Whoever types on as everywhere got two; a second one is the person's own."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash", *"owner:le", "tab", "space", *"usa", "enter")
        assert cockpit(pilot).view.state.query == "is:open owner:Leo usa"
        await press(pilot, "2", "slash", *"owner:le", "tab", "left", "right", "space", *"u")
        assert "owner:Leo  u" in picture(pilot)
        await press(pilot, "escape")

    bench.drive(steps)


def test_a_word_that_turns_out_to_be_no_field_leaves_the_list_that_was_there(
    bench: Bench,
) -> None:
    """CL-7: `ownr` is looked for as a word until its colon comes, and nothing has it."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2")
        total = cockpit(pilot).cta_list.listing.total
        await press(pilot, "slash", *"ownr")
        assert "No CTA matches" in picture(pilot)
        await press(pilot, *":leo")
        assert "There is no field “ownr”" in picture(pilot)
        assert "No CTA matches" not in picture(pilot)
        assert cockpit(pilot).cta_list.listing.total == total > 0
        await press(pilot, *["left"] * 5, "e")
        assert cockpit(pilot).cta_list.listing.total == 1
        await press(pilot, "end", "space", "exclamation_mark", *"usa")
        assert "Did you mean “-usa”?" in picture(pilot)
        assert cockpit(pilot).cta_list.listing.total == 1, "the last good one"

    bench.drive(steps)


def test_a_customer_is_found_from_a_bare_word_and_quoted_where_it_must_be(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash", *"glo")
        assert "account:Globex" in picture(pilot)
        await press(pilot, "tab", *"status:work")
        assert 'status:"Work in progress"' in picture(pilot)
        await press(pilot, "right", "enter")
        query = 'is:open account:Globex status:"Work in progress"'
        assert cockpit(pilot).view.state.query == query

    bench.drive(steps, size=(80, 24))


def test_what_would_fit_stands_below_where_there_is_no_room_beside(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash", *"typ:risk")
        assert "There is no field “typ”." in picture(pilot).splitlines()[2]
        assert "Did you mean “type”?" in picture(pilot).splitlines()[3]
        await press(pilot, *["left"] * 5, "e")
        assert "Did you mean" not in picture(pilot)

    bench.drive(steps, size=(100, 30))


def test_while_a_filter_is_typed_the_footer_shows_the_keys_that_work_in_it(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        before = picture(pilot).splitlines()[-1]
        await press(pilot, "slash", *"usa")
        footer = picture(pilot).splitlines()[-1].strip()
        assert footer.startswith("Enter show these  Tab complete  Esc cancel")
        assert footer.endswith("F1 help")
        assert "close" not in footer
        await press(pilot, "enter")
        assert picture(pilot).splitlines()[-1] == before
        await press(pilot, "slash", *"sta")
        await click(pilot, KeyFooter, "cancel")
        assert not cockpit(pilot).filter_line.is_editing
        assert cockpit(pilot).view.state.query.endswith("usa")
        await press(pilot, "slash", "f1")
        assert "Keys that work here" in picture(pilot)

    bench.drive(steps)


@pytest.mark.parametrize("over", [("ctrl+p", "escape"), ("f1", "escape")], ids=["palette", "help"])
def test_a_filter_is_gone_on_with_after_a_dialog_over_it(
    bench: Bench, over: tuple[str, ...]
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash", *"un", *over, *"it", "enter")
        assert list(cockpit(pilot).cta_list.listing.ids) == [bench.ctas["Second unit asks"]]
        await press(pilot, "escape", "j", "j")
        assert cockpit(pilot).cta_list.has_focus, picture(pilot)

    bench.drive(steps)


def test_a_filter_is_gone_on_with_after_a_look_at_another_window(bench: Bench) -> None:
    """Terminals tell when they lose the keyboard and get it back."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash", *"un")
        pilot.app.post_message(events.AppBlur())
        await settle(pilot)
        pilot.app.post_message(events.AppFocus())
        await press(pilot, *"it", "enter")
        assert list(cockpit(pilot).cta_list.listing.ids) == [bench.ctas["Second unit asks"]]

    bench.drive(steps)
