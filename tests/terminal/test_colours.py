from __future__ import annotations

import pytest
from rich.console import Console

from cockpit_themes.registry import theme_names
from cockpit_tui.terminal.background import Background
from cockpit_tui.terminal.colours import ColourDepth, colour_depth, theme_name


@pytest.mark.parametrize(
    ("environment", "depth"),
    [
        ({"COLORTERM": "truecolor", "TERM": "xterm-256color"}, ColourDepth.TRUECOLOR),
        ({"COLORTERM": "24bit", "TERM": "xterm"}, ColourDepth.TRUECOLOR),
        ({"TERM": "xterm-direct"}, ColourDepth.TRUECOLOR),
        ({"TERM": "xterm-256color"}, ColourDepth.XTERM_256),
        ({"TERM": "xterm-kitty"}, ColourDepth.XTERM_256),
        ({"TERM": "alacritty"}, ColourDepth.XTERM_256),
        ({"TERM": "xterm"}, ColourDepth.ANSI_16),
        ({"TERM": "linux"}, ColourDepth.ANSI_16),
        ({}, ColourDepth.ANSI_16),
        ({"TERM": "dumb"}, ColourDepth.NONE),
        ({"TERM": "vt220"}, ColourDepth.NONE),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, ColourDepth.NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, ColourDepth.XTERM_256),
    ],
)
def test_the_environment_says_how_many_colours_there_are(
    environment: dict[str, str], depth: ColourDepth
) -> None:
    assert colour_depth(environment) is depth


@pytest.mark.parametrize("depth", ColourDepth)
def test_textual_understands_the_name_of_every_depth(depth: ColourDepth) -> None:
    assert Console(color_system=depth.textual_name)  # type: ignore[arg-type]


def test_the_theme_follows_the_ground_and_the_colours() -> None:
    chosen = {
        (ground, depth): theme_name("auto", ground, depth)
        for ground in Background
        for depth in ColourDepth
    }
    assert chosen[Background.LIGHT, ColourDepth.TRUECOLOR] == "cockpit-light"
    assert chosen[Background.DARK, ColourDepth.XTERM_256] == "cockpit-dark"
    assert chosen[Background.LIGHT, ColourDepth.ANSI_16] == "ansi-light"
    assert chosen[Background.DARK, ColourDepth.NONE] == "no-colour"
    by_name_alone = {
        f"{kind}-{ground}"
        for kind in ("high-contrast", "colour-safe")
        for ground in ("dark", "light")
    }
    assert set(chosen.values()) == set(theme_names()) - by_name_alone


def test_a_chosen_theme_wins_over_the_terminal_but_not_over_no_color() -> None:
    assert theme_name("aubergine", Background.LIGHT, ColourDepth.ANSI_16) == "aubergine"
    assert theme_name("aubergine", Background.LIGHT, ColourDepth.NONE) == "no-colour"
