"""What completes a query, read once while it is typed, and narrowed from letter to letter."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from cockpit_tui.domain.query.conditions import Column
from cockpit_tui.domain.query.naming import Choice
from cockpit_tui.domain.text import prefixes
from cockpit_tui.domain.values import Picklist
from cockpit_tui.store.engine import Store
from cockpit_tui.store.lists.vocabulary import StoreVocabulary

Found = TypeVar("Found")
ACCOUNTS_KEPT = 500
"""Of customers that fit what was typed; more are asked for anew with each letter."""


class KeptVocabulary:
    """Value sets, people, texts and customers. What changes meanwhile is not seen."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[Hashable, Any] = {}
        self._typed: tuple[str, ...] = ()
        """The beginnings of words for which all customers are kept."""
        self._accounts: list[tuple[str, str]] | None = None
        """Name and words of each."""
        self._likeliest: list[tuple[str, str]] = []
        """Of more than are kept: the first, as they were for what was typed last."""

    def values(self, picklist: Picklist) -> Sequence[Choice]:
        return self._once(picklist, lambda vocabulary: vocabulary.values(picklist))

    def people(self) -> Sequence[Choice]:
        return self._once("people", lambda vocabulary: vocabulary.people())

    def texts(self, column: Column) -> Sequence[str]:
        return self._once(column, lambda vocabulary: vocabulary.texts(column))

    def accounts_like(self, text: str, limit: int) -> Sequence[str]:
        """Names of customers with words that start so, those that begin so first."""
        wanted = tuple(prefixes(text))
        if self._accounts is None or not _narrows(wanted, self._typed):
            if self._are_likeliest(wanted, limit):
                return [name for name, _ in self._likeliest]
            found = self._read(lambda known: known.accounts_with(wanted, ACCOUNTS_KEPT + 1))
            is_all = bool(wanted) and len(found) <= ACCOUNTS_KEPT
            self._typed, self._accounts = wanted, found if is_all else None
        if self._accounts is None:
            self._likeliest = self._read(lambda known: known.likeliest_accounts(wanted, limit))
            return [name for name, _ in self._likeliest]
        self._likeliest = []
        fitting = (
            (not words.startswith(wanted[0]), name)
            for name, words in self._accounts
            if all(prefix in words for prefix in wanted)
        )
        return [name for _, name in sorted(fitting)[:limit]]

    def _are_likeliest(self, wanted: tuple[str, ...], limit: int) -> bool:
        """Whether the first of fewer letters are those of these, too: all of them begin so, and
        none that stood behind them comes before them."""
        return (
            len(self._likeliest) == limit
            and _narrows(wanted, self._typed)
            and all(
                words.startswith(wanted[:1]) and all(prefix in words for prefix in wanted)
                for _, words in self._likeliest
            )
        )

    def _once(self, key: Hashable, look: Callable[[StoreVocabulary], Found]) -> Found:
        if key not in self._kept:
            self._kept[key] = self._read(look)
        found: Found = self._kept[key]
        return found

    def _read(self, look: Callable[[StoreVocabulary], Found]) -> Found:
        with self._store.read() as connection:
            return look(StoreVocabulary(connection))


def _narrows(wanted: Sequence[str], typed: Sequence[str]) -> bool:
    """Whether whatever fits these beginnings of words fits those typed before."""
    return len(wanted) == len(typed) and all(map(str.startswith, wanted, typed))
