"""The CTA list under keys and the mouse: the cursor, pages, folds, and rows that come late."""

from __future__ import annotations

import time
from array import array
from typing import Any

from msgspec.structs import replace
from textual.pilot import Pilot

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.rows import Group, Listing
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_widgets.cta_list.list import CtaList
from tests.widgets.feeding import Feeding
from tests.widgets.host import cta_row, drive, listing, texts


def test_the_cursor_starts_on_the_first_cta_and_arrows_and_letters_move_it() -> None:
    app = Feeding(listing([3, 2]))

    async def steps(pilot: Pilot[Any]) -> None:
        assert app.list.cursor_id == 1
        await pilot.press("j", "down", "k")
        assert app.list.cursor_id == 2
        await pilot.press("down", "down")
        assert app.at() == (None, "g1")
        await pilot.press("end")
        assert app.list.cursor_id == 5
        await pilot.press("g", "g")
        assert (app.at(), app.list.cursor_y) == ((1, "g0"), 2)
        await pilot.press("G", "home", "j")
        assert app.of(CtaList.CursorMoved)[-1].row_id == 2

    drive(app, steps)


def test_one_g_alone_moves_nothing_and_another_key_breaks_the_chord() -> None:
    app = Feeding(listing([30]))

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("G", "g", "k", "g")
        assert app.list.cursor_id == 29
        await pilot.press("g")
        assert app.list.cursor_id == 1

    drive(app, steps)


def test_pages_and_half_pages_keep_the_cursor_on_its_line() -> None:
    app = Feeding(listing([500]))

    async def steps(pilot: Pilot[Any]) -> None:
        height = app.list.size.height - 1
        await pilot.press("j", "j", "j")
        y = app.list.cursor_y
        await pilot.press("pagedown")
        assert (app.list.cursor_id, app.list.cursor_y) == (4 + height, y)
        await pilot.press("pageup")
        assert (app.list.cursor_id, app.list.cursor_y) == (4, y)
        await pilot.press("ctrl+d")
        assert app.list.cursor_id == 4 + height // 2
        await pilot.press("ctrl+u")
        assert app.list.cursor_id == 4

    drive(app, steps)


def test_folds_outlive_a_listing_and_unfold_again_when_a_group_has_gone() -> None:
    app = Feeding(listing([3, 2, 4]))

    async def steps(pilot: Pilot[Any]) -> None:
        app.list.action_toggle_all_folds()
        app.list.show_listing(listing([3, 2]))
        await pilot.pause()
        assert [line[3:12] for line in texts(app.list)[1:3]] == ["▸ Group 0", "▸ Group 1"]
        app.list.action_toggle_all_folds()
        await pilot.pause()
        assert sum("▾" in line for line in texts(app.list)) == 2
        app.list.action_toggle_all_folds()
        kept = app.list.folded
        app.list.show_listing(listing([3, 2]), keep_cursor=False, folded=kept)
        await pilot.pause()
        assert app.at() == (None, "g0")
        assert sum("▸" in line for line in texts(app.list)) == 2

    drive(app, steps)


def test_old_rows_stay_until_the_rows_of_a_far_target_have_come() -> None:
    app = Feeding(listing([10_000]))

    async def steps(pilot: Pilot[Any]) -> None:
        before = texts(app.list)
        app.holds_back = True
        await pilot.press("G", "k")
        assert texts(app.list) == before
        assert app.list.is_waiting
        wanted = app.of(CtaList.RowsWanted)[-1].ids
        assert len(wanted) == app.list.page, "what the screen needs comes before what may be"
        app.list.show_rows(map(cta_row, wanted))
        assert app.list.cursor_id == 9_999
        assert "CTA number 10000" in texts(app.list)[-1]
        await pilot.pause()
        assert len(app.of(CtaList.RowsWanted)[-1].ids) > app.list.page

    drive(app, steps)


def test_a_target_beyond_the_ids_read_is_reached_when_the_listing_is_complete() -> None:
    app = Feeding(listing([100, 5_000], known=200))

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("G")
        assert (app.list.cursor_id, app.list.is_waiting) == (1, True)
        app.list.show_listing(listing([100, 5_000]))
        await pilot.pause()
        assert (app.list.cursor_id, app.list.is_waiting) == (5_100, False)

    drive(app, steps)


def test_the_end_of_a_beginning_is_left_for_that_of_the_whole_list() -> None:
    app = Feeding(replace(listing([60]), is_partial=True))

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("G")
        assert (app.list.cursor_id, app.list.is_waiting) == (60, True)
        app.list.show_listing(listing([100]))
        await pilot.pause()
        assert (app.list.cursor_id, app.list.is_waiting) == (100, False)
        app.list.show_listing(replace(listing([60]), is_partial=True), keep_cursor=False)
        await pilot.press("G", "k")
        app.list.show_listing(listing([100]))
        await pilot.pause()
        assert (app.list.cursor_id, app.list.is_waiting) == (59, False), "it was moved away"

    drive(app, steps)


def test_the_beginning_of_a_list_neither_draws_the_cursor_up_nor_is_marked_as_all_of_it() -> None:
    app = Feeding(listing([60, 60]))

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press(*["end"], *["k"] * 9)
        await pilot.pause()
        place = (app.list.cursor_id, app.list.cursor_y)
        assert place[0] == 111
        beginning = replace(listing([40]), is_partial=True)
        app.list.show_listing(beginning)
        await pilot.pause()
        assert (app.list.cursor_id, app.list.cursor_y) == place
        app.list.show_listing(listing([60, 60]))
        await pilot.pause()
        assert (app.list.cursor_id, app.list.cursor_y) == place
        app.list.show_listing(beginning, keep_cursor=False)
        await pilot.pause()
        assert app.list.cursor_id == 1
        assert not app.list.mark_all()
        assert not app.list.mark_group()
        assert not app.list.marked

    drive(app, steps)


def test_a_background_refresh_leaves_the_cursor_on_its_line_of_the_screen() -> None:
    app = Feeding(listing([400]))

    async def steps(pilot: Pilot[Any]) -> None:
        app.list.jump_to(CtaId(200))
        await pilot.press("k", "k", "k", "k")
        y = app.list.cursor_y
        before = texts(app.list)[y]
        ids = array("i", [*range(1000, 1007), *range(1, 401)])
        ids.remove(150)
        group = Group("g0", "Group 0", len(ids), 100_000)
        app.list.show_listing(Listing(GroupBy.DUE, SortBy.DUE, (group,), ids))
        await pilot.pause()
        assert (app.list.cursor_id, app.list.cursor_y) == (196, y)
        assert texts(app.list)[y] == before
        assert app.of(CtaList.NewAbove)[-1].count == 6
        await pilot.press("home")
        assert app.of(CtaList.NewAbove)[-1].count == 0

    drive(app, steps)


def test_when_the_cursors_cta_vanishes_the_next_one_takes_its_line() -> None:
    app = Feeding(listing([50]))

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("j", "j")
        ids = array("i", [n for n in range(1, 51) if n not in (3, 4)])
        group = Group("g0", "Group 0", len(ids))
        app.list.show_listing(Listing(GroupBy.DUE, SortBy.DUE, (group,), ids))
        await pilot.pause()
        assert (app.list.cursor_id, app.list.cursor_y) == (5, 4)

    drive(app, steps)


def test_a_new_view_starts_at_its_top() -> None:
    app = Feeding(listing([50]))

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("end")
        app.list.show_listing(listing([7], first=300), keep_cursor=False)
        await pilot.pause()
        assert (app.list.cursor_id, app.list.cursor_y) == (300, 2)

    drive(app, steps)


def test_enter_and_double_click_open_a_cta_and_a_click_moves() -> None:
    app = Feeding(listing([9]))

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.click(app.list, offset=(20, 5))
        assert app.list.cursor_id == 4
        await pilot.click(app.list, offset=(20, 6), times=2)
        assert app.of(CtaList.Opened)[-1].row_id == 5
        app.list.action_open()
        await pilot.pause()
        assert len(app.of(CtaList.Opened)) == 2

    drive(app, steps)


def test_the_wheel_scrolls_and_draws_the_cursor_along() -> None:
    app = Feeding(listing([200]))

    async def steps(pilot: Pilot[Any]) -> None:
        from textual import events

        for _ in range(4):
            app.list.post_message(
                events.MouseScrollDown(app.list, 1, 5, 0, 0, 0, False, False, False)
            )
        await pilot.pause()
        assert app.list.cursor_y == 1
        assert app.list.cursor_id == 12

    drive(app, steps)


class Counted(array):  # type: ignore[type-arg]
    """Ids that tell how often they were looked at one by one."""

    looks = 0

    def __getitem__(self, key: Any) -> Any:
        Counted.looks += 1 if isinstance(key, int) else len(range(*key.indices(len(self))))
        return super().__getitem__(key)


def test_a_million_ids_open_without_being_looked_at() -> None:
    million = 1_000_000
    counted = Counted("i", range(million))
    groups = tuple(Group(f"g{n}", f"Group {n}", million // 10) for n in range(10))
    app = Feeding(Listing(GroupBy.DUE, SortBy.DUE, groups, counted))
    Counted.looks = 0

    async def steps(pilot: Pilot[Any]) -> None:
        assert Counted.looks < 2_000
        Counted.looks = 0
        await pilot.press("G")
        assert app.list.cursor_id == million - 1
        app.list.action_toggle_all_folds()
        await pilot.press("k")
        app.list.action_toggle_all_folds()
        await pilot.pause()
        assert Counted.looks < 6_000
        start = time.perf_counter()
        assert app.list.jump_to(CtaId(777_777))
        assert time.perf_counter() - start < 0.2
        await pilot.pause()
        assert app.list.cursor_id == 777_777

    drive(app, steps)


def test_a_list_that_scrolled_is_painted_as_if_it_had_been_opened_there() -> None:
    """Lines that only moved are not painted again; cursor, thumb and what comes in are."""
    app = Feeding(listing([9, 30, 1, 200]))

    async def steps(pilot: Pilot[Any]) -> None:
        for keys in ("G", "k", "kkk", "ctrl+u", "pageup", "g", "g", "jj", "pagedown", "jjjjj", "z"):
            for key in [keys] if keys in {"ctrl+u", "pageup", "pagedown"} else keys:
                await pilot.press(key)
            kept = [
                strip.text
                for strip in app.list.painted(range(app.list.size.height), app.list.size.width)
            ]
            assert kept == texts(app.list)

    drive(app, steps)
