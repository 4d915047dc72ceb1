"""Field rules in forms: what cannot be entered, and what has to be (CD-13)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from cockpit_tui.domain.field_rules import CONTACTS, OPPORTUNITY, FieldRule, Rules, is_empty
from cockpit_widgets.dialogs.form_fields import FormField

READ_ONLY = "read-only here"
LINKS = (OPPORTUNITY, CONTACTS)
NOT_REPEATED = "what is linked does not repeat"
ASKED_OF_NEW = {FieldRule.MANDATORY, FieldRule.CREATION_ONLY}


def with_rules(field: FormField, rules: frozenset[FieldRule]) -> FormField:
    """The field of a CTA that exists, with what its type asks of it."""
    if FieldRule.READ_ONLY in rules:
        return replace(field, refusal=READ_ONLY)
    if FieldRule.CREATION_ONLY in rules:
        return replace(field, refusal="set when it was made")
    if FieldRule.MANDATORY in rules:
        return replace(field, is_required=True)
    if FieldRule.TO_CLOSE in rules:
        return replace(field, note=field.note or "needed to close")
    return field


def links_asked(rules: Rules) -> list[str]:
    """What of `LINKS` some type asks for, or takes, only when a CTA is made."""
    asked = {field for of_type in rules.values() for field, of in of_type.items() if _is_new(of)}
    return [field for field in LINKS if field in asked]


def _is_new(rules: frozenset[FieldRule]) -> bool:
    return not ASKED_OF_NEW.isdisjoint(rules)


def complaints_of_new(
    rules: Rules,
    proposed: Mapping[str, object],
    values: Mapping[str, object],
) -> Mapping[str, str]:
    """What the chosen type needs and a new CTA lacks, what it keeps as it is `proposed` and
    somebody changed, and links of one that repeats, by field."""
    type_id = values.get("type_id")
    of_type = rules.get(type_id, {}) if isinstance(type_id, int) else {}
    found = {}
    if values.get("repeat") and any(not is_empty(values.get(field)) for field in LINKS):
        found["repeat"] = NOT_REPEATED
    for field, asked in of_type.items():
        if field not in values:
            continue
        is_empty_as_proposed = is_empty(values[field]) and is_empty(proposed[field])
        is_changed = values[field] != proposed[field] and not is_empty_as_proposed
        if FieldRule.READ_ONLY in asked and is_changed:
            found[field] = READ_ONLY
        elif FieldRule.MANDATORY in asked and is_empty(values[field]):
            found[field] = "is needed by its type"
    return found
