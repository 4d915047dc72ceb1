"""The rows a list was given lately, bounded, and which of them it still lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.rows import CtaRow

MOST_ROWS = 4096
"""About 3 MB; some fifty pages of a tall terminal."""


class RowStore:
    """Rows by id. A row known to be gone counts as there, as None."""

    def __init__(self) -> None:
        self._rows: dict[int, CtaRow | None] = {}
        self._asked: set[int] = set()

    def row(self, cta_id: int) -> CtaRow | None:
        return self._rows.get(cta_id)

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(self._rows)

    def lacks_any(self, ids: Iterable[int]) -> bool:
        """Whether one of the rows is not there."""
        return not self._rows.keys() >= set(ids)

    def to_ask(self, ids: Iterable[int]) -> tuple[CtaId, ...]:
        """Those of `ids` that are not there, or none of them if all were asked for already."""
        missing = [cta_id for cta_id in ids if cta_id not in self._rows]
        if self._asked.issuperset(missing):
            return ()
        self._asked = set(missing)
        return tuple(map(CtaId, missing))

    def keep(
        self, rows: Iterable[CtaRow], gone: Iterable[int], needed: Collection[int]
    ) -> list[int]:
        """Takes rows in; gives the ids whose row is another than before.

        The oldest go when there are too many, those `needed` last.
        """
        changed = []
        for cta_id, row in (*((row.id, row) for row in rows), *((cta_id, None) for cta_id in gone)):
            if self._rows.get(cta_id, self) != row:
                changed.append(int(cta_id))
                self._rows[cta_id] = row
            self._asked.discard(cta_id)
        if len(self._rows) > MOST_ROWS:
            surplus = len(self._rows) - MOST_ROWS * 3 // 4
            for cta_id in [cta_id for cta_id in self._rows if cta_id not in needed][:surplus]:
                del self._rows[cta_id]
        return changed

    def keep_only(self, ids: Iterable[int]) -> tuple[CtaId, ...]:
        """Forgets all other rows; gives those of `ids` that are there."""
        self._rows = {cta_id: self._rows[cta_id] for cta_id in ids if cta_id in self._rows}
        return tuple(map(CtaId, self._rows))

    def forget_requests(self) -> None:
        """What was asked for may be asked for again."""
        self._asked.clear()
