"""Alembic's entry: the caller hands in the connection, inside its own transaction."""

from __future__ import annotations

from alembic import context

from cockpit_tui.store import mirror_schema, schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=False,
)
assert mirror_schema.outbox.metadata is schema.metadata
context.run_migrations()
