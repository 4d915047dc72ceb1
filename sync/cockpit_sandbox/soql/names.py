"""From the paths of a statement to columns and joins."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import Struct

from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.schema import Field, Schema, SObject
from cockpit_sandbox.soql.parse import located
from cockpit_sandbox.soql.syntax import Path, Place

NAME_FIELDS = ("Id", "Name", "Type", "FirstName", "LastName", "Email", "Title", "Phone", "IsActive")
"""What a polymorphic parent exposes (Salesforce: the Name object)."""
MOST_LEVELS = 5
"""Salesforce SOQL limit: relationships in one path."""


class Column(Struct, frozen=True):
    """One selectable expression and the field that says how to compare and write it."""

    sql: str
    field: Field


class Parent(Struct, frozen=True):
    """A joined parent: one alias for each object it may be."""

    relationship: str
    """Its name as declared, whatever case a statement uses."""
    key_sql: str
    """The reference column, which is null when there is no parent."""
    aliases: tuple[tuple[SObject, str], ...]
    polymorphic: bool

    def id_sql(self) -> str:
        """The parent's id, null when there is no parent."""
        ids = ", ".join(f"{alias}.Id" for _, alias in self.aliases)
        return f"COALESCE({ids}, NULL)"

    def type_sql(self) -> str:
        """The name of the parent's object."""
        cases = " ".join(
            f"WHEN '{sobject.key_prefix}' THEN '{sobject.name}'" for sobject, _ in self.aliases
        )
        return f"CASE substr({self.key_sql}, 1, 3) {cases} END"


@dataclass
class Names:
    """Resolves the paths of one statement; collects the joins it needs."""

    schema: Schema
    soql: str
    root: SObject
    joins: list[str] = field(default_factory=list)
    _parents: dict[tuple[str, ...], Parent] = field(default_factory=dict)

    def column(self, path: Path) -> Column:
        """The expression of a path; raises INVALID_FIELD with its row and column."""
        *relationships, name = path.parts
        if len(relationships) > MOST_LEVELS:
            raise self.refusal("INVALID_FIELD", path.place, "too many relationship levels")
        if relationships and relationships[0].lower() == self.root.name.lower():
            relationships = relationships[1:]
        if not relationships:
            found = self._field(self.root, name, path.place)
            return Column(f"t.{found.name}", found)
        parent = self.parent(tuple(relationships), path.place)
        return self.parent_column(parent, name, path.place)

    def parent(self, relationships: tuple[str, ...], place: Place) -> Parent:
        """The joined parent that a chain of relationship names leads to."""
        key = tuple(name.lower() for name in relationships)
        if key not in self._parents:
            if len(key) == 1:
                sobject, alias = self.root, "t"
            else:
                above = self.parent(relationships[:-1], place)
                if above.polymorphic:
                    raise self._unknown_relationship(relationships[-1], "Name", place)
                sobject, alias = above.aliases[0]
            reference = sobject.by_relationship.get(key[-1])
            if reference is None or not any(map(self.schema.get, reference.reference_to)):
                raise self._unknown_relationship(relationships[-1], sobject.name, place)
            self._parents[key] = self._joined(reference, f"{alias}.{reference.name}")
        return self._parents[key]

    def children(self, relationship: str, place: Place) -> tuple[SObject, Field]:
        """The object and its reference that a child relationship names; raises INVALID_TYPE."""
        for sobject, reference in self.schema.references_to(self.root.name):
            name = reference.child_relationship
            if name is not None and name.lower() == relationship.lower():
                return sobject, reference
        message = (
            f"Didn't understand relationship '{relationship}' in FROM part of query call. If you"
            " are attempting to use a custom relationship, be sure to append the '__r' after the"
            " custom relationship name."
        )
        raise self.refusal("INVALID_TYPE", place, message)

    def parent_column(self, parent: Parent, name: str, place: Place) -> Column:
        """A field of a parent, taken from whichever object the parent is."""
        if not parent.polymorphic:
            sobject, alias = parent.aliases[0]
            found = self._field(sobject, name, place)
            return Column(f"{alias}.{found.name}", found)
        known = next((each for each in NAME_FIELDS if each.lower() == name.lower()), None)
        if known is None:
            raise self._unknown_column(name, "Name", place)
        if known == "Type":
            return Column(parent.type_sql(), _NAME_TYPE)
        options = []
        for sobject, alias in parent.aliases:
            shown = sobject.name_field if known == "Name" else sobject.get(known)
            if shown is not None:
                options.append((f"{alias}.{shown.name}", shown))
        if not options:
            raise self._unknown_column(name, "Name", place)
        columns = ", ".join(sql for sql, _ in options)
        return Column(f"COALESCE({columns}, NULL)", options[0][1])

    def _joined(self, reference: Field, key_sql: str) -> Parent:
        aliases = []
        for target in reference.reference_to:
            if self.schema.get(target) is None:
                continue
            alias = f"j{len(self.joins)}"
            sobject = self.schema[target]
            key = key_sql
            if len(reference.reference_to) > 1:
                # An id of another kind is not worth looking for.
                key = f"iif(substr({key_sql}, 1, 3) = '{sobject.key_prefix}', {key_sql}, NULL)"
            self.joins.append(f'LEFT JOIN "{target}" {alias} ON {alias}.Id = {key}')
            aliases.append((sobject, alias))
        relationship = reference.relationship or reference.name
        return Parent(relationship, key_sql, tuple(aliases), reference.polymorphic)

    def _field(self, sobject: SObject, name: str, place: Place) -> Field:
        found = sobject.get(name)
        if found is None:
            raise self._unknown_column(name, sobject.name, place)
        return found

    def _unknown_column(self, name: str, entity: str, place: Place) -> ApiError:
        return self.refusal(
            "INVALID_FIELD",
            place,
            f"No such column '{name}' on entity '{entity}'. If you are attempting to use a custom"
            " field, be sure to append the '__c' after the custom field name. Please reference"
            " your WSDL or the describe call for the appropriate names.",
        )

    def _unknown_relationship(self, name: str, entity: str, place: Place) -> ApiError:
        return self.refusal(
            "INVALID_FIELD",
            place,
            f"Didn't understand relationship '{name}' in field path. If you are attempting to use"
            f" a custom relationship, be sure to append the '__r' after the custom relationship"
            f" name. (entity '{entity}')",
        )

    def refusal(self, code: str, place: Place, message: str) -> ApiError:
        """A 400 whose message shows the place in the statement."""
        return ApiError(400, code, located(self.soql, place, message))


_NAME_TYPE = Field(name="Type", type="picklist", label="Type", length=40)
