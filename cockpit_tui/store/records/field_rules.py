"""The rows of field rules."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from cockpit_tui.domain.field_rules import FieldRule
from cockpit_tui.store import schema


def read_rules(connection: Connection) -> Mapping[int, Mapping[str, frozenset[FieldRule]]]:
    """What is asked of fields, by type and column; types without rules are left out."""
    rule = schema.field_rule
    found: dict[int, dict[str, frozenset[FieldRule]]] = {}
    query = select(rule.c.type_id, rule.c.field, rule.c.rule).order_by(rule.c.id)
    for type_id, field, word in connection.execute(query):
        of_type = found.setdefault(type_id, {})
        of_type[field] = of_type.get(field, frozenset()) | {FieldRule(word)}
    return found
