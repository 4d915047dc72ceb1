"""The store beside raw sqlite3: a page of rows, and the counts of groups."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from msgspec import Struct

from cockpit_tui.domain.values import GroupBy
from cockpit_tui.store.engine import Store
from cockpit_tui.store.lists.cta_rows import read_rows
from cockpit_tui.store.lists.listing_sql import kept_count_statement
from cockpit_tui.store.lists.row_shapes import DUE_COLUMN, to_cta_row, to_day
from cockpit_tui.store.opening_sql import ROWS

PAGE = 50
TIMES = 200


class DataLayer(Struct, frozen=True):
    """Medians in milliseconds."""

    page_through_core: float
    page_raw: float
    counts: float


def measure(path: Path) -> DataLayer:
    """The same page of frozen rows both ways."""
    store = Store(f"sqlite:///{path}")
    raw = sqlite3.connect(path)
    ids = [row[0] for row in raw.execute("SELECT id FROM cta WHERE state = 0 LIMIT ?", (PAGE,))]
    text = "[" + ",".join(map(str, ids)) + "]"

    def through_sqlite() -> object:
        found = raw.execute(ROWS, {"ids": text})
        return [to_cta_row(row, to_day(row[DUE_COLUMN])) for row in found]

    statement = kept_count_statement(GroupBy.PRIORITY)
    with store.read() as connection:
        result = DataLayer(
            _milliseconds(lambda: read_rows(connection, ids)),
            _milliseconds(through_sqlite),
            _milliseconds(lambda: connection.execute(statement).all()),
        )
    raw.close()
    store.close()
    return result


def _milliseconds(act: Callable[[], object]) -> float:
    found = []
    for _ in range(TIMES):
        start = time.perf_counter()
        act()
        found.append(time.perf_counter() - start)
    return median(found) * 1e3
