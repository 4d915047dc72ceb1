"""The names by which widgets ask for a colour: meanings, never hues."""

from __future__ import annotations

GROUNDS = (
    "background",
    "surface",
    "panel",
    "raised",
    "selection",
    "selection-off",
    "mark-ground",
)
"""What stands behind text, from the screen itself to a marked row."""

ORNAMENTS = ("rule",)
"""Lines and troughs: never the sole carrier of a meaning, so without a contrast limit."""

FOREGROUNDS = (
    "text",
    "text-muted",
    "text-faint",
    "accent",
    "risk",
    "warning",
    "success",
    "info",
    "conflict",
    "mark",
)
"""What is read, on any ground."""

TOKENS = GROUNDS + ORNAMENTS + FOREGROUNDS
"""Every key of a theme file's `[tokens]`, in the order of `Palette`'s fields."""

ANSI_COLOURS = {
    "default": -1,
    "black": 0,
    "red": 1,
    "green": 2,
    "yellow": 3,
    "blue": 4,
    "magenta": 5,
    "cyan": 6,
    "white": 7,
    "bright-black": 8,
    "bright-red": 9,
    "bright-green": 10,
    "bright-yellow": 11,
    "bright-blue": 12,
    "bright-magenta": 13,
    "bright-cyan": 14,
    "bright-white": 15,
}
"""Colour names of a theme with `ansi = true`, to the terminal's colour number."""
