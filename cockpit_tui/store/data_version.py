"""Whether anybody has committed to the database since it was looked at."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Connection, text

_SNAPSHOT = text("SELECT CAST(pg_current_snapshot() AS text)")


def data_version(connection: Connection) -> Hashable:
    """Equal for two reads only where both see the same data.

    It may differ where nothing was committed: SQLite tells it of each connection by itself, and
    PostgreSQL counts transactions that are under way.
    """
    if connection.dialect.name != "sqlite":
        return str(connection.scalar(_SNAPSHOT))
    # The pragma tells of the commits of others, the number of changes of this connection's own.
    driver: Any = connection.connection.driver_connection
    of_others = connection.exec_driver_sql("PRAGMA data_version").scalar()
    return _Seen(driver), of_others, driver.total_changes


class _Seen:
    """A connection of the driver, told from others as long as anybody remembers it."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Seen) and self._driver is other._driver

    def __hash__(self) -> int:
        return id(self._driver)
