"""`FIELD=VALUE` words of `set`, with the keys of the documents, as columns and their values."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cockpit_tui.cli.completing import (
    Completer,
    complete_person,
    complete_task,
    complete_value,
    complete_words,
)
from cockpit_tui.cli.words import people_named, to_bool, value_named
from cockpit_tui.domain.days.date_words import parse_date
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.values import Picklist

if TYPE_CHECKING:
    from datetime import date

    from cockpit_tui.services.views import ViewService

NONE_WORDS = ("none", "")
_ASSIGNMENT = re.compile(r"([A-Za-z][\w-]*)=(.*)", re.DOTALL)
"""What stands before `=` is one word, as fields are called; an address and most names are none."""
Setter = Callable[["ViewService", str], dict[str, object]]


def split_words(words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Ids, and what is to be set, by field. Raises InvalidInput for a field that is set twice."""
    ids: list[str] = []
    fields: dict[str, str] = {}
    for word in words:
        assignment = _ASSIGNMENT.fullmatch(word)
        if assignment is None:
            ids.append(word)
        elif assignment[1] in fields:
            raise InvalidInput(f"{assignment[1]} is set twice.", "Nothing was changed.")
        else:
            fields[assignment[1]] = assignment[2]
    return ids, fields


def cta_changes(views: ViewService, fields: Mapping[str, str]) -> dict[str, object]:
    """Columns of a CTA; raises InvalidInput for an unknown field or a value that does not fit."""
    return _changes(views, fields, _CTA_FIELDS, _CTA_OTHERS)


def task_changes(views: ViewService, fields: Mapping[str, str]) -> dict[str, object]:
    """Columns of a task, and `assignees` as people."""
    return _changes(views, fields, _TASK_FIELDS, _TASK_OTHERS)


def to_due(word: str, today: date) -> date | None:
    """A day in words; None for `none`."""
    return None if word.strip().lower() in NONE_WORDS else parse_date(word, today)


_CTA_OTHERS: Mapping[str, str] = {
    "id": "A record keeps its id.",
    "account": "A CTA stays with its customer.",
    "account_id": "A CTA stays with its customer.",
    "closed": "`cockpit cta close` and `cockpit cta reopen` do that.",
    "outcome": "`cockpit cta close --outcome` does that.",
    "snoozed_until": "`cockpit cta snooze` does that.",
    "snooze_reason": "`cockpit cta snooze` does that.",
    "playbook": "`cockpit playbook apply` does that.",
    "plan": "No command sets a plan.",
    "opportunity_id": "`cockpit cta link` does that.",
    "source": "It tells who or what made the CTA.",
    "tasks_open": "Its tasks are counted.",
    "tasks_total": "Its tasks are counted.",
    "created_at": "It tells when the CTA was made.",
    "closed_at": "`cockpit cta close` writes it.",
    "score": "It is worked out; `cockpit cta explain` tells how.",
    "contacts": "`cockpit cta link` does that.",
    "cases": "`cockpit cta link` does that.",
    "attachments": "`cockpit cta attach` does that.",
    "tasks": "`cockpit task add` does that.",
}
_TASK_OTHERS: Mapping[str, str] = {
    "id": "A record keeps its id.",
    "cta_id": "A task stays with its CTA.",
    "closed": "`cockpit task done` and `cockpit task reopen` do that.",
    "parts": "Each assignee has one; assignees= sets them.",
    "source": "It tells who or what made the task.",
    "synced": "`cockpit task sync` and `cockpit task desync` do that.",
    "salesforce_ids": "Salesforce gives them.",
    "sync_state": "The mirror tells it.",
    "playbook": "It tells which playbook made the task.",
    "waits_for": "Those of after= that are open.",
}
"""Keys of the documents that are not set, and why; most have a command of their own, because more
goes with them."""


def field_refused(name: str, known: Iterable[str], why: str = "") -> InvalidInput:
    """That a field cannot be set: why, else which one may be meant, and which can be."""
    near = difflib.get_close_matches(name.lower().replace("-", "_"), known, n=1)
    meant = f"Did you mean `{near[0]}`?" if near else ""
    hint = " ".join(filter(None, (why or meant, f"Fields: {', '.join(known)}.")))
    return InvalidInput(f"`{name}` cannot be set.", hint)


def _changes(
    views: ViewService,
    fields: Mapping[str, str],
    known: Mapping[str, Setter],
    others: Mapping[str, str],
) -> dict[str, object]:
    if not fields:
        raise InvalidInput("Nothing is to be set.", f"Write FIELD=VALUE; fields: {_listed(known)}.")
    changes: dict[str, object] = {}
    for name, word in fields.items():
        if name not in known:
            raise field_refused(name, known, others.get(name, ""))
        change = known[name](views, word)
        if not changes.keys().isdisjoint(change):
            raise InvalidInput(f"{name} is set twice.", "Nothing was changed.")
        changes |= change
    return changes


def _listed(known: Mapping[str, Setter]) -> str:
    return ", ".join(known)


def _text(column: str) -> Setter:
    return lambda _views, word: {column: word}


def _flag(column: str, field: str) -> Setter:
    return lambda _views, word: {column: to_bool(field, word)}


def _value(column: str, picklist: Picklist) -> Setter:
    return lambda views, word: {column: value_named(views, picklist, word)}


def _due(views: ViewService, word: str) -> dict[str, object]:
    return {"due": to_due(word, views.clock.today())}


def _owner(views: ViewService, word: str) -> dict[str, object]:
    return {"owner_id": views.find_person(word)}


def _assignees(views: ViewService, word: str) -> dict[str, object]:
    return {"assignees": people_named(views, [word])}


def _after(views: ViewService, word: str) -> dict[str, object]:
    if word.strip().lower() in NONE_WORDS:
        return {"blockers": ()}
    return {"blockers": tuple(views.find_task(part.strip()) for part in word.split(","))}


def _position(_views: ViewService, word: str) -> dict[str, object]:
    if not word.isascii() or not word.isdigit() or len(word) > 6:
        raise InvalidInput(f"position is “{word}”.", "It takes a whole number from 0.")
    return {"position": int(word)}


_CTA_FIELDS: Mapping[str, Setter] = {
    "name": _text("name"),
    "type": _value("type_id", Picklist.CTA_TYPE),
    "reason": _value("reason_id", Picklist.REASON),
    "priority": _value("priority_id", Picklist.PRIORITY),
    "status": _value("status_id", Picklist.CTA_STATUS),
    "owner": _owner,
    "owner_id": _owner,
    "due": _due,
    "flagged": _flag("is_flagged", "flagged"),
    "milestone": _flag("is_milestone", "milestone"),
    "comment": _text("comment"),
}
_TASK_FIELDS: Mapping[str, Setter] = {
    "title": _text("title"),
    "status": _value("status_id", Picklist.TASK_STATUS),
    "priority": _value("priority_id", Picklist.PRIORITY),
    "due": _due,
    "assignees": _assignees,
    "comments": _text("comments"),
    "position": _position,
    "after": _after,
}
_YES_NO = complete_words("yes", "no")
_DAYS = complete_words("today", "tomorrow", "none")
CTA_VALUES: Mapping[str, Completer] = {
    "type": complete_value(Picklist.CTA_TYPE),
    "reason": complete_value(Picklist.REASON),
    "priority": complete_value(Picklist.PRIORITY),
    "status": complete_value(Picklist.CTA_STATUS),
    "owner": complete_person,
    "owner_id": complete_person,
    "due": _DAYS,
    "flagged": _YES_NO,
    "milestone": _YES_NO,
}
TASK_VALUES: Mapping[str, Completer] = {
    "status": complete_value(Picklist.TASK_STATUS),
    "priority": complete_value(Picklist.PRIORITY),
    "due": _DAYS,
    "assignees": complete_person,
    "after": complete_task,
}
"""What the shell offers behind `FIELD=`."""
