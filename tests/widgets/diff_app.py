"""A list of 500 rows with three styles each beside a pane, for a terminal of 120x40:
`diff_app.py [plain]`; plain is Textual's own way, from the compositor to the terminal.

j and k move, d is half a page, i types into a line until Enter, s suspends for a moment, q leaves.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Input

from cockpit_widgets.cells.cell_app import CellApp, install
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.frame.fitted_screen import FittedScreen

ROWS = 500
NAME, REST, LATE = (
    Style.parse(style + " on #12161c") for style in ("#e4e8ef", "#a6afbd", "#ff8a80")
)
CURSOR = [Style.parse(style + " on #26344f") for style in ("bold #e4e8ef", "#a6afbd", "#ff8a80")]
CUSTOMERS = ("Globex", "Initech", "Umbrella Health", "Contoso", "桜井電機", "Müller Verlag")


class Rows(LineWidget, can_focus=True):
    DEFAULT_CSS = "Rows { width: 96; height: 1fr; background: #12161c; }"

    cursor = top = 0
    is_plain = False

    def render_line(self, y: int) -> Strip:
        row = y + self.top
        name, rest, late = CURSOR if row == self.cursor else (NAME, REST, LATE)
        customer = CUSTOMERS[row % len(CUSTOMERS)]
        title = f"  R Usage down {row * 7 % 60}% in {row % 31} days"
        segments = [
            Segment(f"{title:<56}", name),
            Segment(customer, rest),
            Segment(" " * (30 - Segment(customer).cell_length), rest),
            Segment(f"{row % 12}d late", late),
        ]
        return Strip(segments).adjust_cell_length(self.size.width, rest)

    def move(self, by: int) -> None:
        before, self.cursor = self.cursor, min(ROWS - 1, max(0, self.cursor + by))
        width, height = self.size
        top, self.top = self.top, min(max(self.top, self.cursor - height + 1), self.cursor)
        if self.is_plain or abs(self.top - top) >= height:
            self.refresh()
            return
        if self.top != top:
            self.move_lines(0, self.top - top)
        rows = (before - self.top, self.cursor - self.top)
        self.refresh(*(Region(0, y, width, 1) for y in rows if 0 <= y < height))


class Pane(LineWidget):
    DEFAULT_CSS = "Pane { width: 1fr; height: 1fr; border-left: solid #343c49; }"

    row = 0

    def build_lines(self, width: int) -> list[Strip]:
        texts = (f" Row {self.row}", "", f" {CUSTOMERS[self.row % 6]}", *["", " as ever"] * 20)
        return [Strip([Segment(text, REST)]).adjust_cell_length(width, REST) for text in texts]


class DiffApp(CellApp[None]):
    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { overflow: hidden; } Input { border: none; height: 1; padding: 0; }"

    is_plain = sys.argv[1:] == ["plain"]

    def get_default_screen(self) -> Screen[None]:
        return Screen() if self.is_plain else FittedScreen()

    def compose(self) -> ComposeResult:
        yield Input(select_on_focus=False, compact=True)
        with Horizontal():
            yield Rows()
            yield Pane()

    def on_mount(self) -> None:
        # As the cockpit does. From then on any signal wakes the loop: without it one that comes
        # just before it falls asleep, such as that of another size, waits for the next key.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit)
        self.query_one(Input).cursor_blink = False
        self.rows.is_plain = self.is_plain
        self.rows.focus()

    @property
    def rows(self) -> Rows:
        return self.screen.query_one(Rows)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Back to the rows; the full stop says that keys go there from now on."""
        self.set_focus(self.rows)
        event.input.value += "."

    def on_key(self, event: events.Key) -> None:
        rows, pane = self.rows, self.screen.query_one(Pane)
        if not rows.has_focus:
            return
        steps = {"j": 1, "k": -1, "d": 19, "u": -19}
        if event.key in steps:
            rows.move(steps[event.key])
        elif event.key == "i":
            self.query_one(Input).focus()
        elif event.key == "s":
            with self.suspend():
                # Margins left behind disturb Textual alone, which knows of none: only the cell
                # diff has to cope with them.
                region = b"" if self.is_plain else b"\x1b[5;10r\x1b[?69h\x1b[10;30s"
                os.write(1, b"\x1b[2J\x1b[31msomeone else was here" + region)
            rows.move(1)
        elif event.key == "q":
            self.exit()
        pane.row = rows.cursor
        pane.redraw()
        event.stop()


if __name__ == "__main__":
    app = DiffApp()
    if not app.is_plain:
        install(app)
        from cockpit_widgets.cells import quiet_driver

        quiet_driver.install(app)
    app.run(mouse=False)
