"""The first rows of a list while its filter is typed: letters that leave them read nothing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from cockpit_tui.domain.lists.rows import Listing
from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.query.conditions import Condition, Filter, HasWord, TextPart
from cockpit_tui.domain.query.matching import has_word
from cockpit_tui.store.data_version import data_version
from cockpit_tui.store.lists.beginning import read_beginning
from cockpit_tui.store.lists.listing import read_listing
from cockpit_tui.store.lists.vocabulary import understood
from cockpit_tui.store.work.full_text import read_parts

KEPT_MOST = 500
"""CTAs whose words are kept; a whole list of more is read anew with each letter."""


def read_first(connection: Connection, view: ViewSpec, page: int, first: int) -> Listing:
    """A list as far as it is read between two keys: a beginning of one page where it takes longer
    to count, else with all its counts, and whole or the `first`. Raises InvalidQuery."""
    return read_beginning(connection, view, page) or read_listing(connection, view, first)


class _Kept(Struct, frozen=True):
    """What was read last."""

    version: Hashable
    """Of the data that it was read from."""
    view: ViewSpec
    """Without its query."""
    filtered: Filter
    listing: Listing
    page: int


class KeptBeginning:
    """`read_first` for one filter that is typed. What anybody commits meanwhile is seen.

    A further letter, or word, finds some of what was found before, in the same order. So where all
    of the first rows have it too, they are the first again, and the groups they stand in the same.
    """

    def __init__(self) -> None:
        self._kept: _Kept | None = None
        self._words: Mapping[int, Mapping[TextPart, str]] = {}
        """Those of the CTAs that are kept, once they were asked for."""

    def read(self, connection: Connection, view: ViewSpec, page: int, first: int) -> Listing:
        """As `read_first`; it holds all CTAs, perhaps, where that would hold a page alone, or a
        page where all that is left are few."""
        version, kept = data_version(connection), self._kept
        filtered = understood(connection, view.query, view.reader)
        plain = replace(view, query="")
        if kept is not None and (kept.version, kept.view, kept.page) == (version, plain, page):
            further = _further_words(kept.filtered, filtered)
            if further is not None and self._all_have(connection, kept.listing, further):
                listing = replace(kept.listing, query=view.query)
                self._kept = replace(kept, filtered=filtered, listing=listing)
                return listing
        listing = read_first(connection, view, page, first)
        is_kept = listing.is_partial or (listing.is_complete and listing.total <= KEPT_MOST)
        self._kept = _Kept(version, plain, filtered, listing, page) if is_kept else None
        self._words = {}
        return listing

    def _all_have(self, connection: Connection, listing: Listing, words: list[HasWord]) -> bool:
        if words and not self._words:
            self._words = read_parts(connection, listing.ids)
        return all(has_word(self._words[cta_id], word) for cta_id in listing.ids for word in words)


def _further_words(before: Filter, now: Filter) -> list[HasWord] | None:
    """The words that the filter now asks for beyond the one before; None where they differ in
    anything else, or it finds what that did not."""
    further = [part for part in now.conjuncts if part not in before.conjuncts]
    words = [part for part in further if isinstance(part, HasWord)]
    is_narrower = now.states == before.states and all(
        part in now.conjuncts or any(_implies(word, part) for word in words)
        for part in before.conjuncts
    )
    return words if is_narrower and len(words) == len(further) else None


def _implies(word: HasWord, other: Condition) -> bool:
    """Whether what has the word has the other too."""
    is_same = isinstance(other, HasWord) and other.part in (None, word.part)
    return is_same and isinstance(other, HasWord) and word.prefix.startswith(other.prefix)
