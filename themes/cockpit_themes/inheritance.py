"""From what theme files say to a complete, readable theme."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from cockpit_themes.contrast import ContrastGap, contrast_gaps
from cockpit_themes.errors import ThemeContrastError, ThemeNotFoundError
from cockpit_themes.parsing import ThemeSource
from cockpit_themes.theme import Palette, Theme
from cockpit_themes.tokens import ANSI_COLOURS, GROUNDS, TOKENS
from cockpit_themes.xterm import PORTABLE, hex_of


def theme_of(source: ThemeSource, parent_of: Callable[[str], Theme]) -> Theme:
    """The theme that a file describes; `parent_of` gives the theme that it inherits from.

    A token without a number of its own in `[xterm-256]` gets the nearest of the 256 colours.
    Raises ThemeFileError for a missing or unfit colour, ThemeContrastError below a limit, and
    what `parent_of` raises.
    """
    parent = _parent(source, parent_of)
    dark = source.dark if source.dark is not None else parent.dark if parent else None
    if dark is None:
        raise source.mistake("`dark` is missing: true for a dark ground, else false.", "dark")
    ansi = source.ansi if source.ansi is not None else bool(parent and parent.ansi)
    inherited = parent.colours.by_token() if parent else {}
    colours = {**inherited, **source.tokens}
    for token in TOKENS:
        _refuse_unfit(source, token, colours.get(token), ansi)
    theme = Theme(
        name=source.name,
        colours=Palette(*(colours[token] for token in TOKENS)),
        dark=dark,
        ansi=ansi,
        xterm_256=() if ansi else _numbers(source, colours, parent),
    )
    return _readable(source, theme)


def _parent(source: ThemeSource, parent_of: Callable[[str], Theme]) -> Theme | None:
    if source.inherits is None:
        return None
    try:
        return parent_of(source.inherits)
    except ThemeNotFoundError as error:
        raise source.mistake(
            f"It inherits from `{source.inherits}`, which is no theme.",
            "inherits",
            nearest=error.nearest,
        ) from error


def _refuse_unfit(source: ThemeSource, token: str, colour: str | None, ansi: bool) -> None:
    if colour is None:
        hint = 'Write it, or take it from another theme: inherits = "cockpit-dark".'
        raise source.mistake(f"`{token}` is missing. {hint}", token, "tokens")
    if ansi and colour not in ANSI_COLOURS:
        message = f"`{token}` is {colour}: with ansi = true it must be a terminal colour."
        raise source.mistake(message, token, "tokens")
    if ansi and token in GROUNDS and colour != "default":
        message = f'`{token}` is a ground: with ansi = true it must be "default".'
        raise source.mistake(message, token, "tokens")
    if not ansi and colour in ANSI_COLOURS:
        message = f"`{token}` is {colour}: terminal colours need ansi = true."
        raise source.mistake(message, token, "tokens")


def _numbers(source: ThemeSource, colours: dict[str, str], parent: Theme | None) -> tuple[int, ...]:
    inherited = dict(zip(TOKENS, parent.xterm_256, strict=False)) if parent else {}
    return tuple(
        source.xterm_256[token]
        if token in source.xterm_256
        else inherited[token]
        if token in inherited and token not in source.tokens
        else nearest_number(colours[token])
        for token in TOKENS
    )


def nearest_number(colour: str) -> int:
    """Of the 256 colours that are alike everywhere, the number of the one nearest in RGB."""

    def distance(number: int) -> int:
        other = hex_of(number)
        return sum(
            (int(colour[start : start + 2], 16) - int(other[start : start + 2], 16)) ** 2
            for start in (1, 3, 5)
        )

    return min(PORTABLE, key=distance)


def _readable(source: ThemeSource, theme: Theme) -> Theme:
    gaps = contrast_gaps(theme)
    for gap in gaps:
        if gap.table == "tokens" or source.xterm_256:
            raise _contrast_error(source, theme, gap)
    # Only numbers that we rounded are too close: better none, and the terminal's rounding.
    return replace(theme, xterm_256=()) if gaps else theme


def _contrast_error(source: ThemeSource, theme: Theme, gap: ContrastGap) -> ThemeContrastError:
    ground = f"`{gap.ground}`" if not theme.ansi else "black" if theme.dark else "white"
    line = source.line_of(gap.foreground, gap.table)
    if line is None:
        line = source.line_of(gap.ground, gap.table)
    return ThemeContrastError(
        f"`{gap.foreground}` on {ground} has a contrast of {gap.ratio:.2f} to 1, "
        f"less than {gap.limit:g} ([{gap.table}]).",
        ratio=gap.ratio,
        limit=gap.limit,
        file=source.file,
        line=line,
        key=gap.foreground,
    )
