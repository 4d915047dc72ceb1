"""Taking back one act: its entries in the journal, backwards, beside what is there now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Table, select

from cockpit_tui.domain.errors import ChangedSince, TakenBackAlready
from cockpit_tui.domain.ids import BatchId, CtaId, TaskId
from cockpit_tui.store.coming_back import NATURAL_KEYS, closes_circle, has_twin
from cockpit_tui.store.encoding import Record, from_json, row_from_json, to_json
from cockpit_tui.store.history import entries, last_to_change, record_history
from cockpit_tui.store.record_names import titled_name
from cockpit_tui.store.tables import mirror_schema, playbook_schema, recurrence_schema, schema
from cockpit_tui.store.upserts import chunked
from cockpit_tui.store.work.unit_of_work import UnitOfWork

JOURNALED: dict[str, Table] = {
    table.name: table
    for table in (
        schema.cta,
        schema.task,
        schema.task_part,
        schema.record_link,
        schema.attachment,
        schema.field_rule,
        schema.opportunity,
        schema.account,
        schema.logged_activity,
        schema.person,
        playbook_schema.playbook,
        playbook_schema.playbook_step,
        playbook_schema.step_blocker,
        playbook_schema.task_blocker,
        recurrence_schema.recurrence,
        mirror_schema.conflict,
        schema.saved_view,
    )
}
CHILDREN: dict[str, tuple[tuple[Table, str], ...]] = {
    "cta": (
        (schema.record_link, "cta_id"),
        (schema.attachment, "cta_id"),
        (schema.task, "cta_id"),
    ),
    "task": (
        (schema.record_link, "task_id"),
        (playbook_schema.task_blocker, "task_id"),
        (playbook_schema.task_blocker, "blocker_id"),
        (schema.task_part, "task_id"),
    ),
    "playbook": ((playbook_schema.playbook_step, "playbook_id"),),
    "playbook_step": (
        (playbook_schema.step_blocker, "step_id"),
        (playbook_schema.step_blocker, "blocker_id"),
    ),
}
Each = Callable[[Sequence[Record]], Iterator[Record]]
"""Goes through entries one by one; it may count them, or end early by raising."""
MayDelete = Callable[[UnitOfWork, int], None]
"""Raises where the actor may not delete the task, which somebody added to a CTA that goes."""


class OnChange(StrEnum):
    """What an undo does with what somebody else changed since."""

    REFUSE = "refuse"
    KEEP = "keep"
    OVERWRITE = "overwrite"


class Reverted(Struct, frozen=True):
    """What taking back an act came upon."""

    taken_back: int
    contested: int
    """Entries that somebody changed since."""
    cta_ids: tuple[int, ...]
    of_cta_ids: frozenset[CtaId]
    """The CTAs that it is about, themselves or what belongs to them."""
    task_ids: frozenset[TaskId]
    """The tasks that it is about, themselves or their parts."""
    is_of_views: bool
    """Whether saved views are among what it is about."""


def revert(
    work: UnitOfWork,
    batch_id: BatchId,
    on_change: OnChange,
    may_delete: MayDelete,
    each: Each = iter,
    ask_first: Callable[[], None] = lambda: None,
) -> Reverted:
    """Takes back one act, entry by entry, backwards. `ask_first` may raise: it is called when the
    records have been read, before any is changed.

    What somebody changed since is refused (ChangedSince: nothing is changed), kept as it is now,
    or overwritten. What is there already, added anew by somebody, is never there twice.
    """
    taken_back = contested = 0
    _require_standing(work, batch_id)
    backwards = list(reversed(entries(work.connection, batch_id)))
    _know(work, backwards)
    ask_first()
    impossible = closes_circle(work.connection, backwards)
    for entry in each(backwards):
        table = JOURNALED[entry["entity"]]
        is_impossible = entry["id"] in impossible or _has_twin(work, table, entry)
        if not is_impossible and not _is_contested(work, table, entry):
            _take_back(work, table, entry, may_delete)
            taken_back += 1
            continue
        contested += 1
        if on_change is OnChange.REFUSE:
            raise _added_anew(entry) if is_impossible else _changed_since(work, entry)
        if is_impossible or on_change is OnChange.KEEP:
            continue
        if _is_there(work, table, entry):
            _take_back(work, table, entry, may_delete)
            taken_back += 1
    made_parts = [
        entry["entity_id"]
        for entry in backwards
        if entry["entity"] == schema.task_part.name and entry["kind"] == "insert"
    ]
    _forget_conflicts(work, made_parts)
    ctas = {entry["entity_id"] for entry in backwards if entry["entity"] == schema.cta.name}
    of_ctas = frozenset(entry["cta_id"] for entry in backwards if entry["cta_id"] is not None)
    return Reverted(
        taken_back,
        contested,
        tuple(sorted(ctas)),
        of_ctas,
        _tasks_of(work, backwards),
        is_of_views=any(entry["entity"] == schema.saved_view.name for entry in backwards),
    )


def _tasks_of(work: UnitOfWork, taken_back: Sequence[Record]) -> frozenset[TaskId]:
    """The tasks of the entries, and those of the parts that are there now."""
    ids: dict[str, set[int]] = {schema.task.name: set(), schema.task_part.name: set()}
    for entry in taken_back:
        ids.get(entry["entity"], set()).add(entry["entity_id"])
    found = ids[schema.task.name]
    part = schema.task_part.c
    for some in chunked(ids[schema.task_part.name]):
        found.update(work.connection.scalars(select(part.task_id).where(part.id.in_(some))))
    return frozenset(map(TaskId, found))


def _require_standing(work: UnitOfWork, batch_id: BatchId) -> None:
    """Another window of the same person may have taken the act back a moment ago."""
    work.know(schema.batch, "id", [batch_id])
    if work.row(schema.batch, batch_id)["undone_by"] is not None:
        raise TakenBackAlready(
            "That was taken back already, in another window. Nothing was changed.",
            "Look at the records as they are now.",
        )


def _know(work: UnitOfWork, taken_back: Sequence[Record]) -> None:
    """Reads what the entries are about, at once: the records, what belongs to those that go, what
    those that come back belong to, and all that a mirrored task consists of."""
    wanted: dict[Table, set[int]] = {}
    made: dict[Table, set[int]] = {}
    linked: set[int] = set()
    alike: dict[Table, set[int]] = {}
    for entry in taken_back:
        table = JOURNALED[entry["entity"]]
        if entry["cta_id"] is not None:
            wanted.setdefault(schema.cta, set()).add(entry["cta_id"])
        if entry["kind"] == "delete":
            for parent, parent_id in _parents(table, entry):
                wanted.setdefault(parent, set()).add(parent_id)
                if table is schema.record_link and parent is schema.task:
                    linked.add(parent_id)
            key = NATURAL_KEYS.get(table, ("",))[0]
            if key.endswith("_id"):
                alike.setdefault(table, set()).add(row_from_json(table, entry["old"])[key])
            continue
        wanted.setdefault(table, set()).add(entry["entity_id"])
        if entry["kind"] == "insert":
            made.setdefault(table, set()).add(entry["entity_id"])
    tasks = wanted.setdefault(schema.task, set())
    parts = work.know(schema.task_part, "id", wanted.pop(schema.task_part, ()))
    tasks.update(part["task_id"] for part in parts)
    work.know(schema.task_part, "task_id", tasks)
    work.know(schema.record_link, "task_id", linked, is_changed=False)
    for table, owners in alike.items():
        work.know(table, NATURAL_KEYS[table][0], owners, is_changed=False)
    for table in reversed(schema.metadata.sorted_tables):
        for children, column in CHILDREN.get(table.name, ()) if table in made else ():
            work.know(children, column, made[table])
        if table in wanted:
            work.know(table, "id", wanted[table], is_deleted=table in made)


def _take_back(work: UnitOfWork, table: Table, entry: Record, may_delete: MayDelete) -> None:
    if entry["kind"] == "insert":
        _delete_children(work, table, entry["entity_id"], may_delete)
        work.delete(table, entry["entity_id"])
    elif entry["kind"] == "delete":
        work.insert(table, row_from_json(table, entry["old"]))
    else:
        field = entry["field"]
        work.update(table, entry["entity_id"], {field: from_json(table, field, entry["old"])})


def _has_twin(work: UnitOfWork, table: Table, entry: Record) -> bool:
    """Whether taking back would make a second one of what may be there once."""
    if entry["kind"] == "insert" or table not in NATURAL_KEYS:
        return False
    if entry["kind"] == "delete":
        return has_twin(work, table, row_from_json(table, entry["old"]))
    field, now = entry["field"], None
    if field in NATURAL_KEYS[table]:
        now = work.find(table, entry["entity_id"])
    return now is not None and has_twin(
        work, table, {**now, field: from_json(table, field, entry["old"])}
    )


def _is_contested(work: UnitOfWork, table: Table, entry: Record) -> bool:
    """Whether the record is no longer as the act left it."""
    if entry["kind"] == "delete":
        return not _is_there(work, table, entry)
    now = work.find(table, entry["entity_id"])
    if now is None:
        return True
    if entry["kind"] == "update":
        return bool(to_json(now[entry["field"]]) != entry["new"])
    written = row_from_json(table, entry["new"])
    if any(to_json(now[field]) != to_json(value) for field, value in written.items()):
        return True
    return any(
        bool(work.rows(children, **{column: entry["entity_id"]}))
        for children, column in CHILDREN.get(table.name, ())
    )


def _is_there(work: UnitOfWork, table: Table, entry: Record) -> bool:
    """Whether there is something to take back: the record, or for one that was removed the record
    that it belongs to."""
    if entry["kind"] != "delete":
        return work.find(table, entry["entity_id"]) is not None
    return all(
        work.find(parent, parent_id) is not None for parent, parent_id in _parents(table, entry)
    )


def _parents(table: Table, entry: Record) -> list[tuple[Table, int]]:
    """What a record that was removed belonged to."""
    row = row_from_json(table, entry["old"])
    return [
        (JOURNALED[name], row[column])
        for name, children in CHILDREN.items()
        for child, column in children
        if child is table and row.get(column) is not None
    ]


def _delete_children(work: UnitOfWork, table: Table, record_id: int, may_delete: MayDelete) -> None:
    """What somebody added under a record that goes goes along, each with its own entry."""
    for children, column in CHILDREN.get(table.name, ()):
        for row in work.rows(children, **{column: record_id}):
            if children is schema.task:
                may_delete(work, row["id"])
            _delete_children(work, children, row["id"], may_delete)
            work.delete(children, row["id"])


def _changed_since(work: UnitOfWork, entry: Record) -> ChangedSince:
    """Names who changed the same field last; of a whole record, who changed the record."""
    connection, entity, number = work.connection, entry["entity"], entry["entity_id"]
    field = entry["field"]
    if field is None:
        later = record_history(connection, entity, number)
        who = later[0].batch.by_whom if later else "somebody"
    else:
        who = last_to_change(connection, entity, number, field)
    name, what = titled_name(connection, entity, number), "The record of"
    if field is not None:
        words = _FIELDS.get(field, field.removesuffix("_id").replace("_", " "))
        what = f"The {words} of"
    elif entity in (schema.cta.name, schema.task.name):
        what = ""
    return ChangedSince(
        f"{what} {name} was changed since, last by {who}. Nothing was taken back.".lstrip(),
        "`--keep-changed` leaves that and takes back the rest; `--force` takes back all of it.",
    )


def _added_anew(entry: Record) -> ChangedSince:
    what = _WORDS.get(entry["entity"], f"The {entry['entity'].replace('_', ' ')}")
    return ChangedSince(
        f"{what} cannot come back: somebody set it anew meanwhile. Nothing was taken back.",
        "Look at it as it is now, or undo with --keep-changed and keep theirs.",
    )


_FIELDS = {
    "is_flagged": "flag",
    "is_milestone": "milestone",
    "is_synced": "mirroring",
    "is_archived": "place in the archive",
    "is_active": "use",
    "is_open": "settling",
    "closed_at": "closing",
    "snoozed_until": "snooze",
}
"""Columns that a person calls otherwise."""
_WORDS = {
    "task_part": "The assignee",
    "record_link": "The link",
    "task_blocker": "What the task waits for",
    "step_blocker": "What the step waits for",
    "playbook": "The playbook's name",
    "field_rule": "The rule",
}
"""What a person calls a record that may be there once."""


def _forget_conflicts(work: UnitOfWork, part_ids: Sequence[int]) -> None:
    conflict = mirror_schema.conflict
    for chunk in chunked(part_ids):
        of_parts = conflict.c.local_id.in_(chunk)
        work.connection.execute(conflict.update().where(of_parts).values(is_open=False))
