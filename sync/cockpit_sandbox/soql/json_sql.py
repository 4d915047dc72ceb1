"""The records of a page as JSON texts that SQLite itself puts together.

A page of an initial load is two thousand records of thirty values. Taking the values into Python,
making dictionaries of them and writing those as JSON costs six times what reading them costs;
SQLite makes the text of a record while it reads the row, almost for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cockpit_sandbox.schema import SObject
from cockpit_sandbox.soql.shape import Leaf, Shape

MOST_PAIRS = 60
"""SQLite takes 127 arguments for a function, unless it was built otherwise."""


def record_sql(shape: Shape, columns: Sequence[str], sobject: SObject, version: str) -> str | None:
    """The expression whose value is the JSON of one record.

    Args:
        shape: what the record holds; its indexes count `columns`.
        columns: the expressions of the select list.
        sobject: what the statement reads from.
        version: of the API, for the urls.

    Returns:
        None where only Python can do it: aggregates and TYPEOF.
    """
    if shape.is_aggregate or _has_branches(shape):
        return None
    return _object(shape, columns, (sobject,), version)


def _has_branches(shape: Shape) -> bool:
    return bool(shape.branches or shape.otherwise) or any(
        _has_branches(parent) for parent in shape.parents.values()
    )


def _object(
    shape: Shape, columns: Sequence[str], targets: tuple[SObject, ...], version: str
) -> str:
    key = columns[shape.id_index]
    kind = _kind(targets, key)
    shown = "'Name'" if shape.is_name_object else kind
    url = f"'/services/data/v{version}/sobjects/' || {kind} || '/' || {key}"
    pairs = {"attributes": f"json_object('type', {shown}, 'url', {url})"}
    pairs.update((leaf.key, _value(leaf, columns)) for leaf in shape.leaves)
    for name, parent in shape.parents.items():
        inner = _object(parent, columns, parent.targets, version)
        pairs[name] = f"iif({columns[parent.id_index]} IS NULL, NULL, {inner})"
    return _joined([f"'{name}', {sql}" for name, sql in pairs.items()])


def _kind(targets: Iterable[SObject], key: str) -> str:
    """The name of the object that an id belongs to."""
    names = [(each.key_prefix, each.name) for each in targets]
    if len(names) == 1:
        return f"'{names[0][1]}'"
    cases = " ".join(f"WHEN '{prefix}' THEN '{name}'" for prefix, name in names)
    return f"CASE substr({key}, 1, 3) {cases} ELSE 'Name' END"


def _value(leaf: Leaf, columns: Sequence[str]) -> str:
    sql = columns[leaf.index]
    return f"json(iif({sql}, 'true', 'false'))" if leaf.field.type == "boolean" else sql


def _joined(pairs: Sequence[str]) -> str:
    chunks = [
        f"json_object({', '.join(pairs[start : start + MOST_PAIRS])})"
        for start in range(0, len(pairs), MOST_PAIRS)
    ]
    if len(chunks) == 1:
        return chunks[0]
    texts = [f"substr({chunk}, 2, length({chunk}) - 2)" for chunk in chunks]
    return "json('{' || " + " || ',' || ".join(texts) + " || '}')"
