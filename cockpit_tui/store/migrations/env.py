"""Alembic's entry: the caller hands in the connection, inside its own transaction."""

from __future__ import annotations

from alembic import context

from cockpit_tui.store.tables import mirror_schema, playbook_schema, recurrence_schema, schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=False,
)
for part in (mirror_schema.outbox, playbook_schema.playbook, recurrence_schema.recurrence):
    assert part.metadata is schema.metadata
context.run_migrations()
