"""Field rules per type of CTA, kept as rows and asked before a person's change (CD-13)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.field_rules import RULED_FIELDS, FieldRule, complaint, is_empty
from cockpit_tui.domain.ids import ValueId
from cockpit_tui.domain.permissions import Right
from cockpit_tui.services.permitted import Done, Service, requires
from cockpit_tui.store import schema
from cockpit_tui.store.records import field_rules
from cockpit_tui.store.unit_of_work import UnitOfWork

HINT = "Nothing was changed. `cockpit field-rule list` shows what each type asks."


class FieldRuleService(Service):
    """What an admin asks of each type; one call is one batch."""

    @requires(Right.READ, "cta")
    def of_type(self, type_id: ValueId) -> Mapping[str, frozenset[FieldRule]]:
        """The rules of a type, by column."""
        with self.store.read() as connection:
            return field_rules.read_rules(connection).get(type_id, {})

    @requires(Right.READ, "cta")
    def all(self) -> Mapping[int, Mapping[str, frozenset[FieldRule]]]:
        """The rules of every type that has any, by type and column."""
        with self.store.read() as connection:
            return field_rules.read_rules(connection)

    @requires(Right.CONFIGURE, "workspace")
    def set(self, type_id: ValueId, field: str, rules: Collection[FieldRule]) -> Done:
        """The field has these rules and no others; none takes all away.

        Raises InvalidInput for a field that cannot have rules.
        """
        if field not in RULED_FIELDS:
            raise InvalidInput(
                f"`{field}` cannot have rules. Nothing was changed.",
                f"It takes {', '.join(RULED_FIELDS)}.",
            )
        if field == "contacts" and {FieldRule.READ_ONLY, FieldRule.CREATION_ONLY} & set(rules):
            raise InvalidInput(
                "Contacts are linked after a CTA is made. Nothing was changed.",
                "They can be mandatory or to-close.",
            )
        column, table = RULED_FIELDS[field], schema.field_rule
        with self.work(f"Rules of {field} set") as work:
            named = work.row(schema.picklist_value, type_id)["label"]
            now = {
                row["rule"]: row["id"] for row in work.rows(table, type_id=type_id, field=column)
            }
            for rule in FieldRule:
                if rule in rules and rule.value not in now:
                    values = {"type_id": type_id, "field": column, "rule": rule.value}
                    work.insert(table, values)
                elif rule not in rules and rule.value in now:
                    work.delete(table, now[rule.value])
            label = work.label = f"Rules of {field} set for {named}"
        return Done(label, (type_id,), work.batch_id)


def require_new(work: UnitOfWork, values: Mapping[str, Any], given: Collection[str]) -> None:
    """Raises InvalidInput when a new CTA lacks a mandatory field, or a person gave (`given`) one
    that is read-only."""
    rules = _rules(work, values["type_id"])
    _refuse(
        work,
        values["type_id"],
        FieldRule.READ_ONLY,
        [f for f in given if _has(rules, f, FieldRule.READ_ONLY)],
    )
    # Links come after the CTA: they are asked for when it is closed or edited.
    wanted = [f for f, asked in rules.items() if FieldRule.MANDATORY in asked]
    missing = [f for f in wanted if f in values and is_empty(values[f])]
    _refuse(work, values["type_id"], FieldRule.MANDATORY, missing)


def require_edit(work: UnitOfWork, before: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Raises InvalidInput when the change touches what the CTA's type keeps, or empties what it
    needs. A new type asks its own rules of the whole CTA."""
    type_id = changes.get("type_id", before["type_id"])
    changed = [name for name, value in changes.items() if name in before and before[name] != value]
    kept = _rules(work, before["type_id"])
    for rule in (FieldRule.READ_ONLY, FieldRule.CREATION_ONLY):
        _refuse(work, before["type_id"], rule, [f for f in changed if _has(kept, f, rule)])
    after = {**before, **changes}
    asked = changed if type_id == before["type_id"] else list(after)
    needed = _rules(work, type_id)
    missing = [f for f in asked if _has(needed, f, FieldRule.MANDATORY) and is_empty(after[f])]
    _refuse(work, type_id, FieldRule.MANDATORY, missing)


def require_closable(work: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Raises InvalidInput when the CTA lacks what its type needs before it can be closed."""
    rules = _rules(work, row["type_id"])
    wanted = [
        field
        for field, asked in rules.items()
        if FieldRule.TO_CLOSE in asked or FieldRule.MANDATORY in asked
    ]
    missing = [field for field in wanted if is_empty(_value(work, row, field))]
    _refuse(work, row["type_id"], FieldRule.TO_CLOSE, missing)


def asks_for_contacts(work: UnitOfWork) -> bool:
    """Whether any type asks for contacts before its CTAs are closed."""
    return any("contacts" in of_type for of_type in rules_of(work).values())


def _value(work: UnitOfWork, row: Mapping[str, Any], field: str) -> object:
    if field != "contacts":
        return row[field]
    links = work.rows(schema.record_link, cta_id=row["id"], task_id=None, case_id=None)
    return len(links)


def rules_of(work: UnitOfWork) -> Mapping[int, Mapping[str, frozenset[FieldRule]]]:
    """The rules of all types, by type and column."""
    return work.once("field rules", lambda: field_rules.read_rules(work.connection))


def _rules(work: UnitOfWork, type_id: int) -> Mapping[str, frozenset[FieldRule]]:
    return rules_of(work).get(type_id, {})


def _has(rules: Mapping[str, frozenset[FieldRule]], field: str, rule: FieldRule) -> bool:
    return rule in rules.get(field, ())


def _refuse(work: UnitOfWork, type_id: int, rule: FieldRule, fields: Collection[str]) -> None:
    if fields:
        named = work.row(schema.picklist_value, type_id)["label"]
        raise InvalidInput(complaint(named, fields, rule), HINT)
