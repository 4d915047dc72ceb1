"""Everything that is painted can be read: each screen, in each theme, letter by letter."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.color import Color
from rich.style import Style
from textual.pilot import Pilot

from cockpit_themes.contrast import GLYPH_LIMIT, READ_LIMIT, contrast_ratio
from cockpit_themes.registry import load_theme, theme_names
from cockpit_themes.theme import Theme
from cockpit_tui.screens.base.messages import ThemeWanted
from tests.screens.bench import Bench, press, settle
from tests.snapshots.test_looks import DIALOGS

PLACES: dict[str, Sequence[str]] = {
    "list": ("j", "space", "j"),
    "pane": ("j", "tab"),
    "filter": ("slash", "space", *"typo:x"),
    "activities": ("j", "A"),
    "triage": ("T",),
    "calendar": ("K",),
    "theme": ("colon", *"theme", "enter"),
    **{name: ("j", *keys) for name, keys in DIALOGS.items()},
}
KEYS = {":": "colon", " ": "space"}


@pytest.mark.parametrize("place", PLACES)
def test_every_letter_can_be_read_in_every_theme(bench: Bench, place: str) -> None:
    """WCAG 1.4.3: 4.5 to 1, but for ornament, and signs where faint words would be lifted."""
    themes = [load_theme(name) for name in theme_names()]
    faint: list[str] = []

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *(KEYS.get(key, key) for key in PLACES[place]))
        for theme in themes:
            pilot.app.post_message(ThemeWanted(theme))
            await settle(pilot)
            faint.extend(f"{theme.name}: {words}" for words in unreadable(pilot, theme))

    bench.drive(steps, size=(140, 40))
    assert faint == []


@pytest.mark.parametrize("keys", [("n", *"ab"), ("slash", *" ab"), ("m", *"ab")])
@pytest.mark.parametrize("theme", [name for name in theme_names() if load_theme(name).ansi])
def test_the_text_cursor_is_the_terminals_own_colours_turned_round(
    bench: Bench, theme: str, keys: Sequence[str]
) -> None:
    """A cursor with a colour of its own would be lost on one of the grounds, dark or light."""

    async def steps(pilot: Pilot[None]) -> None:
        pilot.app.post_message(ThemeWanted(load_theme(theme)))
        await press(pilot, *(KEYS.get(key, key) for key in keys))
        field = pilot.app.focused
        assert field is not None
        after = [
            style
            for strip in pilot.app.screen._compositor.render_strips()
            for text, style, _ in strip
            if style is not None and style.reverse and text == " "
        ]
        assert len(after) == 1, after
        assert {colours_name(after[0].color), colours_name(after[0].bgcolor)} == {"default"}
        assert not after[0].dim

    bench.drive(steps)


def colours_name(colour: Color | None) -> str:
    return "default" if colour is None else colour.name


def unreadable(pilot: Pilot[None], theme: Theme) -> list[str]:
    """What stands on the screen too faintly, with its two colours."""
    ornaments = {theme.colours.rule.upper()}
    found = {}
    measured = 0
    for strip in pilot.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if not text.strip() or style is None:
                continue
            ink, ground = colours(style, theme)
            if ink is None or ground is None or ink in ornaments:
                continue
            measured += 1
            limit = READ_LIMIT if any(letter.isalnum() for letter in text) else GLYPH_LIMIT
            if contrast_ratio(ink, ground) < limit - 0.05:
                found[ink, ground] = f"{text.strip()[:20]!r} {ink} on {ground}"
    assert theme.ansi or measured > 30, "hardly anything was measured"
    return list(found.values())


def colours(style: Style, theme: Theme) -> tuple[str | None, str | None]:
    """Ink and ground as they are painted; None for the terminal's own, which nobody measures."""
    if theme.ansi:
        return None, None
    pair = [
        None if colour is None or colour.triplet is None else colour.triplet.hex.upper()
        for colour in (style.color, style.bgcolor)
    ]
    if style.reverse:
        pair.reverse()
    return pair[0], pair[1]
