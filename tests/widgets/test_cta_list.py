"""The CTA list, driven by keys."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.rows import CtaRow, Group, Listing
from cockpit_tui.domain.values import GroupBy, SortBy, SyncState
from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.drawing.list_message import ListMessage, ListState
from tests.widgets.host import HOSTILE, TODAY, WIDTHS, Host, cta_row, drive, listing, texts


class Feeding(Host):
    """Answers every wish for rows at once, unless told to hold back."""

    def __init__(
        self, shown: Listing, make: Callable[[int], CtaRow] = cta_row, **more: Any
    ) -> None:
        self.list = CtaList(TODAY)
        super().__init__(self.list, **more)
        self.first_listing = shown
        self.make = make
        self.holds_back = False

    def at(self) -> tuple[int | None, str | None]:
        return self.list.cursor_id, self.list.cursor_group

    def on_mount(self) -> None:
        self.list.show_listing(self.first_listing)
        self.list.focus()

    def on_cta_list_rows_wanted(self, message: CtaList.RowsWanted) -> None:
        if not self.holds_back:
            self.list.show_rows(map(self.make, message.ids))


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
        assert app.of(CtaList.CursorMoved)[-1].cta_id == 2

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


@pytest.mark.parametrize("width", WIDTHS)
def test_every_line_has_exactly_the_lists_width(width: int) -> None:
    def make(number: int) -> CtaRow:
        names = ("Plain", "解約の恐れ: 利用者が半減" * 4, HOSTILE)
        row = cta_row(number, name=names[number % 3], account=names[(number + 1) % 3])
        return replace(row, owner=HOSTILE if number % 2 else "小林 葵", tasks_open=2, tasks_total=5)

    app = Feeding(
        Listing(
            GroupBy.DUE,
            SortBy.DUE,
            (Group("a", HOSTILE, 20, 12_345_678_00, True), Group("b", "", 0)),
            array("i", range(20)),
        ),
        make,
    )

    async def steps(pilot: Pilot[Any]) -> None:
        texts(app.list)
        app.list.show_columns(owner=True)
        app.list.toggle_mark()
        await pilot.press("j")
        texts(app.list)

    drive(app, steps, (width, 24))


def test_cl_18_columns_stand_where_the_look_wants_them() -> None:
    """CL-18: an open CTA past its date says so in words."""
    rows = {
        1: cta_row(
            1,
            name="Usage down 38% in 30 days",
            due=TODAY.replace(day=20),
            is_flagged=True,
            is_milestone=True,
            sync_state=SyncState.PENDING,
            tasks_open=2,
            tasks_total=5,
        ),
        2: cta_row(2, name="解約の恐れ: 利用者が半減", account="桜井電機", due=TODAY),
        3: cta_row(3, name="Done already", is_closed=True, due=TODAY.replace(day=20)),
    }
    app = Feeding(
        Listing(
            GroupBy.DUE, SortBy.DUE, (Group("a", "Overdue", 3, 180_000_000),), array("i", [1, 2, 3])
        ),
        rows.__getitem__,
    )

    async def steps(pilot: Pilot[Any]) -> None:
        lines = texts(app.list)
        assert lines[0] == "        CTA" + " " * 40 + "Customer" + " " * 14 + "Due Tasks  "
        assert lines[1] == "   ▾ Overdue  3" + " " * 62 + "$1.8M  "
        assert lines[2] == (
            "▌  ▲ R  Usage down 38% in 30 days              ⚑◆↑ Globex            3d late   3/5  "
        )
        assert lines[3].startswith("   ▲ R  解約の恐れ: 利用者が半減 ")
        assert lines[4].startswith("   ✓ R  Done already")
        assert "late" not in lines[4]

    drive(app, steps)


def test_compact_columns_at_one_hundred_columns_screen() -> None:
    app = Feeding(listing([1]), lambda n: cta_row(n, is_flagged=True, due=TODAY))

    async def steps(pilot: Pilot[Any]) -> None:
        assert texts(app.list)[2] == "▌  ▲ R CTA number 1               ⚑  Globex          today  "

    drive(app, steps, (60, 24))


def test_team_views_show_owners_and_initials_where_it_is_narrow() -> None:
    app = Feeding(listing([1]))

    async def steps(pilot: Pilot[Any]) -> None:
        app.list.show_columns(owner=True)
        assert " Maria C… " in texts(app.list)[2]
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert " MC  " in texts(app.list)[2]

    drive(app, steps)


def test_cl_2_a_folded_group_keeps_its_header_count_and_sum() -> None:
    """CL-2: each header shows name and count."""
    app = Feeding(listing([3, 2, 4]))

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("j")
        app.list.action_toggle_fold()
        await pilot.pause()
        lines = texts(app.list)
        assert lines[1].startswith("▌  ▸ Group 0  3")
        assert "$1k" in lines[1]
        assert "Group 1" in lines[2]
        assert app.list.cursor_group == "g0"
        app.list.action_open()
        await pilot.press("j")
        assert app.list.cursor_id == 1
        app.list.action_toggle_all_folds()
        assert app.list.cursor_y == 1
        app.list.action_toggle_all_folds()
        assert [line[5:12] for line in texts(app.list)].count("Group 2") == 1

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
        app.list.show_rows(map(cta_row, wanted))
        assert app.list.cursor_id == 9_999
        assert "CTA number 10000" in texts(app.list)[-1]

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


def test_an_unread_group_is_not_marked_in_part() -> None:
    app = Feeding(listing([100, 5_000], known=200))

    async def steps(pilot: Pilot[Any]) -> None:
        app.list.jump_to(CtaId(150))
        await pilot.pause()
        assert not app.list.mark_group()
        assert app.list.marked == frozenset()

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


def test_marks_one_a_range_a_group_and_none() -> None:
    app = Feeding(listing([6, 3]))

    async def steps(pilot: Pilot[Any]) -> None:
        app.list.toggle_mark()
        await pilot.press("j", "j")
        app.list.mark_to_here()
        assert app.list.marked == {1, 2, 3}
        assert [line[1] for line in texts(app.list)[2:6]] == ["●", "●", "●", " "]
        assert app.list.mark_group()
        assert app.list.marked == {1, 2, 3, 4, 5, 6}
        assert app.list.mark_group()
        assert app.list.marked == frozenset()
        assert app.list.mark_all()
        assert app.list.marked == set(range(1, 10))
        assert app.list.mark_all()
        assert app.list.marked == frozenset()
        await pilot.press("end")
        app.list.toggle_mark()
        app.list.clear_marks()
        await pilot.pause()
        assert app.of(CtaList.MarksChanged)[-1].count == 0

    drive(app, steps)


def test_a_mark_on_a_header_marks_its_group() -> None:
    app = Feeding(listing([2, 2]))

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("home", "k")
        app.list.toggle_mark()
        assert app.list.marked == {1, 2}

    drive(app, steps)


def test_changed_rows_are_painted_and_deleted_ones_say_so() -> None:
    app = Feeding(listing([4]))

    async def steps(pilot: Pilot[Any]) -> None:
        app.list.update_rows([cta_row(2, name="Changed")])
        app.list.show_rows((), gone=[CtaId(3)])
        app.list.show_saving([CtaId(4)])
        lines = texts(app.list)
        assert "Changed" in lines[3]
        assert lines[4].strip() == "deleted"
        assert lines[5][49] == "…"

    drive(app, steps)


def test_enter_and_double_click_open_a_cta_and_a_click_moves() -> None:
    app = Feeding(listing([9]))

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.click(app.list, offset=(20, 5))
        assert app.list.cursor_id == 4
        await pilot.click(app.list, offset=(20, 6), times=2)
        assert app.of(CtaList.Opened)[-1].cta_id == 5
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


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            ListMessage(ListState.EMPTY, "Nothing is due. 9 are snoozed: 5 shows them."),
            "    Nothing is due. 9 are snoozed: 5 shows them.",
        ),
        (ListMessage(ListState.LOADING, "Reading …"), "    Reading …"),
        (
            ListMessage(ListState.LOADING, "", 1200, 4000),
            "    1,200 of 4,000 ━━━━━━──────────────",
        ),
        (ListMessage(ListState.FAILED, "Salesforce refused."), "    × Salesforce refused."),
    ],
)
def test_empty_loading_and_failed_look_different(message: ListMessage, expected: str) -> None:
    app = Feeding(listing([]))

    async def steps(pilot: Pilot[Any]) -> None:
        app.list.show_message(message)
        assert texts(app.list)[2].rstrip() == expected

    drive(app, steps)


def test_a_failure_leaves_the_rows_and_never_covers_the_cursor() -> None:
    app = Feeding(listing([60]))

    async def steps(pilot: Pilot[Any]) -> None:
        app.list.show_message(ListMessage(ListState.FAILED, "The org cannot be reached."))
        assert "× The org" in texts(app.list)[-1]
        app.list.jump_to(CtaId(60))
        await pilot.pause()
        lines = texts(app.list)
        assert "CTA number 60" in lines[-1]
        assert "× The org" in lines[1]

    drive(app, steps)


def test_on_sixteen_colours_the_cursor_is_reverse_and_groups_are_lines() -> None:
    app = Feeding(listing([3, 2]), theme="ansi-dark")

    async def steps(pilot: Pilot[Any]) -> None:
        lines = texts(app.list)
        assert lines[1].startswith("   ▾ Group 0  3 ───")
        assert lines[1].rstrip().endswith("─── $1k")
        assert lines[2].startswith(">")
        strip = app.list.render_line(2)
        for segment in list(strip)[:-1]:
            assert segment.style is not None
            assert segment.style.reverse
            assert segment.style.color is None

    drive(app, steps)


def test_a_theme_change_paints_in_the_new_colours() -> None:
    app = Feeding(listing([3]))

    async def steps(pilot: Pilot[Any]) -> None:
        from cockpit_themes.registry import load_theme
        from cockpit_themes.textual_theme import textual_theme

        app.register_theme(textual_theme(load_theme("cockpit-light")))
        app.theme = "cockpit-light"
        await pilot.pause()
        style = next(iter(app.list.render_line(3))).style
        assert style is not None
        assert style.bgcolor is not None
        assert style.bgcolor.name == "#ffffff"

    drive(app, steps)


def test_without_heads_the_list_begins_on_the_first_line() -> None:
    app = Feeding(listing([60]))

    async def steps(pilot: Pilot[Any]) -> None:
        app.list.show_heads(False)
        await pilot.pause()
        assert texts(app.list)[0].startswith("   ▾ Group 0")
        await pilot.press("end")
        assert "CTA number 60" in texts(app.list)[-1]

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
