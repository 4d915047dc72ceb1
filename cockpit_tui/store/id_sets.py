"""Any number of ids as one bound parameter, so that a statement is prepared once."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    any_,
    bindparam,
    exists,
    func,
    select,
)

PARAMETER = "ids"


def among(column: ColumnElement[int], *, is_sqlite: bool) -> ColumnElement[bool]:
    """The column is one of the ids that `ids_value` is given."""
    if is_sqlite:
        listed = func.json_each(bindparam(PARAMETER)).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(bindparam(PARAMETER, type_=ARRAY(Integer)))


def one_of(
    column: ColumnElement[int], ids: Collection[int], *, is_sqlite: bool
) -> ColumnElement[bool]:
    """The column is one of these ids."""
    if is_sqlite:
        listed = func.json_each(bindparam(None, json.dumps(list(ids)))).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(bindparam(None, list(ids), type_=ARRAY(Integer)))


def listed_without(
    column: ColumnElement[int], *more: ColumnElement[bool], is_sqlite: bool
) -> Select[int]:
    """The ids that `ids_value` is given and that the column, which is never null, does not hold;
    in none of the rows that meet `more`."""
    if is_sqlite:
        listed = func.json_each(bindparam(PARAMETER)).table_valued("value")
    else:
        ids = bindparam(PARAMETER, type_=ARRAY(Integer))
        listed = func.unnest(ids).table_valued("value").render_derived()
    return select(listed.c.value).where(~exists().where(column == listed.c.value, *more))


def ids_value(ids: Collection[int], *, is_sqlite: bool) -> dict[str, Any]:
    """The parameters of a statement with `among` or `listed_without`."""
    return {PARAMETER: json.dumps(list(ids)) if is_sqlite else list(ids)}
