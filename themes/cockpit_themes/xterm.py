"""xterm's 256 colours, and how to get exactly one of them through a rounding renderer."""

from __future__ import annotations

SYSTEM_COLOURS = (
    "#000000", "#CD0000", "#00CD00", "#CDCD00", "#0000EE", "#CD00CD", "#00CDCD", "#E5E5E5",
    "#7F7F7F", "#FF0000", "#00FF00", "#FFFF00", "#5C5CFF", "#FF00FF", "#00FFFF", "#FFFFFF",
)  # fmt: skip
"""xterm's defaults for colours 0-15; a person may have set others."""

CUBE_LEVELS = (0, 95, 135, 175, 215, 255)
FIRST_CUBE, FIRST_GREY = 16, 232
PORTABLE = range(FIRST_CUBE, 256)
"""The numbers that look alike in every terminal; 0-15 are the person's own colours."""


def hex_of(number: int) -> str:
    """The colour that a terminal paints for a number of 0-255, as `#RRGGBB`."""
    if number < FIRST_CUBE:
        return SYSTEM_COLOURS[number]
    if number >= FIRST_GREY:
        grey = 8 + 10 * (number - FIRST_GREY)
        return f"#{grey:02X}{grey:02X}{grey:02X}"
    red, rest = divmod(number - FIRST_CUBE, 36)
    green, blue = divmod(rest, 6)
    return f"#{CUBE_LEVELS[red]:02X}{CUBE_LEVELS[green]:02X}{CUBE_LEVELS[blue]:02X}"


def hex_rounding_to(number: int) -> str:
    """A colour that Rich's rounding to 256 colours turns into exactly `number` (16-255).

    Textual themes hold RGB only, and Rich rounds greys by `231 + round(25 * lightness)`, which
    misses the palette's own light greys by one: #EEEEEE, colour 255, would come out as 254.
    """
    if number >= FIRST_GREY:
        grey = round((number - FIRST_GREY + 1) * 255 / 25)
        return f"#{grey:02X}{grey:02X}{grey:02X}"
    return hex_of(number)
