"""What CTAs and tasks are linked to, and what a type asks of its fields."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables of links and of field rules."""
    op.create_table(
        "record_link",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("cta_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cta_id"], ["cta.id"], name=op.f("fk_record_link_cta_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_record_link_task_id")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_record_link_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["support_case.id"], name=op.f("fk_record_link_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_link")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_record_link_cta_id"), "record_link", ["cta_id"])
    op.create_index(op.f("ix_record_link_task_id"), "record_link", ["task_id"])
    op.create_table(
        "field_rule",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["type_id"], ["picklist_value.id"], name=op.f("fk_field_rule_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_rule")),
        sa.UniqueConstraint(
            "type_id", "field", "rule", name=op.f("uq_field_rule_type_id_field_rule")
        ),
        sqlite_autoincrement=True,
    )
