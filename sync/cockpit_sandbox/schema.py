"""What an object and a field are: data from which tables, describe answers and checks are made.

`objects/` holds the standard objects. A `Schema` is an ordinary value handed to the org, so that
an org with other fields is another value and no other code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

FieldType = Literal[
    "id",
    "string",
    "textarea",
    "picklist",
    "combobox",
    "boolean",
    "int",
    "double",
    "currency",
    "percent",
    "date",
    "datetime",
    "reference",
    "email",
    "phone",
    "url",
]
Scalar = str | int | float | bool | None
"""A value as it stands in JSON and, booleans apart, in SQLite."""

TEXT_TYPES: frozenset[FieldType] = frozenset(
    {"string", "textarea", "picklist", "combobox", "email", "phone", "url"}
)
NUMBER_TYPES: frozenset[FieldType] = frozenset({"int", "double", "currency", "percent"})
OnParentDelete = Literal["cascade", "clear"]


class PicklistValue(Struct, frozen=True):
    """One choice of a picklist; `value` is stored, `label` is shown."""

    value: str
    label: str
    is_default: bool = False


class Field(Struct, frozen=True, kw_only=True):
    """One field. The flags bear the names of Salesforce's describe."""

    name: str
    type: FieldType
    label: str
    length: int = 0
    createable: bool = True
    updateable: bool = True
    nillable: bool = True
    defaulted_on_create: bool = False
    filterable: bool = True
    sortable: bool = True
    external_id: bool = False
    unique: bool = False
    id_lookup: bool = False
    calculated: bool = False
    name_field: bool = False
    restricted_picklist: bool = False
    choices: tuple[PicklistValue, ...] = ()
    choices_from: str | None = None
    """The object whose rows are the choices (`TaskStatus` for `Task.Status`)."""
    default: Scalar = None
    reference_to: tuple[str, ...] = ()
    relationship: str | None = None
    """The name before the dot in SOQL: `Owner` for `OwnerId`."""
    child_relationship: str | None = None
    """The name by which the parent lists these children in SOQL: `Tasks` for `WhatId`."""
    polymorphic: bool = False
    on_parent_delete: OnParentDelete = "clear"
    minimum: float | None = None
    maximum: float | None = None

    @property
    def is_custom(self) -> bool:
        """Made by the customer: its name ends in `__c`."""
        return self.name.endswith("__c")

    @property
    def is_text(self) -> bool:
        """Compared without regard to case."""
        return self.type in TEXT_TYPES

    @property
    def is_required(self) -> bool:
        """Salesforce: required on create = createable, not nillable, not defaulted."""
        return self.createable and not self.nillable and not self.defaulted_on_create

    @property
    def sqlite_type(self) -> str:
        """The column type; ids and texts compare byte by byte."""
        if self.type in ("int", "boolean"):
            return "INTEGER"
        return "REAL" if self.type in NUMBER_TYPES else "TEXT"


class SObject(Struct, frozen=True, dict=True):
    """One object: its key prefix, labels and fields."""

    name: str
    key_prefix: str | None
    label: str
    label_plural: str
    fields: tuple[Field, ...]
    createable: bool = True
    updateable: bool = True
    deletable: bool = True

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by lower-cased name: Salesforce's names are case-insensitive."""
        return {each.name.lower(): each for each in self.fields}

    @cached_property
    def by_relationship(self) -> dict[str, Field]:
        """Reference fields by lower-cased relationship name."""
        return {each.relationship.lower(): each for each in self.fields if each.relationship}

    @cached_property
    def name_field(self) -> Field | None:
        """The field that names a record (`Name`, `Subject`, `CaseNumber`)."""
        return next((each for each in self.fields if each.name_field), None)

    def get(self, name: str) -> Field | None:
        """The field of that name in any case, or None."""
        return self.by_name.get(name.lower())

    def has(self, name: str) -> bool:
        """Whether the object has the field."""
        return name.lower() in self.by_name


class Schema:
    """All objects of an org."""

    def __init__(self, objects: Iterable[SObject]) -> None:
        self._by_name = {each.name.lower(): each for each in objects}
        self._by_prefix = {
            each.key_prefix: each for each in self._by_name.values() if each.key_prefix
        }

    def __iter__(self) -> Iterator[SObject]:
        return iter(self._by_name.values())

    def get(self, name: str) -> SObject | None:
        """The object of that name in any case, or None."""
        return self._by_name.get(name.lower())

    def __getitem__(self, name: str) -> SObject:
        return self._by_name[name.lower()]

    def of_id(self, record_id: str) -> SObject | None:
        """The object that an id's first three characters name, or None."""
        return self._by_prefix.get(record_id[:3])

    def references_to(self, target: str) -> Iterator[tuple[SObject, Field]]:
        """Every reference field that may point to `target`, with its object."""
        for owner in self:
            for each in owner.fields:
                if target in each.reference_to:
                    yield owner, each


def read_only(base: Field) -> Field:
    """`base` as a field that only the server writes."""
    return replace(
        base, createable=False, updateable=False, nillable=True, defaulted_on_create=False
    )
