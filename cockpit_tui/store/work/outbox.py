"""The outbox: what mirrored tasks owe Salesforce, recorded in the same commit as the edit."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from cockpit_tui.domain.ids import PersonId
from cockpit_tui.store.encoding import Record, to_json, to_records
from cockpit_tui.store.id_sets import among, ids_value
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work import relations, task_contacts
from cockpit_tui.store.work.known_rows import KnownRows
from cockpit_tui.store.work.outbox_queue import SOBJECT, UNSENT, Queue, read_queue
from cockpit_tui.store.work.relations import RELATION, Relation
from cockpit_tui.store.work.sync_states import refresh_sync_states

FIELD_LABELS = {
    "title": "Title",
    "due": "Due date",
    "priority_id": "Priority",
    "status_id": "Status",
    "comments": "Comments",
    "assignee_id": "Assignee",
    "contact_id": "Contact",
    RELATION: "Opportunity",
}
"""What a person calls the fields that Salesforce is told of."""
MIRRORED_FIELDS = tuple(FIELD_LABELS)
"""Fields of a part that Salesforce is told of; title, due, priority, comments and contact are the
task's, the opportunity is its CTA's, and contact and opportunity only where that is switched on."""

_OF_PART = ("id", "task_id", "is_synced", "status_id", "assignee_id")
_OF_TASK = ("title", "due", "priority_id", "comments")


class OutboxRecorder:
    """Compares mirrored tasks before and after a unit of work and records what to send."""

    def __init__(
        self,
        connection: Connection,
        author_id: PersonId | None,
        now: datetime,
        known: KnownRows,
        *,
        is_undo: bool,
    ) -> None:
        self._connection = connection
        self._known = known
        self._author_id = author_id
        self._now = now
        self._is_undo = is_undo
        self._before: dict[int, dict[int, Record]] = {}
        self._contacts: dict[int, int | None] = {}
        """The first contacts, before they changed, of tasks whose contacts change."""
        self._opportunities: dict[int, int | None] = {}
        """The opportunity before it changed, of CTAs whose opportunity changes."""
        self._kept: set[int] = set()
        self._known_remotely: set[int] = set()
        self._queue = Queue({}, {})
        self.makes_anew = False
        """Something that was deleted in Salesforce comes back there as a new record."""

    def keep(self, part_ids: Iterable[int]) -> None:
        """These parts, when unlinked, stay in Salesforce."""
        self._kept.update(part_ids)

    def in_nobodys_name(self) -> None:
        """What follows from a change in Salesforce is owed by nobody: any process may send it."""
        self._author_id = None

    def ignore(self, part_ids: Iterable[int]) -> None:
        """Changes of these parts came from Salesforce, so they are not sent back."""
        self._known_remotely.update(part_ids)

    def remember(self, task_id: int) -> None:
        """Called before the first change of a task or of one of its parts."""
        if task_id not in self._before:
            known = self._known_parts(task_id)
            if known is None:
                known = self._mirrored([task_id]).get(task_id, {})
            self._before[task_id] = known

    def remember_contacts(self, task_id: int) -> None:
        """Called before the first change of whom a task is about."""
        self.remember(task_id)
        if task_id not in self._contacts:
            links = self._known.rows(schema.record_link, {"task_id": task_id})
            if links is None:
                found = task_contacts.first_contacts(self._connection, [task_id])
                self._contacts[task_id] = found.get(task_id)
            else:
                contacts = (link["contact_id"] for link in links)
                self._contacts[task_id] = next(filter(None, contacts), None)

    def remember_opportunity(self, cta_id: int, opportunity_id: int | None) -> None:
        """Called before the first change of a CTA's opportunity."""
        self._opportunities.setdefault(cta_id, opportunity_id)

    def remember_new(self, task_id: int) -> None:
        """Called after a task came into being: it had nothing to mirror before."""
        self._before.setdefault(task_id, {})

    def owe(self, changes: Mapping[int, Mapping[str, tuple[Any, Any]]]) -> None:
        """Records at once what parts owe though no edit of now brought it about, by part."""
        self._queue = read_queue(self._connection, list(changes))
        for part_id, fields in changes.items():
            self._update(part_id, fields)
        self._queue.write(self._connection)
        refresh_sync_states(self._connection, changes)

    def write(self) -> None:
        """Records operations for every remembered task, and brings sync states up to date."""
        touched: set[int] = set()
        pairs: list[tuple[int, Record | None, Record | None]] = []
        moved = self._moved()
        mirrored = self._mirrored(list(self._before))
        self._add_contacts(mirrored)
        self._add_opportunities(mirrored, moved)
        for task_id, before in self._before.items():
            after = mirrored.get(task_id, {})
            for part_id in sorted(before.keys() | after.keys()):
                old, new = before.get(part_id), after.get(part_id)
                if part_id not in self._known_remotely and _owes(old, new):
                    pairs.append((part_id, old, new))
                if new is not None and (new["is_synced"] or (old and old["is_synced"])):
                    touched.add(part_id)
        if pairs:
            self._queue = read_queue(self._connection, [part_id for part_id, _, _ in pairs])
            for part_id, old, new in pairs:
                self._record(part_id, old, new)
            self._queue.write(self._connection)
        refresh_sync_states(self._connection, touched)

    def _add_contacts(self, mirrored: Mapping[int, dict[int, Record]]) -> None:
        """Whom the tasks were about and are about, where Salesforce is told of that."""
        is_any = any(
            row["is_synced"] and (task_id in self._contacts or not self._was_synced(row))
            for task_id, parts in mirrored.items()
            for row in parts.values()
        )
        if not is_any or not task_contacts.are_mirrored(self._connection):
            return
        now = task_contacts.first_contacts(self._connection, mirrored)
        for task_id, parts in mirrored.items():
            for row in parts.values():
                row["contact_id"] = now.get(task_id)
            was = self._contacts.get(task_id, now.get(task_id))
            before = self._before[task_id]
            self._before[task_id] = {
                part_id: {**row, "contact_id": was} for part_id, row in before.items()
            }

    def _moved(self) -> Mapping[int, Relation]:
        """Mirrored tasks whose CTA got another opportunity, where Salesforce is told of that."""
        if not self._opportunities or not relations.are_followed(self._connection):
            return {}
        moved = relations.moved_tasks(self._connection, self._opportunities)
        strange = [task_id for task_id in moved if task_id not in self._before]
        self._before |= self._mirrored(strange)
        return moved

    def _add_opportunities(
        self, mirrored: Mapping[int, dict[int, Record]], moved: Mapping[int, Relation]
    ) -> None:
        for task_id, relation in moved.items():
            for row in mirrored.get(task_id, {}).values():
                row[RELATION] = relation.is_now
            before = self._before[task_id]
            self._before[task_id] = {
                part_id: {**row, RELATION: relation.was} for part_id, row in before.items()
            }

    def _was_synced(self, part: Record) -> bool:
        before = self._before[part["task_id"]].get(part["id"])
        return before is not None and bool(before["is_synced"])

    def _known_parts(self, task_id: int) -> dict[int, Record] | None:
        """What `_mirrored` would give, of a task that was read for a verb on many."""
        task = self._known.row(schema.task, task_id)
        parts = self._known.rows(schema.task_part, {"task_id": task_id})
        if task is None or parts is None:
            return None
        told = {name: task[name] for name in _OF_TASK}
        return {part["id"]: {**told, **{name: part[name] for name in _OF_PART}} for part in parts}

    def _record(
        self, part_id: int, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
    ) -> None:
        was = bool(old and old["is_synced"])
        is_now = bool(new and new["is_synced"])
        if new is not None and is_now and not was:
            self._link(part_id, new)
        elif was and not is_now:
            self._unlink(part_id)
        elif old is not None and new is not None and was and is_now:
            changes = {
                name: (old.get(name), new[name])
                for name in MIRRORED_FIELDS
                if name in new and old.get(name) != new[name]
            }
            if changes:
                self._update(part_id, changes)

    def _link(self, part_id: int, new: Mapping[str, Any]) -> None:
        """Synced from now on: a new Salesforce Task, or the one that it had before."""
        every_field = {name: (None, new[name]) for name in MIRRORED_FIELDS if name in new}
        link = self._queue.link_of(part_id)
        waiting = [op for op in self._queue.of_part(part_id) if op["state"] in UNSENT]
        unsent_delete = [op for op in waiting if op["kind"] == "delete"]
        if link is None and self._is_create_under_way(part_id):
            # The create may have arrived: a second one would make a twin. This waits for its id.
            for operation in unsent_delete:
                self._queue.drop(operation["id"])
            self._insert("update", part_id, every_field)
        elif unsent_delete or (self._is_undo and link is not None and link["state"] == "released"):
            for operation in unsent_delete:
                self._queue.drop(operation["id"])
            self._queue.set_link(part_id, "active")
            self._insert("update", part_id, every_field)
        else:
            self.makes_anew = self.makes_anew or link is not None
            self._insert("create", part_id, every_field)

    def _is_create_under_way(self, part_id: int) -> bool:
        return any(
            operation["kind"] == "create" and operation["state"] not in UNSENT
            for operation in self._queue.of_part(part_id)
        )

    def _unlink(self, part_id: int) -> None:
        operations = self._queue.of_part(part_id)
        for operation in operations:
            if operation["state"] in UNSENT:
                self._queue.drop(operation["id"])
        is_sent = any(operation["state"] not in UNSENT for operation in operations)
        link = self._queue.link_of(part_id)
        if link is None and not is_sent:
            return
        # An adopted record was Salesforce's before: undoing the adoption leaves it there.
        is_adopted = link is not None and link["ref"] is None
        if part_id in self._kept or (self._is_undo and is_adopted):
            if link is not None:
                self._queue.set_link(part_id, "released")
        elif link is None or link["state"] != "deleted":
            self._insert("delete", part_id, {})

    def _update(self, part_id: int, changes: Mapping[str, tuple[Any, Any]]) -> None:
        """Coalesces into the unsent operation, if there is one; never into one under way."""
        unsent = [op for op in self._queue.of_part(part_id) if op["state"] in UNSENT]
        if not unsent:
            self._insert("update", part_id, changes)
            return
        operation = unsent[-1]
        fields: dict[str, list[Any]] = json.loads(operation["fields"])
        for name, (old, new) in changes.items():
            first = fields[name][0] if name in fields else json.loads(to_json(old))
            fields[name] = [first, json.loads(to_json(new))]
        if operation["kind"] == "update":
            fields = {name: pair for name, pair in fields.items() if pair[0] != pair[1]}
        if not fields:
            self._queue.drop(operation["id"])
            return
        self._queue.rewrite(operation["id"], fields, self._author_id or operation["author_id"])

    def _insert(self, kind: str, part_id: int, fields: Mapping[str, tuple[Any, Any]]) -> None:
        link = self._queue.link_of(part_id)
        self._queue.add(
            {
                "ref": uuid.uuid4().hex,
                "sobject": SOBJECT,
                "local_id": part_id,
                "salesforce_id": link["salesforce_id"] if link and kind != "create" else None,
                "kind": kind,
                "fields": to_json({name: list(pair) for name, pair in fields.items()}),
                "author_id": self._author_id,
                "state": "pending",
                "created_at": self._now,
            }
        )

    def _mirrored(self, task_ids: Sequence[int]) -> dict[int, dict[int, Record]]:
        """The parts of these tasks with what Salesforce is told of them, by task and part."""
        if not task_ids:
            return {}
        found: dict[int, dict[int, Record]] = {}
        is_sqlite = self._connection.dialect.name == "sqlite"
        ids = ids_value(task_ids, is_sqlite=is_sqlite)
        rows = self._connection.execute(_mirrored_parts(is_sqlite=is_sqlite), ids)
        for row in to_records(rows):
            found.setdefault(row["task_id"], {})[row["id"]] = row
        return found


@cache
def _mirrored_parts(*, is_sqlite: bool) -> Any:
    task, part = schema.task, schema.task_part
    columns = [*(part.c[name] for name in _OF_PART), *(task.c[name] for name in _OF_TASK)]
    query = select(*columns).join(task, task.c.id == part.c.task_id)
    return query.where(among(task.c.id, is_sqlite=is_sqlite))


def _owes(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> bool:
    """Whether Salesforce has to be told: it may know the part, and the part is not as it was."""
    was, is_now = bool(old and old["is_synced"]), bool(new and new["is_synced"])
    return (was or is_now) and old != new
