"""Create, change, delete and find rows: the one way by which anything is written after the seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from cockpit_sandbox import ids, last_activity, recurrence
from cockpit_sandbox.access import Access
from cockpit_sandbox.clock import Clock
from cockpit_sandbox.errors import RecordRefused
from cockpit_sandbox.intake import Intake
from cockpit_sandbox.schema import Scalar, Schema, SObject
from cockpit_sandbox.storage import Row, Storage
from cockpit_sandbox.triggers import Write, derive
from cockpit_sandbox.values import moment_text

Made = Sequence[tuple[str, Mapping[str, Scalar]]]
"""Rows to create: object and values."""


class Triggers(Protocol):
    """What may change, refuse or follow a write besides the org's own rules."""

    def change(self, sobject: SObject, row: Row) -> None:
        """Change a row before its derived fields are computed."""

    def check(self, sobject: SObject, row: Row) -> None:
        """Look at a row about to be stored; raises RecordRefused to stop it."""

    def consequences(self, sobject: SObject, row: Row, before: Row | None) -> Made:
        """The rows that are created beside one that was stored."""


class Records(Struct, frozen=True):
    """Rows of the org. Each write is atomic by itself and joins an open transaction."""

    storage: Storage
    schema: Schema
    clock: Clock
    triggers: Triggers
    access: Access

    @property
    def intake(self) -> Intake:
        """The checks of incoming values."""
        return Intake(self.storage, self.schema, self.access)

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
        mine = self.access.schema_for(user_id)[sobject.name]
        return self._create(mine, values, user_id, self.triggers)

    def _create(
        self, mine: SObject, values: Mapping[str, object], user_id: str, triggers: Triggers | None
    ) -> str:
        sobject = self.schema[mine.name]
        with self.storage.transaction():
            sent = self.intake.accepted(mine, values, user_id, creating=True)
            now = self.stamp()
            row = self._blank(sobject, user_id, now)
            row.update({name: value for name, value in sent.items() if value is not None})
            if triggers is not None:
                triggers.change(sobject, row)
            derive(sobject.name, Write(self.storage, now, row, frozenset(sent), None))
            self.intake.require(sobject, row)
            self.intake.require_unique(sobject, row, None)
            if triggers is not None:
                triggers.check(sobject, row)
            number = self.storage.next_number(sobject.name)
            row["Id"] = record_id = ids.numbered(sobject.key_prefix or "", number)
            self.storage.insert(sobject, [list(row.values())])
            self._follow_up(sobject, row)
            if triggers is not None:
                self._create_followers(sobject, row, None, user_id)
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
        mine = self.access.schema_for(user_id)[sobject.name]
        sobject = self.schema[sobject.name]
        with self.storage.transaction():
            before = self._own_to_write(sobject, record_id, user_id)
            sent = self.intake.accepted(mine, values, user_id, creating=False)
            now = self.stamp()
            row = before | sent | self._modified(user_id, now)
            self.triggers.change(sobject, row)
            derive(sobject.name, Write(self.storage, now, row, frozenset(sent), before))
            self.intake.require(sobject, row)
            self.intake.require_unique(sobject, row, record_id)
            self.triggers.check(sobject, row)
            changes = {name: value for name, value in row.items() if value != before[name]}
            if changes:
                self.storage.update(sobject, record_id, changes)
            self._follow_up(sobject, before, row)
            self._create_followers(sobject, row, before, user_id)

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
        sobject = self.schema[sobject.name]
        with self.storage.transaction():
            self.triggers.check(sobject, self._own_to_write(sobject, record_id, user_id))
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
        if sobject.name == "FeedComment":
            self._count_comments(str(rows[0].get("FeedItemId")))

    def _count_comments(self, post_id: str) -> None:
        counted = (
            "SELECT COUNT(*) FROM FeedComment WHERE FeedItemId = FeedItem.Id AND IsDeleted = 0"
        )
        self.storage.run(
            f"UPDATE FeedItem SET CommentCount = ({counted}),"  # noqa: S608 own words
            " LastModifiedDate = ?1, SystemModstamp = ?1 WHERE Id = ?2",
            (self.stamp(), post_id),
        )

    def _create_followers(
        self, sobject: SObject, row: Row, before: Row | None, user_id: str
    ) -> None:
        """Create what triggers and the recurrence of tasks make of a write, as the system does."""
        made = list(self.triggers.consequences(sobject, row, before))
        following = recurrence.successor(sobject, row, before, self.clock.now().date())
        if following is not None:
            done: Row = {"RecurrenceRegeneratedType": recurrence.DONE}
            self.storage.update(sobject, str(row["Id"]), done)
            made.append((sobject.name, following))
        for name, values in made:
            self._create(self.schema[name], values, user_id, None)

    def purge(self, sobject: SObject, record_id: str) -> bool:
        """Remove a row for good, as emptying the recycle bin does; whether there was one."""
        found = self.storage.run(
            f'DELETE FROM "{sobject.name}" WHERE Id = ?',  # noqa: S608 the name is the schema's
            (record_id,),
        )
        return found > 0

    def living(self, sobject: SObject, record_id: str, user_id: str) -> Row:
        """The row, if it exists for this user and is not deleted; raises 404 otherwise."""
        row = self.storage.record(sobject, record_id)
        if row is None or self.access.level(user_id, sobject, row) == "none":
            raise RecordRefused(
                "NOT_FOUND",
                f"Provided external ID field does not exist or is not accessible: {record_id}",
                status=404,
            )
        if row.get("IsDeleted"):
            raise RecordRefused("ENTITY_IS_DELETED", "entity is deleted", status=404)
        return row

    def _own_to_write(self, sobject: SObject, record_id: str, user_id: str) -> Row:
        row = self.living(sobject, record_id, user_id)
        if self.access.level(user_id, sobject, row) != "edit":
            raise RecordRefused(
                "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id"
            )
        return row

    def _blank(self, sobject: SObject, user_id: str, now: str) -> Row:
        row: Row = {}
        for each in sobject.fields:
            default = each.default
            row[each.name] = int(default) if isinstance(default, bool) else default
        if "OwnerId" in row:
            row["OwnerId"] = user_id
        return row | {"CreatedDate": now, "CreatedById": user_id} | self._modified(user_id, now)

    def modified(self, user_id: str) -> Row:
        """The stamps of a write by this user, now."""
        return self._modified(user_id, self.stamp())

    @staticmethod
    def _modified(user_id: str, now: str) -> Row:
        return {"LastModifiedDate": now, "LastModifiedById": user_id, "SystemModstamp": now}
