"""An emulated terminal for cells, and styled lines to put on it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

import pyte
from hypothesis import strategies as st
from pyte.screens import Char
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from cockpit_widgets.cells.cell_diff import strips_of
from cockpit_widgets.cells.cell_screen import CellScreen
from tests.emulated.margin_screen import MarginScreen, MarginStream
from tests.widgets.seen import seen_cells

WIDTH, HEIGHT = 30, 12
Update = LayoutUpdate | ChopsUpdate

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
            "#a6afbd on #12161c link https://org.example/1",
            "bold link https://org.example/2",
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
    for style in STYLES:
        if style is not None:
            style._ansi = None  # Rich keeps codes on the style, whatever the colours
    return Console(file=io.StringIO(), force_terminal=True, color_system=colours, width=WIDTH)  # type: ignore[arg-type]


LINK = re.compile(r"\x1b\]8;[^;]*;([^\x1b]*)\x1b\\")


class LinkingScreen(MarginScreen):
    """Shows cells that lead somewhere as blinking, which nothing of ours does."""

    leads_to = ""

    def draw(self, data: str) -> None:
        plain = self.cursor.attrs
        self.cursor.attrs = plain._replace(blink=bool(self.leads_to))
        super().draw(data)
        self.cursor.attrs = plain


class LinkingStream(MarginStream):
    """Takes OSC 8, which pyte leaves out."""

    def feed(self, data: str) -> None:
        parts = LINK.split(data)
        super().feed(parts[0])
        for address, text in zip(parts[1::2], parts[2::2], strict=True):
            assert isinstance(self.listener, LinkingScreen)
            self.listener.leads_to = address
            super().feed(text)


def terminal() -> tuple[LinkingScreen, pyte.Stream]:
    screen = LinkingScreen(WIDTH, HEIGHT)
    screen.fill = Char("#", fg="red", bg="blue", underscore=True)
    stream = LinkingStream(screen)
    stream.feed("\x1b[?7l")  # as Textual does: no wrapping in the last column
    return screen, stream


def cells(screen: pyte.Screen) -> list[list[Char]]:
    return seen_cells(screen)


def layout_update(lines: Iterable[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[line] for line in lines], Region(0, 0, WIDTH, HEIGHT))


SEGMENTS = st.lists(st.tuples(TEXTS, st.sampled_from(range(len(STYLES)))), min_size=1, max_size=4)
LINES = st.lists(st.tuples(SEGMENTS, st.sampled_from(range(len(STYLES)))), min_size=4, max_size=9)


def line_of(spec: tuple[list[tuple[str, int]], int], width: int) -> Strip:
    segments, ground = spec
    strip = Strip([Segment(text, STYLES[style]) for text, style in segments])
    return strip.adjust_cell_length(width, STYLES[ground])


def changes(screen: CellScreen, update: Update) -> str:
    colours = console_of()._color_system
    assert colours is not None
    return screen.changes(strips_of(update), colours)
