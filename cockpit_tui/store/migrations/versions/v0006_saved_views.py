"""Saved views; the tabs that ship become rows of the team."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SHIPPED = (
    ("mine", "Mine", "mine:yes is:open"),
    ("team", "Team", "is:open"),
    ("risks", "Core risks", "type:risk is:open"),
    ("snoozed", "Snoozed", "is:snoozed"),
    ("closed", "Closed", "is:closed"),
)


def upgrade() -> None:
    """Creates the table and writes the views that were tabs until now."""
    view = op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("shipped", sa.String(length=12), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("group_by", sa.String(length=20), nullable=True),
        sa.Column("sort_by", sa.String(length=20), nullable=True),
        sa.Column("columns", sa.String(length=255), nullable=False),
        sa.Column("position", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("shipped", name=op.f("uq_saved_view_shipped")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_saved_view_person_id"), "saved_view", ["person_id"], unique=False)
    op.bulk_insert(
        view,
        [
            {"shipped": key, "name": name, "query": query, "columns": "", "position": float(place)}
            for place, (key, name, query) in enumerate(SHIPPED, 1)
        ],
    )
