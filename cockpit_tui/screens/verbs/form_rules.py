"""Field rules in forms: what cannot be entered, and what has to be (CD-13)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from cockpit_tui.domain.field_rules import FieldRule, is_empty
from cockpit_widgets.dialogs.form_fields import FormField


def with_rules(field: FormField, rules: frozenset[FieldRule]) -> FormField:
    """The field of a CTA that exists, with what its type asks of it."""
    if FieldRule.READ_ONLY in rules:
        return replace(field, refusal="read-only for this type")
    if FieldRule.CREATION_ONLY in rules:
        return replace(field, refusal="set when it was made")
    if FieldRule.MANDATORY in rules:
        return replace(field, is_required=True)
    if FieldRule.TO_CLOSE in rules:
        return replace(field, note=field.note or "needed to close")
    return field


def missing_fields(
    rules: Mapping[int, Mapping[str, frozenset[FieldRule]]], values: Mapping[str, object]
) -> Mapping[str, str]:
    """What the chosen type needs and a new CTA lacks, by field."""
    type_id = values.get("type_id")
    of_type = rules.get(type_id, {}) if isinstance(type_id, int) else {}
    return {
        field: "is needed for this type"
        for field, asked in of_type.items()
        if FieldRule.MANDATORY in asked and field in values and is_empty(values[field])
    }
