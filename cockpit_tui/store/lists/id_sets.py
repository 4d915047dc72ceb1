"""Any number of ids as one bound parameter, so that a statement is prepared once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, any_, bindparam, func, select

PARAMETER = "ids"


def among(column: ColumnElement[int], *, is_sqlite: bool) -> ColumnElement[bool]:
    """The column is one of the ids that `ids_value` is given."""
    if is_sqlite:
        listed = func.json_each(bindparam(PARAMETER)).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(bindparam(PARAMETER, type_=ARRAY(Integer)))


def ids_value(ids: Sequence[int], *, is_sqlite: bool) -> dict[str, Any]:
    """The parameters of a statement with `among`."""
    return {PARAMETER: json.dumps(list(ids)) if is_sqlite else list(ids)}
