"""Recurring CTAs, and which type of CTA may repeat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cockpit_tui.store.types import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_REFERENCES = {
    "account_id": "account",
    "type_id": "picklist_value",
    "reason_id": "picklist_value",
    "priority_id": "picklist_value",
    "owner_id": "person",
}


def upgrade() -> None:
    """Adds the tables, and marks the type that shipped as “Event”."""
    op.create_table(
        "recurrence",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _REFERENCES),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("playbook_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(length=120), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ahead", sa.Integer(), nullable=False),
        sa.Column("made_from", sa.Date(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_recurrence_{name}"))
            for name, table in (*_REFERENCES.items(), ("created_by", "person"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurrence")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_recurrence_next_on", "recurrence", ["next_on"], unique=False)
    op.create_table(
        "occurrence",
        sa.Column("recurrence_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cta_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("recurrence_id", "day", name=op.f("pk_occurrence")),
    )
    op.create_index(op.f("ix_occurrence_cta_id"), "occurrence", ["cta_id"], unique=False)
    value = sa.table("picklist_value", *map(sa.column, ("picklist", "label", "stage")))
    op.execute(
        sa.update(value)
        .where(value.c.picklist == "cta_type", value.c.label == "Event")
        .values(stage="event")
    )
