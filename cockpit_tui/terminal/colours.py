"""How many colours the terminal has, and the theme that follows from it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import Enum

from cockpit_tui.terminal.background import Background

AUTOMATIC = "auto"
"""The setting `ui.theme` that leaves the choice to the terminal."""


class ColourDepth(Enum):
    """How many colours may be used."""

    TRUECOLOR = "truecolor"
    XTERM_256 = "256"
    ANSI_16 = "standard"
    NONE = "none"

    @property
    def textual_name(self) -> str:
        """The value for `TEXTUAL_COLOR_SYSTEM`, to be set before Textual is imported.

        Without it Textual guesses by TERM alone and gives some modern terminals 16 colours.
        """
        return "standard" if self is ColourDepth.NONE else self.value

    @property
    def words(self) -> str:
        """For people."""
        return {
            ColourDepth.TRUECOLOR: "16 million colours",
            ColourDepth.XTERM_256: "256 colours",
            ColourDepth.ANSI_16: "16 colours",
            ColourDepth.NONE: "no colours",
        }[self]


MANY_COLOURS = ("256color", "kitty", "alacritty", "foot", "ghostty", "wezterm", "konsole")
"""Parts of TERM that say 256 colours or more; COLORTERM, which says more, is lost over ssh."""


def colour_depth(environment: Mapping[str, str] = os.environ) -> ColourDepth:
    """By NO_COLOR (no-color.org: set and not empty), then COLORTERM, then TERM."""
    if environment.get("NO_COLOR"):
        return ColourDepth.NONE
    if environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return ColourDepth.TRUECOLOR
    terminal = environment.get("TERM", "").strip().lower()
    if terminal in ("dumb", "unknown") or terminal.startswith("vt"):
        return ColourDepth.NONE
    if terminal.endswith("-direct"):
        return ColourDepth.TRUECOLOR
    if any(part in terminal for part in MANY_COLOURS):
        return ColourDepth.XTERM_256
    return ColourDepth.ANSI_16


def theme_name(setting: str, background: Background, depth: ColourDepth) -> str:
    """The theme to load: NO_COLOR wins over the setting, and the setting over the terminal."""
    if depth is ColourDepth.NONE:
        return "no-colour"
    if setting != AUTOMATIC:
        return setting
    family = "ansi" if depth is ColourDepth.ANSI_16 else "cockpit"
    return f"{family}-{background.value}"
