"""Whether everything in a theme can be read: contrast by WCAG 2.2, success criterion 1.4.3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from cockpit_themes.theme import Theme
from cockpit_themes.tokens import ANSI_COLOURS, FOREGROUNDS, GROUNDS, ORNAMENTS, TOKENS
from cockpit_themes.xterm import SYSTEM_COLOURS, hex_of

READ_LIMIT = 4.5
"""For anything that is read (WCAG 1.4.3, level AA)."""

GLYPH_LIMIT = 3.0
"""For signs, which are recognised rather than read (WCAG 1.4.11)."""


class ContrastGap(Struct, frozen=True):
    """Two tokens that are closer than the limit."""

    foreground: str
    ground: str
    ratio: float
    limit: float
    table: str
    """The theme file's table in which the two are set: `tokens` or `xterm-256`."""


def relative_luminance(colour: str) -> float:
    """WCAG relative luminance of `#RRGGBB`: 0 for black to 1 for white."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(first: str, second: str) -> float:
    """WCAG contrast of two `#RRGGBB` colours: 1 to 21, whichever is the lighter."""
    darker, lighter = sorted((relative_luminance(first), relative_luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def contrast_gaps(theme: Theme) -> list[ContrastGap]:
    """Every pair of a theme that is below its limit, worst first; empty for a readable theme.

    An ANSI theme is measured with xterm's default colours on black or white. Its colours are for
    signs, and for words that a sign repeats, so the limit of signs holds for them.
    """
    if theme.ansi:
        return sorted(_ansi_gaps(theme), key=lambda gap: gap.ratio)
    gaps = list(_gaps(theme.colours.by_token(), ("selection",), "tokens"))
    if theme.xterm_256:
        painted = dict(zip(TOKENS, map(hex_of, theme.xterm_256), strict=True))
        lifted = theme.for_256_colours().faint_lifted_on
        gaps += _gaps(painted, lifted, "xterm-256")
    return sorted(gaps, key=lambda gap: gap.ratio)


def _gaps(
    colours: Mapping[str, str], faint_lifted_on: tuple[str, ...], table: str
) -> Iterator[ContrastGap]:
    for foreground in FOREGROUNDS:
        for ground in GROUNDS:
            only_signs = foreground == "text-faint" and ground in faint_lifted_on
            limit = GLYPH_LIMIT if only_signs else READ_LIMIT
            ratio = contrast_ratio(colours[foreground], colours[ground])
            if ratio < limit:
                yield ContrastGap(foreground, ground, ratio, limit, table)
    button = contrast_ratio(colours["background"], colours["accent"])
    if button < READ_LIMIT:
        yield ContrastGap("background", "accent", button, READ_LIMIT, table)


def _ansi_gaps(theme: Theme) -> Iterator[ContrastGap]:
    ground = "#000000" if theme.dark else "#FFFFFF"
    colours = theme.colours.by_token()
    for foreground in (*FOREGROUNDS, *ORNAMENTS):
        number = ANSI_COLOURS[colours[foreground]]
        if number < 0:
            continue
        ratio = contrast_ratio(SYSTEM_COLOURS[number], ground)
        if ratio < GLYPH_LIMIT:
            yield ContrastGap(foreground, "background", ratio, GLYPH_LIMIT, "tokens")
