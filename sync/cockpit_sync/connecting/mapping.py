"""The mapping of statuses and priorities that connecting proposes (decision 12, SY-9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from cockpit_sync.objects.capabilities import Capabilities
from cockpit_tui.domain.values import PriorityLevel, TaskStage
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import mirror_mapping
from cockpit_tui.store.mirror.mirror_mapping import LocalValue, MappingRow

NOT_STARTED = "Not Started"
IN_PROGRESS = "In Progress"
COMPLETED = "Completed"
COMES_IN_AS_OPEN = ("Waiting on someone else", "Deferred")
PRIORITIES = {
    PriorityLevel.CRITICAL: "High",
    PriorityLevel.HIGH: "High",
    PriorityLevel.MIDDLE: "Normal",
    PriorityLevel.LOW: "Low",
}


def default_mapping(
    capabilities: Capabilities, ours: Mapping[str, Sequence[LocalValue]]
) -> list[MappingRow]:
    """The rows that decision 12 names, as far as this org and this workspace have the values."""
    return [
        *_statuses(capabilities, ours["status"]),
        *_priorities(ours["priority"]),
    ]


def save_default_mapping(store: Store, capabilities: Capabilities) -> list[str]:
    """Saves the default if no mapping is there and it validates; its problems, in words."""
    with store.write() as connection:
        if mirror_mapping.load_mapping(connection):
            return []
        ours = {
            name: mirror_mapping.local_values(connection, name) for name in mirror_mapping.FIELDS
        }
        rows = default_mapping(capabilities, ours)
        known = {
            "status": frozenset(status.value for status in capabilities.statuses),
            "priority": frozenset(capabilities.priorities),
        }
        problems = mirror_mapping.mapping_problems(rows, known, ours)
        if not problems:
            mirror_mapping.save_mapping(connection, rows)
        return problems


class Unmapped(Struct, frozen=True):
    """Values that have no counterpart on the other side."""

    statuses: tuple[str, ...]
    priorities: tuple[str, ...]
    """The org's: they are shown as they are."""
    ours: tuple[str, ...]
    """Our labels: a task that has one cannot be sent."""


def unmapped(store: Store, capabilities: Capabilities) -> Unmapped:
    """What the saved mapping leaves out, in the order of each side."""
    with store.read() as connection:
        rows = mirror_mapping.load_mapping(connection)
        ours = {
            name: mirror_mapping.local_values(connection, name) for name in mirror_mapping.FIELDS
        }
    known = {(row.field, row.salesforce_value) for row in rows if row.direction != "out"}
    sent = {(row.field, row.value_id) for row in rows if row.direction != "in"}
    statuses = (status.value for status in capabilities.statuses)
    return Unmapped(
        tuple(value for value in statuses if ("status", value) not in known),
        tuple(value for value in capabilities.priorities if ("priority", value) not in known),
        tuple(
            value.label
            for name, values in ours.items()
            for value in values
            if (name, value.id) not in sent
        ),
    )


def _statuses(capabilities: Capabilities, ours: Sequence[LocalValue]) -> list[MappingRow]:
    known = {status.value for status in capabilities.statuses}
    opening = next(
        (row.value for row in capabilities.statuses if row.is_default and not row.is_closed),
        NOT_STARTED,
    )
    not_started = NOT_STARTED if NOT_STARTED in known else opening
    closed = [row.value for row in capabilities.statuses if row.is_closed]
    closing = COMPLETED if COMPLETED in closed or not closed else closed[0]
    first: dict[str, LocalValue] = {}
    for value in ours:
        first.setdefault(value.stage or "", value)
    rows: list[MappingRow] = []
    for value in ours:
        is_first = first[value.stage or ""] is value
        both = "both" if is_first else "out"
        match value.stage:
            case TaskStage.OPEN:
                rows.append(MappingRow("status", value.id, not_started, both))
                if is_first:
                    rows += [
                        MappingRow("status", value.id, word, "in")
                        for word in COMES_IN_AS_OPEN
                        if word in known and word != not_started
                    ]
            case TaskStage.IN_PROGRESS:
                word = IN_PROGRESS if IN_PROGRESS in known else not_started
                rows.append(
                    MappingRow("status", value.id, word, both if word == IN_PROGRESS else "out")
                )
            case TaskStage.COMPLETED:
                rows.append(MappingRow("status", value.id, closing, both))
                if is_first:
                    rows += [
                        MappingRow("status", value.id, word, "in")
                        for word in closed
                        if word != closing
                    ]
            case TaskStage.SKIPPED:
                rows.append(MappingRow("status", value.id, closing, "out"))
            case _:
                word = closing if value.is_closed else not_started
                rows.append(MappingRow("status", value.id, word, "out"))
    return rows


def _priorities(ours: Sequence[LocalValue]) -> list[MappingRow]:
    taken: set[str] = set()
    rows = []
    for value in ours:
        level = PriorityLevel(value.stage) if value.stage else PriorityLevel.MIDDLE
        word = PRIORITIES[level]
        is_exact = level is not PriorityLevel.CRITICAL and word not in taken
        if is_exact:
            taken.add(word)
        rows.append(MappingRow("priority", value.id, word, "both" if is_exact else "out"))
    return rows
