"""Custom fields and objects of an org, declared in a TOML file.

A table for each object; its fields stand below it. Names of custom things end in `__c`:

    [Task]
    without = ["Cockpit_Ref__c"]          # fields that this org does not have

    [Task.fields.Effort__c]
    type = "double"                       # string, textarea, picklist, boolean, int, double,
    label = "Effort in hours"             # currency, percent, date, datetime, reference, email,
    required = true                       # phone, url

    [Invoice__c]
    label = "Invoice"
    label_plural = "Invoices"
    key_prefix = "a00"

    [Invoice__c.fields.Account__c]
    type = "reference"
    reference_to = ["Account"]
    children = "Invoices__r"              # what the account calls them in a subquery
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from cockpit_sandbox.errors import SandboxError
from cockpit_sandbox.objects.fields import audit, owner, record_id, text
from cockpit_sandbox.schema import Field, FieldType, PicklistValue, Scalar, Schema, SObject

_CUSTOM_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}__c", re.ASCII)
_PREFIX = re.compile(r"a[0-9A-Za-z]{2}", re.ASCII)
_USUAL_LENGTHS = {"string": 255, "textarea": 32_000, "picklist": 255, "url": 255}
_USUAL_LENGTHS |= {"email": 80, "phone": 40, "reference": 18, "combobox": 255}


class SchemaFileError(SandboxError, ValueError):
    """A file that declares what an org cannot have; the person who wrote it can mend it."""


class DeclaredField(msgspec.Struct, forbid_unknown_fields=True):
    """One custom field."""

    type: FieldType
    label: str | None = None
    length: int | None = None
    required: bool = False
    external_id: bool = False
    unique: bool = False
    values: list[str] = []
    restricted: bool = False
    default: str | int | float | bool | None = None
    reference_to: list[str] = []
    children: str | None = None
    cascade: bool = False


class DeclaredObject(msgspec.Struct, forbid_unknown_fields=True):
    """An object: what it gains and loses, or how a new one is called."""

    label: str | None = None
    label_plural: str | None = None
    key_prefix: str | None = None
    without: list[str] = []
    fields: dict[str, DeclaredField] = {}


def with_declarations(schema: Schema, path: Path) -> Schema:
    """The schema with what a file declares.

    Raises:
        OSError: the file cannot be read.
        SchemaFileError: it declares what an org cannot have; the message names the place.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        declared = msgspec.convert(told, type=dict[str, DeclaredObject])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as problem:
        raise SchemaFileError(f"{path}: {problem}") from None
    try:
        return _extended(schema, declared)
    except SchemaFileError as problem:
        raise SchemaFileError(f"{path}: {problem}") from None


def _extended(schema: Schema, declared: Mapping[str, DeclaredObject]) -> Schema:
    names = {each.name for each in schema} | {name for name in declared if name.endswith("__c")}
    unknown = [name for name in declared if name not in names]
    if unknown:
        raise SchemaFileError(f"no such object: {unknown[0]}; a custom one ends in __c")
    known = [
        _changed(each, declared[each.name], names) if each.name in declared else each
        for each in schema
    ]
    standard = {each.name for each in schema}
    prefixes = {each.key_prefix for each in schema}
    for name, each in declared.items():
        if name not in standard:
            known.append(_made(name, each, names, prefixes))
    return Schema(known)


def _changed(sobject: SObject, declared: DeclaredObject, names: Iterable[str]) -> SObject:
    for name in declared.without:
        found = sobject.get(name)
        if found is None or not found.is_custom:
            raise SchemaFileError(f"{sobject.name} cannot go without {name}: no custom field")
    lost = {name.lower() for name in declared.without}
    kept = [each for each in sobject.fields if each.name.lower() not in lost]
    gained = [_field(name, each, names) for name, each in declared.fields.items()]
    taken = {each.name.lower() for each in kept}
    for each in gained:
        if each.name.lower() in taken:
            raise SchemaFileError(f"{sobject.name}.{each.name} is there already")
    return replace(sobject, fields=(*kept, *gained))


def _made(
    name: str, declared: DeclaredObject, names: Iterable[str], prefixes: set[str | None]
) -> SObject:
    if not _CUSTOM_NAME.fullmatch(name):
        raise SchemaFileError(f"not a name of a custom object: {name}")
    prefix = declared.key_prefix or ""
    if not _PREFIX.fullmatch(prefix) or prefix in prefixes:
        raise SchemaFileError(f"{name} needs a key_prefix of its own: the letter a and two more")
    prefixes.add(prefix)
    label = declared.label or name.removesuffix("__c").replace("_", " ")
    gained = [_field(field_name, each, names) for field_name, each in declared.fields.items()]
    return SObject(
        name=name,
        key_prefix=prefix,
        label=label,
        label_plural=declared.label_plural or f"{label}s",
        fields=(record_id(), text("Name", 80, name_field=True), owner(), *gained, *audit()),
    )


def _field(name: str, declared: DeclaredField, names: Iterable[str]) -> Field:
    if not _CUSTOM_NAME.fullmatch(name):
        raise SchemaFileError(f"not a name of a custom field: {name}")
    if declared.type == "id" or (declared.type == "reference") != bool(declared.reference_to):
        raise SchemaFileError(f"{name}: a reference has reference_to, and nothing else has")
    unknown = set(declared.reference_to) - set(names)
    if unknown:
        raise SchemaFileError(f"{name}: no such object: {', '.join(sorted(unknown))}")
    is_long = declared.type == "textarea"
    default: Scalar = declared.default
    if declared.type == "boolean":
        default = bool(default)
    return Field(
        name=name,
        type=declared.type,
        label=declared.label or name.removesuffix("__c").replace("_", " "),
        length=declared.length or _USUAL_LENGTHS.get(declared.type, 0),
        nillable=not declared.required and declared.type != "boolean",
        defaulted_on_create=default is not None,
        default=default,
        filterable=not is_long,
        sortable=not is_long,
        external_id=declared.external_id,
        unique=declared.unique,
        id_lookup=declared.external_id,
        restricted_picklist=declared.restricted,
        choices=tuple(
            PicklistValue(each, each, each == declared.default) for each in declared.values
        ),
        reference_to=tuple(declared.reference_to),
        relationship=name.removesuffix("c") + "r" if declared.reference_to else None,
        child_relationship=declared.children,
        polymorphic=len(declared.reference_to) > 1,
        on_parent_delete="cascade" if declared.cascade else "clear",
    )
