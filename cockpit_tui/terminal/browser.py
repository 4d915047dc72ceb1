"""Opening an address in the person's browser, where there is one on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping


def can_browse(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a browser of the person would open: not over ssh, and not without a desktop."""
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return False
    if environment.get("BROWSER") or platform == "darwin":
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


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
