"""Open tasks are indexed in the order in which they are listed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the index; a task that is done leaves it."""
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_task_open",
        "task",
        ["due", "position", "id", "cta_id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
