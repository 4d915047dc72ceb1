"""From the command to the first picture, and what is opened behind it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cockpit_tui.bootstrap import Place
from cockpit_tui.config import Configuration
from cockpit_tui.domain.clock import Clock
from cockpit_tui.paths import Paths
from cockpit_tui.terminal.background import Background, BackgroundQuery, ask_background
from cockpit_tui.terminal.colours import AUTOMATIC, ColourDepth, colour_depth, theme_name

if TYPE_CHECKING:
    from cockpit_tui.app import CockpitApp
    from cockpit_tui.screens.program import Program


@dataclass
class Launch:
    """One start of the screen. The terminal is asked for its ground while Textual is imported."""

    configuration: Configuration
    paths: Paths
    place: Place
    clock: Clock

    def run(self) -> int:
        depth = colour_depth()
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", depth.textual_name)
        is_asked = self.configuration.ui.theme == AUTOMATIC and depth is not ColourDepth.NONE
        query = ask_background() if is_asked else None
        app = self._app(depth, query)
        try:
            app.run(mouse=self.configuration.ui.mouse)
        finally:
            app.close_program()
        return app.return_code or 0

    def _app(self, depth: ColourDepth, query: BackgroundQuery | None) -> CockpitApp:
        from cockpit_themes.registry import load_theme
        from cockpit_themes.textual_theme import textual_theme
        from cockpit_widgets.cell_diff import install
        from cockpit_widgets.glyphs import glyph_set
        from cockpit_widgets.signs import use_glyphs

        from cockpit_tui.app import CockpitApp, Start
        from cockpit_tui.commands import COMMANDS, tab_commands, with_keymap
        from cockpit_tui.config import WEEKDAYS
        from cockpit_tui.domain.views import DEFAULT_TABS
        from cockpit_tui.screens.view_state import read_state
        from cockpit_tui.store.opening import OpeningView, read_opening

        state = read_state(self.paths.state_file)
        view = OpeningView(
            state.tab,
            state.group_by,
            state.sort_by,
            WEEKDAYS.index(self.configuration.ui.week_start),
            self.configuration.user,
        )
        opening = read_opening(self.place.url, view, self.clock.now(), self.clock.today())
        commands = with_keymap(
            (*COMMANDS, *tab_commands(tab.label for tab in DEFAULT_TABS)),
            self.configuration.keys,
        )
        use_glyphs(glyph_set(self.configuration.ui.glyphs))
        ground = Background.DARK if query is None else query.result()
        if query is not None and query.is_outstanding:
            _keep_answer_from_keys()
        name = theme_name(self.configuration.ui.theme, ground, depth)
        theme = load_theme(name, self.paths.user_themes)
        if depth is ColourDepth.XTERM_256:
            theme = theme.for_256_colours()
        app = CockpitApp(
            Start(
                open_program=self._open_program,
                clock=self.clock,
                theme=textual_theme(theme),
                commands=commands,
                state=state,
                state_file=self.paths.state_file,
                opening=opening,
                has_ansi_colours=theme.ansi,
            )
        )
        install(app)
        return app

    def _open_program(self, app: CockpitApp) -> Program:
        """Everything heavy, in a thread, once the first picture stands."""
        from cockpit_tui.bootstrap import open_session
        from cockpit_tui.logs import start_log
        from cockpit_tui.messages import StoreMoved
        from cockpit_tui.screens.program import Program
        from cockpit_tui.store.watch import Watch

        start_log(self.paths.log)
        session = open_session(self.configuration, self.paths, place=self.place)

        def moved() -> None:
            app.post_message(StoreMoved())

        watch = Watch(session.store, moved)
        watch.start()
        return Program(session, None, watch)


def _keep_answer_from_keys() -> None:
    from textual._xterm_parser import XTermParser

    from cockpit_tui.terminal.late_answer import swallow_late_answer

    swallow_late_answer(XTermParser)
