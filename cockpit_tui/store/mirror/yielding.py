"""The mirror gives way to people: it waits for a locked row only briefly, and tries again.

On PostgreSQL two transactions may wait for each other's rows, and the server then breaks one of
them after a second. The mirror's gives up before that, so it is never a person's edit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from cockpit_tui.domain.errors import CockpitError, StoreContended

LOCK_MILLISECONDS = 400
"""Below PostgreSQL's deadlock_timeout (1 s), far above any of our transactions."""
_LOCKED = "55P03"
"""PostgreSQL: lock_not_available."""


class StoreBusy(CockpitError):
    """Somebody else writes the same rows; nothing was written, and it may be tried again."""

    code = "store-busy"


def wait_briefly(connection: Connection) -> None:
    """Within this transaction, no lock is waited for longer than LOCK_MILLISECONDS."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}")


@contextmanager
def busy_as_error() -> Iterator[None]:
    """Raises StoreBusy where the database says that rows, or the whole file, are locked."""
    try:
        yield
    except StoreContended as error:
        raise _busy() from error
    except OperationalError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state == _LOCKED or "database is locked" in str(error.orig):
            raise _busy() from error
        raise


def _busy() -> StoreBusy:
    return StoreBusy("Somebody else is writing the same records.", "It is tried again by itself.")
