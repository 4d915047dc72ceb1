"""What an org has and allows, as describe and its value tables said when we connected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from cockpit_sync.fields import REF_FIELD

RELATIONS = {
    "Owner": "OwnerId",
    "Who": "WhoId",
    "What": "WhatId",
    "LastModifiedBy": "LastModifiedById",
}
"""Relationship of a SOQL path → the field that must be readable for it."""


class ObjectFacts(Struct, frozen=True):
    """Fields of one object that this user may read, set on create and change."""

    readable: frozenset[str]
    createable: frozenset[str]
    updateable: frozenset[str]


class StatusFacts(Struct, frozen=True):
    """One row of TaskStatus."""

    value: str
    is_closed: bool
    is_default: bool


class Capabilities(Struct, frozen=True):
    """Everything that the mirror asks about an org before it reads or writes."""

    objects: Mapping[str, ObjectFacts]
    statuses: tuple[StatusFacts, ...]
    priorities: tuple[str, ...]
    has_ref: bool
    """Task has our external id, unique and writable: creates are exact."""
    can_mark: bool = False
    """Task.CallObject can be set on create and asked for."""

    @property
    def closed_statuses(self) -> frozenset[str]:
        return frozenset(status.value for status in self.statuses if status.is_closed)

    def columns(self, sobject: str, wanted: Iterable[str]) -> list[str]:
        """Those of the wanted columns that can be selected; paths over a relation included."""
        readable = self.objects[sobject].readable
        found = []
        for column in wanted:
            relation, dot, _ = column.partition(".")
            needed = RELATIONS[relation] if dot else column
            if needed in readable or needed == "Id":
                found.append(column)
        return found

    def to_json(self) -> dict[str, Any]:
        """As the store keeps it."""
        return {
            "objects": {
                name: {
                    "readable": sorted(facts.readable),
                    "createable": sorted(facts.createable),
                    "updateable": sorted(facts.updateable),
                }
                for name, facts in self.objects.items()
            },
            "statuses": [
                {"value": row.value, "is_closed": row.is_closed, "is_default": row.is_default}
                for row in self.statuses
            ],
            "priorities": list(self.priorities),
            "has_ref": self.has_ref,
            "can_mark": self.can_mark,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Capabilities:
        """What `to_json` wrote."""
        return cls(
            objects={
                name: ObjectFacts(
                    frozenset(facts["readable"]),
                    frozenset(facts["createable"]),
                    frozenset(facts["updateable"]),
                )
                for name, facts in stored["objects"].items()
            },
            statuses=tuple(StatusFacts(**row) for row in stored["statuses"]),
            priorities=tuple(stored["priorities"]),
            has_ref=stored["has_ref"],
            can_mark=stored.get("can_mark", False),
        )


def object_facts(describe: Mapping[str, Any], kept: frozenset[str] | None = None) -> ObjectFacts:
    """The facts of a describe answer, of the `kept` fields alone if they are named."""
    fields = [field for field in describe["fields"] if kept is None or field["name"] in kept]
    return ObjectFacts(
        readable=frozenset(field["name"] for field in fields),
        createable=frozenset(field["name"] for field in fields if field.get("createable")),
        updateable=frozenset(field["name"] for field in fields if field.get("updateable")),
    )


def has_exact_creates(task_describe: Mapping[str, Any]) -> bool:
    """True if Task has our external id, unique and createable."""
    return any(
        field["name"] == REF_FIELD
        and field.get("externalId")
        and field.get("unique")
        and field.get("createable")
        for field in task_describe["fields"]
    )


def can_be_marked(task_describe: Mapping[str, Any]) -> bool:
    """True if CallObject can carry a marker of ours and be asked for."""
    return any(
        field["name"] == "CallObject" and field.get("createable") and field.get("filterable")
        for field in task_describe["fields"]
    )
