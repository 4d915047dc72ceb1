"""A list of 500 rows with three styles each, for a terminal of 120x40: `diff_app.py [plain]`.

j and k move, d is half a page, i types into a line until Enter, s suspends for a moment.
"""

from __future__ import annotations

import os
import sys

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Input

from cockpit_widgets.cells.cell_app import CellApp
from cockpit_widgets.cells.cell_diff import install

ROWS = 500
NAME, REST, LATE = (
    Style.parse(style + " on #12161c") for style in ("#e4e8ef", "#a6afbd", "#ff8a80")
)
CURSOR = [Style.parse(style + " on #26344f") for style in ("bold #e4e8ef", "#a6afbd", "#ff8a80")]
CUSTOMERS = ("Globex", "Initech", "Umbrella Health", "Contoso", "桜井電機", "Müller Verlag")


class Rows(ScrollView, can_focus=True):
    DEFAULT_CSS = "Rows { height: 1fr; scrollbar-size: 0 0; background: #12161c; }"

    cursor = 0

    def on_mount(self) -> None:
        self.virtual_size = Size(1, ROWS)

    def render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        name, rest, late = CURSOR if row == self.cursor else (NAME, REST, LATE)
        customer = CUSTOMERS[row % len(CUSTOMERS)]
        title = f"  R Usage down {row * 7 % 60}% in {row % 31} days"
        segments = [
            Segment(f"{title:<60}", name),
            Segment(customer, rest),
            Segment(" " * (40 - Segment(customer).cell_length), rest),
            Segment(f"{row % 12}d late", late),
        ]
        return Strip(segments).adjust_cell_length(self.size.width, rest)

    def move(self, by: int) -> None:
        before, self.cursor = self.cursor, min(ROWS - 1, max(0, self.cursor + by))
        top, height = self.scroll_offset.y, self.size.height
        wanted = min(max(top, self.cursor - height + 1), self.cursor)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, immediate=True, force=True)
            self.refresh()
            return
        for row in (before, self.cursor):
            self.refresh(Region(0, row - top, self.size.width, 1))


class DiffApp(CellApp[None]):
    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { overflow: hidden; } Input { border: none; height: 1; padding: 0; }"

    def compose(self) -> ComposeResult:
        yield Input(select_on_focus=False, compact=True)
        yield Rows()

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self.query_one(Rows).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Back to the rows; the full stop says that keys go there from now on."""
        self.set_focus(self.query_one(Rows))
        event.input.value += "."

    def on_key(self, event: events.Key) -> None:
        rows = self.query_one(Rows)
        if not rows.has_focus:
            return
        steps = {"j": 1, "k": -1, "d": 19, "u": -19}
        if event.key in steps:
            rows.move(steps[event.key])
        elif event.key == "i":
            self.query_one(Input).focus()
        elif event.key == "s":
            with self.suspend():
                # A scroll region left behind disturbs Textual alone, which knows of none: only
                # the cell diff has to cope with it.
                region = b"" if self.cell_diff is None else b"\x1b[5;10r"
                os.write(1, b"\x1b[2J\x1b[31msomeone else was here" + region)
            rows.move(1)
        elif event.key == "q":
            self.exit()
        event.stop()


if __name__ == "__main__":
    app = DiffApp()
    if sys.argv[1:] != ["plain"]:
        install(app)
    app.run(mouse=False)
