"""The tables of playbooks and of what waits for what. The domain's other tables: `schema.py`."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)

from cockpit_tui.store.tables.schema import numbered

playbook = numbered(
    "playbook",
    Column("name", String(120), nullable=False),
    Column("description", Text, nullable=False, default=""),
    Column("type_id", Integer, ForeignKey("picklist_value.id")),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("source", String(20), nullable=False, default="person"),
)

playbook_step = numbered(
    "playbook_step",
    Column("playbook_id", Integer, ForeignKey("playbook.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("title", String(255), nullable=False),
    Column("day", Integer, nullable=False, default=0),
    Column("role", String(20), nullable=False),
    Column("person_id", Integer, ForeignKey("person.id")),
    Column("priority_id", Integer, ForeignKey("picklist_value.id")),
    Column("description", Text, nullable=False, default=""),
    Column("is_mirrored", Boolean, nullable=False, default=False),
)
"""A task template; `day` counts working days, a null priority is the CTA's."""

step_blocker = numbered(
    "step_blocker",
    Column("step_id", Integer, ForeignKey("playbook_step.id"), nullable=False),
    Column("blocker_id", Integer, ForeignKey("playbook_step.id"), nullable=False, index=True),
    UniqueConstraint("step_id", "blocker_id"),
)
"""The step waits for the blocker."""

task_blocker = numbered(
    "task_blocker",
    Column("task_id", Integer, ForeignKey("task.id"), nullable=False),
    Column("blocker_id", Integer, ForeignKey("task.id"), nullable=False, index=True),
    UniqueConstraint("task_id", "blocker_id"),
)
"""The task cannot be completed while the blocker, a task of the same CTA, is open (TP-16)."""
