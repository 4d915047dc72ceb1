"""Value sets, read inside a unit of work."""

from __future__ import annotations

from sqlalchemy import select

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import ValueId
from cockpit_tui.domain.values import Outcome, Picklist, TaskStage
from cockpit_tui.store import schema
from cockpit_tui.store.mirror import mirror_schema
from cockpit_tui.store.unit_of_work import UnitOfWork

_value = schema.picklist_value


def default_value(work: UnitOfWork, picklist: Picklist) -> ValueId:
    """The set's default, or its first active value; raises InvalidInput for an empty set."""
    query = (
        select(_value.c.id)
        .where(_value.c.picklist == picklist.value, _value.c.is_active)
        .order_by(_value.c.is_default.desc(), _value.c.position)
    )
    return work.once(("default", picklist), lambda: _first(work, query.limit(1), picklist))


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
    meaning = (picklist, is_closed, outcome, stage, skip_default)
    return work.once(("value", *meaning), lambda: _value_with(work, *meaning))


def _value_with(
    work: UnitOfWork,
    picklist: Picklist,
    is_closed: bool | None,
    outcome: Outcome | None,
    stage: TaskStage | None,
    skip_default: bool,
) -> ValueId:
    query = select(_value.c.id).where(_value.c.picklist == picklist.value, _value.c.is_active)
    if is_closed is not None:
        query = query.where(_value.c.is_closed == is_closed)
    if outcome is not None:
        query = query.where(_value.c.outcome == outcome.value)
    if stage is not None:
        query = query.where(_value.c.stage == stage.value)
    order = [_value.c.is_default, _value.c.position] if skip_default else [_value.c.position]
    return _first(work, query.order_by(*order).limit(1), picklist)


def has_mapping(work: UnitOfWork) -> bool:
    """True once a field mapping is saved, so that tasks can be mirrored (SY-9)."""
    query = select(mirror_schema.sync_mapping.c.field).limit(1)
    return work.once("mapping", lambda: work.connection.scalar(query) is not None)


def _first(work: UnitOfWork, query: object, picklist: Picklist) -> ValueId:
    found = work.connection.scalar(query)  # type: ignore[call-overload]
    if found is None:
        raise InvalidInput(
            f"The value set “{picklist.value}” has no such value. Nothing was changed.",
            "An admin adds one in the configuration.",
        )
    return ValueId(found)
