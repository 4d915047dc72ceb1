"""Colours by meaning, in every theme."""

from __future__ import annotations

import pytest

from cockpit_themes.registry import load_theme, theme_names
from cockpit_themes.textual_theme import textual_theme
from cockpit_widgets.drawing.palette import TOKENS, Palette


def palette(name: str) -> Palette:
    theme = textual_theme(load_theme(name))
    return Palette.from_theme_variables({**theme.variables})


def test_a_token_is_its_themes_colour_on_the_named_ground() -> None:
    style = palette("cockpit-dark").style("risk", "selection", bold=True)
    assert style.color is not None
    assert style.bgcolor is not None
    assert (style.color.name, style.bgcolor.name, style.bold) == ("#ff8a80", "#26344f", True)


def test_faint_words_become_muted_on_the_selection() -> None:
    shown = palette("cockpit-dark")
    assert shown.style("text-faint", "selection") == shown.style("text-muted", "selection")
    assert shown.style("text-faint", "surface") != shown.style("text-muted", "surface")


def test_sixteen_colours_have_no_grounds_and_words_in_the_accent_are_bold() -> None:
    shown = palette("ansi-dark")
    assert not shown.has_grounds
    assert shown.style("risk", "selection").bgcolor is None
    assert shown.accent_words().color is None
    assert shown.accent_words().bold
    assert shown.style("conflict").bold
    assert shown.main_button().reverse


def test_without_colours_no_style_has_one() -> None:
    shown = palette("no-colour")
    for token in TOKENS:
        style = shown.style(token)
        assert (style.color, style.bgcolor) == (None, None)


@pytest.mark.parametrize("name", theme_names())
def test_every_theme_gives_every_token_a_style(name: str) -> None:
    shown = palette(name)
    for token in TOKENS:
        for ground in TOKENS[:7]:
            assert shown.style(token, ground) is shown.style(token, ground)


def test_equal_variables_give_the_same_palette() -> None:
    assert palette("cockpit-dark") is palette("cockpit-dark")


def test_a_theme_of_textual_itself_can_be_drawn_with_too() -> None:
    shown = Palette.from_theme_variables({"foreground": "#eeeeee", "surface": "#111111"})
    style = shown.style("text-muted", "surface")
    assert style.color is not None
    assert style.color.name == "#eeeeee"
