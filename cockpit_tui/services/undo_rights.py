"""What taking back an act, or doing it again, needs: the rights that the act took (decision 11)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from cockpit_tui.domain.permissions import Actor, Right
from cockpit_tui.store.encoding import Record
from cockpit_tui.store.tables import mirror_schema, playbook_schema, schema
from cockpit_tui.store.tables.recurrence_schema import recurrence
from cockpit_tui.store.work.unit_of_work import UnitOfWork

Need = tuple[Right, str, tuple[int, ...]]
"""A right, its object, and whose record it is; nobody's where owners do not count."""
_WHOLE = {"insert": Right.CREATE, "delete": Right.DELETE}
_OF_TASKS = frozenset(
    table.name
    for table in (
        schema.task,
        schema.task_part,
        schema.record_link,
        playbook_schema.task_blocker,
        mirror_schema.conflict,
    )
)
_OF_PLAYBOOKS = frozenset(
    table.name
    for table in (
        playbook_schema.playbook,
        playbook_schema.playbook_step,
        playbook_schema.step_blocker,
    )
)
_CONFIGURE: Need = (Right.CONFIGURE, "workspace", ())


def require_rights(work: UnitOfWork, actor: Actor, act: Sequence[Record]) -> None:
    """Raises NotPermitted where the actor may not do the act, of which these are the entries.

    Owners are read as they are now: it is asked while the records are as they were before the act.
    """
    kinds = {entry["entity"] for entry in act}
    # Tasks that go along with their CTA ask for no right of their own.
    along = _OF_TASKS if schema.cta.name in kinds else frozenset()
    tasks = [entry for entry in act if entry["entity"] in _OF_TASKS - along]
    playbooks = [entry for entry in act if entry["entity"] in _OF_PLAYBOOKS]
    needs = {need for entry in act for need in _needs(work, actor, entry)}
    if schema.cta.name not in kinds:
        attached = [e for e in act if e["entity"] == schema.attachment.name]
        needs.update(_edit_of_its_cta(work, entry) for entry in attached)
    needs.update(_task_needs(work, tasks))
    if playbooks:
        whole = {e["kind"] for e in playbooks if e["entity"] == playbook_schema.playbook.name}
        needs.update((_WHOLE.get(kind, Right.EDIT), "playbook", ()) for kind in whole or {"update"})
    for right, name, owners in sorted(needs):
        actor.require(right, name, *owners)


def _needs(work: UnitOfWork, actor: Actor, entry: Record) -> Iterator[Need]:
    """What one entry asks for; tasks and playbooks are asked for as a whole."""
    entity, kind, record_id = entry["entity"], entry["kind"], entry["entity_id"]
    if entity == schema.cta.name or entity == recurrence.name:
        table = schema.cta if entity == schema.cta.name else recurrence
        right = Right.EDIT if table is recurrence and kind == "delete" else _right(kind)
        row = None if kind == "insert" else work.find(table, record_id)
        yield right, "cta", () if row is None else (row["owner_id"],)
        if entry["field"] == "owner_id":
            yield Right.ASSIGN, "cta", ()
    elif entity == schema.saved_view.name:
        if _is_of_team(work, entry):
            yield _CONFIGURE
    elif entity == schema.person.name:
        if record_id != actor.person_id:
            yield _CONFIGURE
    elif entity == schema.field_rule.name:
        yield _CONFIGURE
    elif entity == schema.logged_activity.name:
        yield Right.READ, "account", ()
    elif entity not in _OF_TASKS | _OF_PLAYBOOKS | {schema.attachment.name}:
        yield _right(kind), entity, ()


def _edit_of_its_cta(work: UnitOfWork, entry: Record) -> Need:
    cta = work.find(schema.cta, entry["cta_id"])
    return Right.EDIT, "cta", () if cta is None else (cta["owner_id"],)


def _right(kind: str) -> Right:
    return _WHOLE.get(kind, Right.EDIT)


def _is_of_team(work: UnitOfWork, entry: Record) -> bool:
    if entry["field"] == "person_id":
        return True
    whole = entry["new"] or entry["old"] if entry["kind"] != "update" else None
    row = json.loads(whole) if whole else work.find(schema.saved_view, entry["entity_id"])
    return row is not None and row["person_id"] is None


def _task_needs(work: UnitOfWork, entries: Sequence[Record]) -> Iterator[Need]:
    """Of an act on tasks: a task is made or removed with all that belongs to it, or edited."""
    made = [e for e in entries if e["entity"] == schema.task.name and e["kind"] in _WHOLE]
    for entry in made:
        is_new = entry["kind"] == "insert"
        owners = () if is_new else _assignees(work, entry["entity_id"])
        yield _right(entry["kind"]), "task", owners
    for entry in () if made else entries:
        task_id = _task_of(work, entry)
        if task_id is None and entry["entity"] == schema.record_link.name:
            yield _edit_of_its_cta(work, entry)
            continue
        owners = () if task_id is None else _assignees(work, task_id)
        yield Right.EDIT, "task", owners
        is_part = entry["entity"] == schema.task_part.name
        if is_part and (entry["kind"] in _WHOLE or entry["field"] == "assignee_id"):
            yield Right.ASSIGN, "task", owners


def _task_of(work: UnitOfWork, entry: Record) -> int | None:
    if entry["entity"] == schema.task.name:
        return int(entry["entity_id"])
    if entry["kind"] in _WHOLE:
        found = json.loads(entry["new"] or entry["old"]).get("task_id")
        return None if found is None else int(found)
    table = schema.metadata.tables[entry["entity"]]
    row = work.find(table, entry["entity_id"])
    if row is not None and table is mirror_schema.conflict:
        row = work.find(schema.task_part, row["local_id"])
    return None if row is None or row["task_id"] is None else int(row["task_id"])


def _assignees(work: UnitOfWork, task_id: int) -> tuple[int, ...]:
    parts = work.rows(schema.task_part, task_id=task_id)
    return tuple(sorted({part["assignee_id"] for part in parts}))
