"""The demo's Salesforce: a child process that serves the sandbox org and ends with its parent."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cockpit_tui.domain.errors import Unreachable
from cockpit_tui.domain.secrecy import Secretive

if TYPE_CHECKING:
    from cockpit_sync.salesforce.client import Refresh

START_SECONDS = 180
"""Seeding the largest demo takes most of two minutes on a small machine."""
STOP_SECONDS = 2
"""Then an org that does not end is ended."""


class OrgAddress(Secretive, frozen=True):
    """Where an org is and the session to use."""

    shown = ("instance_url",)

    instance_url: str
    access_token: str
    """Empty where it is not at hand: then `renew` gives the first one, in the mirror's thread."""
    renew: Refresh | None = None
    """Gives the next session when one has ended."""
    find: Callable[[], OrgAddress] | None = None
    """Where the org is now, for one that moves; raises Unreachable."""


class OrgProcess:
    """A running sandbox org; `stop` ends it, and so does the end of this process.

    It holds `lock` too, an open file, until it has ended.
    """

    def __init__(
        self,
        data: Path,
        options: Sequence[str],
        note: Path | None = None,
        lock: int | None = None,
    ) -> None:
        data.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._note = note
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "cockpit_sandbox",
                "--data",
                str(data),
                "--end-with-parent",
                *options,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=() if lock is None else (lock,),
        )

    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def address(self) -> OrgAddress:
        """Waits until the org answers; raises Unreachable when it does not come up."""
        stdout = self._process.stdout
        assert stdout is not None
        ready, _, _ = select.select([stdout], [], [], START_SECONDS)
        line = stdout.readline() if ready else b""
        if not line:
            self.stop()
            raise Unreachable(
                "The demo's local org did not start. Edits are kept.",
                "`cockpit sandbox` alone shows why.",
            )
        found = json.loads(line)
        address = OrgAddress(found["instance_url"], found["access_token"])
        if self._note is not None:
            token = found["control_token"]
            _write_private(self._note, _noted(address, self._process.pid, token))
        return address

    def let_go(self) -> threading.Thread:
        """Asks the org to end, which closing its input does; the thread ends when it has.

        Its note goes first, so that nobody is sent to an org that ends; another's note stays.
        """
        if self._note is not None and _noted_pid(self._note) == self._process.pid:
            self._note.unlink(missing_ok=True)
        if self._process.stdin is not None:
            self._process.stdin.close()
        reaper = threading.Thread(target=self._reap, name="org-end", daemon=True)
        reaper.start()
        return reaper

    def stop(self) -> None:
        """Ends the org; returns when it has ended."""
        reaper = self.let_go()
        reaper.join(STOP_SECONDS)
        if reaper.is_alive():
            self._process.kill()
            reaper.join()

    def _reap(self) -> None:
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


def running_org(note: Path) -> OrgAddress | None:
    """The org that another cockpit of this workspace runs, if it still does."""
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
        os.kill(found["pid"], 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return OrgAddress(found["instance_url"], found["access_token"])


def _noted_pid(note: Path) -> int | None:
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
        return int(found["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _noted(address: OrgAddress, pid: int, control_token: str) -> str:
    found = {"instance_url": address.instance_url, "access_token": address.access_token}
    return json.dumps({**found, "pid": pid, "control_token": control_token})


def _write_private(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
