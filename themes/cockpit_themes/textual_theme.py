"""A `Theme` as Textual understands it. Textual is imported only when this is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cockpit_themes.theme import Theme

if TYPE_CHECKING:
    from textual.theme import Theme as TextualTheme

VARIABLE_PREFIX = "ck-"
"""Prefix of the CSS variables: token `mark-ground` is `$ck-mark-ground`."""


def textual_theme(theme: Theme) -> TextualTheme:
    """The theme for `App.register_theme`, with every token as `$ck-<token>`.

    Four more variables say what follows from a theme's kind: `$ck-faint-selected` and
    `$ck-faint-raised` (faint words on those grounds), `$ck-accent-words`, and the text style
    `$ck-cursor-style`. Textual's own variables that would be tinted, transparent or `auto` are
    set to tokens, because no colour is to be computed at run time.

    With an ANSI theme under NO_COLOR give `App.__init__` the argument `ansi_color=True`: Textual
    decides there whether colours are removed or turned into greys.
    """
    from textual.theme import Theme as TextualTheme

    colours = {token: css_colour(value) for token, value in theme.colours.by_token().items()}
    return TextualTheme(
        name=theme.name,
        primary=colours["accent"],
        secondary=colours["info"],
        warning=colours["warning"],
        error=colours["risk"],
        success=colours["success"],
        accent=colours["accent"],
        foreground=colours["text"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
        boost=colours["raised"],
        dark=theme.dark,
        ansi=theme.ansi,
        variables=_variables(theme, colours),
    )


def css_colour(colour: str) -> str:
    """A palette's colour as Textual's CSS writes it: `bright-blue` is `ansi_bright_blue`."""
    return colour if colour.startswith("#") else "ansi_" + colour.replace("-", "_")


def _variables(theme: Theme, colours: dict[str, str]) -> dict[str, str]:
    variables = {VARIABLE_PREFIX + token: colour for token, colour in colours.items()}
    variables |= {
        "ck-faint-selected": css_colour(theme.faint_on("selection")),
        "ck-faint-raised": css_colour(theme.faint_on("raised")),
        "ck-accent-words": css_colour(theme.accent_words),
        "ck-cursor-style": theme.cursor_style,
    }
    for variable, token in TEXTUAL_VARIABLES.items():
        variables[variable] = colours[token]
    for kind, token in TEXTUAL_KINDS.items():
        # Also the plain name: Textual's shading moves a colour by a step even where it adds none.
        for variable in (kind, f"text-{kind}", f"{kind}-muted"):
            variables[variable] = colours[token]
    if theme.ansi:
        variables |= ANSI_STYLES
    return variables


TEXTUAL_KINDS = {
    "primary": "accent",
    "secondary": "info",
    "warning": "warning",
    "error": "risk",
    "success": "success",
    "accent": "accent",
}
"""Textual's meanings, which it tints for text and mutes for grounds, and ours."""

TEXTUAL_VARIABLES = {
    "background": "background",
    "foreground": "text",
    "surface": "surface",
    "panel": "panel",
    "boost": "raised",
    "text": "text",
    "text-muted": "text-muted",
    "text-disabled": "text-faint",
    "foreground-muted": "text-muted",
    "foreground-disabled": "text-faint",
    "background-muted": "background",
    "block-cursor-foreground": "text",
    "block-cursor-background": "selection",
    "block-cursor-blurred-foreground": "text",
    "block-cursor-blurred-background": "selection-off",
    "block-hover-background": "selection-off",
    "border": "rule",
    "border-blurred": "rule",
    "surface-active": "raised",
    "surface-actrive": "raised",  # so spelt in Textual's ANSI variables
    "scrollbar": "rule",
    "scrollbar-hover": "rule",
    "scrollbar-active": "text-faint",
    "scrollbar-background": "surface",
    "scrollbar-background-hover": "surface",
    "scrollbar-background-active": "surface",
    "scrollbar-corner-color": "surface",
    "link-color": "accent",
    "link-color-hover": "accent",
    "link-background-hover": "selection",
    "footer-foreground": "text-muted",
    "footer-background": "panel",
    "footer-key-foreground": "text",
    "footer-key-background": "panel",
    "footer-description-foreground": "text-muted",
    "footer-description-background": "panel",
    "footer-item-background": "panel",
    "input-cursor-background": "text",
    "input-cursor-foreground": "background",
    "input-selection-background": "selection",
    "input-selection-foreground": "text",
    "button-foreground": "text",
    "button-color-foreground": "background",
    "screen-selection-background": "selection",
    "screen-selection-foreground": "text",
}
"""Textual's variables that it would derive, and the token that each shows instead."""

ANSI_STYLES = {
    "block-cursor-text-style": "reverse",
    "input-cursor-text-style": "reverse",
    "input-selection-background": "ansi_default",
    "button-focus-text-style": "bold reverse",
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
}
"""Where grounds are missing, reverse video says what a ground would."""
