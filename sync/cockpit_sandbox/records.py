"""Create, change, delete and find rows: the one way by which anything is written after the seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cockpit_sandbox import ids, last_activity
from cockpit_sandbox.clock import Clock
from cockpit_sandbox.errors import RecordRefused
from cockpit_sandbox.intake import Intake
from cockpit_sandbox.schema import Schema, SObject
from cockpit_sandbox.storage import Row, Storage
from cockpit_sandbox.triggers import Write, derive
from cockpit_sandbox.values import moment_text

Guard = Callable[[SObject, Row], None]
"""Looks at every row about to be stored; raises RecordRefused to stop it (locks, rules)."""


@dataclass(frozen=True, slots=True)
class Records:
    """Rows of the org. Each write is atomic by itself and joins an open transaction."""

    storage: Storage
    schema: Schema
    clock: Clock
    guard: Guard

    @property
    def intake(self) -> Intake:
        """The checks of incoming values."""
        return Intake(self.storage, self.schema)

    def stamp(self) -> str:
        """The server's time as rows carry it: whole seconds."""
        return moment_text(self.clock.now())

    def create(self, sobject: SObject, values: Mapping[str, object], user_id: str) -> str:
        """Store a new row and return its id.

        Raises:
            RecordRefused: see `Intake.accepted`, or the object cannot be created.
        """
        if not sobject.createable:
            raise RecordRefused(
                "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                f"entity type {sobject.name} does not support create",
            )
        with self.storage.transaction():
            sent = self.intake.accepted(sobject, values, creating=True)
            now = self.stamp()
            row = self._blank(sobject, user_id, now)
            row.update({name: value for name, value in sent.items() if value is not None})
            derive(sobject.name, Write(self.storage, now, row, frozenset(sent), None))
            self.intake.require(sobject, row)
            self.intake.require_unique(sobject, row, None)
            self.guard(sobject, row)
            number = self.storage.next_number(sobject.name)
            row["Id"] = record_id = ids.numbered(sobject.key_prefix or "", number)
            self.storage.insert(sobject, [list(row.values())])
            self._follow_up(sobject, row)
        return record_id

    def update(
        self, sobject: SObject, record_id: str, values: Mapping[str, object], user_id: str
    ) -> None:
        """Change fields of a row; null clears, what is not sent stays.

        Raises:
            RecordRefused: see `Intake.accepted`; 404 when the row is gone.
        """
        if not sobject.updateable:
            raise RecordRefused(
                "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                f"entity type {sobject.name} does not support update",
            )
        with self.storage.transaction():
            before = self.living(sobject, record_id)
            sent = self.intake.accepted(sobject, values, creating=False)
            now = self.stamp()
            row = before | sent | self._modified(user_id, now)
            derive(sobject.name, Write(self.storage, now, row, frozenset(sent), before))
            self.intake.require(sobject, row)
            self.intake.require_unique(sobject, row, record_id)
            self.guard(sobject, row)
            changes = {name: value for name, value in row.items() if value != before[name]}
            if changes:
                self.storage.update(sobject, record_id, changes)
            self._follow_up(sobject, before, row)

    def delete(self, sobject: SObject, record_id: str, user_id: str) -> None:
        """Put a row, and what belongs to it, into the recycle bin.

        Raises:
            RecordRefused: 404 when the row is gone already.
        """
        if not sobject.deletable:
            raise RecordRefused(
                "INSUFFICIENT_ACCESS_OR_READONLY",
                f"entity type {sobject.name} does not support delete",
            )
        with self.storage.transaction():
            self.guard(sobject, self.living(sobject, record_id))
            self._bin(sobject, record_id, self._modified(user_id, self.stamp()))

    def _bin(self, sobject: SObject, record_id: str, modified: Row) -> None:
        self.storage.update(sobject, record_id, {"IsDeleted": 1, **modified})
        self._follow_up(sobject, self.storage.record(sobject, record_id) or {})
        self.storage.run(
            "INSERT OR REPLACE INTO delete_log VALUES (?, ?, ?)",
            (record_id, sobject.name, modified["SystemModstamp"]),
        )
        for child, reference in self.schema.references_to(sobject.name):
            if not child.has("IsDeleted"):
                continue
            rows = self.storage.rows(
                f'SELECT Id FROM "{child.name}" WHERE {reference.name} = ?'  # noqa: S608
                " AND IsDeleted = 0",
                (record_id,),
            )
            for (child_id,) in rows:
                if reference.on_parent_delete == "cascade":
                    self._bin(child, str(child_id), modified)
                else:
                    self.storage.update(child, str(child_id), {reference.name: None, **modified})

    def _follow_up(self, sobject: SObject, *rows: Row) -> None:
        if sobject.name in last_activity.KEPT_BY:
            accounts = [row.get("AccountId") for row in rows]
            last_activity.keep(self.storage, accounts, self.clock.now().date())

    def purge(self, sobject: SObject, record_id: str) -> bool:
        """Remove a row for good, as emptying the recycle bin does; whether there was one."""
        found = self.storage.run(
            f'DELETE FROM "{sobject.name}" WHERE Id = ?',  # noqa: S608 the name is the schema's
            (record_id,),
        )
        return found > 0

    def living(self, sobject: SObject, record_id: str) -> Row:
        """The row, if it exists and is not deleted; raises 404 otherwise."""
        row = self.storage.record(sobject, record_id)
        if row is None:
            raise RecordRefused(
                "NOT_FOUND",
                f"Provided external ID field does not exist or is not accessible: {record_id}",
                status=404,
            )
        if row.get("IsDeleted"):
            raise RecordRefused("ENTITY_IS_DELETED", "entity is deleted", status=404)
        return row

    def _blank(self, sobject: SObject, user_id: str, now: str) -> Row:
        row: Row = {}
        for each in sobject.fields:
            default = each.default
            row[each.name] = int(default) if isinstance(default, bool) else default
        if "OwnerId" in row:
            row["OwnerId"] = user_id
        return row | {"CreatedDate": now, "CreatedById": user_id} | self._modified(user_id, now)

    @staticmethod
    def _modified(user_id: str, now: str) -> Row:
        return {"LastModifiedDate": now, "LastModifiedById": user_id, "SystemModstamp": now}
