"""Field rules per type of CTA, kept as rows and asked before a person's change (CD-13)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.field_rules import (
    CONTACTS,
    EMPTY_WHEN_MADE,
    RULED_FIELDS,
    Breach,
    FieldRule,
    Rules,
    close_breach,
    contradict,
    edit_breach,
    is_empty,
    with_article,
)
from cockpit_tui.domain.ids import CtaId, ValueId, to_cta_word
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.permitted import Done, Service, requires
from cockpit_tui.store.records import field_rules
from cockpit_tui.store.records.picklists import default_value
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork

HINT = "Nothing was changed. `cockpit layout list` shows what each type asks."


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

    @requires(Right.READ, "cta")
    def refused(
        self, ids: Sequence[CtaId], changes: Mapping[str, Any], *, is_closing: bool = False
    ) -> dict[int, str]:
        """The CTAs whose types forbid the change, with the rule in words; for a preview."""
        with self.store.read() as connection:
            rules = field_rules.read_rules(connection)
            if not rules:
                return {}
            found: dict[int, str] = {}
            names = field_rules.type_names(connection)
            for row in field_rules.read_ruled(connection, ids):
                breach = edit_breach(rules, row, changes)
                if breach is None and is_closing and row["closed_at"] is None:
                    breach = close_breach(rules, {**row, **changes})
                if breach is not None:
                    found[row["id"]] = breach.words(names[breach.type_id])
            return found

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
                "Contacts can always be linked. Nothing was changed.",
                "They can be mandatory or to-close.",
            )
        column, table = RULED_FIELDS[field], schema.field_rule
        with self.work(f"Rules of {field} set") as work:
            named = work.row(schema.picklist_value, type_id)["label"]
            if column in EMPTY_WHEN_MADE and contradict(rules):
                raise InvalidInput(
                    f"The {field} of {with_article(named)} CTA cannot be read-only and needed: "
                    "nobody could give it. Nothing was changed.",
                    "`creation-only` keeps what it was given when it was made.",
                )
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
    that is read-only. `values` also hold how many contacts it is linked to."""
    type_id = values["type_id"]
    rules = rules_of(work).get(type_id, {})
    read_only = tuple(field for field in given if FieldRule.READ_ONLY in rules.get(field, ()))
    missing = tuple(
        field
        for field, asked in rules.items()
        if FieldRule.MANDATORY in asked and is_empty(values[field])
    )
    for rule, fields in ((FieldRule.READ_ONLY, read_only), (FieldRule.MANDATORY, missing)):
        _refuse(work, Breach(type_id, rule, fields) if fields else None)


def given_fields(
    work: UnitOfWork, values: Mapping[str, Any], owner_id: int, due: date | None
) -> list[str]:
    """The fields of a new CTA for which somebody chose another value than the default; `owner_id`
    and `due` are those that nobody has to choose."""
    usual = {
        "reason_id": default_value(work, Picklist.REASON),
        "priority_id": default_value(work, Picklist.PRIORITY),
        "owner_id": owner_id,
        "due": due,
        "comment": "",
        "opportunity_id": None,
    }
    return [name for name, value in usual.items() if values[name] != value]


def require_edit(work: UnitOfWork, before: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Raises InvalidInput when the change breaks a rule of the CTA's type."""
    rules = rules_of(work)
    if CONTACTS in rules.get(changes.get("type_id", 0), {}) and CONTACTS not in before:
        before = {**before, CONTACTS: _contacts(work, before["id"])}
    _refuse(work, edit_breach(rules, before, changes), before["id"])


def require_closable(work: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Raises InvalidInput when the CTA lacks what its type needs before it can be closed."""
    rules = rules_of(work)
    if CONTACTS in rules.get(row["type_id"], {}):
        row = {**row, CONTACTS: _contacts(work, row["id"])}
    _refuse(work, close_breach(rules, row), row["id"])


def _contacts(work: UnitOfWork, cta_id: int) -> int:
    """How many contacts the CTA is linked to."""
    return len(work.rows(schema.record_link, cta_id=cta_id, task_id=None, case_id=None))


def asks_for_contacts(work: UnitOfWork) -> bool:
    """Whether any type asks its CTAs for contacts."""
    return any(CONTACTS in of_type for of_type in rules_of(work).values())


def rules_of(work: UnitOfWork) -> Rules:
    """The rules of all types, by type and column."""
    return work.once("field rules", lambda: field_rules.read_rules(work.connection))


def _refuse(work: UnitOfWork, breach: Breach | None, cta_id: int | None = None) -> None:
    """Of many that are changed at once, the words say which one forbids it."""
    if breach is not None:
        named = work.row(schema.picklist_value, breach.type_id)["label"]
        place = "" if cta_id is None else f"{to_cta_word(cta_id)}: "
        raise InvalidInput(f"{place}{breach.words(named)}", HINT)
