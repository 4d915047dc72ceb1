"""What stands in the way of a record that comes back by undo: somebody added it anew meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, Table, select

from cockpit_tui.store.encoding import Record, row_from_json
from cockpit_tui.store.tables import playbook_schema, schema
from cockpit_tui.store.upserts import chunked
from cockpit_tui.store.work.unit_of_work import UnitOfWork

NATURAL_KEYS: Mapping[Table, tuple[str, ...]] = {
    schema.task_part: ("task_id", "assignee_id"),
    schema.record_link: ("cta_id", "task_id", "contact_id", "case_id"),
    schema.field_rule: ("type_id", "field", "rule"),
    playbook_schema.playbook: ("name",),
    playbook_schema.task_blocker: ("task_id", "blocker_id"),
    playbook_schema.step_blocker: ("step_id", "blocker_id"),
}
"""What makes a record the same as another one: a person has one part in a task, and so on."""
CIRCLES: Mapping[Table, tuple[str, str]] = {
    playbook_schema.task_blocker: ("task_id", "blocker_id"),
    playbook_schema.step_blocker: ("step_id", "blocker_id"),
}
"""Tables of what waits for what, in which nothing may wait for itself."""


def has_twin(work: UnitOfWork, table: Table, row: Mapping[str, object]) -> bool:
    """Whether another record is the same as this one would be."""
    same = work.rows(table, **{name: row[name] for name in NATURAL_KEYS[table]})
    return any(other["id"] != row["id"] for other in same)


def closes_circle(connection: Connection, taken_back: Iterable[Record]) -> set[int]:
    """Ids of those entries whose undo would make a task, or a step, wait for itself."""
    found: set[int] = set()
    by_table: dict[Table, list[Record]] = {}
    for entry in taken_back:
        table = schema.metadata.tables[entry["entity"]]
        if table in CIRCLES:
            by_table.setdefault(table, []).append(entry)
    for table, entries in by_table.items():
        if any(entry["kind"] == "delete" for entry in entries):
            found |= _circular(connection, table, entries)
    return found


def _circular(connection: Connection, table: Table, entries: Sequence[Record]) -> set[int]:
    waiting, awaited = CIRCLES[table]
    going = {entry["entity_id"] for entry in entries if entry["kind"] == "insert"}
    coming = {
        entry["id"]: row_from_json(table, entry["old"])
        for entry in entries
        if entry["kind"] == "delete"
    }
    after: dict[int, set[int]] = {}
    for row in coming.values():
        after.setdefault(row[waiting], set()).add(row[awaited])
    asked: set[int] = set()
    while new := {one for others in after.values() for one in others} - asked:
        asked |= new
        for chunk in chunked(sorted(new)):
            query = select(table).where(table.c[waiting].in_(chunk))
            for edge in connection.execute(query).mappings():
                if edge["id"] not in going:
                    after.setdefault(edge[waiting], set()).add(edge[awaited])
    return {
        entry_id
        for entry_id, row in coming.items()
        if row[waiting] in _reached(after, row[awaited])
    }


def _reached(after: Mapping[int, set[int]], start: int) -> set[int]:
    """All that this one waits for in the end, and itself."""
    seen, waiting = {start}, [start]
    while waiting:
        further = after.get(waiting.pop(), set()) - seen
        seen |= further
        waiting.extend(further)
    return seen
