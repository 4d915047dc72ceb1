"""Fewer bytes for each key: only changed cells go to the terminal.

Textual rewrites every line that changed, and a scrolled list is all lines. Between it and the
terminal this keeps a copy of the screen, sends only the cells that differ, moves blocks with the
terminal's scroll region, and erases instead of writing spaces.

It hangs on a small part of Textual's private API: `App._display`, `App._size`, a screen's
compositor, and the two full screen updates of `textual._compositor`. Where that is not as in
Textual 8.2, where the app is inline, headless or in a browser, or where an update holds something
unknown, Textual's own rendering is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import textual
from rich.color import ColorSystem
from rich.console import Console, RenderableType
from textual import _compositor
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.app import App
from textual.driver import Driver
from textual.screen import Screen

from cockpit_widgets.cells.cell_rows import UnknownOutputError
from cockpit_widgets.cells.cell_screen import CellScreen, Placed
from cockpit_widgets.cells.line_compositor import BlocksUpdate

TEXTUAL_SERIES = "8.2."

Whole = _compositor.LayoutUpdate
Update = Whole | _compositor.ChopsUpdate | BlocksUpdate

CHANGED_API_ERRORS = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What private parts that are not what they were would raise."""


class CellDiff:
    """The cell-wise output of one app; made by `cell_app.install`."""

    def __init__(self, app: App[Any], *, erases_with_background: bool) -> None:
        self._app = app
        self._screen = CellScreen(*app.size, erases_with_background=erases_with_background)
        self._size: object = None
        self._driver: Driver | None = None
        self._has_drawn = False
        self.is_active = True
        """Whether it takes part at all; false once something was not as expected."""

    @property
    def is_known(self) -> bool:
        """Whether anything is known of what the terminal shows."""
        return not self._screen.is_fresh

    def invalidate(self) -> None:
        """Forgets what the terminal shows: to be called when someone else wrote to it.

        With its next update the screen is sent as a whole.
        """
        self._screen.invalidate()

    def use_margins(self, *, are_there: bool) -> None:
        """The terminal said whether it can move a part of its rows."""
        self._screen.has_margins = are_there

    def show(self, screen: Screen[Any], renderable: RenderableType | None) -> bool:
        """Shows an update as `App._display` does; False if that is to do it."""
        if not self._can_draw():
            return False
        self._follow_the_terminal()
        if renderable is not None and not isinstance(renderable, Update):
            self.invalidate()
            return False
        if self._has_drawn and not self.is_known and not isinstance(renderable, Whole):
            # It was wiped, or may have been: a part of the picture is not enough.
            renderable = screen._compositor.render_update(
                full=True, screen_stack=self._app._background_screens
            )
        if not isinstance(renderable, Update):
            return False
        self._has_drawn = True
        sequences = self.rendered(renderable, self._app.console)
        if sequences is None:
            self._write("\x1b[r\x1b[m")
            return False
        if sequences:
            is_atomic = self._app._sync_available
            self._write(f"{SYNC_START}{sequences}{SYNC_END}" if is_atomic else sequences)
        self._app.post_display_hook()
        return True

    def rendered(self, update: Update, console: Console) -> str | None:
        """The sequences that bring an update to the terminal; None if Textual has to find them."""
        colours = console._color_system or ColorSystem.TRUECOLOR
        try:
            blocks = update.blocks if isinstance(update, BlocksUpdate) else ()
            strips = () if isinstance(update, BlocksUpdate) else strips_of(update)
            return self._screen.changes(strips, colours, blocks, cursor=self._wanted_cursor)
        except UnknownOutputError:
            self.invalidate()
        except CHANGED_API_ERRORS as error:
            self.is_active = False
            self._app.log.error(f"cell diff is switched off: {error!r}")
        return None

    @property
    def _wanted_cursor(self) -> tuple[int, int] | None:
        """Where input methods open their windows: a field in which somebody types says so. None
        where nobody did, and the hidden cursor may stay."""
        wanted = self._app.cursor_position
        return self._app.screen.outer_size.clamp_offset(wanted) if wanted else None

    def _write(self, sequences: str) -> None:
        driver = self._app._driver
        assert driver is not None
        driver.write(sequences)
        driver.flush()

    def _can_draw(self) -> bool:
        app, driver = self._app, self._app._driver
        return (
            self.is_active
            and app._running
            and not app._closed
            and not app._batch_count
            and driver is not None
            and not (driver.is_headless or driver.is_inline or driver.is_web)
        )

    def _follow_the_terminal(self) -> None:
        """Forgets the screen after a resize, and after another program had the terminal."""
        if self._driver is not self._app._driver:
            self._driver = self._app._driver
            if self._driver is not None:
                self._mind_its_ends(self._driver)
        # Each resize makes a new object, also one that ends where it began.
        if self._app._size is not self._size or self._size is None:
            self._size = self._app._size
            self._screen.resize(*self._app.size)

    def _mind_its_ends(self, driver: Driver) -> None:
        """Whenever it gives the terminal away it leaves it plain, and comes back to anything."""
        start, stop = driver.start_application_mode, driver.stop_application_mode

        def start_and_forget() -> None:
            self.invalidate()
            start()

        def plain_and_stop() -> None:
            driver.write("\x1b[m")
            stop()

        driver.start_application_mode = start_and_forget  # type: ignore[method-assign]
        driver.stop_application_mode = plain_and_stop  # type: ignore[method-assign]


def is_known_textual() -> bool:
    """Whether Textual is of the series this was written for.

    The name of the folder with its metadata tells; reading them takes 6 ms, before a first picture.
    """
    folder = Path(textual.__file__).parents[1]
    if any(folder.glob(f"textual-{TEXTUAL_SERIES}*.dist-info")):
        return True
    return textual.__version__.startswith(TEXTUAL_SERIES)


def erases_with_background(environment: Mapping[str, str]) -> bool:
    """Whether the terminal fills erased cells with the current background (terminfo's `bce`).

    All common ones do; GNU screen and very plain ones leave their own colour.
    """
    terminal = environment.get("TERM", "")
    return not (terminal.startswith(("screen", "vt", "dumb")) and "TMUX" not in environment)


def strips_of(update: Whole | _compositor.ChopsUpdate) -> Iterator[Placed]:
    """Column, row and segments of each strip that an update draws, in Textual's order."""
    if isinstance(update, Whole):
        for y, line in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in line:
                yield x, y, strip
                x += strip.cell_length
        return
    for y, first, last in update.spans:
        for end, (x, chop) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if chop is None or x > last or end <= first:
                continue
            is_whole = first <= x < last and end <= last
            yield x, y, chop if is_whole else chop.crop(0, min(end, last) - x)
