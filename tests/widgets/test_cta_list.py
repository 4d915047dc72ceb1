"""The CTA list, driven by keys."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.rows import CtaRow, Group, Listing
from cockpit_tui.domain.values import GroupBy, SortBy, SyncState
from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.drawing.glyphs import ASCII, UNICODE, Glyphs
from cockpit_widgets.drawing.list_message import ListMessage, ListState
from cockpit_widgets.drawing.signs import use_glyphs
from tests.widgets.feeding import Feeding
from tests.widgets.host import HOSTILE, TODAY, WIDTHS, cta_row, drive, listing, texts


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


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["usual signs", "ascii"])
def test_cl_11_a_row_that_sleeps_says_so_by_a_sign_and_is_never_late(glyphs: Glyphs) -> None:
    """CL-11: it stays in a list that still holds it, and is not taken for one that is awake."""
    late = TODAY.replace(day=20)
    app = Feeding(listing([1]), lambda n: cta_row(n, is_snoozed=True, due=late))

    async def steps(pilot: Pilot[Any]) -> None:
        row = texts(app.list)[2]
        assert row[3:7] == "z R "
        assert row.rstrip().endswith(" 20 Nov")

    use_glyphs(glyphs)
    try:
        drive(app, steps, (60, 24))
    finally:
        use_glyphs(UNICODE)


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


def test_an_unread_group_is_not_marked_in_part() -> None:
    app = Feeding(listing([100, 5_000], known=200))

    async def steps(pilot: Pilot[Any]) -> None:
        app.list.jump_to(CtaId(150))
        await pilot.pause()
        assert not app.list.mark_group()
        assert app.list.marked == frozenset()

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
        app.list.mark_all()
        app.list.show_rows((), gone=[CtaId(3)])
        assert app.list.marked == {1, 2, 4}
        app.list.clear_marks()
        app.list.show_saving([CtaId(4)])
        lines = texts(app.list)
        assert "Changed" in lines[3]
        assert lines[4].strip() == "deleted"
        assert lines[5][49] == "…"

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
