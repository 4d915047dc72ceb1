"""Opening an address in a browser, or knowing that there is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cockpit_tui.terminal.browser import browse, can_browse


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
