"""A program that begins in a theme of ours, and can be shown in another."""

from __future__ import annotations

import logging
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from textual.app import App

if TYPE_CHECKING:
    from textual.theme import Theme as TextualTheme

    from cockpit_themes.theme import Theme

log = logging.getLogger(__name__)
Result = TypeVar("Result")


class ThemedApp(App[Result]):
    """Nothing moves by itself, and colours are those of a theme from the first picture on."""

    ENABLE_COMMAND_PALETTE = False

    _has_begun = False
    """Whether the theme to begin with is there."""

    def __init__(self, theme: TextualTheme) -> None:
        super().__init__(ansi_color=theme.ansi or None)
        self.failure: tuple[str, ...] = ()
        """Sentences for the person, to be written once the terminal has been given back."""
        self.animation_level = "none"
        self._theme_numbers = count(1)
        self._begin_in(theme)

    def _begin_in(self, theme: TextualTheme) -> None:
        """Before anything is shown that would have to be painted anew, and before the stylesheet
        is read, which setting `theme` would do a second time."""
        self._has_begun = True
        self.register_theme(theme)
        self.set_reactive(ThemedApp.theme, theme.name)
        self.set_class(theme.dark, "-dark-mode", update=False)
        self.set_class(not theme.dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        """Those of the theme; none of Textual's own, which it would work out first."""
        return super().get_css_variables() if self._has_begun else {}

    def show_theme(self, theme: Theme) -> None:
        """Paints everything in other colours, also what lies below a dialog."""
        from cockpit_themes.textual_theme import textual_theme

        # Under a name of its own, for Textual paints anew for another name only.
        shown = replace(textual_theme(theme), name=f"{theme.name}-{next(self._theme_numbers)}")
        before = self.theme
        self.register_theme(shown)
        self.ansi_color = theme.ansi or None
        self.theme = shown.name
        self.unregister_theme(before)
        self.call_next(self._paint_below)

    def _fatal_error(self) -> None:
        """A mistake of ours ends the program: whole in the log, and in words once it has ended.

        Textual's own way would be a traceback on the terminal, with the values of every frame.
        """
        from cockpit_tui.logs import told_failure

        self.failure = told_failure(log, "the screen failed")
        self._close_messages_no_wait()

    def _paint_below(self) -> None:
        for screen in self.screen_stack[:-1]:
            self.stylesheet.update(screen)
