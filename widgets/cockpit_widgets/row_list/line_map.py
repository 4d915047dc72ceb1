"""Where each row and each group header stands, with some groups folded; steps of O(log groups)."""

from __future__ import annotations

from bisect import bisect_right

from cockpit_tui.domain.lists.rows import Listing

_NEAR = 1024
"""How far around its old place a row is looked for before the whole list is searched."""


class LineMap:
    """Line numbers of a listing, counted from 0, headers included."""

    __slots__ = ("_starts", "folded", "listing", "total")

    def __init__(self, listing: Listing, folded: frozenset[str] = frozenset()) -> None:
        self.listing = listing
        self.folded = folded
        """Keys of the folded groups."""
        starts, total = [], 0
        for group in listing.groups:
            starts.append(total)
            total += 1 if group.key in folded else group.count + 1
        self._starts = starts
        self.total = total
        """How many lines there are."""

    def at(self, line: int) -> tuple[int, int | None]:
        """Group number and index into `ids` of the row on a line; None is the group's header."""
        group = bisect_right(self._starts, line) - 1
        below = line - self._starts[group] - 1
        return group, None if below < 0 else self.listing.starts[group] + below

    def row_at(self, line: int) -> int | None:
        """The id on a line; None for a header, or while that part of the list is unread."""
        if not 0 <= line < self.total:
            return None
        _, index = self.at(line)
        return (
            self.listing.ids[index] if index is not None and index < len(self.listing.ids) else None
        )

    def header_of(self, group: int) -> int:
        """The line of a group's header."""
        return self._starts[group]

    def line_of(self, index: int) -> int:
        """The line of the row at an index; that of its header when its group is folded."""
        group = self.listing.group_of(index)
        header = self._starts[group]
        if self.listing.groups[group].key in self.folded:
            return header
        return header + 1 + index - self.listing.starts[group]

    def ids_between(self, first: int, last: int) -> list[int]:
        """Ids on the lines `first` to `last` inclusive, those that are read."""
        ids = self.listing.ids
        found: list[int] = []
        line = max(0, first)
        last = min(last, self.total - 1)
        while line <= last:
            group, index = self.at(line)
            if index is None:
                line += 1
                continue
            end = self._starts[group + 1] if group + 1 < len(self._starts) else self.total
            stop = min(last + 1, end)
            found.extend(ids[index : index + stop - line])
            line = stop
        return found

    def is_read(self, first: int, last: int) -> bool:
        """Whether the ids of all rows on these lines are known."""
        if self.listing.is_complete:
            return True
        for line in range(min(last, self.total - 1), max(0, first) - 1, -1):
            index = self.at(line)[1]
            if index is not None:
                return index < len(self.listing.ids)
        return True


def index_of(listing: Listing, row_id: int, near: int = 0) -> int | None:
    """The place of a row in a listing, looked for first around `near`."""
    ids = listing.ids
    low = max(0, near - _NEAR)
    try:
        return ids.index(row_id, low, near + _NEAR)
    except ValueError:
        return _searched(listing, row_id)


def _searched(listing: Listing, row_id: int) -> int | None:
    """A search over the raw bytes: a million ids in a few milliseconds."""
    size = listing.ids.itemsize
    try:
        needle = type(listing.ids)(listing.ids.typecode, [row_id]).tobytes()
    except OverflowError:
        return None
    raw = listing.ids.tobytes()
    place = raw.find(needle)
    while place >= 0 and place % size:
        place = raw.find(needle, place + 1)
    return place // size if place >= 0 else None
