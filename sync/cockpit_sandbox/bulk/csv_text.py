"""Rows as Bulk API 2.0 writes them: everything quoted, nulls empty, moments with a Z."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from cockpit_sandbox.schema import Scalar
from cockpit_sandbox.soql.shape import Leaf, Shape
from cockpit_sandbox.soql.syntax import Path, Select

DELIMITERS = {
    "BACKQUOTE": "`",
    "CARET": "^",
    "COMMA": ",",
    "PIPE": "|",
    "SEMICOLON": ";",
    "TAB": "\t",
}
LINE_ENDINGS = {"LF": "\n", "CRLF": "\r\n"}


def written(
    select: Select,
    shape: Shape,
    rows: Sequence[Sequence[Scalar]],
    *,
    delimiter: str,
    line_ending: str,
) -> bytes:
    """The CSV of some rows, with a header in the words of the statement."""
    columns = [(item.text, _leaf(shape, item)) for item in select.items if isinstance(item, Path)]
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=DELIMITERS[delimiter],
        lineterminator=LINE_ENDINGS[line_ending],
        quoting=csv.QUOTE_ALL,
    )
    writer.writerow([name for name, _ in columns])
    cells = [(leaf.index, _CELLS.get(leaf.field.type, _plain)) for _, leaf in columns]
    writer.writerows([cell(row[index]) for index, cell in cells] for row in rows)
    return text.getvalue().encode()


def _leaf(shape: Shape, path: Path) -> Leaf:
    """Where the value of a path stands in a row."""
    *relationships, name = path.parts
    for relationship in relationships:
        known = next((key for key in shape.parents if key.lower() == relationship.lower()), None)
        if known is not None:
            shape = shape.parents[known]
    return next(leaf for leaf in shape.leaves if leaf.key.lower() == name.lower())


def _plain(value: Scalar) -> object:
    return "" if value is None else value


def _truth(value: Scalar) -> object:
    return "" if value is None else "true" if value else "false"


def _moment(value: Scalar) -> object:
    return "" if value is None else str(value).replace("+0000", "Z")


_CELLS: dict[str, Callable[[Scalar], object]] = {"boolean": _truth, "datetime": _moment}
