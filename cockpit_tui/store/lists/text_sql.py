"""Text compared as it stands, letter by letter, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, collate, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class place_of(GenericFunction[int]):  # noqa: N801 (SQLAlchemy names functions so)
    """Where the second text starts in the first, 0 for nowhere."""

    type = Integer()
    inherit_cache = True


@compiles(place_of)
def _strpos(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos{compiler.process(element.clause_expr, **options)}"


@compiles(place_of, "sqlite")
def _instr(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr{compiler.process(element.clause_expr, **options)}"


class bytewise(GenericFunction[str]):  # noqa: N801
    """The text in an order that no locale changes: SQLite's own, “C” on PostgreSQL."""

    inherit_cache = True


@compiles(bytewise)
def _c_collation(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    (column,) = element.clauses
    return compiler.process(collate(column, "C"), **options)


@compiles(bytewise, "sqlite")
def _as_it_is(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    (column,) = element.clauses
    return compiler.process(column, **options)


def parted(text: ColumnElement[str], end: str) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """What stands in a text before its first `end`, and what follows."""
    place = place_of(text, end)
    return func.substr(text, 1, place), func.substr(text, place + 1)


def has_text(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """The column holds the text; no wildcards, so nothing needs escaping."""
    return place_of(column, text) > 0
