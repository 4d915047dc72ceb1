"""Tells when anybody commits to the database: another program, the mirror, or we ourselves."""

from __future__ import annotations

import logging
import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import text

from cockpit_tui.store.engine import Store

POLL_SECONDS = 0.25
"""Four wake-ups a second on SQLite; a foreign edit shows well within one."""
AGAIN_SECONDS = 2.0
"""So long a lost database is left alone before it is asked for again."""
log = logging.getLogger(__name__)


class Watch:
    """A daemon thread that calls `on_change` after commits of others, in its own thread.

    A database that went away is asked for again until it is back. `on_change` is called both times:
    whoever reads then finds that it is gone, and later what was committed meanwhile. `on_return` is
    called before the latter.
    """

    def __init__(
        self,
        store: Store,
        on_change: Callable[[], None],
        on_return: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._on_change = on_change
        self._on_return = on_return
        self._stop = threading.Event()
        self._end, self._is_ending = socket.socketpair()
        """What wakes a thread that waits for the server."""
        self._is_lost = False
        self._thread = threading.Thread(target=self._loop, name="store-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; waits half a second at most."""
        self._stop.set()
        with suppress(OSError):
            self._end.send(b"\0")
        self._thread.join(0.5)
        if not self._thread.is_alive():
            self._end.close()
            self._is_ending.close()

    def _loop(self) -> None:
        watch = self._watch_sqlite if self._store.is_sqlite else self._watch_postgres
        while not self._stop.is_set():
            try:
                watch()
            except Exception:  # the thread's top, and drivers raise many kinds
                if not self._is_lost and not self._stop.is_set():
                    log.exception("the watch lost the database, and asks for it again")
                    self._is_lost = True
                    self._on_change()
                self._stop.wait(AGAIN_SECONDS)

    def _listens(self) -> None:
        """The database answers: what was missed while it was lost is read."""
        if self._is_lost:
            log.info("the watch has the database back")
            self._is_lost = False
            self._on_return()
            self._on_change()

    def _watch_sqlite(self) -> None:
        """`PRAGMA data_version` moves when another connection has committed; reading it is free."""
        connection = self._store.engine.raw_connection()
        try:
            cursor = connection.cursor()
            seen = cursor.execute("PRAGMA data_version").fetchone()
            self._listens()
            while not self._stop.wait(POLL_SECONDS):
                version = cursor.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    self._on_change()
                seen = version
        finally:
            connection.close()

    def _watch_postgres(self) -> None:
        """LISTEN; the unit of work and the mirror's writers NOTIFY in their transactions."""
        engine = self._store.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("LISTEN cockpit"))
            raw = connection.connection.driver_connection
            assert raw is not None
            self._listens()
            while not self._stop.is_set():
                # The driver's own waiting wakes ten times a second; the sockets' does not.
                select.select([raw.fileno(), self._is_ending], [], [])
                for _ in raw.notifies(timeout=0):
                    self._on_change()
