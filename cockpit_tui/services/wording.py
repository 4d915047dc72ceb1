"""From journal entries back to words: labels and names for ids, for screens and commands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cockpit_tui.domain.days.dates import to_long_date, to_moment
from cockpit_tui.domain.values import Picklist

if TYPE_CHECKING:
    from cockpit_tui.services.views import ViewService
    from cockpit_tui.store.history import JournalRow

WHOLE: Mapping[str, str] = {"insert": "added", "delete": "removed"}
"""What became of a record that came or went as a whole."""
FIELD_KEYS: Mapping[str, str] = {
    "account_id": "account",
    "type_id": "type",
    "reason_id": "reason",
    "priority_id": "priority",
    "status_id": "status",
    "owner_id": "owner",
    "assignee_id": "assignee",
    "snooze_reason_id": "snooze_reason",
    "opportunity_id": "opportunity",
    "is_flagged": "flagged",
    "is_milestone": "milestone",
    "is_synced": "synced",
    "is_open": "open",
    "is_archived": "archived",
    "contact_id": "contact",
    "case_id": "case",
    "blocker_id": "after",
    "person_id": "person",
}
"""Columns whose key in the documents is another word."""
_VALUE_COLUMNS = frozenset({"type_id", "reason_id", "priority_id", "status_id", "snooze_reason_id"})
_DAY_COLUMNS = frozenset({"due", "snoozed_until", "start", "until"})
_PERSON_COLUMNS = frozenset({"owner_id", "assignee_id", "created_by", "person_id"})
_RECORD_COLUMNS = {
    "account_id": "account",
    "contact_id": "contact",
    "case_id": "support_case",
    "blocker_id": "task",
}
_WHOLE_AS: Mapping[str, tuple[str, ...]] = {
    "task_part": ("assignee_id",),
    "record_link": ("contact_id", "case_id"),
    "task_blocker": ("blocker_id",),
}
"""Records that people know as a value of the record they belong to."""


class Wording:
    """What the journal's values are called; values and people are read when the first is asked for.

    The names of records are read once, of all `rows` that it is going to be asked about.
    """

    def __init__(self, views: ViewService, rows: Sequence[JournalRow] = ()) -> None:
        self._views = views
        self._names = views.record_names(_records(rows)) if rows else {}
        shares = [row.entity_id for row in rows if _is_of_a_share(row)]
        self._assignees = views.assignees_of(shares) if shares else {}

    def key(self, column: str) -> str:
        """The field's name in the documents."""
        return FIELD_KEYS.get(column, column)

    def value(self, column: str | None, text: str | None) -> object:
        """A journaled value as documents show it: labels and names for ids."""
        if column is None or text is None:
            return None
        return self.plain(column, json.loads(text))

    def plain(self, column: str, value: object) -> object:
        """The same for a value that is no longer JSON."""
        if isinstance(value, str) and column.endswith("_at"):
            return value.replace("+00:00", "Z")
        if not isinstance(value, int) or isinstance(value, bool):
            return value
        if column in _VALUE_COLUMNS:
            return self._labels.get(value, str(value))
        if column in _PERSON_COLUMNS:
            return self._people.get(value, str(value))
        if column in _RECORD_COLUMNS:
            return self.record(_RECORD_COLUMNS[column], value)
        return value

    def field_words(self, row: JournalRow) -> str:
        """The field as people call it; empty for a whole record made or removed."""
        column = _as_value(row).field
        return self.key(column or "").removesuffix("_at").removesuffix("_id").replace("_", " ")

    def spoken(self, row: JournalRow, today: date) -> tuple[str, str]:
        """Old and new value for people: labels and names, days and times in the locale's way."""
        row = _as_value(row)
        column = row.field
        if column is None:
            return "", ""

        def said(text: str | None) -> str:
            value = None if text is None else json.loads(text)
            if isinstance(value, str) and column.endswith("_at"):
                return to_moment(datetime.fromisoformat(value).astimezone(), today)
            if isinstance(value, str) and column in _DAY_COLUMNS:
                return to_long_date(date.fromisoformat(value), today)
            if isinstance(value, int) and column == "opportunity_id":
                return self.record("opportunity", value)
            return to_words(self.value(column, text))

        return said(row.old), said(row.new)

    def record(self, entity: str, entity_id: int) -> str:
        """`CTA-12`, `TASK-7` also for what belongs to one, or the record's name."""
        ref = entity, entity_id
        if ref not in self._names:
            self._names.update(self._views.record_names([ref]))
        return self._names[ref]

    def record_words(self, row: JournalRow) -> str:
        """The same for people: of one assignee's share of a task, whose it is."""
        record = self.record(row.entity, row.entity_id)
        who = self._assignees.get(row.entity_id) if _is_of_a_share(row) else None
        return record if who is None else f"{record} ({self._people.get(who, who)})"

    def whole_words(self, row: JournalRow) -> str:
        """Of a record that came or went: also what it was called, `TASK-7 “Call”`."""
        whole = json.loads(row.new or row.old or "{}")
        name = whole.get("title") or whole.get("name") if isinstance(whole, dict) else None
        record = self.record_words(row)
        return record if not name or name == record else f"{record} “{name}”"

    def change(self, row: JournalRow) -> dict[str, object]:
        """One journal entry as documents hold it."""
        row = _as_value(row)
        return {
            "record": self.record(row.entity, row.entity_id),
            "kind": row.kind,
            "field": None if row.field is None else self.key(row.field),
            "old": self.value(row.field, row.old),
            "new": self.value(row.field, row.new),
        }

    @cached_property
    def _labels(self) -> dict[int, str]:
        return {
            value.id: value.label
            for picklist in Picklist
            for value in self._views.values(picklist, with_inactive=True)
        }

    @cached_property
    def _people(self) -> dict[int, str]:
        return {person.id: person.name for person in self._views.people(with_inactive=True)}


def _records(rows: Sequence[JournalRow]) -> Iterator[tuple[str, int]]:
    """The records that the rows are about, and those that their values name."""
    for row in rows:
        yield row.entity, row.entity_id
        changed = _as_value(row)
        entity = {**_RECORD_COLUMNS, "opportunity_id": "opportunity"}.get(changed.field or "")
        for text in (changed.old, changed.new) if entity else ():
            if text is not None and isinstance(number := json.loads(text), int):
                yield str(entity), number


def _is_of_a_share(row: JournalRow) -> bool:
    """Of one assignee's share of a task, beside who that is."""
    return row.entity == "task_part" and _as_value(row).field != "assignee_id"


def _as_value(row: JournalRow) -> JournalRow:
    """An assignee, a link or a wait that came or went, as a value that its record got or lost."""
    columns = _WHOLE_AS.get(row.entity, ()) if row.field is None else ()
    whole = json.loads(row.new or row.old or "{}")
    column = next((name for name in columns if whole.get(name) is not None), None)
    if column is None:
        return row
    value = json.dumps(whole[column])
    is_new = row.kind == "insert"
    return replace(row, field=column, old=None if is_new else value, new=value if is_new else None)


def to_words(value: object) -> str:
    """A document's value for people: dates and names as they are, nothing as “none”."""
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)


def column_of(entity: str, key: str) -> str | None:
    """The column behind a field's name in the documents (`due`, `owner`); None for no field."""
    column = next((name for name, word in FIELD_KEYS.items() if word == key), key)
    if entity == "task":
        column = {"assignees": "assignee_id"}.get(key, column)
    return column if column in HISTORY_FIELDS[entity] else None


HISTORY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "cta": (
        "name",
        "type_id",
        "reason_id",
        "priority_id",
        "status_id",
        "owner_id",
        "due",
        "comment",
        "is_flagged",
        "is_milestone",
        "snoozed_until",
        "snooze_reason_id",
        "opportunity_id",
        "playbook",
        "closed_at",
    ),
    "task": (
        "title",
        "status_id",
        "priority_id",
        "due",
        "assignee_id",
        "comments",
        "position",
        "closed_at",
    ),
}
"""The fields whose history can be asked for, by record."""
