"""Opening an address in the person's browser, where there is one on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from cockpit_tui.domain.attachments import is_web
from cockpit_tui.domain.errors import InvalidInput, NotFound

PROGRAMS = (
    *(".app", ".bat", ".cmd", ".com", ".command", ".desktop", ".exe", ".hta", ".jar", ".js"),
    *(".lnk", ".msi", ".ps1", ".scr", ".sh", ".url", ".vbs"),
)
"""Ends of names that a desktop may start instead of showing."""


def can_browse(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a browser of the person would open: not over ssh, and not without a desktop."""
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return False
    if environment.get("BROWSER") or platform == "darwin":
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def to_openable(address: str) -> str:
    """What the browser is given: the web address, or that of the file on this computer.

    Raises NotFound for a file that is not here, InvalidInput for a program: an attachment that a
    colleague typed must not start anything.
    """
    if is_web(address):
        return address
    path = Path(address)
    if not path.exists():
        raise NotFound(f"{address} is not on this computer.", "Ctrl+y copies the path.")
    is_script = os.name == "posix" and path.is_file() and os.access(path, os.X_OK)
    if is_script or path.suffix.lower() in PROGRAMS:
        raise InvalidInput(
            f"{path.name} is a program; it is not started from here.", "Ctrl+y copies the path."
        )
    return path.absolute().as_uri()


def browse(address: str) -> threading.Thread:
    """Opens it in a process of its own, whose output goes nowhere: it would spoil the screen.

    Nobody has to wait for the thread that waits for that process.
    """
    waiting = threading.Thread(target=_browse, args=(address,), name="browser", daemon=True)
    waiting.start()
    return waiting


def _browse(address: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "webbrowser", "-t", address],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
