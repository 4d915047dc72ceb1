"""The rows of field rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, func, select

from cockpit_tui.domain.field_rules import CONTACTS, FieldRule, Rules
from cockpit_tui.store.encoding import Record, to_records
from cockpit_tui.store.tables import schema
from cockpit_tui.store.upserts import chunked


def read_rules(connection: Connection) -> Rules:
    """What is asked of fields, by type and column; types without rules are left out."""
    found: dict[int, dict[str, frozenset[FieldRule]]] = {}
    for type_id, field, word in connection.execute(_RULES):
        of_type = found.setdefault(type_id, {})
        of_type[field] = of_type.get(field, frozenset()) | {FieldRule(word)}
    return found


def read_ruled(connection: Connection, cta_ids: Sequence[int]) -> Iterator[Record]:
    """The CTAs' rows, each with how many contacts it is linked to."""
    cta, link = schema.cta, schema.record_link
    own = (link.c.cta_id == cta.c.id, link.c.task_id.is_(None), link.c.case_id.is_(None))
    contacts = select(func.count()).select_from(link).where(*own).scalar_subquery()
    for chunk in chunked(cta_ids):
        query = select(cta, contacts.label(CONTACTS)).where(cta.c.id.in_(chunk))
        yield from to_records(connection.execute(query))


def type_names(connection: Connection) -> Mapping[int, str]:
    """What an admin called each value, by id."""
    value = schema.picklist_value
    return {row.id: row.label for row in connection.execute(select(value.c.id, value.c.label))}


_rule = schema.field_rule
_RULES = select(_rule.c.type_id, _rule.c.field, _rule.c.rule).order_by(_rule.c.id)
