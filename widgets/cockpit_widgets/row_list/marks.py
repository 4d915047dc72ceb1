"""Which rows are marked: the ones that a verb acts on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, cast

from cockpit_widgets.row_list.row_store import Id


def as_listed(listed: Iterable[int], marked: frozenset[Id]) -> tuple[Id, ...]:
    """The marked rows as they stand in a list, then those that it does not hold."""
    if not marked:
        return ()
    there = [number for number in listed if number in marked]
    return (*there, *sorted(marked.difference(there)))


class Marks(Generic[Id]):
    """A set of ids, and where the last mark was set, from which a range starts."""

    def __init__(self) -> None:
        self._ids: set[int] = set()
        self._frozen: frozenset[Id] | None = frozenset()
        self.anchor: int | None = None

    def __contains__(self, row_id: object) -> bool:
        return row_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def ids(self) -> frozenset[Id]:
        if self._frozen is None:
            self._frozen = cast("frozenset[Id]", frozenset(self._ids))
        return self._frozen

    def toggle(self, row_id: int) -> None:
        self._ids ^= {row_id}
        self.anchor = row_id
        self._frozen = None

    def add(self, ids: Iterable[int]) -> None:
        self._ids.update(ids)
        self._frozen = None

    def remove(self, ids: Iterable[int]) -> None:
        self._ids.difference_update(ids)
        self._frozen = None

    def has_all(self, ids: Iterable[int]) -> bool:
        return self._ids.issuperset(ids)

    def clear(self) -> None:
        self._ids.clear()
        self.anchor = None
        self._frozen = None
