"""An edit of one field in words that tell its new value, for the toast and the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.services.permitted import counted
from cockpit_tui.store import schema
from cockpit_tui.store.unit_of_work import UnitOfWork

_FIELDS = {
    "type_id": "Type",
    "reason_id": "Reason",
    "priority_id": "Priority",
    "status_id": "Status",
    "owner_id": "Owner",
    "due": "Due date",
}


def now_words(
    work: UnitOfWork, ids: Sequence[int], changes: Mapping[str, Any], today: date
) -> str | None:
    """`Priority set to High: “X”`, the value first, since a long name is cut.

    None for an edit of several fields, or of another one.
    """
    column, value = next(iter(changes.items()))
    if len(changes) != 1 or column not in _FIELDS or value is None:
        return None
    what = counted(len(ids), "CTA")
    if len(ids) == 1:
        what = f"“{work.row(schema.cta, ids[0])['name']}”"
    if column == "due":
        now = to_long_date(value, today)
    elif column == "owner_id":
        now = work.row(schema.person, value)["name"]
    else:
        now = work.row(schema.picklist_value, value)["label"]
    return f"{_FIELDS[column]} set to {now}: {what}"
