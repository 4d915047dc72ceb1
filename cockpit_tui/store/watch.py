"""Tells when anybody commits to the database: another program, the mirror, or we ourselves."""

from __future__ import annotations

import logging
import select
import sqlite3
import threading
from collections.abc import Callable

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cockpit_tui.store.engine import Store

SQLITE_POLL_SECONDS = 0.25
"""Four wake-ups a second; a foreign edit shows well within one."""
POSTGRES_POLL_SECONDS = 0.5
log = logging.getLogger(__name__)


class Watch:
    """A daemon thread that calls `on_change` after commits of others, in its own thread."""

    def __init__(self, store: Store, on_change: Callable[[], None]) -> None:
        self._store = store
        self._on_change = on_change
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="store-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; waits half a second at most."""
        self._stop.set()
        self._thread.join(0.5)

    def _loop(self) -> None:
        try:
            if self._store.is_sqlite:
                self._watch_sqlite()
            else:
                self._watch_postgres()
        except (DBAPIError, sqlite3.Error):  # the driver's own where it is asked past SQLAlchemy
            log.exception("the watch over the database ended")

    def _watch_sqlite(self) -> None:
        """`PRAGMA data_version` moves when another connection has committed; reading it is free."""
        connection = self._store.engine.raw_connection()
        try:
            cursor = connection.cursor()
            seen = cursor.execute("PRAGMA data_version").fetchone()
            while not self._stop.wait(SQLITE_POLL_SECONDS):
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
            while not self._stop.is_set():
                # The driver's own waiting wakes ten times a second; the socket's does not.
                if not select.select([raw.fileno()], [], [], POSTGRES_POLL_SECONDS)[0]:
                    continue
                for _ in raw.notifies(timeout=0):
                    self._on_change()
