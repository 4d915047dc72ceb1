"""Values of columns as JSON text and back: what the journal and the outbox keep."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import CursorResult, Date, RowMapping, Table

from cockpit_tui.store.types import DueDate, UtcDateTime

Record = dict[str, Any]
"""One row of a table by column name; only within the store."""


def to_record(row: RowMapping) -> Record:
    """The row as a plain mapping that outlives its connection."""
    return {str(name): value for name, value in row.items()}


def to_records(result: CursorResult[Any]) -> list[Record]:
    """All rows of a result, as many as there may be."""
    names = [str(name) for name in result.keys()]  # noqa: SIM118 (a result is no mapping)
    return [dict(zip(names, row, strict=True)) for row in result]


def storable(values: Mapping[str, Any]) -> Record:
    """The values with NUL, which PostgreSQL cannot hold, as its picture `␀`, and with `\ufffd` for
    each lone surrogate, which is no character and no UTF-8: what is pasted may hold some."""
    texts = "".join(value for value in values.values() if isinstance(value, str))
    if "\0" not in texts and (texts.isascii() or not _SURROGATE.search(texts)):
        return dict(values)
    return {
        name: _kept(value) if isinstance(value, str) else value for name, value in values.items()
    }


def to_json(value: object) -> str:
    """Compact JSON of one column value or of a whole row."""
    if value is None or type(value) is int:
        # Most of what a bulk journals; an encoder takes ten times as long.
        return "null" if value is None else str(value)
    return _ENCODER.encode(value)


def from_json(table: Table, field: str, text: str | None) -> Any:
    """The value of `table.field` that `to_json` wrote."""
    return None if text is None else typed(table, field, json.loads(text))


def row_from_json(table: Table, text: str) -> dict[str, Any]:
    """The row that `to_json` wrote; columns that no longer exist are left out."""
    stored: Mapping[str, Any] = json.loads(text)
    return {name: typed(table, name, value) for name, value in stored.items() if name in table.c}


def typed(table: Table, field: str, value: Any) -> Any:
    """A plain JSON value as the column's Python value."""
    kind = table.c[field].type
    if value is None or not isinstance(value, str):
        return value
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, DueDate | Date):
        return date.fromisoformat(value)
    return value


def _kept(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text.replace("\0", "\u2400"))


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no JSON form here")


_SURROGATE = re.compile("[\ud800-\udfff]")
_ENCODER = json.JSONEncoder(default=_plain, separators=(",", ":"), ensure_ascii=False)
