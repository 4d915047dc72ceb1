"""Field rules: what a type of CTA asks of its fields (CD-13)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct


class FieldRule(StrEnum):
    """What is asked of a field; several may be asked of one."""

    MANDATORY = "mandatory"
    """Never empty, from the beginning on."""
    READ_ONLY = "read-only"
    """Not changed by people, also not when a CTA is made."""
    CREATION_ONLY = "creation-only"
    """Set when the CTA is made, and not changed by people afterwards."""
    TO_CLOSE = "to-close"
    """Not empty when the CTA is closed."""


RULED_FIELDS: Mapping[str, str] = {
    "name": "name",
    "reason": "reason_id",
    "priority": "priority_id",
    "owner": "owner_id",
    "due": "due",
    "comment": "comment",
    "opportunity": "opportunity_id",
    "contacts": "contacts",
}
"""Fields that may have rules, by their words in documents, and their columns. `contacts` is what
the CTA is linked to."""
WORDS = {column: word for word, column in RULED_FIELDS.items()}


Rules = Mapping[int, Mapping[str, frozenset[FieldRule]]]
"""What is asked of fields, by type of CTA and column."""
CONTACTS = "contacts"
OPPORTUNITY = "opportunity_id"
EMPTY_WHEN_MADE = frozenset({"comment", OPPORTUNITY})
"""What a CTA lacks unless somebody gives it; the other columns have a default."""
VOWELS = frozenset("aeiou")
"""Letters that take “an” before them."""


class Breach(Struct, frozen=True):
    """A rule that a change would break."""

    type_id: int
    rule: FieldRule
    fields: tuple[str, ...]
    """Columns."""

    def words(self, type_name: str) -> str:
        """One sentence: `A Risk CTA needs due and comment.`"""
        return complaint(type_name, self.fields, self.rule)


def edit_breach(
    rules: Rules, before: Mapping[str, Any], changes: Mapping[str, Any]
) -> Breach | None:
    """What forbids a change: it touches what the CTA's type keeps, or empties what it needs. A new
    type asks its own rules of the whole CTA."""
    old_type = before["type_id"]
    new_type = changes.get("type_id", old_type)
    changed = [name for name, value in changes.items() if name in before and before[name] != value]
    kept = rules.get(old_type, {})
    for rule in (FieldRule.READ_ONLY, FieldRule.CREATION_ONLY):
        touched = tuple(field for field in changed if rule in kept.get(field, ()))
        if touched:
            return Breach(old_type, rule, touched)
    needed = rules.get(new_type, {})
    if not needed:
        return None
    after = {**before, **changes}
    asked = changed if new_type == old_type else list(after)
    missing = tuple(
        field
        for field in asked
        if FieldRule.MANDATORY in needed.get(field, ()) and is_empty(after[field])
    )
    return Breach(new_type, FieldRule.MANDATORY, missing) if missing else None


def close_breach(rules: Rules, row: Mapping[str, Any]) -> Breach | None:
    """What a CTA lacks before it can be closed; `row` also holds how many contacts it has, where
    its type asks for them."""
    missing = tuple(
        field
        for field, asked in rules.get(row["type_id"], {}).items()
        if {FieldRule.TO_CLOSE, FieldRule.MANDATORY} & asked and is_empty(row[field])
    )
    return Breach(row["type_id"], FieldRule.TO_CLOSE, missing) if missing else None


def contradict(rules: Collection[FieldRule]) -> bool:
    """Whether they need what they let nobody give."""
    needing = {FieldRule.MANDATORY, FieldRule.TO_CLOSE}
    return FieldRule.READ_ONLY in rules and not needing.isdisjoint(rules)


def is_empty(value: object) -> bool:
    """Whether a field holds nothing that a person would see."""
    return value in (None, 0, ()) or (isinstance(value, str) and not value.strip())


def with_article(type_name: str) -> str:
    """`a Risk`, `an Event`."""
    return f"{'an' if type_name[:1].lower() in VOWELS else 'a'} {type_name}"


def complaint(type_name: str, fields: Iterable[str], rule: FieldRule) -> str:
    """One sentence: `A Risk CTA needs due and comment.`"""
    listed = " and ".join(dict.fromkeys(WORDS[field] for field in fields))
    words = with_article(type_name)
    one = f"{words[0].upper()}{words[1:]} CTA"
    match rule:
        case FieldRule.MANDATORY:
            return f"{one} needs {listed}."
        case FieldRule.TO_CLOSE:
            return f"{one} needs {listed} before it can be closed."
        case FieldRule.CREATION_ONLY:
            return f"{one} takes {listed} only when it is made."
    return f"{one} has {listed} read-only."
