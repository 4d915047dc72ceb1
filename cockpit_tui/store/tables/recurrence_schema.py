"""The tables of recurring CTAs (CL-21)."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from cockpit_tui.store.tables.schema import metadata, numbered
from cockpit_tui.store.types import UtcDateTime

recurrence = numbered(
    "recurrence",
    Column("name", String(255), nullable=False),
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False),
    Column("type_id", Integer, ForeignKey("picklist_value.id"), nullable=False),
    Column("reason_id", Integer, ForeignKey("picklist_value.id"), nullable=False),
    Column("priority_id", Integer, ForeignKey("picklist_value.id"), nullable=False),
    Column("owner_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("comment", Text, nullable=False, default=""),
    Column("playbook_id", Integer),
    Column("rule", String(120), nullable=False),
    Column("start", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("ahead", Integer, nullable=False, default=0),
    Column("made_from", Date, nullable=False),
    Column("created_by", Integer, ForeignKey("person.id")),
    Column("created_at", UtcDateTime, nullable=False),
    # Derived, never journaled:
    Column("next_on", Date),
    Index("ix_recurrence_next_on", "next_on"),
)
"""What repeats. `made_from` is the first day that is made at all; `next_on` the day that is made
next, null while that has to be reckoned, and the last date there is when the series is over."""

occurrence = Table(
    "occurrence",
    metadata,
    Column("recurrence_id", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("cta_id", Integer, index=True),
)
"""Which day of which series became which CTA. Written once and never taken back, so that no undo,
no second process and no deletion makes a day twice."""
