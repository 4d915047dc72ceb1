"""An edit of one field in words that tell its new value, for the toast and the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.line_merge import LastLines
from cockpit_tui.services.permitted import counted
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork

_FIELDS = {
    "type_id": "Type",
    "reason_id": "Reason",
    "priority_id": "Priority",
    "status_id": "Status",
    "owner_id": "Owner",
    "due": "Due date",
}
_TASK_TEXTS = {"title": "Renamed", "comments": "Comments written on"}
_TASK_EMPTIED = {"due": "Due date removed from", "comments": "Comments removed from"}
_CTA_LABELS = {
    "name": "Renamed",
    "type_id": "Type set of",
    "reason_id": "Reason set of",
    "priority_id": "Priority set of",
    "status_id": "Status set of",
    "owner_id": "Owner set of",
    "due": "Due date set of",
    "comment": "Comment written on",
    "opportunity_id": "Opportunity linked to",
}
_CTA_EMPTIED = {
    "due": "Due date removed from",
    "comment": "Comment removed from",
    "opportunity_id": "Opportunity unlinked from",
}
NAMED_PEOPLE = 2


def cta_words(
    work: UnitOfWork, ids: Sequence[int], changes: Mapping[str, Any], today: date
) -> str | None:
    """`Priority set to High: “X”`, the value first, since a long name is cut.

    None for an edit of several fields, or of another one.
    """
    what = counted(len(ids), "CTA")
    if len(ids) == 1:
        what = f"“{work.row(schema.cta, ids[0])['name']}”"
    return _set_words(work, changes, today, what)


def edit_words(changes: Mapping[str, Any], n: int) -> str:
    """What was done to so many CTAs, before their names: `Renamed`, `Flagged 3 CTAs`."""
    tail = "" if n == 1 else f" {counted(n, 'CTA')}"
    emptied = next(iter(changes)) if len(changes) == 1 and not any(changes.values()) else ""
    if emptied in _CTA_EMPTIED:
        return _CTA_EMPTIED[emptied] + tail
    if isinstance(changes.get("comment"), LastLines):
        return f"Added to the comment of{tail}"
    if set(changes) == {"is_flagged"}:
        return ("Flagged" if changes["is_flagged"] else "Unflagged") + tail
    if set(changes) == {"is_milestone"}:
        return ("Milestone made of" if changes["is_milestone"] else "No milestone any more:") + tail
    verb = _CTA_LABELS[next(iter(changes))] if len(changes) == 1 else "Edited"
    return verb + tail


def _set_words(work: UnitOfWork, changes: Mapping[str, Any], today: date, what: str) -> str | None:
    column, value = next(iter(changes.items()))
    if len(changes) != 1 or column not in _FIELDS or value is None:
        return None
    if column == "due":
        now = to_long_date(value, today)
    elif column == "owner_id":
        now = work.row(schema.person, value)["name"]
    else:
        now = work.row(schema.picklist_value, value)["label"]
    return f"{_FIELDS[column]} set to {now}: {what}"


def task_words(
    work: UnitOfWork, ids: Sequence[int], changes: Mapping[str, Any], today: date
) -> str:
    """What became of a task: the same for its values, `Assigned to Leo: task “X”` for its people,
    and for a text that it was written or removed."""
    column, value = next(iter(changes.items()))
    what = counted(len(ids), "task")
    if len(ids) == 1:
        what = f"task “{work.row(schema.task, ids[0])['title']}”"
    if len(changes) != 1:
        return f"Edited {what}"
    if column == "assignees":
        return f"Assigned to {_people(work, value)}: {what}"
    if not value and column in _TASK_EMPTIED:
        return f"{_TASK_EMPTIED[column]} {what}"
    if isinstance(value, LastLines):
        return f"Added to the comments of {what}"
    if column in _TASK_TEXTS:
        return f"{_TASK_TEXTS[column]} {what}"
    return _set_words(work, changes, today, what) or f"Edited {what}"


def _people(work: UnitOfWork, person_ids: Sequence[int]) -> str:
    names = [work.row(schema.person, number)["name"] for number in person_ids[:NAMED_PEOPLE]]
    more = len(person_ids) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
