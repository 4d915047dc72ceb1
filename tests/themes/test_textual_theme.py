from __future__ import annotations

import pytest
from msgspec.structs import astuple
from textual.app import App
from textual.color import Color

from cockpit_themes.registry import load_theme, theme_names
from cockpit_themes.textual_theme import css_colour, textual_theme
from cockpit_themes.tokens import TOKENS


def css_variables(name: str) -> dict[str, str]:
    app: App[None] = App()
    app.register_theme(textual_theme(load_theme(name)))
    app.theme = name
    return app.get_css_variables()


@pytest.mark.parametrize("name", theme_names())
def test_every_token_is_a_css_variable(name: str) -> None:
    variables = css_variables(name)
    for token, colour in load_theme(name).colours.by_token().items():
        assert variables[f"ck-{token}"] == css_colour(colour)
    assert len(TOKENS) == 18


@pytest.mark.parametrize("name", theme_names())
def test_textuals_own_names_carry_our_meanings(name: str) -> None:
    variables = css_variables(name)
    for theirs, ours in {
        "primary": "accent",
        "secondary": "info",
        "error": "risk",
        "warning": "warning",
        "success": "success",
        "background": "background",
        "surface": "surface",
        "panel": "panel",
        "foreground": "text",
        "text": "text",
        "text-muted": "text-muted",
        "text-error": "risk",
    }.items():
        assert Color.parse(variables[theirs]) == Color.parse(variables[f"ck-{ours}"]), theirs


@pytest.mark.parametrize("name", theme_names())
def test_no_colour_that_is_shown_is_tinted_transparent_or_automatic(name: str) -> None:
    """Shades such as `$primary-lighten-1` remain Textual's; widgets never name them."""
    palette = {css_colour(colour).upper() for colour in astuple(load_theme(name).colours)}
    for variable, value in css_variables(name).items():
        if any(part in variable for part in ("lighten", "darken", "-style", "markdown")):
            continue
        if variable in ("primary-background", "secondary-background", "link-background"):
            continue
        if variable in ("ansi-background", "ansi-foreground"):
            continue
        assert value.upper() in palette, f"{variable}: {value}"


def test_the_cursor_row_is_reverse_video_only_without_grounds() -> None:
    assert css_variables("ansi-dark")["ck-cursor-style"] == "reverse"
    assert css_variables("no-colour")["ck-cursor-style"] == "reverse"
    assert css_variables("cockpit-light")["ck-cursor-style"] == "none"


def test_faint_words_on_the_cursor_row_are_lifted_to_muted() -> None:
    variables = css_variables("cockpit-dark")
    assert variables["ck-faint-selected"] == variables["ck-text-muted"]
    assert variables["ck-faint-raised"] == variables["ck-text-faint"]
    narrow = load_theme("cockpit-dark").for_256_colours()
    assert narrow.faint_on("raised") == narrow.colours.text_muted


def test_words_in_the_accent_take_the_terminals_foreground_of_sixteen_colours() -> None:
    assert css_variables("ansi-light")["ck-accent-words"] == "ansi_default"
    assert css_variables("cockpit-light")["ck-accent-words"] == "#1F55C9"


def test_the_theme_without_colours_names_none() -> None:
    assert set(astuple(load_theme("no-colour").colours)) == {"default"}
