"""The field mapping of statuses and priorities, and who is which Salesforce user (SY-9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from cockpit_tui.domain.values import Picklist
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror.mirror_state import load_org
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.mirror_schema import sync_mapping

FIELDS = {"status": Picklist.TASK_STATUS, "priority": Picklist.PRIORITY}
"""Mapped field → the value set of ours that it maps."""


class MappingRow(Struct, frozen=True):
    """One value of ours and one of theirs; direction both, in (theirs to ours) or out."""

    field: str
    value_id: int
    salesforce_value: str
    direction: str


class LocalValue(Struct, frozen=True):
    """One active entry of our task statuses or priorities."""

    id: int
    label: str
    stage: str | None
    is_closed: bool


def load_mapping(connection: Connection) -> list[MappingRow]:
    """Every row of the mapping."""
    columns = (
        sync_mapping.c.field,
        sync_mapping.c.value_id,
        sync_mapping.c.salesforce_value,
        sync_mapping.c.direction,
    )
    query = select(*columns).order_by(sync_mapping.c.field, sync_mapping.c.value_id)
    return [MappingRow(*row) for row in connection.execute(query)]


def save_mapping(connection: Connection, rows: Iterable[MappingRow]) -> None:
    """Replaces the mapping."""
    connection.execute(delete(sync_mapping))
    values = [
        {
            "field": row.field,
            "value_id": row.value_id,
            "salesforce_value": row.salesforce_value,
            "direction": row.direction,
        }
        for row in rows
    ]
    if values:
        connection.execute(insert(sync_mapping), values)


def local_values(connection: Connection, field: str) -> list[LocalValue]:
    """Our active values of a mapped field, in their order."""
    value = schema.picklist_value
    query = (
        select(value.c.id, value.c.label, value.c.stage, value.c.is_closed)
        .where(value.c.picklist == FIELDS[field].value, value.c.is_active)
        .order_by(value.c.position)
    )
    return [LocalValue(*row) for row in connection.execute(query)]


def mapping_problems(
    rows: Sequence[MappingRow], known: dict[str, frozenset[str]], ours: dict[str, list[LocalValue]]
) -> list[str]:
    """What keeps a mapping from being valid, in words; empty when it is valid.

    `known` are the org's values and `ours` our active values, by field.
    """
    problems = []
    for field in FIELDS:
        out = [row for row in rows if row.field == field and row.direction in ("both", "out")]
        problems += [
            f"The org has no {field} “{row.salesforce_value}”."
            for row in out
            if row.salesforce_value not in known.get(field, frozenset())
        ]
        mapped = {row.value_id for row in out}
        problems += [
            f"The {field} “{value.label}” is not mapped."
            for value in ours[field]
            if value.id not in mapped
        ]
    return problems


def mapping_is_valid(store: Store) -> bool:
    """True once a mapping is saved whose values the org has (SY-9)."""
    with store.read() as connection:
        rows = load_mapping(connection)
        found = load_org(connection)
        if not rows or found is None:
            return False
        known = {
            "status": frozenset(entry["value"] for entry in found.capabilities["statuses"]),
            "priority": frozenset(found.capabilities["priorities"]),
        }
        return not mapping_problems(rows, known, {field: [] for field in FIELDS}) and {
            row.field for row in rows
        } == set(FIELDS)


def people_map(connection: Connection) -> dict[int, str]:
    """Person → Salesforce user, for everybody who is one."""
    person = schema.person
    query = select(person.c.id, person.c.salesforce_id).where(person.c.salesforce_id.is_not(None))
    return {row.id: row.salesforce_id for row in connection.execute(query)}


def person_of_user(connection: Connection, salesforce_id: str) -> int | None:
    """The person who is this Salesforce user."""
    query = select(schema.person.c.id).where(schema.person.c.salesforce_id == salesforce_id)
    return connection.scalar(query)
