"""The rows a list was given lately, bounded, and which of them it still lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Generic, Protocol, TypeVar, cast


class HasId(Protocol):
    """What every row has."""

    @property
    def id(self) -> int: ...


Id = TypeVar("Id", bound=int)
Row = TypeVar("Row", bound=HasId)
MOST_ROWS = 4096
"""About 3 MB; some fifty pages of a tall terminal."""


class RowStore(Generic[Id, Row]):
    """Rows by id. A row known to be gone counts as there, as None."""

    def __init__(self) -> None:
        self._rows: dict[int, Row | None] = {}
        self._asked: set[int] = set()

    def row(self, row_id: int) -> Row | None:
        return self._rows.get(row_id)

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(self._rows)

    def lacks_any(self, ids: Iterable[int]) -> bool:
        """Whether one of the rows is not there."""
        return not self._rows.keys() >= set(ids)

    def to_ask(self, ids: Iterable[int]) -> tuple[Id, ...]:
        """Those of `ids` that are not there, or none of them if all were asked for already."""
        missing = [row_id for row_id in ids if row_id not in self._rows]
        if self._asked.issuperset(missing):
            return ()
        self._asked = set(missing)
        return cast("tuple[Id, ...]", tuple(missing))

    def keep(self, rows: Iterable[Row], gone: Iterable[int], needed: Collection[int]) -> list[int]:
        """Takes rows in; gives the ids whose row is another than before.

        The oldest go when there are too many, those `needed` last.
        """
        changed = []
        for row_id, row in (*((row.id, row) for row in rows), *((one, None) for one in gone)):
            if self._rows.get(row_id, self) != row:
                changed.append(int(row_id))
                self._rows[row_id] = row
            self._asked.discard(row_id)
        if len(self._rows) > MOST_ROWS:
            surplus = len(self._rows) - MOST_ROWS * 3 // 4
            for row_id in [row_id for row_id in self._rows if row_id not in needed][:surplus]:
                del self._rows[row_id]
        return changed

    def keep_only(self, ids: Iterable[int]) -> tuple[Id, ...]:
        """Forgets all other rows; gives those of `ids` that are there."""
        self._rows = {row_id: self._rows[row_id] for row_id in ids if row_id in self._rows}
        return cast("tuple[Id, ...]", tuple(self._rows))

    def forget_requests(self) -> None:
        """What was asked for may be asked for again."""
        self._asked.clear()
