"""Calls, notes and meetings that are logged in the cockpit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cockpit_tui.store.types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds their table."""
    op.create_table(
        "logged_activity",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("start_at", UtcDateTime(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_logged_activity_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_logged_activity_author_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logged_activity")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_logged_activity_account_id"), "logged_activity", ["account_id"], unique=False
    )
