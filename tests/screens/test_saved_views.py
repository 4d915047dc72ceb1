"""Saved views on the screen (CL-13, D8): `v` saves, renames, moves, shares and deletes tabs."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from textual.pilot import Pilot

from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.domain.lists.saved_views import ViewDraft
from cockpit_tui.domain.values import GroupBy
from cockpit_tui.services.history import HistoryService
from cockpit_tui.services.saved_views import SavedViewService
from cockpit_tui.store.tables import schema
from cockpit_widgets.frame.toast import ToastText
from tests.screens.bench import Bench, cockpit, picture, press, wait_until

FLAGGED = ViewDraft("Hooli risks", "account:hooli type:risk", GroupBy.OWNER)


def saved(bench: Bench, user: str = "Ana") -> SavedViewService:
    return SavedViewService(bench.store, bench.workspace.actor(user), bench.clock)


def tabs(pilot: Pilot[None]) -> list[str]:
    return [tab.label for tab in cockpit(pilot).view.tabs]


def shown(pilot: Pilot[None]) -> ViewTab:
    tab = cockpit(pilot).view.tab
    assert tab is not None
    return tab


def test_cl_13_a_filter_is_saved_and_becomes_a_tab_with_its_count(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash", *"type:risk", "enter", "b", "o")
        await press(pilot, "v", "s", *"Risks", "enter")
        assert tabs(pilot)[-1] == "Risks"
        assert shown(pilot).label == "Risks"
        assert shown(pilot).count == 3
        assert shown(pilot).group_by is GroupBy.OWNER
        assert "6 Risks 3" in picture(pilot).splitlines()[1]
        await press(pilot, "1")
        assert cockpit(pilot).view.state.query == "mine:yes is:open"
        await press(pilot, "6")
        assert cockpit(pilot).view.state.query == "is:open type:risk"
        assert cockpit(pilot).cta_list.listing.total == 3

    bench.drive(steps)


def test_cl_14_a_view_with_columns_that_nobody_knows_is_shown_without_them(bench: Bench) -> None:
    """A line of somebody else's, taken in by an earlier program, ended the cockpit at every start.

    The columns are beyond two, too."""
    saved(bench).save([FLAGGED])
    with bench.store.write() as connection:
        connection.execute(update(schema.saved_view).values(columns="mood,health,arr,nps"))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "6")
        assert shown(pilot).label == "Hooli risks"
        assert "Sponsor left" in picture(pilot)
        heads = picture(pilot).splitlines()[3]
        assert "Hth     ARR" in heads
        assert "NPS" not in heads

    bench.drive(steps, size=(160, 40))


def test_a_tab_is_moved_renamed_and_deleted_and_undo_brings_it_back(bench: Bench) -> None:
    saved(bench).save([FLAGGED])

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "6", "v", "h")
        assert tabs(pilot)[-2:] == ["Hooli risks", "Closed"]
        await press(pilot, "v", "r", *["backspace"] * 5, *"trouble", "enter")
        assert shown(pilot).label == "Hooli trouble"
        await press(pilot, "v", "x")
        assert tabs(pilot) == ["Mine", "Team", "Core risks", "Snoozed", "Closed"]
        assert shown(pilot).label == "Mine"
        await press(pilot, "u")
        assert tabs(pilot)[-2] == "Hooli trouble"
        await press(pilot, "u", "u")
        assert tabs(pilot)[-1] == "Hooli risks"

    bench.drive(steps)


def test_cl_13_the_teams_view_goes_for_everybody_which_is_said_before_and_after(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "v")
        assert "Write this into the team's Mine" in picture(pilot)
        await press(pilot, "x")
        assert "Delete the team's view Mine" in picture(pilot)
        assert "everybody loses this tab, not you alone" in picture(pilot)
        assert tabs(pilot)[0] == "Mine"
        await press(pilot, "escape")
        assert "Nothing was changed." in picture(pilot)
        await press(pilot, "v", "x", "enter")
        assert "Deleted the team's view Mine" in picture(pilot)
        assert "Mine" not in tabs(pilot)
        await press(pilot, "u")
        assert tabs(pilot)[0] == "Mine"
        await press(pilot, "1", "v", "t")
        assert "everybody loses this tab, not you alone" in picture(pilot)
        await press(pilot, "escape", "slash", *" type:risk", "enter", "v", "w")
        assert "Changed the team's view Mine" in picture(pilot)
        await press(pilot, "v", "r")
        assert "Rename the team's view" in picture(pilot)
        await press(pilot, "s", "enter")
        assert "Renamed the team's view Mine to Mines" in picture(pilot)

    bench.drive(steps)


def test_a_view_of_ones_own_grouping_leaves_that_of_the_others_alone(bench: Bench) -> None:
    saved(bench).save([FLAGGED])

    async def steps(pilot: Pilot[None]) -> None:
        seen = []
        for key in ("6", "1"):
            await press(pilot, key)
            seen.append(cockpit(pilot).view.state.group_by)
        assert seen == [GroupBy.OWNER, GroupBy.DUE]

    bench.drive(steps)


def test_d8_a_view_is_saved_from_one_line_of_text(bench: Bench) -> None:
    line = 'view "Hooli" "account:hooli" group=type'

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "v", "i", *"nonsense", "enter")
        assert "This is not a view." in picture(pilot)
        await press(pilot, *["backspace"] * len("nonsense"))
        for letter in line:
            await pilot.press({" ": "space", '"': "quotation_mark"}.get(letter, letter))
        await press(pilot, "enter")
        assert tabs(pilot)[-1] == "Hooli"

    bench.drive(steps)
    assert saved(bench).find("Hooli").group_by is GroupBy.TYPE


def test_what_others_share_comes_in_and_what_they_change_is_shown(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        (view_id,) = saved(bench).save([FLAGGED], is_team=True).ids
        await press(pilot, "f5")
        while "Hooli risks" not in tabs(pilot):
            await pilot.pause(0.05)
        await press(pilot, "6")
        assert cockpit(pilot).cta_list.listing.total == 1
        saved(bench).change(str(view_id), ViewDraft("Hooli risks", "account:hooli"))
        while cockpit(pilot).view.state.query != "account:hooli":
            await pilot.pause(0.05)

    bench.drive(steps)


async def until_known(pilot: Pilot[None], label: str, *, is_there: bool = True) -> None:
    words = f"{label} is a tab" if is_there else f"{label} is no tab"
    await wait_until(pilot, lambda: (label in tabs(pilot)) is is_there, words)


@pytest.mark.parametrize("what", ["deleted", "changed"])
def test_cl_13_a_filter_is_typed_on_while_somebody_takes_or_changes_its_view(
    bench: Bench, what: str
) -> None:
    """Enter and Esc waited for a list that was not shown any more, and the line was never left."""

    async def steps(pilot: Pilot[None]) -> None:
        (view_id,) = saved(bench).save([FLAGGED], is_team=True).ids
        await press(pilot, "f5")
        await until_known(pilot, "Hooli risks")
        for leave in ("escape", "enter"):
            await press(pilot, "6", "slash", *"sponsor")
            others = saved(bench)
            if what == "deleted":
                others.delete(str(view_id))
                await until_known(pilot, "Hooli risks", is_there=False)
            else:
                others.change(str(view_id), ViewDraft("Hooli renewals", "account:hooli"))
                await until_known(pilot, "Hooli renewals")
            await press(pilot, leave)
            view, line = cockpit(pilot).view, cockpit(pilot).filter_line
            assert not line.is_editing
            assert not view.is_behind
            assert not view.reading.is_shown
            expected = "mine:yes is:open" if what == "deleted" else "account:hooli"
            if leave == "enter":
                expected = "account:hooli type:risk sponsor"
            assert view.state.query == expected
            HistoryService(bench.store, bench.workspace.actor("Ana"), bench.clock).undo()
            await until_known(pilot, "Hooli risks")

    bench.drive(steps)


def test_cl_13_a_view_that_somebody_deletes_says_so_where_it_was_shown(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        (view_id,) = saved(bench).save([FLAGGED], is_team=True).ids
        await press(pilot, "f5")
        await until_known(pilot, "Hooli risks")
        await press(pilot, "6")
        saved(bench).delete(str(view_id))
        words = "The view Hooli risks is gone: this is Mine."
        await wait_until(pilot, lambda: words in picture(pilot), words)

    bench.drive(steps)


@pytest.mark.parametrize("what", ["deleted", "changed"])
def test_cl_13_what_somebody_does_to_the_view_is_told_beside_what_was_done_here(
    bench: Bench, what: str
) -> None:
    """It said nothing while any toast was up."""
    words = "The view Hooli risks is gone: this is Mine."
    if what == "changed":
        words = "The view Hooli risks has another filter now."

    async def steps(pilot: Pilot[None]) -> None:
        (view_id,) = saved(bench).save([FLAGGED], is_team=True).ids
        await press(pilot, "f5")
        await until_known(pilot, "Hooli risks")
        await press(pilot, "6", "f")
        if what == "deleted":
            saved(bench).delete(str(view_id))
        else:
            saved(bench).change(str(view_id), ViewDraft("Hooli risks", "account:hooli"))
        toast = cockpit(pilot).toast
        await wait_until(pilot, lambda: words in (toast.text or ToastText("")).text, words)
        told = f"Flagged “Sponsor left”, Hooli. {words}"
        assert toast.text == ToastText(told, key="u", key_label="undo")

    bench.drive(steps)


def test_cl_13_what_one_does_to_a_view_oneself_is_no_news(bench: Bench) -> None:
    """Also where that is an undo, on the cockpit or on a screen over it."""
    saved(bench).save([FLAGGED])

    async def steps(pilot: Pilot[None]) -> None:
        told = []
        await press(pilot, "6", "v", "x")
        told.append(picture(pilot))
        await press(pilot, "u", "6", "slash", *" sponsor", "enter", "v", "w", "u")
        told.append(picture(pilot))
        await press(pilot, "1", "6", "U", "J", "u", "escape")
        await wait_until(
            pilot, lambda: cockpit(pilot).view.state.query == FLAGGED.query, "the undo"
        )
        told.append(picture(pilot))
        assert not any("is gone" in one or "another filter" in one for one in told), told

    bench.drive(steps)


def test_a_member_may_not_change_the_team_s_views(bench: Bench) -> None:
    bench.user = "Leo"

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "v", "x")
        assert "may not configure" in picture(pilot)
        assert tabs(pilot)[0] == "Mine"

    bench.drive(steps)


def test_a_member_is_refused_before_a_name_for_the_team_s_view_is_asked(bench: Bench) -> None:
    bench.user = "Leo"

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "v", "r")
        assert "Rename this view" not in picture(pilot)
        assert "configure workspace" in picture(pilot)

    bench.drive(steps)


def test_the_view_that_was_shown_last_is_shown_again(bench: Bench) -> None:
    (view_id,) = saved(bench).save([FLAGGED]).ids

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "6")

    bench.drive(steps)
    assert str(view_id) in bench.state_file.read_text(encoding="utf-8")
