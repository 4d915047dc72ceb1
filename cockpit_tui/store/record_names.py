"""What people call the record that a journal entry is about, also when it is gone."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from cockpit_tui.domain.ids import to_cta_word, to_series_word, to_task_word
from cockpit_tui.store import schema
from cockpit_tui.store.encoding import Record, to_record
from cockpit_tui.store.mirror import mirror_schema
from cockpit_tui.store.playbooks import playbook_schema
from cockpit_tui.store.records.recurrence_schema import recurrence

_TABLES = {
    table.name: table
    for table in (
        schema.task_part,
        schema.record_link,
        schema.attachment,
        schema.saved_view,
        schema.person,
        schema.account,
        schema.contact,
        schema.support_case,
        schema.opportunity,
        schema.logged_activity,
        schema.field_rule,
        playbook_schema.playbook,
        playbook_schema.playbook_step,
        playbook_schema.step_blocker,
        playbook_schema.task_blocker,
        mirror_schema.conflict,
    )
}
_NAMES = {"playbook_step": "title", "logged_activity": "subject", "support_case": "number"}
"""Columns that hold a record's name where that is not `name`."""
_PARENTS = {"step_blocker": ("playbook_step", "step_id"), "conflict": ("task_part", "local_id")}
"""What is called as the record that it belongs to."""


def record_name(connection: Connection, entity: str, entity_id: int) -> str:
    """`CTA-12`, `TASK-7` also for what belongs to one, else the record's name; for what
    was never written down here, the entity with its number."""
    if entity == schema.cta.name:
        return to_cta_word(entity_id)
    if entity == schema.task.name:
        return to_task_word(entity_id)
    if entity == recurrence.name:
        return to_series_word(entity_id)
    row = record_row(connection, entity, entity_id)
    plain = f"{entity.replace('_', ' ')} {entity_id}"
    if row is None:
        return plain
    if entity in _PARENTS:
        parent, column = _PARENTS[entity]
        return record_name(connection, parent, row[column])
    if row.get("task_id") is not None:
        return to_task_word(row["task_id"])
    if row.get("cta_id"):
        return to_cta_word(row["cta_id"])
    if entity == schema.field_rule.name:
        return f"the rule of {str(row['field']).removesuffix('_id')}"
    name = row.get(_NAMES.get(entity, "name"))
    return str(name) if name else plain


def record_row(connection: Connection, entity: str, entity_id: int) -> Record | None:
    """The record as it is; one that is gone as the journal last saw it whole; else None."""
    table = _TABLES.get(entity)
    if table is not None:
        query = select(table).where(table.c.id == entity_id)
        if (found := connection.execute(query).mappings().one_or_none()) is not None:
            return to_record(found)
    journal = schema.journal
    seen = (
        select(journal.c.old, journal.c.new)
        .where(
            journal.c.entity == entity, journal.c.entity_id == entity_id, journal.c.field.is_(None)
        )
        .order_by(journal.c.id.desc())
        .limit(1)
    )
    whole = connection.execute(seen).one_or_none()
    if whole is None:
        return None
    row: dict[str, Any] = json.loads(whole.new or whole.old)
    return row
