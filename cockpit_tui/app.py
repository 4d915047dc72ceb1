"""The program on the screen: theme, screens, start and end."""

from __future__ import annotations

import gc
import logging
from typing import TYPE_CHECKING

from textual.app import App

from cockpit_tui.messages import MirrorSpoke, ProgramFailed, ProgramReady, StoreMoved
from cockpit_tui.screens.cockpit import CockpitScreen
from cockpit_tui.screens.start import Start

if TYPE_CHECKING:
    from cockpit_tui.screens.program import Program

log = logging.getLogger(__name__)
COLLECTOR_THRESHOLD = 50_000
"""New objects before the collector runs: it should not run while a key is being answered."""
MIRROR_STOP_SECONDS = 1.0


class CockpitApp(App[None]):
    """One screen over one workspace."""

    TITLE = "Cockpit"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, start: Start) -> None:
        super().__init__(ansi_color=start.has_ansi_colours or None)
        self.animation_level = "none"
        self.start = start
        self.program: Program | None = None
        self.register_theme(start.theme)
        self.theme = start.theme.name

    def on_mount(self) -> None:
        self.push_screen(CockpitScreen(self.start))
        self.call_after_refresh(self._open_soon)

    def _open_soon(self) -> None:
        """Imports and opens everything else once the first picture stands."""
        self.run_worker(self._open, thread=True, exit_on_error=False, name="open the workspace")

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
            self.post_message(ProgramReady(program))

    def on_program_ready(self, message: ProgramReady) -> None:
        self.program = message.program
        self._cockpit.attach(message.program)
        gc.collect()
        gc.freeze()
        gc.set_threshold(COLLECTOR_THRESHOLD, 20, 100)

    def on_program_failed(self, message: ProgramFailed) -> None:
        self._cockpit.show_failure(message.error)

    def on_store_moved(self, _: StoreMoved) -> None:
        self._cockpit.store_moved()

    def on_mirror_spoke(self, _: MirrorSpoke) -> None:
        self._cockpit.mirror_spoke()

    @property
    def _cockpit(self) -> CockpitScreen:
        for screen in self.screen_stack:
            if isinstance(screen, CockpitScreen):
                return screen
        raise LookupError("the cockpit's screen is always there")

    def close_program(self) -> None:
        """Ends the threads; called once the terminal has been given back."""
        if self.program is None:
            return
        self.program.watch.stop()
        if self.program.mirror is not None:
            self.program.mirror.stop(MIRROR_STOP_SECONDS)
        self.program.close()
