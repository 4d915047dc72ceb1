"""The themes for eyes that see fewer colours, or need more contrast."""

from __future__ import annotations

from itertools import combinations
from math import dist

import pytest

from cockpit_themes.contrast import contrast_ratio
from cockpit_themes.registry import load_theme
from cockpit_themes.theme import Theme
from cockpit_themes.tokens import FOREGROUNDS, GROUNDS, TOKENS
from cockpit_themes.xterm import hex_of

Matrix = tuple[tuple[float, float, float], ...]
VISION: dict[str, Matrix] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Linear RGB to what is seen of it at full severity (Machado, Oliveira, Fernandes 2009)."""
MEANINGS = ("accent", "risk", "warning", "success", "info", "conflict", "mark")
DISTINCT = 20.0
"""CIE 1976 difference; 2.3 is just noticeable side by side, ten times that at a glance."""
DISTINCT_OF_256 = 10.0
AAA_LIMIT = 7.0
"""WCAG 2.2, success criterion 1.4.6."""


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("name", ["colour-safe-dark", "colour-safe-light"])
def test_meanings_stay_apart_with_every_kind_of_colour_vision(name: str, vision: str) -> None:
    theme = load_theme(name)
    assert nearest(theme.colours.by_token(), vision) >= DISTINCT
    assert nearest(numbered(theme), vision) >= DISTINCT_OF_256


def test_the_house_theme_would_not_pass() -> None:
    """So the measure measures something."""
    colours = load_theme("cockpit-dark").colours.by_token()
    assert nearest(colours, "deuteranopia") < DISTINCT_OF_256


@pytest.mark.parametrize("name", ["high-contrast-dark", "high-contrast-light"])
def test_everything_in_a_high_contrast_theme_reaches_seven_to_one(name: str) -> None:
    colours = load_theme(name).colours.by_token()
    low = {
        (word, ground): contrast_ratio(colours[word], colours[ground])
        for word in FOREGROUNDS
        for ground in GROUNDS
        if contrast_ratio(colours[word], colours[ground]) < AAA_LIMIT
    }
    assert low == {}


@pytest.mark.parametrize(
    "name",
    [
        f"{kind}-{ground}"
        for kind in ("cockpit", "high-contrast", "colour-safe")
        for ground in ("dark", "light")
    ],
)
def test_256_colours_are_written_out_and_keep_the_grounds_apart(name: str) -> None:
    """Rounded by themselves the panel, the selection and the list would look the same."""
    numbers = dict(zip(TOKENS, load_theme(name).xterm_256, strict=True))
    assert numbers["panel"] != numbers["surface"]
    assert len({numbers["selection"], numbers["surface"], numbers["selection-off"]}) == 3


def numbered(theme: Theme) -> dict[str, str]:
    return dict(zip(TOKENS, map(hex_of, theme.xterm_256), strict=True))


def nearest(colours: dict[str, str], vision: str) -> float:
    """How far the two meanings are apart that are hardest to tell apart."""
    seen = {name: to_lab(seen_as(colours[name], vision)) for name in MEANINGS}
    return min(dist(seen[one], seen[other]) for one, other in combinations(MEANINGS, 2))


def seen_as(colour: str, vision: str) -> list[float]:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels]
    return [
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True))))
        for row in VISION[vision]
    ]


def to_lab(linear: list[float]) -> tuple[float, float, float]:
    """CIE L*a*b* of linear sRGB under daylight D65."""
    red, green, blue = linear

    def root(value: float) -> float:
        return value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116

    x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047)
    y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
