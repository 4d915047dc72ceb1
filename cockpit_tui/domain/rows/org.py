"""People and value sets, as an admin named them."""

from __future__ import annotations

from msgspec import Struct

from cockpit_tui.domain.ids import PersonId, ValueId


class Value(Struct, frozen=True):
    """One entry of a value set, as an admin named it."""

    id: ValueId
    label: str
    is_closed: bool = False
    outcome: str | None = None
    stage: str | None = None
    """TaskStage of a task status, PriorityLevel of a priority, `event` of a type that repeats."""
    letter: str = ""
    is_default: bool = False
    type_id: ValueId | None = None
    """A reason that belongs to one CTA type only."""


class Person(Struct, frozen=True):
    """Somebody who may own work: a Salesforce user, or one of a local workspace."""

    id: PersonId
    name: str
    email: str
    salesforce_id: str | None
    is_active: bool
    role: str
    title: str = ""
    holidays: str = ""
    """Whose holidays count, where something is set for the person: a country, `auto`, `none`."""
    time_zone: str = ""
