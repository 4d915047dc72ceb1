"""Activities as they stand after they were read from Salesforce."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert

from cockpit_tui.domain.timeline import happened_on
from cockpit_tui.store.tables import schema


def insert_activity(connection: Connection, **columns: Any) -> None:
    """Writes one; the day on which it happened follows from its columns."""
    day = happened_on(
        columns["kind"],
        is_closed=columns.get("is_closed", False),
        planned=columns.get("date"),
        changed_at=columns.get("system_modstamp"),
    )
    connection.execute(insert(schema.activity).values(**columns, happened_on=day))
