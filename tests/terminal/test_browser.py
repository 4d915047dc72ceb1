"""Opening an address in a browser, or knowing that there is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cockpit_tui.domain.errors import InvalidInput, NotFound
from cockpit_tui.terminal.browser import browse, can_browse, to_openable


@pytest.mark.parametrize(
    ("environment", "platform", "can"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"BROWSER": "firefox"}, "linux", True),
        ({}, "darwin", True),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "10.0.0.1 22"}, "linux", False),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", False),
    ],
)
def test_a_browser_is_there_with_a_desktop_and_not_over_ssh(
    environment: dict[str, str], platform: str, can: bool
) -> None:
    assert can_browse(environment, platform) is can


def test_the_address_reaches_the_browser_and_its_output_goes_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    pipe, script = tmp_path / "pipe", tmp_path / "browser"
    os.mkfifo(pipe)
    script.write_text(f"#!/bin/sh\necho noise\necho noise >&2\necho $1 > {pipe}\n")
    script.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{script} %s")
    waiting = browse("https://acme.example/00T1")
    assert pipe.read_text() == "https://acme.example/00T1\n"
    waiting.join(10)
    assert capfd.readouterr() == ("", "")


def test_an_attached_file_is_shown_and_a_program_is_not_started(tmp_path: Path) -> None:
    deck, script = tmp_path / "deck.pdf", tmp_path / "run"
    deck.write_text("")
    script.write_text("")
    script.chmod(0o700)
    (tmp_path / "x.desktop").write_text("")
    assert to_openable("https://x.example/run.sh") == "https://x.example/run.sh"
    assert to_openable(str(deck)) == deck.as_uri()
    with pytest.raises(NotFound, match="not on this computer"):
        to_openable(str(tmp_path / "gone.pdf"))
    for program in (script, tmp_path / "x.desktop"):
        with pytest.raises(InvalidInput, match="is a program"):
            to_openable(str(program))
