"""Planned operations as the parts of one composite call; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from cockpit_sync.fields import REF_FIELD
from cockpit_sync.objects.create_modes import CreateMode, Wanted, create_body, lookup
from cockpit_sync.salesforce.api import Part, query_path
from cockpit_sync.salesforce.soql import one_of, select
from cockpit_sync.sending.plan import Planned

MOST_GUARDED = 20
"""Guarded changes in one call: with reading before and after and a collection of creates they stay
below the 25 parts of a composite call (Salesforce: composite limits)."""


def push_parts(
    creates: Sequence[Planned],
    updates: Sequence[Planned],
    columns: Sequence[str],
    *,
    is_guarded: bool = False,
    mode: CreateMode = CreateMode.EXACT,
    user_id: str = "",
    floor: datetime | None = None,
) -> list[Part]:
    """Both kinds in one call: read, change, read again; make, read what was made.

    At most 200 of each, or MOST_GUARDED guarded changes. Five of the parts are queries or
    collections, which is what one composite call may hold (Salesforce: composite limits).
    """
    parts: list[Part] = []
    if updates:
        keys = [entry.salesforce_id or "" for entry in updates]
        read = query_path(select("Task", columns, where=one_of("Id", keys)))
        parts.append(Part("before", "GET", read))
        parts += _guarded(updates) if is_guarded else [_changed(updates)]
        parts.append(Part("after", "GET", read))
    if creates:
        wanted = [Wanted(entry.operation.ref, entry.fields) for entry in creates]
        made = [{"attributes": {"type": "Task"}, **create_body(mode, entry)} for entry in wanted]
        if mode is CreateMode.EXACT:
            path = f"/composite/sobjects/Task/{REF_FIELD}"
            parts.append(Part("create", "PATCH", path, _collection(made)))
        else:
            parts.append(Part("create", "POST", "/composite/sobjects", _collection(made)))
        if floor is not None:
            soql = lookup(mode, wanted, columns, user_id, floor)
            parts.append(Part("created", "GET", query_path(soql)))
    return parts


def guard_ref(number: int) -> str:
    """The ref of the nth guarded change, from 0."""
    return f"update_{number}"


def _guarded(updates: Sequence[Planned]) -> list[Part]:
    """One row each: Salesforce refuses those that changed since our base, by its own second."""
    return [
        Part(
            guard_ref(number),
            "PATCH",
            f"/sobjects/Task/{entry.salesforce_id}",
            dict(entry.fields),
            _guard(entry.unmodified_since),
        )
        for number, entry in enumerate(updates)
    ]


def _guard(moment: datetime | None) -> Mapping[str, str] | None:
    if moment is None:
        return None
    return {"If-Unmodified-Since": format_datetime(moment, usegmt=True)}


def _changed(updates: Sequence[Planned]) -> Part:
    changed = [
        {"attributes": {"type": "Task"}, "id": entry.salesforce_id, **entry.fields}
        for entry in updates
    ]
    return Part("update", "PATCH", "/composite/sobjects", _collection(changed))


def _collection(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"allOrNone": False, "records": list(records)}
