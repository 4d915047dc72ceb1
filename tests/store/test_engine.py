"""What every connection is set to."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cockpit_tui.store.engine import SQLITE_HEAP_BYTES, Store


def test_the_connections_of_a_process_share_a_bound_on_what_sqlite_keeps(store: Store) -> None:
    """So a list of a million sorts in no more memory than one of a hundred thousand."""
    if not store.is_sqlite:
        pytest.skip("PostgreSQL sorts elsewhere")
    with store.read() as connection:
        assert connection.scalar(text("PRAGMA soft_heap_limit")) == SQLITE_HEAP_BYTES


def test_a_failed_statement_tells_the_log_no_values(store: Store) -> None:
    with store.engine.connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(
            text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": "Globex"}
        )
    assert "Globex" not in str(failed.value)
