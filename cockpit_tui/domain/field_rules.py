"""Field rules: what a type of CTA asks of its fields (CD-13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


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


def is_empty(value: object) -> bool:
    """Whether a field holds nothing that a person would see."""
    return value is None or (isinstance(value, str) and not value.strip()) or value == 0


def complaint(type_name: str, fields: Iterable[str], rule: FieldRule) -> str:
    """One sentence: `A Risk CTA needs due and comment.`"""
    listed = " and ".join(dict.fromkeys(WORDS[field] for field in fields))
    match rule:
        case FieldRule.MANDATORY:
            return f"A {type_name} CTA needs {listed}."
        case FieldRule.TO_CLOSE:
            return f"A {type_name} CTA needs {listed} before it can be closed."
        case FieldRule.CREATION_ONLY:
            return f"A {type_name} CTA takes {listed} only when it is made."
    return f"A {type_name} CTA has {listed} read-only."
