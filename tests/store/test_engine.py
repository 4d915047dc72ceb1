"""What every connection is set to."""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from cockpit_tui.store.engine import SQLITE_HEAP_BYTES, Store
from cockpit_tui.store.tables import schema


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


def test_a_refused_row_tells_the_log_no_values(store: Store) -> None:
    """PostgreSQL quotes the row below the first line of its message."""
    row = {"name": "Globex", "email": None, "role": "csm"}
    with store.engine.connect() as connection, pytest.raises(IntegrityError) as failed:
        connection.execute(insert(schema.person).values(row))
    told = "".join(traceback.format_exception(failed.value))
    assert "email" in told
    assert "Globex" not in told
