"""Playbooks, tasks that wait for tasks, and whose holidays count for whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_READERS = ("viewer", "sales", "member", "manager", "admin")
_KEEPERS = ("manager", "admin")


def upgrade() -> None:
    """Adds the tables and columns, and the rights to playbooks for the roles that are there."""
    op.create_table(
        "playbook",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["type_id"], ["picklist_value.id"], name=op.f("fk_playbook_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playbook")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "playbook_step",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("playbook_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("priority_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_mirrored", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_playbook_step_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["playbook_id"], ["playbook.id"], name=op.f("fk_playbook_step_playbook_id")
        ),
        sa.ForeignKeyConstraint(
            ["priority_id"], ["picklist_value.id"], name=op.f("fk_playbook_step_priority_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playbook_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_playbook_step_playbook_id"), "playbook_step", ["playbook_id"], unique=False
    )
    _create_blockers("step_blocker", "step_id", "playbook_step")
    _create_blockers("task_blocker", "task_id", "task")
    op.add_column("task", sa.Column("playbook", sa.String(length=120), nullable=True))
    op.add_column(
        "person",
        sa.Column("holidays", sa.String(length=10), nullable=False, server_default=""),
    )
    _grant_rights()


def _create_blockers(name: str, column: str, target: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column(column, sa.Integer(), nullable=False),
        sa.Column("blocker_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["blocker_id"], [f"{target}.id"], name=op.f(f"fk_{name}_blocker_id")
        ),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(column, "blocker_id", name=op.f(f"uq_{name}_{column}_blocker_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{name}_blocker_id"), name, ["blocker_id"], unique=False)


def _grant_rights() -> None:
    """A fresh workspace has no roles yet; it gets them, with these rights, when it is furnished."""
    role = sa.table("role", sa.column("name"))
    right = sa.table("role_right", *map(sa.column, ("role", "right", "object", "scope")))
    names = set(op.get_bind().scalars(sa.select(role.c.name)))
    rows = [("read", name) for name in _READERS]
    rows += [(verb, name) for verb in ("create", "edit", "delete") for name in _KEEPERS]
    for verb, name in rows:
        if name in names:
            values = {"role": name, "right": verb, "object": "playbook", "scope": "all"}
            op.execute(sa.insert(right).values(**values))
