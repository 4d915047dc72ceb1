"""One org for all cockpits of a demo's workspace: one of them runs it, and another takes over."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from msgspec.structs import replace

from cockpit_tui.demo.file_lock import FileLock
from cockpit_tui.demo.org_process import OrgAddress, OrgProcess, running_org
from cockpit_tui.domain.errors import Unreachable
from cockpit_tui.paths import Paths

HANDOVER_SECONDS = 5.0
"""An org that starts over its data, or ends, takes a second or two."""
LOOK_SECONDS = 0.1


class SharedOrg:
    """The demo's org, wherever it runs. Who holds the lock file runs it, until `leave`; the org
    that was started here holds it, too, until it has ended."""

    def __init__(self, paths: Paths, options: Sequence[str]) -> None:
        self._paths = paths
        self._options = options
        self._lock = FileLock(paths.demo_org_lock)
        self._process: OrgProcess | None = None
        self._is_over = threading.Event()

    def address(self) -> OrgAddress:
        """Where the org runs now; started here when no other cockpit runs it.

        Waits for one that starts or ends. Raises Unreachable when that takes too long.
        """
        limit = time.monotonic() + HANDOVER_SECONDS
        while not self._is_over.is_set():
            if self._process is not None and not self._process.is_running():
                self._process.stop()
                self._process = None
            found = running_org(self._paths.demo_org_address)
            if found is None and self._lock.take():
                # Whoever held the lock a moment ago may have left a note since we looked.
                found = running_org(self._paths.demo_org_address) or self._start()
            if found is not None:
                return replace(found, find=self.address)
            if time.monotonic() > limit:
                break
            self._is_over.wait(LOOK_SECONDS)
        raise Unreachable(
            "Another cockpit holds the demo's org, and it does not answer. Edits are kept.",
            "Leave the other cockpit with q.",
        )

    def leave(self) -> None:
        """The program ends: so does the org if it was started here, and another cockpit may run it
        as soon as it has."""
        self._is_over.set()
        if self._process is not None:
            self._process.let_go()
        self._lock.release()

    def _start(self) -> OrgAddress:
        paths = self._paths
        self._process = OrgProcess(
            paths.demo_org, self._options, paths.demo_org_address, self._lock.descriptor
        )
        return self._process.address()
