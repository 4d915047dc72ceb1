"""How rows of SQL become the records of an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any

from msgspec import Struct

from cockpit_sandbox.schema import Field, Scalar, Schema, SObject

Json = dict[str, object]


class Leaf(Struct, frozen=True):
    """One value of a record: its key, its column, and the field that says how to write it."""

    key: str
    index: int
    field: Field


@dataclass
class Shape:
    """The values of one record and, nested, those of its parents."""

    is_aggregate: bool
    is_name_object: bool = False
    """A polymorphic parent: its attributes say the type `Name`."""
    id_index: int = -1
    targets: tuple[SObject, ...] = ()
    """The objects that a parent may be."""
    leaves: list[Leaf] = field(default_factory=list)
    parents: dict[str, Shape] = field(default_factory=dict)
    branches: dict[str, list[Leaf]] = field(default_factory=dict)
    """TYPEOF: the values for each object the parent may be."""
    otherwise: list[Leaf] = field(default_factory=list)

    def record(self, row: Sequence[Scalar], schema: Schema, version: str) -> Json:
        """The JSON of one row."""
        if self.is_aggregate:
            return {"attributes": {"type": "AggregateResult"}, **self._values(row)}
        record_id = str(row[self.id_index])
        sobject = schema.of_id(record_id)
        type_name = sobject.name if sobject else "Name"
        shown_type = "Name" if self.is_name_object else type_name
        url = f"/services/data/v{version}/sobjects/{type_name}/{record_id}"
        record: Json = {"attributes": {"type": shown_type, "url": url}, **self._values(row)}
        if self.branches or self.otherwise:
            for leaf in self.branches.get(type_name, self.otherwise):
                record[leaf.key] = written(leaf.field, row[leaf.index])
        for key, parent in self.parents.items():
            is_missing = row[parent.id_index] is None
            record[key] = None if is_missing else parent.record(row, schema, version)
        return record

    @cached_property
    def _keys(self) -> tuple[tuple[str, ...], tuple[str, ...], Callable[[Any], Any]]:
        """All keys, those of booleans, and what takes their values out of a row.

        Two thousand records of forty values are one page: this is the hot path of a pull.
        """
        keys = tuple(leaf.key for leaf in self.leaves)
        booleans = tuple(leaf.key for leaf in self.leaves if leaf.field.type == "boolean")
        indexes = [leaf.index for leaf in self.leaves]
        # Of a single index, itemgetter would give a bare value; the first one twice does no harm.
        return keys, booleans, itemgetter(*indexes, *indexes[:1])

    def _values(self, row: Sequence[Scalar]) -> Json:
        if not self.leaves:
            return {}
        keys, booleans, take = self._keys
        values: Json = dict(zip(keys, take(row), strict=False))
        for key in booleans:
            values[key] = bool(values[key])
        return values


def written(target: Field, value: Scalar) -> Scalar:
    """A stored value as JSON shows it: booleans are kept as 0 and 1."""
    return bool(value) if target.type == "boolean" else value
