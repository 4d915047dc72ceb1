"""Ending a read from another thread, when nobody waits for it any more."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from traceback import clear_frames

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from cockpit_tui.domain.errors import Cancelled

_HALT = "cockpit_halt"
"""The execution option that holds the halt of a connection that is read under one."""


class Halt:
    """Given to reads, and called once what they read is not wanted any more.

    SQLite ends the statement under way. On PostgreSQL it comes to its end, since to tell the
    server would be a call over the network; no further one begins. Ids of long lists are fetched
    a thousand at a time, and on both databases no further thousand is.
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
            self.check()
            if connection.dialect.name == "sqlite":
                self._interrupt = connection.connection.driver_connection.interrupt  # type: ignore[union-attr]
        connection.execution_options(**{_HALT: self})
        try:
            yield
        except (Cancelled, OperationalError, sqlite3.OperationalError) as error:
            if self._is_called:
                # SQLAlchemy's frames and its error hold each other, and what was half read with
                # them: a million ids, until the garbage collector runs, which it seldom does.
                clear_frames(error.__traceback__)
            self.check()
            raise
        finally:
            with self._lock:
                self._interrupt = None
            connection.execution_options(**{_HALT: None})

    def check(self) -> None:
        """Raises Cancelled once this was called."""
        if self._is_called:
            raise Cancelled("It is not read any more: something else was asked for.")


def listen(engine: Engine) -> None:
    """Has no statement begin on a connection whose read is halted."""
    event.listen(engine, "before_cursor_execute", lambda connection, *_: check_halted(connection))


def check_halted(connection: Connection) -> None:
    """Raises Cancelled when what this connection reads is not wanted any more."""
    halt: Halt | None = connection.get_execution_options().get(_HALT)
    if halt is not None:
        halt.check()
