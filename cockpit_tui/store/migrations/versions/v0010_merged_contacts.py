"""Contacts that were merged into others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the winner's id; merges before this are not known."""
    column: sa.Column[str] = sa.Column("merged_into", sa.String(18))
    op.add_column("contact", column)
