"""Colours: chosen on the screen with a look at each, kept, and read anew when a file changes."""

from __future__ import annotations

import json
from pathlib import Path

from textual.pilot import Pilot

from cockpit_themes.registry import load_theme
from cockpit_tui.screens.base.themes import Themes
from cockpit_tui.screens.verbs.theming import ThemePicker
from cockpit_tui.terminal.colours import ColourDepth
from tests.screens.bench import Bench, cockpit, press, settle, wait_until

OPEN = ("colon", *"theme", "enter")


def toast(pilot: Pilot[None]) -> str:
    told = cockpit(pilot).toast.text
    return "" if told is None else told.text


def panel(pilot: Pilot[None]) -> str:
    """The ground of the header, as the theme on the screen has it."""
    return pilot.app.theme_variables["ck-panel"].upper()


def ground_of(theme: str) -> str:
    return load_theme(theme).colours.panel


def painted(pilot: Pilot[None]) -> str:
    """The ground that the list below the dialog was really painted with."""
    strip = cockpit(pilot).cta_list.render_line(0)
    found = [seg.style.bgcolor.name.upper() for seg in strip if seg.style and seg.style.bgcolor]
    return found[-1]


def test_each_theme_is_shown_while_one_looks_and_esc_goes_back(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        before = painted(pilot)
        await press(pilot, *OPEN, *"cockpit-l")
        assert panel(pilot) == ground_of("cockpit-light")
        assert painted(pilot) != before, "also what lies below the dialog"
        await press(pilot, "escape")
        assert panel(pilot) == ground_of("cockpit-dark")
        assert painted(pilot) == before

    bench.drive(steps)
    assert not bench.state_file.exists() or "theme" not in json.loads(bench.state_file.read_text())


def test_a_theme_that_is_taken_is_kept_until_the_setting_is_another(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *OPEN, *"high-contrast-d", "enter")
        assert panel(pilot) == ground_of("high-contrast-dark")
        await press(pilot, "2")

    bench.drive(steps)
    kept = json.loads(bench.state_file.read_text())
    assert kept["theme"] == "high-contrast-dark"
    assert kept["tab"] == "team", "the view is kept beside it"
    again = Themes(configured="cockpit-dark", state_file=bench.state_file)
    assert again.begin().name == "high-contrast-dark"
    assert Themes(configured="ansi-dark", state_file=bench.state_file).begin().name == "ansi-dark"


def test_a_kept_theme_that_is_gone_gives_way_to_the_setting(tmp_path: Path) -> None:
    folder = tmp_path / "themes"
    folder.mkdir()
    (folder / "dusk.toml").write_text('inherits = "cockpit-dark"\n')
    state = tmp_path / "state.json"
    Themes(folder, configured="cockpit-light", state_file=state).keep("dusk")
    assert Themes(folder, configured="cockpit-light", state_file=state).begin().name == "dusk"
    (folder / "dusk.toml").unlink()
    found = Themes(folder, configured="cockpit-light", state_file=state)
    assert found.begin().name == "cockpit-light"


def test_ones_own_theme_is_read_anew_when_its_file_changes(bench: Bench, tmp_path: Path) -> None:
    folder = bench.themes_folder = tmp_path / "themes"
    folder.mkdir()
    own = folder / "dusk.toml"
    own.write_text('inherits = "cockpit-dark"\n')
    bench.theme = "cockpit-dark"

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *OPEN, *"dusk", "enter")
        own.write_text('inherits = "cockpit-dark"\n[tokens]\npanel = "#201A30"\n')
        await wait_until(pilot, lambda: panel(pilot) == "#201A30", "the written colour")

        own.write_text('inherits = "cockpit-dark"\n[tokens]\ntext-muted = "#303030"\n')
        await wait_until(pilot, lambda: "text-muted" in toast(pilot), "what is wrong with it")
        assert "dusk.toml:3" in toast(pilot)
        assert panel(pilot) == "#201A30", "the last good colours stay"

        own.write_text('inherits = "cockpit-light"\n')
        await wait_until(pilot, lambda: panel(pilot) == ground_of("cockpit-light"), "mended")

    bench.drive(steps)


def test_a_theme_that_cannot_be_read_is_listed_and_refused(bench: Bench, tmp_path: Path) -> None:
    folder = bench.themes_folder = tmp_path / "themes"
    folder.mkdir()
    (folder / "mist.toml").write_text('inherits = "cockpit-dark"\n[tokens]\ntext = "#333333"\n')

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *OPEN, *"mist", "enter")
        assert isinstance(pilot.app.screen, ThemePicker), "it stays open"
        await press(pilot, "escape")
        assert panel(pilot) == ground_of("cockpit-dark")

    bench.drive(steps)
    words = dict(Themes(folder).descriptions())
    assert words["mist"] == "cannot be used: the theme is hard to read"
    assert words["colour-safe-light"] == "light"


def test_without_colours_there_is_nothing_to_choose(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        cockpit(pilot).themes.depth = ColourDepth.NONE
        await press(pilot, *OPEN)
        await settle(pilot)
        assert "no colours" in toast(pilot)

    bench.drive(steps)
