from __future__ import annotations

import pytest
from msgspec.structs import replace
from rich.color import Color, ColorSystem

from cockpit_themes.contrast import contrast_gaps, contrast_ratio
from cockpit_themes.registry import load_theme, theme_names
from cockpit_themes.tokens import FOREGROUNDS, GROUNDS, TOKENS
from cockpit_themes.xterm import PORTABLE, hex_of, hex_rounding_to

PUBLISHED_RATIOS = {
    "cockpit-dark": {
        "text": "15.4 14.8 13.6 11.9 10.1 12.3 13.0",
        "text-muted": "8.5 8.2 7.6 6.6 5.6 6.8 7.2",
        "text-faint": "5.9 5.6 5.2 4.5 3.9 4.7 4.9",
        "accent": "8.8 8.4 7.8 6.8 5.8 7.0 7.4",
        "risk": "8.3 7.9 7.3 6.4 5.5 6.6 7.0",
        "warning": "10.0 9.6 8.9 7.7 6.6 8.0 8.4",
        "success": "9.8 9.4 8.7 7.6 6.5 7.8 8.3",
        "info": "9.4 9.0 8.3 7.3 6.2 7.5 7.9",
        "conflict": "9.0 8.6 7.9 6.9 5.9 7.1 7.5",
        "mark": "9.8 9.4 8.7 7.6 6.5 7.8 8.3",
    },
    "cockpit-light": {
        "text": "15.3 16.4 14.2 13.4 13.1 13.9 13.9",
        "text-muted": "7.3 7.8 6.7 6.4 6.2 6.6 6.6",
        "text-faint": "5.6 6.0 5.2 4.9 4.8 5.1 5.1",
        "accent": "6.1 6.6 5.7 5.4 5.3 5.6 5.6",
        "risk": "6.1 6.5 5.7 5.4 5.3 5.6 5.6",
        "warning": "6.6 7.1 6.1 5.8 5.7 6.0 6.0",
        "success": "6.1 6.6 5.7 5.4 5.3 5.6 5.6",
        "info": "6.5 7.0 6.1 5.8 5.6 6.0 6.0",
        "conflict": "6.9 7.4 6.5 6.1 6.0 6.3 6.3",
        "mark": "7.2 7.7 6.6 6.3 6.2 6.5 6.5",
    },
}


@pytest.mark.parametrize("name", theme_names())
def test_every_built_in_theme_can_be_read(name: str) -> None:
    assert contrast_gaps(load_theme(name)) == []


@pytest.mark.parametrize("name", PUBLISHED_RATIOS)
def test_the_house_themes_have_the_contrasts_that_the_design_states(name: str) -> None:
    colours = load_theme(name).colours.by_token()
    computed = {
        token: " ".join(f"{contrast_ratio(colours[token], colours[g]):.1f}" for g in GROUNDS)
        for token in FOREGROUNDS
    }
    assert computed == PUBLISHED_RATIOS[name]


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast_ratio("#FFFFFF", "#FFFFFF") == 1


def test_the_main_button_is_measured_as_background_on_accent() -> None:
    theme = load_theme("cockpit-light")
    button = replace(theme.colours, background="#8AB0FF", surface="#FFFFFF")
    pairs = {(gap.foreground, gap.ground) for gap in contrast_gaps(replace(theme, colours=button))}
    assert ("background", "accent") in pairs


def test_an_ansi_theme_is_measured_with_the_terminals_usual_colours() -> None:
    light = load_theme("ansi-light")
    yellow = replace(light, colours=replace(light.colours, warning="yellow"))
    (gap,) = contrast_gaps(yellow)
    assert (gap.foreground, gap.limit) == ("warning", 3.0)
    assert gap.ratio == pytest.approx(1.7, abs=0.1)


def test_textual_rounds_to_every_named_number_but_the_greys_of_the_cube() -> None:
    missed = [
        number
        for number in PORTABLE
        if Color.parse(hex_rounding_to(number)).downgrade(ColorSystem.EIGHT_BIT).number != number
    ]
    assert missed == [59, 102, 145, 188]


@pytest.mark.parametrize("name", ["cockpit-dark", "cockpit-light"])
def test_a_house_theme_on_256_colours_shows_the_numbers_of_its_file(name: str) -> None:
    theme = load_theme(name)
    shown = theme.for_256_colours().colours.by_token()
    numbers = [Color.parse(shown[t]).downgrade(ColorSystem.EIGHT_BIT).number for t in TOKENS]
    assert tuple(numbers) == theme.xterm_256


def test_the_256_colours_are_those_of_xterm() -> None:
    assert [hex_of(number) for number in (16, 18, 111, 189, 231, 232, 255)] == [
        "#000000", "#000087", "#87AFFF", "#D7D7FF", "#FFFFFF", "#080808", "#EEEEEE",
    ]  # fmt: skip


def test_a_theme_without_numbers_stays_itself_on_256_colours() -> None:
    theme = load_theme("ansi-dark")
    assert theme.for_256_colours() is theme
