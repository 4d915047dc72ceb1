"""A parsed SOQL statement."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct


class Place(Struct, frozen=True):
    """Where a token stands in the text, both counted from 1."""

    row: int
    column: int


class Path(Struct, frozen=True):
    """A field or a field of a parent: `("Account", "Owner", "Name")`."""

    parts: tuple[str, ...]
    place: Place

    @property
    def text(self) -> str:
        """The path as it was written."""
        return ".".join(self.parts)


class Call(Struct, frozen=True):
    """An aggregate: `COUNT()`, `MAX(SystemModstamp) newest`."""

    function: str
    argument: Path | None
    alias: str | None
    place: Place


class TypeOf(Struct, frozen=True):
    """`TYPEOF What WHEN Account THEN Name ELSE Name END`; object None is the ELSE part."""

    relationship: str
    branches: tuple[tuple[str | None, tuple[Path, ...]], ...]
    place: Place


class DateWord(Struct, frozen=True):
    """`TODAY`, `LAST_N_DAYS:30`: a span of days in the running user's time zone."""

    word: str
    count: int


Value = str | int | float | bool | date | datetime | DateWord | None
Operand = Path | Call
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "LIKE", "IN", "NOT IN"]


class Comparison(Struct, frozen=True):
    """One test; for `IN` and `NOT IN` there may be several values."""

    operand: Operand
    operator: Operator
    values: tuple[Value, ...]


class Not(Struct, frozen=True):
    """The negation of a condition."""

    condition: Condition


class Junction(Struct, frozen=True):
    """Conditions joined by one word."""

    word: Literal["AND", "OR"]
    conditions: tuple[Condition, ...]


class Membership(Struct, frozen=True):
    """`Id IN (SELECT WhatId FROM Task …)`: a semi-join, or an anti-join when negated."""

    operand: Operand
    inner: Select
    negated: bool


Condition = Comparison | Not | Junction | Membership


class OrderItem(Struct, frozen=True):
    """One key of ORDER BY; nulls come first unless said otherwise (Salesforce's default)."""

    operand: Operand
    descending: bool
    nulls_last: bool


class Select(Struct, frozen=True):
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
