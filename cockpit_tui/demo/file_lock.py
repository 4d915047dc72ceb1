"""A file that one process holds. The system releases it when its holder dies, however it does."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class FileLock:
    """Held from `take` or `wait` to `release`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: int | None = None

    def take(self) -> bool:
        """Whether it is held now: it was free, or held already."""
        return self._hold(fcntl.LOCK_EX | fcntl.LOCK_NB)

    def wait(self) -> None:
        """Holds it as soon as it is free."""
        self._hold(fcntl.LOCK_EX)

    def release(self) -> None:
        """Leaves it to others."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    @property
    def descriptor(self) -> int | None:
        """The open file: a child process that gets it holds the lock as well, until it ends."""
        return self._held

    def _hold(self, how: int) -> bool:
        if self._held is not None:
            return True
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(opened, how)
        except BlockingIOError:
            os.close(opened)
            return False
        self._held = opened
        return True
