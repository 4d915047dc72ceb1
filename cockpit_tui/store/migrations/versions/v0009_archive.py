"""Closed CTAs that are archived."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the mark; nothing is archived yet."""
    column: sa.Column[bool] = sa.Column(
        "is_archived", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("cta", column)
