"""The program on the screen: theme, screens, start and end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

from textual import events

from cockpit_tui import collector
from cockpit_tui.screens.base.command_screen import CommandScreen
from cockpit_tui.screens.base.messages import (
    MirrorReads,
    MirrorSpoke,
    OpeningWanted,
    ProgramFailed,
    ProgramReady,
    StoreMoved,
    StoreReturned,
    StyleLearnt,
    ThemeWanted,
    ToTerminal,
)
from cockpit_tui.screens.base.start import Start
from cockpit_tui.screens.base.themed_app import ThemedApp
from cockpit_tui.screens.cockpit.screen import CockpitScreen
from cockpit_widgets.cells.cell_app import CellApp
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.frame.fitted_screen import FittedScreen

if TYPE_CHECKING:
    from cockpit_tui.commands import Command
    from cockpit_tui.screens.base.program import Program

log = logging.getLogger(__name__)
SAVE_SECONDS = 6.0
"""Longer than a busy database is waited for."""
SETTLED_SECONDS = 3.0
"""After so long the lists are read and everything is loaded: it counts as here to stay as well."""
TIDY_SECONDS = 20.0
RESTING_SECONDS = 2.0
"""Without a key for so long nobody is in the midst of something."""
THEME_SECONDS = 1.0
"""How often the person's theme files are looked at while the cockpit runs."""
ENDING_SIGNALS = (signal.SIGHUP, signal.SIGTERM)
"""The terminal was closed, or somebody asks for the end: to be left as if `q` had been pressed."""


class CockpitApp(ThemedApp[None], CellApp[None]):
    """One screen over one workspace."""

    TITLE = "Cockpit"
    CSS_PATH = "app.tcss"

    def __init__(self, start: Start) -> None:
        super().__init__(start.theme)
        self.start = start
        self.program: Program | None = None
        self._typed_at = 0.0

    def get_default_screen(self) -> CockpitScreen:
        return CockpitScreen(self.start)

    async def on_event(self, event: events.Event) -> None:
        """As Textual does, but for keys: one at a time, and kept while a question is coming."""
        if isinstance(event, events.Paste):
            if self._is_covered:
                return
            self._clean(event)
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        self._typed_at = time.monotonic()
        type_ahead, target = self._cockpit.type_ahead, self.focused or self.screen
        if type_ahead.keeps(event):
            return
        if self._is_covered and not self._leaves(event.key):
            type_ahead.replay()
        elif not (type_ahead.hands(event, target) or type_ahead.awaits_row(event)):
            await super().on_event(event)
            type_ahead.follow(event, target)

    @property
    def _is_covered(self) -> bool:
        """Whether the terminal is too small to show what keys would act upon."""
        return isinstance(self.screen, FittedScreen) and self.screen.is_covered

    def _leaves(self, key: str) -> bool:
        """Whether it only leaves something: in a field or a dialog Esc alone is no letter."""
        if not isinstance(self.screen, CommandScreen) or self.screen.is_editing_filter:
            return key == "escape"
        return key in ("escape", *self._command("quit").keys, *self._command("suspend").keys)

    def _command(self, command_id: str) -> Command:
        return next(entry for entry in self.start.commands if entry.id == command_id)

    def _clean(self, paste: events.Paste) -> None:
        """No control characters; in a field of one line all lines, which Textual would drop."""
        from textual.widgets import TextArea

        from cockpit_tui.domain.text import pasted

        paste.text = pasted(paste.text, is_one_line=not isinstance(self.focused, TextArea))

    def action_help_quit(self) -> None:
        """Ctrl+C, which stops other programs: which key it is here."""
        self._screens[-1].tell_news(f"{self._command('quit').shown_key} leaves the cockpit.")

    def action_suspend_process(self) -> None:
        """Ctrl+z, where a shell waits that can continue us: who runs alone in a session, as
        `ssh host cockpit` does, would be stopped for good."""
        if os.getpgrp() == os.getsid(0):
            self._screens[-1].tell_news("No shell waits here: q leaves the cockpit.")
        else:
            super().action_suspend_process()

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        if threading.current_thread() is threading.main_thread():
            for number in ENDING_SIGNALS:
                loop.add_signal_handler(number, self.exit)
        self.call_after_refresh(self._open_soon)

    def _open_soon(self) -> None:
        """Imports and opens everything else once the first picture stands.

        In a daemon thread: quitting does not wait for imports.
        """
        threading.Thread(target=self._open, name="opening", daemon=True).start()

    def _open(self) -> None:
        from cockpit_tui.domain.errors import CockpitError

        try:
            program = self.start.open_program(self.post_message)
        except CockpitError as error:
            self.post_message(ProgramFailed(error))
        except Exception as error:  # the thread's top: logged whole, told in words
            log.exception("the workspace could not be opened")
            self.post_message(
                ProgramFailed(
                    CockpitError(
                        f"The workspace could not be opened ({type(error).__name__}).",
                        "The log tells more; `cockpit doctor` says where it is.",
                    )
                )
            )
        else:
            if not self.post_message(ProgramReady(program)):
                program.close()

    def on_program_ready(self, message: ProgramReady) -> None:
        self.program = message.program
        self._cockpit.attach(message.program)
        collector.resume()
        self.set_timer(SETTLED_SECONDS, collector.resume)
        self.set_interval(TIDY_SECONDS, self._tidy)
        self.set_interval(THEME_SECONDS, self._look_at_themes)

    def _tidy(self) -> None:
        """Not while somebody types: it takes some tens of milliseconds."""
        if time.monotonic() - self._typed_at > RESTING_SECONDS:
            collector.tidy()

    def on_program_failed(self, message: ProgramFailed) -> None:
        self._cockpit.show_failure(message.error)
        collector.resume()

    def on_opening_wanted(self, _: OpeningWanted) -> None:
        self._open_soon()

    def on_style_learnt(self, _: StyleLearnt) -> None:
        for screen in self.screen_stack:
            for widget in screen.query(LineWidget):
                widget.restyle()

    def on_theme_wanted(self, message: ThemeWanted) -> None:
        self.show_theme(message.theme)

    def _look_at_themes(self) -> None:
        """A theme file of the person's own was written: shown at once, or its mistake is told."""
        from cockpit_themes.errors import ThemeError
        from cockpit_tui.screens.verbs.theming import told

        themes = self.start.themes
        if not themes.has_changed():
            return
        try:
            self.show_theme(themes.load(themes.chosen))
        except ThemeError as error:
            self._cockpit.tell_failure(told(error))

    def on_to_terminal(self, message: ToTerminal) -> None:
        if self._driver is not None:
            self._driver.write(message.sequence)

    def on_store_moved(self, _: StoreMoved) -> None:
        for screen in self._screens:
            screen.store_moved()

    def on_store_returned(self, _: StoreReturned) -> None:
        for screen in self._screens:
            screen.store_returned()

    def on_mirror_reads(self, message: MirrorReads) -> None:
        for screen in self._screens:
            screen.mirror_reads(message.reading)

    def on_mirror_spoke(self, message: MirrorSpoke) -> None:
        for screen in self._screens:
            screen.mirror_spoke(message.status)

    @property
    def _screens(self) -> list[CommandScreen]:
        """All that are open, the lowest first; none while the app closes and takes them apart."""
        if not self.is_running:
            return []
        return [screen for screen in self.screen_stack if isinstance(screen, CommandScreen)]

    @property
    def _cockpit(self) -> CockpitScreen:
        for screen in self.screen_stack:
            if isinstance(screen, CockpitScreen):
                return screen
        raise LookupError("the cockpit's screen is always there")

    def close_program(self) -> list[str]:
        """Ends the threads, once the terminal has been given back and every save is done.

        What could not be saved, in words.
        """
        if self.program is None:
            return []
        unsaved = []
        if self.program.writer is not None:
            if not self.program.writer.drain(SAVE_SECONDS):
                unsaved.append("The last edit may not be saved: the database did not answer.")
            unsaved += [f"{error.message} {error.hint}" for error in self.program.writer.untold]
        self.program.watch.stop()
        if self.program.mirror is not None:
            self.program.mirror.leave()
        self.program.close()
        self.program.session.close()
        return unsaved
