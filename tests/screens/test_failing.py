"""A mistake of ours: words on the terminal, the traceback in the log, and nobody's values."""

from __future__ import annotations

from pathlib import Path

import pytest

from cockpit_themes.registry import load_theme
from cockpit_themes.textual_theme import textual_theme
from cockpit_tui.screens.base.themed_app import ThemedApp


class FailingApp(ThemedApp[None]):
    """Fails as soon as it is there."""

    def on_mount(self) -> None:
        word = f"{20} characters"
        raise LookupError(len(word))


def test_what_nobody_foresaw_is_told_in_words_and_logged_whole(
    capsys: pytest.CaptureFixture[str], own_house: Path
) -> None:
    app = FailingApp(textual_theme(load_theme("cockpit-dark")))
    app.run(headless=True)
    (file,) = own_house.rglob("cockpit.log")
    assert app.failure == (
        "Something went wrong that should not have. What was saved is kept.",
        f"What happened is in {file}.",
    )
    assert capsys.readouterr() == ("", "")
    assert app.return_code == 1
    logged = file.read_text(encoding="utf-8")
    assert "in on_mount" in logged
    assert "20 characters" not in logged
