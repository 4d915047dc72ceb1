"""Whether a database has this program's schema, asked without alembic: it is slow to import."""

from __future__ import annotations

from sqlalchemy import text

from cockpit_tui.domain.errors import StoreMissing
from cockpit_tui.store.engine import Store
from cockpit_tui.store.opening_sql import SCHEMA_VERSION


def is_current(store: Store) -> bool:
    """True when the schema is exactly the one that this program writes."""
    try:
        with store.read() as connection:
            versions = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    except StoreMissing:
        return False
    return list(versions) == [SCHEMA_VERSION]
