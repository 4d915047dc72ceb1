"""What people call the record that a journal entry is about, also when it is gone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Connection, select

from cockpit_tui.domain.ids import from_word, to_cta_word, to_series_word, to_task_word
from cockpit_tui.store.encoding import Record, to_record
from cockpit_tui.store.tables import mirror_schema, playbook_schema, schema
from cockpit_tui.store.tables.recurrence_schema import recurrence
from cockpit_tui.store.upserts import chunked

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


Ref = tuple[str, int]
"""A record: its table and its number."""
_WORDS: Mapping[str, Callable[[int], str]] = {
    schema.cta.name: to_cta_word,
    schema.task.name: to_task_word,
    recurrence.name: to_series_word,
}
"""What is called by its number."""


def record_name(connection: Connection, entity: str, entity_id: int) -> str:
    """`CTA-12`, `TASK-7` also for what belongs to one, else the record's name; for what
    was never written down here, the entity with its number."""
    return record_names(connection, [(entity, entity_id)])[entity, entity_id]


def titled_name(connection: Connection, entity: str, entity_id: int) -> str:
    """The same with what it is called, as far as that is still known: `CTA-12 “Renewal”`."""
    word = record_name(connection, entity, entity_id)
    for prefix, title in (("CTA", schema.cta.c.name), ("TASK", schema.task.c.title)):
        number = from_word(word, prefix) if word.startswith(f"{prefix}-") else None
        if number is not None:
            found = connection.scalar(select(title).where(title.table.c.id == number))
            return f"{word} “{found}”" if found else word
    return word


def record_names(connection: Connection, wanted: Iterable[Ref]) -> dict[Ref, str]:
    """The same for many, by statements whose number does not grow with them."""
    asked = set(wanted)
    rows = record_rows(connection, (ref for ref in asked if ref[0] not in _WORDS))
    parents = {
        (entity, number): (_PARENTS[entity][0], row[_PARENTS[entity][1]])
        for (entity, number), row in rows.items()
        if entity in _PARENTS
    }
    of_parents = record_names(connection, parents.values()) if parents else {}
    return {
        ref: of_parents[parents[ref]] if ref in parents else _name(*ref, rows.get(ref))
        for ref in asked
    }


def _name(entity: str, entity_id: int, row: Record | None) -> str:
    if entity in _WORDS:
        return _WORDS[entity](entity_id)
    plain = f"{entity.replace('_', ' ')} {entity_id}"
    if row is None:
        return plain
    if row.get("task_id") is not None:
        return to_task_word(row["task_id"])
    if row.get("cta_id"):
        return to_cta_word(row["cta_id"])
    if entity == schema.field_rule.name:
        return f"the rule of {str(row['field']).removesuffix('_id')}"
    name = row.get(_NAMES.get(entity, "name"))
    return str(name) if name else plain


def record_rows(connection: Connection, wanted: Iterable[Ref]) -> dict[Ref, Record]:
    """The records as they are; those that are gone as the journal last saw them whole.

    What was never written down here is left out.
    """
    numbers: dict[str, set[int]] = {}
    for entity, number in wanted:
        numbers.setdefault(entity, set()).add(number)
    return {
        (entity, number): row
        for entity, those in numbers.items()
        for number, row in _rows_of(connection, entity, those).items()
    }


def _rows_of(connection: Connection, entity: str, numbers: set[int]) -> dict[int, Record]:
    table, found = _TABLES.get(entity), dict[int, Record]()
    if table is not None:
        for some in chunked(sorted(numbers)):
            query = select(table).where(table.c.id.in_(some))
            found |= {row["id"]: to_record(row) for row in connection.execute(query).mappings()}
    journal = schema.journal
    for some in chunked(sorted(numbers - found.keys())):
        seen = (
            select(journal.c.entity_id, journal.c.old, journal.c.new)
            .where(
                journal.c.entity == entity,
                journal.c.entity_id.in_(some),
                journal.c.field.is_(None),
            )
            .order_by(journal.c.id)
        )
        found |= {row[0]: json.loads(row.new or row.old) for row in connection.execute(seen)}
    return found
