"""Ends the sandbox when the program that started it is gone.

The parent holds the other end of standard input; the kernel closes it however the parent dies,
SIGKILL included.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

CHUNK = 4_096


class ParentWatch:
    """Waits in a thread for the end of standard input."""

    def __init__(self, descriptor: int = 0) -> None:
        """Begin to watch. Until `then` is called, the end of the parent ends the process."""
        self._descriptor = descriptor
        self.is_over = False
        """Whether the parent is gone."""
        self._stop: Callable[[], object] = _leave
        threading.Thread(target=self._wait, name="sandbox-parent-watch", daemon=True).start()

    def then(self, stop: Callable[[], object]) -> None:
        """Call `stop`, from the watching thread, instead of leaving at once."""
        self._stop = stop

    def _wait(self) -> None:
        try:
            while os.read(self._descriptor, CHUNK):
                pass
        except OSError:
            # No standard input at all: there is no parent to wait for.
            pass
        self.is_over = True
        self._stop()


def _leave() -> None:
    # Nobody is left to read an error, and SQLite undoes the unfinished seed by itself.
    os._exit(0)
