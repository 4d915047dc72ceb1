"""Short makers of fields, with the flags that Salesforce gives to each kind."""

from __future__ import annotations

import re
from typing import Any

from cockpit_sandbox.schema import Field, PicklistValue, read_only

LONG_TEXT = 32_000
"""Characters of a long text area such as Task.Description."""


def _label(name: str) -> str:
    words = re.sub(r"(__c|Id)$", "", name).replace("_", " ")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)


def text(name: str, length: int = 255, *, required: bool = False, **flags: Any) -> Field:
    """A line of text."""
    flags.setdefault("label", _label(name))
    return Field(name=name, type="string", length=length, nillable=not required, **flags)


def long_text(name: str = "Description", length: int = LONG_TEXT) -> Field:
    """A long text area: neither filterable nor sortable."""
    return Field(
        name=name,
        type="textarea",
        label=_label(name),
        length=length,
        filterable=False,
        sortable=False,
    )


def external_key(name: str, length: int) -> Field:
    """A text marked External ID and Unique: the key of an upsert."""
    return Field(
        name=name,
        type="string",
        label=_label(name),
        length=length,
        external_id=True,
        unique=True,
        id_lookup=True,
    )


def typed(name: str, kind: Any, length: int = 0, **flags: Any) -> Field:
    """A field of another simple type (`email`, `phone`, `url`, `combobox`, `date` …)."""
    flags.setdefault("label", _label(name))
    return Field(name=name, type=kind, length=length, **flags)


def flag(name: str, *, default: bool = False, server: bool = False) -> Field:
    """A checkbox: never null, false when omitted; `server` ones are computed by the org."""
    return Field(
        name=name,
        type="boolean",
        label=_label(name),
        nillable=False,
        defaulted_on_create=True,
        default=default,
        createable=not server,
        updateable=not server,
    )


def picklist(
    name: str,
    *values: str,
    default: str | None = None,
    restricted: bool = False,
    required: bool = False,
    choices_from: str | None = None,
    length: int = 255,
) -> Field:
    """A picklist; with `choices_from` the rows of another object are its values."""
    return Field(
        name=name,
        type="picklist",
        label=_label(name),
        length=length,
        nillable=not required,
        defaulted_on_create=required and (default is not None),
        default=default,
        restricted_picklist=restricted,
        choices=tuple(PicklistValue(each, each, each == default) for each in values),
        choices_from=choices_from,
    )


def lookup(name: str, *targets: str, relationship: str | None = None, **flags: Any) -> Field:
    """A reference; more than one target makes it polymorphic."""
    flags.setdefault("polymorphic", len(targets) > 1)
    flags.setdefault("label", _label(name) + " ID")
    return Field(
        name=name,
        type="reference",
        length=18,
        reference_to=targets,
        relationship=relationship or name.removesuffix("Id"),
        **flags,
    )


def owner(*, queues: bool = False) -> Field:
    """OwnerId: never null, the running user when omitted.

    Where queues may own as well, the relationship answers Name-object fields only.
    """
    targets = ("User", "Group") if queues else ("User",)
    return lookup("OwnerId", *targets, nillable=False, defaulted_on_create=True)


def record_id() -> Field:
    """The Id of every object."""
    return Field(
        name="Id",
        type="id",
        label="Record ID",
        length=18,
        createable=False,
        updateable=False,
        nillable=False,
        defaulted_on_create=True,
        id_lookup=True,
    )


def audit(*, deletable: bool = True) -> tuple[Field, ...]:
    """The fields that the server stamps on every row."""
    stamps = (
        read_only(typed("CreatedDate", "datetime", label="Created Date")),
        read_only(lookup("CreatedById", "User", relationship="CreatedBy")),
        read_only(typed("LastModifiedDate", "datetime", label="Last Modified Date")),
        read_only(lookup("LastModifiedById", "User", relationship="LastModifiedBy")),
        read_only(typed("SystemModstamp", "datetime", label="System Modstamp")),
    )
    return (flag("IsDeleted", server=True), *stamps) if deletable else stamps
