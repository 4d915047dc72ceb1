"""From the words of a call to the records they mean, and from journal entries back to words."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import AccountId, PersonId, ValueId, to_cta_word, to_task_word
from cockpit_tui.domain.text import folded
from cockpit_tui.domain.values import Picklist

if TYPE_CHECKING:
    from cockpit_tui.services.views import ViewService
    from cockpit_tui.store.history import JournalRow

FIELD_KEYS: Mapping[str, str] = {
    "account_id": "account",
    "type_id": "type",
    "reason_id": "reason",
    "priority_id": "priority",
    "status_id": "status",
    "owner_id": "owner",
    "assignee_id": "assignee",
    "snooze_reason_id": "snooze_reason",
    "is_flagged": "flagged",
    "is_milestone": "milestone",
    "is_synced": "synced",
    "is_open": "open",
}
"""Columns whose key in the documents is another word."""
_VALUE_COLUMNS = frozenset({"type_id", "reason_id", "priority_id", "status_id", "snooze_reason_id"})
_PERSON_COLUMNS = frozenset({"owner_id", "assignee_id", "created_by"})


def value_named(views: ViewService, picklist: Picklist, word: str) -> ValueId:
    """The value of that label, or the only one that begins so; case and accents do not count.

    Raises InvalidInput that lists the values.
    """
    values = views.values(picklist)
    wanted = _plain(word)
    for fits in (
        [value for value in values if _plain(value.label) == wanted],
        [value for value in values if wanted and _plain(value.label).startswith(wanted)],
    ):
        if len(fits) == 1:
            return fits[0].id
    labels = [value.label for value in values]
    what = picklist.value.removeprefix("cta_").replace("_", " ")
    near = difflib.get_close_matches(word, labels, n=1)
    hint = f"Did you mean “{near[0]}”? " if near else ""
    raise InvalidInput(f"“{word}” is no {what}.", f"{hint}It takes {', '.join(labels)}.")


def to_bool(field: str, word: str) -> bool:
    """True or false from the words people use for it; raises InvalidInput."""
    lowered = word.strip().lower()
    if lowered in ("true", "yes", "1", "on"):
        return True
    if lowered in ("false", "no", "0", "off"):
        return False
    raise InvalidInput(f"{field} is “{word}”.", "It takes true or false.")


class Wording:
    """What the journal's values are called; names are read once, when the first is asked for."""

    def __init__(self, views: ViewService) -> None:
        self._views = views

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
        if column == "account_id":
            return self._views.account(AccountId(value)).name
        return value

    def record(self, entity: str, entity_id: int) -> str:
        """`CTA-12`, `TASK-7`, or the entity with its number."""
        if entity == "cta":
            return to_cta_word(entity_id)
        if entity == "task":
            return to_task_word(entity_id)
        return f"{entity.upper().replace('TASK_', '')}-{entity_id}"

    def change(self, row: JournalRow) -> dict[str, object]:
        """One journal entry as documents hold it."""
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


def people_named(views: ViewService, words: Iterable[str]) -> tuple[PersonId, ...]:
    """The people, each once, in the order given; a word may hold several with commas between."""
    named = [name.strip() for word in words for name in word.split(",") if name.strip()]
    return tuple(dict.fromkeys(views.find_person(name) for name in named))


def to_words(value: object) -> str:
    """A document's value for people: dates and names as they are, nothing as “none”."""
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)


def _plain(text: str) -> str:
    return " ".join(folded(text).replace("-", " ").replace("_", " ").split())
