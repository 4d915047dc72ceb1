"""Value sets, read inside a unit of work."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import ValueId
from cockpit_tui.domain.values import Outcome, Picklist, TaskStage
from cockpit_tui.store.encoding import Record
from cockpit_tui.store.tables import mirror_schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork


def default_value(work: UnitOfWork, picklist: Picklist) -> ValueId:
    """The set's default, or its first active value; raises InvalidInput for an empty set."""
    found = _active(work, picklist)
    return _first(sorted(found, key=lambda value: not value["is_default"]), picklist)


def value_with(
    work: UnitOfWork,
    picklist: Picklist,
    *,
    is_closed: bool | None = None,
    outcome: Outcome | None = None,
    stage: TaskStage | None = None,
    skip_default: bool = False,
) -> ValueId:
    """The first active value of the set that means this; raises InvalidInput where none does.

    `skip_default` prefers a value other than the default: a reopened CTA is not new again.
    """
    meant = {"is_closed": is_closed, "outcome": outcome, "stage": stage}
    found = [
        value
        for value in _active(work, picklist)
        if all(wanted is None or value[name] == wanted for name, wanted in meant.items())
    ]
    if skip_default:
        found.sort(key=lambda value: bool(value["is_default"]))
    return _first(found, picklist)


def has_mapping(work: UnitOfWork) -> bool:
    """True once a field mapping is saved, so that tasks can be mirrored (SY-9)."""
    query = select(mirror_schema.sync_mapping.c.field).limit(1)
    return work.once("mapping", lambda: work.connection.scalar(query) is not None)


def _active(work: UnitOfWork, picklist: Picklist) -> list[Record]:
    """In their order."""
    return [
        value
        for value in work.values.values()
        if value["picklist"] == picklist.value and value["is_active"]
    ]


def _first(values: Sequence[Record], picklist: Picklist) -> ValueId:
    if not values:
        raise InvalidInput(
            f"The value set “{picklist.value}” has no such value. Nothing was changed.",
            "An admin adds one in the configuration.",
        )
    return ValueId(values[0]["id"])
