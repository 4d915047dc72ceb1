"""Blocks of lines that moved: what is sent, and what a terminal then shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from cockpit_widgets.cells.cell_blocks import Block
from cockpit_widgets.cells.cell_diff import strips_of
from cockpit_widgets.cells.cell_screen import CellScreen
from tests.widgets.cell_terminal import (
    HEIGHT,
    LINES,
    STYLES,
    WIDTH,
    cells,
    console_of,
    line_of,
    terminal,
)


@dataclass
class Half:
    """A block of the screen that a widget paints: lines that stay the same objects."""

    x: int
    width: int
    strips: list[Strip]

    def block(self) -> Block:
        return Block(self.x, 1, self.width, tuple(self.strips))


SPLIT = 18
HALF_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["scroll", "scroll", "some", "insert", "line", "new", "whole", "forget"]),
        st.booleans(),
        st.integers(0, HEIGHT - 3),
        st.integers(-HEIGHT, HEIGHT),
        st.integers(0, 1000),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=200)
@given(LINES, HALF_STEPS, st.booleans(), st.booleans(), st.booleans())
def test_blocks_beside_each_other_show_what_textual_alone_would_show(
    pool: list[tuple[list[tuple[str, int]], int]],
    steps: list[tuple[str, bool, int, int, int]],
    fills: bool,
    has_margins: bool,
    is_split: bool,
) -> None:
    """Whatever the terminal can, and whatever comes in where it moved something."""
    console = console_of()
    plain, plain_stream = terminal()
    ours, our_stream = terminal()
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=fills)
    screen.has_margins = has_margins
    colours = console._color_system
    assert colours is not None

    def line(number: int, half: Half) -> Strip:
        return line_of(pool[number * 7 % len(pool)], half.width)

    split = SPLIT if is_split else WIDTH
    halves = [Half(0, split, []), Half(split, WIDTH - split, [])][: 2 if is_split else 1]
    for half in halves:
        half.strips = [line(y * y, half) for y in range(HEIGHT - 1)]
    heads = Strip([Segment("heads")]).adjust_cell_length(WIDTH)
    for kind, is_right, top, by, number in [("whole", False, 0, 0, 0), *steps]:
        half = halves[is_right and is_split]
        if kind == "scroll":
            shown = half.strips[top:]
            fresh = [line(number + y, half) for y in range(min(abs(by), len(shown)))]
            kept = len(shown) - len(fresh)
            moved = [*shown[len(fresh) :], *fresh] if by > 0 else [*fresh, *shown[:kept]]
            half.strips = [*half.strips[:top], *moved]
        elif kind == "some":
            shown = half.strips
            half.strips = [
                shown[y + by] if number >> y % 8 & 1 and 0 <= y + by < len(shown) else shown[y]
                for y in range(len(shown))
            ]
        elif kind == "insert":
            half.strips = [*half.strips[:top], line(number, half), *half.strips[top:-1]]
        elif kind == "line":
            half.strips = [*half.strips[:top], line(number, half), *half.strips[top + 1 :]]
        elif kind == "new":
            half.strips = [line(number + y, half) for y in range(HEIGHT - 1)]
        elif kind == "forget":
            screen.invalidate()
        rows = [[half.strips[y] for half in halves] for y in range(HEIGHT - 1)]
        whole = LayoutUpdate([[heads], *rows], Region(0, 0, WIDTH, HEIGHT))
        plain_stream.feed(whole.render_segments(console))
        if kind in ("whole", "forget"):
            our_stream.feed(screen.changes(strips_of(whole), colours))
        else:
            our_stream.feed(screen.changes((), colours, [half.block() for half in halves]))
        assert cells(ours) == cells(plain)
        assert ours.sides is None
        assert ours.margins in (None, pyte.screens.Margins(0, HEIGHT - 1))


def changes_of_block(screen: CellScreen, block: Block) -> str:
    colours = console_of()._color_system
    assert colours is not None
    return screen.changes((), colours, [block])


NAMES = ("Globex", "Initech", "Hooli", "Umbrella", "Soylent", "Vandelay", "Stark")
ROWS_OF_A_LIST = [
    Strip([Segment(f"{NAMES[row % 7]} in row {row}", STYLES[1])]).adjust_cell_length(20, STYLES[2])
    for row in range(40)
]


def moved(first: int, then: int, *, width: int = WIDTH, has_margins: bool = False) -> str:
    """What is sent where a list showed its rows from `first` on, and then from another."""
    screen = CellScreen(width, HEIGHT, erases_with_background=True)
    screen.has_margins = has_margins
    for top in (first, then):
        sent = changes_of_block(screen, Block(0, 0, 20, ROWS_OF_A_LIST[top : top + HEIGHT]))
    return sent


def test_a_scrolled_list_is_moved_by_the_terminal() -> None:
    sent = moved(10, 11, width=20)
    assert sent.startswith("\x1b[1;12r\x1b[M\x1b[r\x1b[12H")
    assert "21" not in sent
    assert "Initech in row 22" in sent


def test_a_list_scrolled_back_is_moved_down() -> None:
    assert moved(10, 8, width=20).startswith("\x1b[1;12r\x1b[2L\x1b[r\x1b[1H")


def test_a_list_beside_a_pane_is_moved_between_margins_where_the_terminal_has_them() -> None:
    """The last columns, blank in every row, need not be moved."""
    sent = moved(10, 11, has_margins=True)
    assert sent.startswith("\x1b[?69h\x1b[;18s\x1b[1;12r\x1b[M\x1b[r\x1b[?69l\x1b[12H")
    assert "21" not in sent


def test_a_thumb_that_stays_and_dates_that_are_all_the_same_are_not_moved() -> None:
    """Moved with the rows they would have to be written again: the thumb where it stays, the date
    in the row that came in."""

    @cache
    def line(row: int, *, has_thumb: bool) -> Strip:
        cells = Segment(f"{NAMES[row % 7]:<9}{row:<2} ", STYLES[1]), Segment("3d late", STYLES[3])
        return Strip([*cells, Segment("▐" if has_thumb else " ", STYLES[2])])

    plain, stream = terminal()
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    screen.has_margins = True
    for top in (10, 11):
        lines = [line(top + y, has_thumb=y == 1) for y in range(HEIGHT)]
        stream.feed(sent := changes_of_block(screen, Block(0, 0, 20, lines)))
    assert sent.startswith("\x1b[?69h\x1b[;11s")
    assert "late" not in sent
    assert "▐" not in sent
    assert [row[:20].rstrip() for row in plain.display] == [line.text.rstrip() for line in lines]


def test_no_margin_stands_within_a_wide_character() -> None:
    """Of which half would move, though the other half looks the same in every row."""
    rows = [Strip([Segment(f"in row {row:<11}{'漢字桜井'[row % 4]}")]) for row in range(40)]
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    screen.has_margins = True
    for top in (10, 11):
        sent = changes_of_block(screen, Block(0, 0, 20, rows[top : top + HEIGHT]))
    assert "\x1b[;20s" in sent


def test_without_margins_rows_are_moved_only_where_what_is_beside_them_is_known() -> None:
    assert "\x1b[M" not in moved(10, 11)


def test_what_came_in_by_a_move_is_written_as_a_whole() -> None:
    """Terminals fill it in one colour or another."""
    plain, stream = terminal()
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    screen.has_margins = True
    for top in (0, 1):
        stream.feed(changes_of_block(screen, Block(0, 0, 20, ROWS_OF_A_LIST[top : top + HEIGHT])))
    assert plain.display[HEIGHT - 1][:20] == "Vandelay in row 12  "


def test_a_place_that_another_block_took_is_compared_cell_by_cell_again() -> None:
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    first = Block(0, 0, 20, ROWS_OF_A_LIST[:3])
    changes_of_block(screen, first)
    changes_of_block(screen, Block(0, 2, 20, ROWS_OF_A_LIST[5:9]))
    assert "Hooli" in changes_of_block(screen, first)
