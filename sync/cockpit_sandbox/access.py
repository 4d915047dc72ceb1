"""What a user may see and change: field rights, object rights, and records hidden by sharing.

Nobody is limited until the control endpoint says so. A user's rights are a schema of their own:
a field that they may not read is not in it, one that they may only read is read only, and so
describe, SOQL and the checks of incoming values all follow without knowing of rights.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from cockpit_sandbox.clock import Clock
from cockpit_sandbox.schema import Field, Scalar, Schema, SObject, read_only
from cockpit_sandbox.storage import Row, Storage
from cockpit_sandbox.values import moment_text

Level = Literal["none", "read", "edit"]
EVERYBODY = ""
CHANGED = "rights_changed"
"""Setting: when what describe tells changed last."""
_HIDDEN = "SELECT record_id FROM org_share WHERE user_id = ? AND access = 'none'"
_SHARED = "SELECT record_id FROM org_share WHERE user_id = ? AND access <> 'none'"


class Access:
    """The limits of each user."""

    def __init__(self, storage: Storage, schema: Schema, clock: Clock) -> None:
        self._storage = storage
        self._schema = schema
        self._clock = clock
        self._schemas: dict[str, Schema] = {}
        self._own_only: set[tuple[str, str]] = set()
        self._sharers: set[str] = set()
        self.reload()

    def reload(self) -> None:
        """Read what the file says."""
        self._schemas.clear()
        rows = self._storage.rows("SELECT user_id, object FROM org_own_only")
        self._own_only = {(str(user), str(name)) for user, name in rows}
        rows = self._storage.rows("SELECT DISTINCT user_id FROM org_share")
        self._sharers = {str(row[0]) for row in rows}

    def clear(self) -> None:
        """Let everybody see and change everything again."""
        for table in ("org_right", "org_share", "org_own_only"):
            self._storage.run(f"DELETE FROM {table}")  # noqa: S608 own names
        self._storage.remember(CHANGED, moment_text(self._clock.now()))
        self.reload()

    def schema_for(self, user_id: str) -> Schema:
        """The objects and fields as this user has them."""
        found = self._schemas.get(user_id)
        if found is None:
            found = self._schemas[user_id] = self._limited(user_id)
        return found

    def changed(self) -> str | None:
        """When rights were changed last, as describe tells it; None if never."""
        return self._storage.setting(CHANGED)

    def set_right(
        self, object_name: str, field_name: str | None, level: Level, user_id: str = EVERYBODY
    ) -> None:
        """Limit an object, or one of its fields, for one user or for everybody.

        Raises:
            ValueError: there is no such object or field.
        """
        sobject = self._schema.get(object_name)
        target = sobject.get(field_name) if sobject and field_name else None
        if sobject is None or (field_name and (target is None or target.name == "Id")):
            raise ValueError(f"no such object or field: {object_name} {field_name or ''}".strip())
        self._storage.run(
            "INSERT OR REPLACE INTO org_right VALUES (?, ?, ?, ?)",
            (user_id, sobject.name, target.name if target else "", level),
        )
        self._storage.remember(CHANGED, moment_text(self._clock.now()))
        self._schemas.clear()

    def share(self, user_id: str, record_ids: Iterable[str], level: Level) -> None:
        """Give or take away records for one user. Stamps do not move, nothing is logged."""
        for record_id in record_ids:
            self._storage.run(
                "INSERT OR REPLACE INTO org_share VALUES (?, ?, ?)", (user_id, record_id, level)
            )
        self._sharers.add(user_id)

    def see_own_only(self, user_id: str, object_name: str, *, on: bool) -> None:
        """Let a user see only what they own or what is shared with them, as in a private model."""
        sobject = self._schema.get(object_name)
        if sobject is None or not sobject.has("OwnerId"):
            raise ValueError(f"{object_name} has no owner")
        key = (user_id, sobject.name)
        self._storage.run("DELETE FROM org_own_only WHERE user_id = ? AND object = ?", key)
        self._own_only.discard(key)
        if on:
            self._storage.run("INSERT INTO org_own_only VALUES (?, ?)", key)
            self._own_only.add(key)

    def level(self, user_id: str, sobject: SObject, row: Row) -> Level:
        """What the user may do with a record."""
        is_private = (user_id, sobject.name) in self._own_only and row.get("OwnerId") != user_id
        if user_id in self._sharers:
            found = self._storage.first(
                "SELECT access FROM org_share WHERE user_id = ? AND record_id = ?",
                (user_id, row["Id"]),
            )
            if found is not None:
                return "none" if found[0] == "none" else "read" if found[0] == "read" else "edit"
        return "none" if is_private else "edit"

    def condition(self, user_id: str, sobject: SObject, alias: str) -> tuple[str, list[Scalar]]:
        """SQL that holds for the records that the user sees; empty when nothing is hidden."""
        parts, values = [], []
        if user_id in self._sharers:
            parts.append(f"{alias}.Id NOT IN ({_HIDDEN})")
            values.append(user_id)
        if (user_id, sobject.name) in self._own_only:
            parts.append(f"({alias}.OwnerId = ? OR {alias}.Id IN ({_SHARED}))")
            values += [user_id, user_id]
        return " AND ".join(parts), list[Scalar](values)

    def _limited(self, user_id: str) -> Schema:
        rights: dict[tuple[str, str], str] = {}
        # What is said of the user themselves stands above what is said of everybody.
        for name, field_name, level in self._storage.rows(
            "SELECT object, field, access FROM org_right WHERE user_id IN ('', ?) ORDER BY user_id",
            (user_id,),
        ):
            rights[str(name), str(field_name)] = str(level)
        if not rights:
            return self._schema
        return Schema(
            _with_rights(each, rights)
            for each in self._schema
            if rights.get((each.name, "")) != "none"
        )


def _with_rights(sobject: SObject, rights: dict[tuple[str, str], str]) -> SObject:
    fields: list[Field] = []
    for each in sobject.fields:
        level = rights.get((sobject.name, each.name), "edit")
        if level != "none":
            fields.append(read_only_for(each) if level == "read" else each)
    limited = replace(sobject, fields=tuple(fields))
    if rights.get((sobject.name, "")) == "read":
        limited = replace(limited, createable=False, updateable=False, deletable=False)
    return limited


def read_only_for(each: Field) -> Field:
    """A field that the user may read but not set; it stays as nillable as it is."""
    return replace(read_only(each), nillable=each.nillable)
