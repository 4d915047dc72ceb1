"""Ending a read from another thread, when nobody waits for it any more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from cockpit_tui.domain.errors import Cancelled


class Halt:
    """Given to reads, and called once what they read is not wanted any more.

    SQLite ends the statement under way; on PostgreSQL it comes to its end, since to tell the
    server would be a call over the network, and no further one begins.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._interrupt: Callable[[], None] | None = None
        self._is_called = False

    def call(self) -> None:
        """May be called from any thread, and waits for nothing."""
        with self._lock:
            self._is_called = True
            if self._interrupt is not None:
                self._interrupt()

    @contextmanager
    def over(self, connection: Connection) -> Iterator[None]:
        """What is read inside raises Cancelled once this was called."""
        with self._lock:
            self._check()
            if connection.dialect.name == "sqlite":
                self._interrupt = connection.connection.driver_connection.interrupt  # type: ignore[union-attr]
        try:
            yield
        except OperationalError:
            self._check()
            raise
        finally:
            with self._lock:
                self._interrupt = None

    def _check(self) -> None:
        if self._is_called:
            raise Cancelled("It is not read any more: something else was asked for.")
