from __future__ import annotations

import io
from collections.abc import Iterable

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import ControlType, Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from cockpit_widgets.cell_diff import Update, erases_with_background, strips_of
from cockpit_widgets.cell_looks import change_of_look, look_of
from cockpit_widgets.cell_rows import UnknownOutputError
from cockpit_widgets.cell_screen import CellScreen

WIDTH, HEIGHT = 30, 12

STYLES = [
    None,
    *map(
        Style.parse,
        (
            "#e4e8ef on #12161c",
            "#a6afbd on #12161c",
            "bold #e4e8ef on #26344f",
            "#ff8a80 on #26344f",
            "underline #8ab0ff on #12161c",
            "reverse",
            "bold reverse",
            "underline",
            "red on default",
            "bright_blue",
            "color(210) on color(18)",
            "default on #191e26",
            "italic strike green",
        ),
    ),
]

TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", "  ", "     ", " " * 14, "Globex", "3d late", "漢字", "a漢b字c", "e\u0301t"]
    ),
    st.text("ab 漢字▲≠…", max_size=9),
)


def console_of(colours: str = "truecolor") -> Console:
    return Console(file=io.StringIO(), force_terminal=True, color_system=colours, width=WIDTH)  # type: ignore[arg-type]


def terminal() -> tuple[pyte.Screen, pyte.Stream]:
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    stream.feed("\x1b[?7l")  # as Textual does: no wrapping in the last column
    return screen, stream


def cells(screen: pyte.Screen) -> list[list[object]]:
    return [[screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]


def layout_update(lines: Iterable[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[line] for line in lines], Region(0, 0, WIDTH, HEIGHT))


@st.composite
def lines(draw: st.DrawFn, width: int = WIDTH) -> Strip:
    segments = draw(
        st.lists(st.builds(Segment, TEXTS, st.sampled_from(STYLES)), min_size=1, max_size=4)
    )
    return Strip(segments).adjust_cell_length(width, draw(st.sampled_from(STYLES)))


@st.composite
def screen_sequences(draw: st.DrawFn) -> list[Update]:
    """Updates as a list makes them: new screens, moved blocks, changed lines and parts of lines."""
    screen = draw(st.lists(lines(), min_size=HEIGHT, max_size=HEIGHT))
    updates: list[Update] = [layout_update(screen)]
    for _ in range(draw(st.integers(min_value=1, max_value=5))):
        kind = draw(st.sampled_from(["scroll", "lines", "part", "new", "same"]))
        if kind == "scroll":
            top = draw(st.integers(0, HEIGHT - 2))
            bottom = draw(st.integers(top + 1, HEIGHT - 1))
            by = draw(st.integers(1, bottom - top))
            fresh = draw(st.lists(lines(), min_size=by, max_size=by))
            block = screen[top : bottom + 1]
            block = [*block[by:], *fresh] if draw(st.booleans()) else [*fresh, *block[:-by]]
            screen = [*screen[:top], *block, *screen[bottom + 1 :]]
            updates.append(layout_update(screen))
        elif kind == "lines":
            y = draw(st.integers(0, HEIGHT - 1))
            screen = [*screen[:y], draw(lines()), *screen[y + 1 :]]
            updates.append(chops_update(screen, [y], 0, WIDTH))
        elif kind == "part":
            y = draw(st.integers(0, HEIGHT - 1))
            first = draw(st.integers(0, WIDTH - 1))
            last = draw(st.integers(first + 1, WIDTH))
            part = draw(lines(last - first))
            old = screen[y]
            whole = [old.crop(0, first), part, old.crop(last, WIDTH)]
            screen = [*screen[:y], Strip.join(whole), *screen[y + 1 :]]
            # Where a wide character was torn, its other half is a space that was drawn too.
            updates.append(chops_update(screen, [y], 0, WIDTH))
            updates.append(chops_update(screen, [y], first, last))
        elif kind == "new":
            screen = draw(st.lists(lines(), min_size=HEIGHT, max_size=HEIGHT))
            updates.append(layout_update(screen))
        else:
            updates.append(layout_update(screen))
    return updates


def chops_update(screen: list[Strip], rows: list[int], first: int, last: int) -> ChopsUpdate:
    """Rows cut at two columns, as the compositor cuts them at the borders of widgets."""
    cuts = sorted({0, first, last, WIDTH})
    chops = [
        dict(zip(cuts[:-1], line.divide(cuts[1:]), strict=True)) if cuts[1:] else {0: line}
        for line in screen
    ]
    return ChopsUpdate(chops, [(y, first, last) for y in rows], [cuts[1:] for _ in screen])


@settings(max_examples=150, deadline=None)
@given(screen_sequences(), st.sampled_from(["truecolor", "256", "standard"]), st.booleans())
def test_the_terminal_shows_what_textual_alone_would_show(
    updates: list[Update], colours: str, fills: bool
) -> None:
    console = console_of(colours)
    plain, plain_stream = terminal()
    ours, our_stream = terminal()
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=fills)
    assert console._color_system is not None
    for update in updates:
        plain_stream.feed(update.render_segments(console))
        our_stream.feed(screen.changes(strips_of(update), console._color_system))
        assert cells(ours) == cells(plain)
        assert ours.margins in (None, pyte.screens.Margins(0, HEIGHT - 1))
        assert ours.cursor.attrs == ours.default_char
