"""How a list is parted: which group a CTA stands in, and the order of the groups (CL-2, CL-3).

Each CTA stands in exactly one group, and grouping never changes which CTAs pass the filter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from cockpit_tui.domain.days.dates import DueBucket, due_bucket, due_buckets
from cockpit_tui.domain.lists.rows import Group
from cockpit_tui.domain.text import folded
from cockpit_tui.domain.values import CLOSED_STATES, CtaState, GroupBy, Picklist

if TYPE_CHECKING:
    from cockpit_tui.domain.query.facts import CtaFacts


class Grouping(Struct, frozen=True):
    """A grouping by the record that a column names."""

    column: str
    picklist: Picklist | None = None
    """The value set, in whose order the groups stand; None: by name."""


BY_RECORD: Mapping[GroupBy, Grouping] = {
    GroupBy.OWNER: Grouping("owner_id"),
    GroupBy.ACCOUNT: Grouping("account_id"),
    GroupBy.REASON: Grouping("reason_id", Picklist.REASON),
    GroupBy.PRIORITY: Grouping("priority_id", Picklist.PRIORITY),
    GroupBy.TYPE: Grouping("type_id", Picklist.CTA_TYPE),
    GroupBy.STATUS: Grouping("status_id", Picklist.CTA_STATUS),
}
"""The groupings whose groups are records; by due date they are ranges of days."""

COUNTED_BY: Mapping[GroupBy, GroupBy] = {
    GroupBy.ALL: GroupBy.PRIORITY,
    GroupBy.NEW_AND_DUE: GroupBy.STATUS,
}
"""Groupings whose counts follow from another's, so that they need none of their own."""
ALL_KEY, NEW_KEY, WORKED_KEY, CLOSED_KEY = "all", "new", "due", "closed"
NEW_AND_DUE = ((NEW_KEY, "New"), (WORKED_KEY, "Due"))
"""CL-3: what nobody has begun, and all that somebody works on, by its due date."""


class Labelled(Struct, frozen=True):
    """A record that a group may stand for."""

    id: int
    label: str


def group_key(
    facts: CtaFacts,
    group_by: GroupBy,
    today: date,
    first_weekday: int = 0,
    *,
    first_status: int | None = None,
    states: frozenset[CtaState] = frozenset(),
) -> str:
    """The key of the one group that the CTA stands in.

    `first_status` is the status that new CTAs begin with, `states` are those that the list holds.
    """
    match group_by:
        case GroupBy.DUE if facts.state.is_closed and parts_closed(group_by, states):
            return CLOSED_KEY
        case GroupBy.DUE:
            return due_bucket(facts.due, today, first_weekday).value
        case GroupBy.ALL:
            return ALL_KEY
        case GroupBy.NEW_AND_DUE:
            return NEW_KEY if facts.status_id == first_status else WORKED_KEY
    return str(getattr(facts, BY_RECORD[group_by].column))


def due_groups(
    counts: Iterable[tuple[date | None, int]],
    today: date,
    first_weekday: int = 0,
    *,
    is_closed_list: bool = False,
) -> tuple[Group, ...]:
    """The due buckets that hold something, in order, from counts by day.

    In a list of closed CTAs alone nothing is late: the first bucket reads “Earlier”.
    """
    totals = dict.fromkeys(DueBucket, 0)
    buckets = due_buckets(today, first_weekday)
    for day, n in counts:
        if day is None:
            totals[DueBucket.NO_DATE] += n
            continue
        for entry in buckets:
            if entry.end is None or day < entry.end:
                totals[entry.bucket] += n
                break
    return tuple(
        _due_group(bucket, n, is_closed_list=is_closed_list) for bucket, n in totals.items() if n
    )


def parts_closed(group_by: GroupBy, states: frozenset[CtaState]) -> bool:
    """True where closed CTAs stand in a group of their own: by due date, among others.

    What is closed is neither overdue nor due.
    """
    has_both = bool(states & CLOSED_STATES) and bool(states - CLOSED_STATES)
    return group_by is GroupBy.DUE and has_both


def closed_group(total: int) -> tuple[Group, ...]:
    """The closed CTAs of a list by due date that holds others as well."""
    return (Group(CLOSED_KEY, "Closed", total),) if total else ()


def one_group(total: int) -> tuple[Group, ...]:
    """All CTAs under one header; none for an empty list."""
    return (Group(ALL_KEY, "All", total),) if total else ()


def new_and_due_groups(counts: Mapping[int, int], first_status: int) -> tuple[Group, ...]:
    """CL-3: “New” holds the CTAs still in the status that they began with, “Due” all others."""
    new = counts.get(first_status, 0)
    found = {NEW_KEY: new, WORKED_KEY: sum(counts.values()) - new}
    return tuple(Group(key, label, found[key]) for key, label in NEW_AND_DUE if found[key])


def record_groups(counts: Mapping[int, int], ordered: Iterable[Labelled]) -> tuple[Group, ...]:
    """The groups that hold something, in the order of `ordered`."""
    return tuple(
        Group(str(entry.id), entry.label, counts[entry.id])
        for entry in ordered
        if counts.get(entry.id)
    )


def by_name(entries: Iterable[Labelled], first: int | None = None) -> list[Labelled]:
    """By folded name, then id; `first` (the signed-in person) stands before all."""
    return sorted(entries, key=lambda entry: (entry.id != first, folded(entry.label), entry.id))


def _due_group(bucket: DueBucket, n: int, *, is_closed_list: bool) -> Group:
    is_overdue = bucket is DueBucket.OVERDUE and not is_closed_list
    label = "Earlier" if bucket is DueBucket.OVERDUE and is_closed_list else bucket.label
    return Group(bucket.value, label, n, is_overdue=is_overdue)
