"""Runs statements against the storage, page by page.

Salesforce: a result that does not fit one page is kept for two days behind a locator of 18
characters with the prefix `0r8`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from cockpit_sandbox import ids
from cockpit_sandbox.clock import Clock
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.schema import Scalar, Schema
from cockpit_sandbox.soql.compile import Compiled, Seen, compile_select
from cockpit_sandbox.soql.json_sql import record_sql
from cockpit_sandbox.soql.parse import parse, too_complicated
from cockpit_sandbox.soql.shape import Json, Shape
from cockpit_sandbox.storage import Storage
from cockpit_sandbox.values import moment_text

LOCATOR_PREFIX = "0r8"
LOCATOR_LIFE = timedelta(days=2)
_BOUND = re.compile("too large|too many|overflow")


class QueryContext(Struct, frozen=True):
    """What a statement needs besides its text."""

    storage: Storage
    clock: Clock
    zone: ZoneInfo
    """The running user's, in which TODAY is evaluated."""
    schema: Schema
    """The objects and fields that the user has rights on."""
    seen: Seen
    version: str
    """Of the API, for the urls of records."""

    def compiled(self, soql: str, *, all_rows: bool) -> Compiled:
        """The statement as SQL."""
        today = self.clock.now().astimezone(self.zone).date()
        return compile_select(
            parse(soql),
            soql,
            self.schema,
            today=today,
            zone=self.zone,
            all_rows=all_rows,
            seen=self.seen,
        )


class Family(Struct, frozen=True):
    """The children that one subquery found, by their parent."""

    relationship: str
    shape: Shape
    by_parent: Mapping[str, Sequence[Sequence[Scalar]]]

    def told(self, parent_id: str, schema: Schema, version: str) -> Json | None:
        """The children of one parent as JSON; null when there are none."""
        rows = self.by_parent.get(parent_id)
        if not rows:
            return None
        records = [self.shape.record(row, schema, version) for row in rows]
        return {"totalSize": len(records), "done": True, "records": records}


class Page(Struct, frozen=True):
    """One page of a result."""

    total: int
    rows: Sequence[Sequence[Scalar]]
    shape: Shape
    next_locator: str | None
    families: tuple[Family, ...] = ()
    """The children of the rows, for each subquery."""

    are_texts: bool = False
    """Each row is the JSON of its record already."""

    def records(self, schema: Schema, version: str) -> Sequence[object]:
        """The rows as JSON, with their children."""
        if self.are_texts:
            return [msgspec.Raw(row[0]) for row in self.rows]  # type: ignore[arg-type]
        record, shape = self.shape.record, self.shape
        if not self.families:
            return [record(row, schema, version) for row in self.rows]
        told = []
        for row in self.rows:
            content = record(row, schema, version)
            parent_id = str(row[shape.id_index])
            for family in self.families:
                content[family.relationship] = family.told(parent_id, schema, version)
            told.append(content)
        return told


def first_page(context: QueryContext, soql: str, size: int, *, all_rows: bool) -> Page:
    """The first `size` rows of a statement; the rest waits behind a locator."""
    try:
        return _first_page(context, soql, size, all_rows=all_rows)
    except RecursionError:
        raise too_complicated() from None
    except sqlite3.OperationalError as problem:
        # SQLite bounds the depth of an expression and the number of its parameters.
        if not _BOUND.search(str(problem)):
            raise
        raise too_complicated() from problem


def _first_page(context: QueryContext, soql: str, size: int, *, all_rows: bool) -> Page:
    compiled = context.compiled(soql, all_rows=all_rows)
    storage = context.storage
    if compiled.is_count:
        sql, values = compiled.page_sql(1)
        row = storage.first(sql, values)
        return Page(int(row[0] or 0) if row else 0, (), compiled.shape, None)
    if compiled.is_aggregate:
        sql, values = compiled.page_sql(min(compiled.limit, size))
        rows = storage.rows(sql, values)
        return Page(len(rows), rows, compiled.shape, None)
    selected = _json_of(context, compiled)
    sql, values = compiled.page_sql(min(compiled.limit, size + 1), selected)
    rows = storage.rows(sql, values)
    fitting, families = _with_children(context, compiled, rows[:size], size)
    if len(rows) <= fitting:
        return Page(len(rows), rows, compiled.shape, None, families, selected is not None)
    locator, total = _keep(context, compiled, soql, all_rows)
    following = f"{locator}-{fitting}"
    rows = rows[:fitting]
    return Page(total, rows, compiled.shape, following, families, selected is not None)


def _json_of(context: QueryContext, compiled: Compiled) -> str | None:
    """The expression for whole records; None where their children are still to be added."""
    if compiled.children:
        return None
    return record_sql(compiled.shape, compiled.columns, compiled.sobject, context.version)


def _with_children(
    context: QueryContext, compiled: Compiled, rows: Sequence[Sequence[Scalar]], size: int
) -> tuple[int, tuple[Family, ...]]:
    """The children of the rows, and how many rows fit a page beside theirs.

    Salesforce: the rows of subqueries count towards the size of a page. A parent stays together
    with all its children, so a page holds one parent at least.
    """
    if not compiled.children or not rows:
        return size, ()
    parent_ids = [str(row[compiled.shape.id_index]) for row in rows]
    families = []
    weights = dict.fromkeys(parent_ids, 1)
    for children in compiled.children:
        by_parent: dict[str, list[Sequence[Scalar]]] = {}
        sql, values = children.sql(parent_ids)
        for row in context.storage.rows(sql, values):
            parent_id = str(row[children.reference_index])
            siblings = by_parent.setdefault(parent_id, [])
            if len(siblings) < children.compiled.limit:
                siblings.append(row)
                weights[parent_id] += 1
        families.append(Family(children.relationship, children.compiled.shape, by_parent))
    total = 0
    for index, parent_id in enumerate(parent_ids):
        total += weights[parent_id]
        if total > size:
            return max(index, 1), tuple(families)
    return size, tuple(families)


def next_page(context: QueryContext, text: str, size: int) -> Page:
    """The page that `LOCATOR-OFFSET` names.

    Raises:
        ApiError: 400 INVALID_QUERY_LOCATOR when it is unknown or older than two days.
    """
    locator, _, offset_text = text.partition("-")
    storage = context.storage
    kept = storage.first(
        "SELECT soql, all_rows, total FROM query_locator WHERE locator = ? AND expires > ?",
        (locator, moment_text(context.clock.now())),
    )
    if kept is None or not offset_text.isdecimal():
        raise invalid_locator(text)
    compiled = context.compiled(str(kept[0]), all_rows=bool(kept[1]))
    total, offset = int(kept[2] or 0), int(offset_text)
    selected = _json_of(context, compiled)
    rows = kept_rows(context, compiled, locator, offset, size, selected)
    fitting, families = _with_children(context, compiled, rows, size)
    after = offset + min(fitting, size)
    following = f"{locator}-{after}" if after < total else None
    rows = rows[:fitting]
    return Page(total, rows, compiled.shape, following, families, selected is not None)


def invalid_locator(text: str) -> ApiError:
    """The error for a result that is unknown or no longer kept."""
    return ApiError(400, "INVALID_QUERY_LOCATOR", f"invalid query locator: {text[:40]}")


def _keep(context: QueryContext, compiled: Compiled, soql: str, all_rows: bool) -> tuple[str, int]:
    """Remember the ids of the whole result in order; return the locator and the total."""
    storage, now = context.storage, context.clock.now()
    _forget_expired(storage, moment_text(now))
    locator = ids.numbered(LOCATOR_PREFIX, storage.next_number("QueryLocator"))
    total = keep_ids(context, compiled, locator)
    storage.run(
        "INSERT INTO query_locator VALUES (?, ?, ?, ?, ?)",
        (locator, soql, int(all_rows), total, moment_text(now + LOCATOR_LIFE)),
    )
    return locator, total


def keep_ids(context: QueryContext, compiled: Compiled, key: str) -> int:
    """Remember the ids of a whole result in order, under `key`; return how many."""
    sql, values = compiled.ids_sql()
    return context.storage.run(
        "INSERT INTO query_result"  # noqa: S608 the inner statement was compiled here
        f" SELECT ?, ROW_NUMBER() OVER () - 1, Id FROM ({sql})",
        (key, *values),
    )


def kept_rows(
    context: QueryContext,
    compiled: Compiled,
    key: str,
    offset: int,
    size: int,
    selected: str | None = None,
) -> list[tuple[Scalar, ...]]:
    """Rows of a remembered result as they are now."""
    return context.storage.rows(
        f"SELECT {selected or compiled.columns_sql} FROM query_result r"  # noqa: S608 compiled names
        f' JOIN "{compiled.sobject.name}" t ON t.Id = r.record_id {compiled.joins_sql}'
        " WHERE r.locator = ? AND r.position >= ? AND r.position < ? ORDER BY r.position",
        (key, offset, offset + size),
    )


def _forget_expired(storage: Storage, now: str) -> None:
    for (locator,) in storage.rows("SELECT locator FROM query_locator WHERE expires <= ?", (now,)):
        storage.run("DELETE FROM query_result WHERE locator = ?", (locator,))
        storage.run("DELETE FROM query_locator WHERE locator = ?", (locator,))
