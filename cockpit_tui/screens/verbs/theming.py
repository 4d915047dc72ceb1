"""Choosing a theme on the screen, shown while one looks."""

from __future__ import annotations

from cockpit_themes.errors import ThemeError
from cockpit_tui.domain.errors import CockpitError, InvalidInput
from cockpit_tui.screens.base.messages import ThemeWanted
from cockpit_tui.screens.base.themes import Themes
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.picker import Picker


def told(error: ThemeError) -> CockpitError:
    """A theme's mistake as the screen tells it: file, line and key, and what stays."""
    return InvalidInput(f"{error.title}: {error}", "The colours stay as they were.")


class ThemePicker(Picker[str]):
    """Shows each theme while the cursor is on it; gives the one that is taken."""

    width = 64

    def __init__(self, themes: Themes) -> None:
        found = themes.descriptions()
        choices = [Choice(name, name, detail=words) for name, words in found]
        super().__init__("Theme", choices, current=themes.chosen, aside="Esc goes back")
        self._themes = themes
        self._was = themes.chosen

    def highlight(self, choice: Choice[str] | None) -> None:
        if choice is None:
            return
        try:
            theme = self._themes.load(choice.value)
        except ThemeError as error:
            self.note(error.message, "risk")
        else:
            self.note("")
            self.post_message(ThemeWanted(theme))

    def take(self, choice: Choice[str]) -> None:
        try:
            self._themes.load(choice.value)
        except ThemeError as error:
            self.note(error.message, "risk")
        else:
            self.dismiss(choice.value)

    def action_cancel(self) -> None:
        self.post_message(ThemeWanted(self._themes.load(self._was)))
        self.dismiss(None)
