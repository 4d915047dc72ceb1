"""A parsed SOQL statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Place:
    """Where a token stands in the text, both counted from 1."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Path:
    """A field or a field of a parent: `("Account", "Owner", "Name")`."""

    parts: tuple[str, ...]
    place: Place

    @property
    def text(self) -> str:
        """The path as it was written."""
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Call:
    """An aggregate: `COUNT()`, `MAX(SystemModstamp) newest`."""

    function: str
    argument: Path | None
    alias: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class TypeOf:
    """`TYPEOF What WHEN Account THEN Name ELSE Name END`; object None is the ELSE part."""

    relationship: str
    branches: tuple[tuple[str | None, tuple[Path, ...]], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class DateWord:
    """`TODAY`, `LAST_N_DAYS:30`: a span of days in the running user's time zone."""

    word: str
    count: int


Value = str | int | float | bool | date | datetime | DateWord | None
Operand = Path | Call
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "LIKE", "IN", "NOT IN"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One test; for `IN` and `NOT IN` there may be several values."""

    operand: Operand
    operator: Operator
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The negation of a condition."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Junction:
    """Conditions joined by one word."""

    word: Literal["AND", "OR"]
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """`Id IN (SELECT WhatId FROM Task …)`: a semi-join, or an anti-join when negated."""

    operand: Operand
    inner: Select
    negated: bool


Condition = Comparison | Not | Junction | Membership


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One key of ORDER BY; nulls come first unless said otherwise (Salesforce's default)."""

    operand: Operand
    descending: bool
    nulls_last: bool


@dataclass(frozen=True, slots=True)
class Select:
    """A whole statement."""

    items: tuple[Path | Call | TypeOf | Select, ...]
    """A statement among them reads children: `(SELECT Id FROM Tasks)`."""
    object_name: str
    object_place: Place
    where: Condition | None
    group_by: tuple[Path, ...]
    having: Condition | None
    order_by: tuple[OrderItem, ...]
    limit: int | None
    offset: int
