"""Acts of the journal that close CTAs are known as such."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the mark; acts before this one are marked by what they were called."""
    op.add_column(
        "batch", sa.Column("is_closing", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    batch = sa.table(
        "batch", sa.column("label", sa.String()), sa.column("is_closing", sa.Boolean())
    )
    op.execute(
        batch.update().where(batch.c.label.startswith("Closed ")).values(is_closing=sa.true())
    )
