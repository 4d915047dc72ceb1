"""The rows of field rules."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from cockpit_tui.domain.field_rules import FieldRule
from cockpit_tui.store import schema


def read_rules(connection: Connection) -> Mapping[int, Mapping[str, frozenset[FieldRule]]]:
    """What is asked of fields, by type and column; types without rules are left out."""
    found: dict[int, dict[str, frozenset[FieldRule]]] = {}
    for type_id, field, word in connection.execute(_RULES):
        of_type = found.setdefault(type_id, {})
        of_type[field] = of_type.get(field, frozenset()) | {FieldRule(word)}
    return found


_rule = schema.field_rule
_RULES = select(_rule.c.type_id, _rule.c.field, _rule.c.rule).order_by(_rule.c.id)
