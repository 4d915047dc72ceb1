"""Conditions of a statement as SQL with parameters.

SOQL's logic has two values: a comparison with null is false, so its negation is true. `!=` and
`NOT IN` therefore find rows without a value as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.ids import canonical
from cockpit_sandbox.schema import NUMBER_TYPES, Field, Scalar
from cockpit_sandbox.soql.dates import days_of, moments_of
from cockpit_sandbox.soql.names import Column
from cockpit_sandbox.soql.syntax import (
    Comparison,
    Condition,
    DateWord,
    Junction,
    Membership,
    Not,
    Operand,
    Path,
    Select,
    Value,
)
from cockpit_sandbox.values import moment_text


@dataclass
class Where:
    """Compiles one condition; `parameters` fill up in the order of the question marks."""

    resolve: Callable[[Operand], Column]
    today: date
    zone: ZoneInfo
    inner: Callable[[Select], tuple[str, list[Scalar]]]
    """The SQL of a statement that stands behind IN, with its parameters."""
    parameters: list[Scalar] = field(default_factory=list)

    def sql(self, condition: Condition) -> str:
        """The SQL of a condition."""
        if isinstance(condition, Not):
            return f"NOT COALESCE({self.sql(condition.condition)}, 0)"
        if isinstance(condition, Comparison):
            return self._comparison(condition)
        if isinstance(condition, Membership):
            return self._semi_join(condition)
        if condition.word == "AND":
            return "(" + " AND ".join(self.sql(each) for each in condition.conditions) + ")"
        # (F > v OR (F = v AND Id > x)) is how a client walks by key. SQLite sees no range in an
        # OR and would read the index from its start, so the bound it implies is said aloud.
        bounds = [
            self._comparison(Comparison(path, ">=", (value,)))
            for path, value in _lower_bounds(condition).values()
        ]
        joined = "(" + " OR ".join(self.sql(each) for each in condition.conditions) + ")"
        return "(" + " AND ".join([*bounds, joined]) + ")" if bounds else joined

    def _semi_join(self, condition: Membership) -> str:
        column = self.resolve(condition.operand)
        if column.field.type not in ("id", "reference"):
            raise _wrong_operator(column.field)
        sql, values = self.inner(condition.inner)
        self.parameters += values
        if condition.negated:
            return f"({column.sql} IS NULL OR {column.sql} NOT IN ({sql}))"
        return f"{column.sql} IN ({sql})"

    def _comparison(self, comparison: Comparison) -> str:
        column = self.resolve(comparison.operand)
        if not column.field.filterable:
            raise ApiError(
                400,
                "INVALID_FIELD",
                f"field '{column.field.name}' can not be filtered in a query call",
            )
        operator, values = comparison.operator, comparison.values
        if operator in ("IN", "NOT IN"):
            return self._membership(column, operator == "NOT IN", values)
        value = values[0]
        if operator == "LIKE":
            return self._like(column, value)
        if isinstance(value, DateWord):
            return self._date_word(column, operator, value)
        plain = self._value(column.field, value)
        return self._plain(column, operator, plain)

    def _plain(self, column: Column, operator: str, value: Scalar) -> str:
        if value is None:
            if operator not in ("=", "!="):
                raise _wrong_operator(column.field)
            return f"{column.sql} IS {'NOT ' if operator == '!=' else ''}NULL"
        if column.field.type == "boolean" and operator not in ("=", "!="):
            raise _wrong_operator(column.field)
        self.parameters.append(value)
        collation = " COLLATE caseless" if column.field.is_text else ""
        return f"{column.sql}{collation} {'IS NOT' if operator == '!=' else operator} ?"

    def _membership(self, column: Column, negated: bool, values: tuple[Value, ...]) -> str:
        if any(isinstance(value, DateWord) for value in values):
            raise _wrong_operator(column.field)
        plain = [self._value(column.field, value) for value in values]
        present = [value for value in plain if value is not None]
        self.parameters.extend(present)
        collation = " COLLATE caseless" if column.field.is_text else ""
        marks = ", ".join("?" * len(present))
        has_null = len(present) < len(plain)
        if negated:
            null_part = f"{column.sql} IS NOT NULL AND" if has_null else f"{column.sql} IS NULL OR"
            return f"({null_part} {column.sql}{collation} NOT IN ({marks}))"
        null_part = f"{column.sql} IS NULL OR " if has_null else ""
        return f"({null_part}{column.sql}{collation} IN ({marks}))"

    def _like(self, column: Column, pattern: Value) -> str:
        if not column.field.is_text or not isinstance(pattern, str):
            raise _wrong_operator(column.field)
        self.parameters.append(pattern)
        return f"soql_like({column.sql}, ?)"

    def _date_word(self, column: Column, operator: str, word: DateWord) -> str:
        span = days_of(word, self.today)
        if column.field.type == "date":
            first, after = span[0].isoformat(), span[1].isoformat()
        elif column.field.type == "datetime":
            first, after = moments_of(span, self.zone)
        else:
            raise _wrong_type(column.field)
        simple = {"<": ("<", first), "<=": ("<", after), ">": (">=", after), ">=": (">=", first)}
        if operator in simple:
            sign, bound = simple[operator]
            self.parameters.append(bound)
            return f"{column.sql} {sign} ?"
        self.parameters += [first, after]
        inside = f"({column.sql} >= ? AND {column.sql} < ?)"
        return inside if operator == "=" else f"NOT COALESCE({inside}, 0)"

    def _value(self, target: Field, value: Value) -> Scalar:
        """A literal as it is stored, checked against the type of the field."""
        if value is None or (value == "" and target.is_text):
            return None
        if target.type in ("id", "reference"):
            record_id = canonical(value) if isinstance(value, str) else None
            if record_id is None:
                raise ApiError(400, "INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {value}")
            return record_id
        if target.type == "datetime" and isinstance(value, datetime):
            return moment_text(value)
        if target.type == "date" and isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        if target.type == "boolean" and isinstance(value, bool):
            return int(value)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if target.type in NUMBER_TYPES and is_number:
            return value  # type: ignore[return-value]
        if target.is_text and isinstance(value, str):
            return value
        raise _wrong_type(target)


def _lower_bounds(condition: Condition) -> dict[str, tuple[Path, Any]]:
    """Fields that cannot be below a value wherever the condition holds, by lower-cased path."""
    if isinstance(condition, Comparison):
        value, operand = condition.values[0], condition.operand
        is_bound = condition.operator in (">", ">=", "=") and isinstance(value, datetime)
        if is_bound and isinstance(operand, Path):
            return {operand.text.lower(): (operand, value)}
        return {}
    if not isinstance(condition, Junction):
        return {}
    bounds = [_lower_bounds(each) for each in condition.conditions]
    if condition.word == "AND":
        return {name: bound for each in bounds for name, bound in each.items()}
    shared = set(bounds[0]).intersection(*bounds)
    return {name: min((each[name] for each in bounds), key=lambda b: b[1]) for name in shared}


def _wrong_type(target: Field) -> ApiError:
    quotes = "" if target.is_text else " and should not be enclosed in quotes"
    kind = {"datetime": "dateTime"}.get(target.type, target.type)
    return ApiError(
        400,
        "INVALID_FIELD",
        f"value of filter criterion for field '{target.name}' must be of type {kind}{quotes}",
    )


def _wrong_operator(target: Field) -> ApiError:
    return ApiError(
        400,
        "INVALID_QUERY_FILTER_OPERATOR",
        f"invalid operator on field '{target.name}' of type {target.type}",
    )
