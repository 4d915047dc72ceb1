"""What a list shows: a listing with folds, the cursor and the first line, and how they move.

Scenes are values. The widget works out the next scene, and shows it once its rows are there.
"""

from __future__ import annotations

from array import array

from msgspec import Struct
from msgspec.structs import replace

from cockpit_tui.domain.lists.rows import Listing
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_widgets.row_list.line_map import LineMap, index_of

_NEIGHBOURS = 200
"""How many rows around a vanished cursor row are tried in its place."""

NOTHING = Listing(GroupBy.DUE, SortBy.DUE, (), array("i"))


class Scene(Struct, frozen=True, eq=False):
    """One picture of the list. `height` is how many lines of it the widget has room for."""

    lines: LineMap
    cursor: int = 0
    """Line of the cursor."""
    top: int = 0
    """First line on the screen."""
    height: int = 1

    @property
    def last(self) -> int:
        """The last line on the screen."""
        return min(self.top + self.height, self.lines.total) - 1

    @property
    def row_id(self) -> int | None:
        """The row under the cursor; None on a header and on one that is not read yet."""
        return self.lines.row_at(self.cursor)

    @property
    def group(self) -> str | None:
        """The key of the group the cursor is in; None in an empty list."""
        if not self.lines.total:
            return None
        return self.lines.listing.groups[self.lines.at(self.cursor)[0]].key

    def shows_the_same_as(self, other: Scene) -> bool:
        """Whether both are one picture, as long as the rows are the same."""
        mine, theirs = self.lines, other.lines
        return (
            (self.cursor, self.top, self.height) == (other.cursor, other.top, other.height)
            and mine.folded == theirs.folded
            and mine.listing.groups == theirs.listing.groups
            and mine.ids_between(self.top, self.last) == theirs.ids_between(other.top, other.last)
        )

    def moved_to(self, line: int) -> Scene:
        """The cursor on `line` or the nearest there is, scrolled no further than needed."""
        cursor = _within(line, self.lines.total - 1)
        top = min(max(self.top, cursor - self.height + 1), cursor)
        if cursor == 1 and top == 1 and self.height > 1:
            top = 0
        return self._placed(cursor, top)

    def scrolled_by(self, lines: int) -> Scene:
        """Scrolled, the cursor drawn along where it would leave the screen."""
        top = self._placed(self.cursor, self.top + lines).top
        cursor = min(max(self.cursor, top), top + self.height - 1)
        return self._placed(cursor, top)

    def paged_by(self, lines: int) -> Scene:
        """Cursor and screen moved together by `lines`."""
        return self._placed(self.cursor + lines, self.top + lines).moved_to(self.cursor + lines)

    def resized(self, height: int) -> Scene:
        """The same on a screen of another height, the cursor still on it."""
        return replace(self, height=max(1, height)).moved_to(self.cursor)

    def folded(self, keys: frozenset[str]) -> Scene:
        """With exactly these groups folded; the cursor keeps its row, or goes to its header."""
        if not self.lines.total:
            return self
        group, index = self.lines.at(self.cursor)
        lines = LineMap(self.lines.listing, keys)
        cursor = lines.header_of(group) if index is None else lines.line_of(index)
        top = cursor - (self.cursor - self.top)
        return replace(self, lines=lines)._placed(cursor, top).moved_to(cursor)

    def relisted(self, listing: Listing) -> Scene:
        """Another listing under the same cursor: its row stays on its line of the screen."""
        lines = LineMap(listing, self.lines.folded)
        cursor = self._followed(lines)
        top = cursor - (self.cursor - self.top)
        return replace(self, lines=lines)._placed(cursor, top).moved_to(cursor)

    def relisted_at(self, listing: Listing, index: int) -> Scene:
        """Another listing with the cursor on the row at `index`, its group unfolded; the screen
        stays where it is, scrolled no further than needed."""
        group = listing.groups[listing.group_of(index)].key
        lines = LineMap(listing, self.lines.folded - {group})
        line = lines.line_of(index)
        return replace(self, lines=lines)._placed(line, self.top).moved_to(line)

    def restarted(self, listing: Listing, folded: frozenset[str] = frozenset()) -> Scene:
        """Another listing from its top, the cursor on its first row or a folded header."""
        lines = LineMap(listing, folded)
        if listing.groups and listing.groups[0].key in folded:
            return Scene(lines, 0, 0, self.height)
        return Scene(lines, min(1, max(0, lines.total - 1)), 0, self.height)

    def _followed(self, lines: LineMap) -> int:
        """Where the cursor goes in another listing."""
        old, new = self.lines.listing, lines.listing
        if not self.lines.total or not lines.total:
            return min(1, max(0, lines.total - 1))
        group, index = self.lines.at(self.cursor)
        if index is None:
            keys = [entry.key for entry in new.groups]
            key = old.groups[group].key
            return lines.header_of(keys.index(key)) if key in keys else self.cursor
        if index >= len(old.ids):
            return self.cursor
        found = index_of(new, old.ids[index], index)
        if found is None:
            found = _neighbour(old, new, index)
        return self.cursor if found is None else lines.line_of(found)

    def _placed(self, cursor: int, top: int) -> Scene:
        return replace(
            self,
            cursor=_within(cursor, self.lines.total - 1),
            top=_within(top, self.lines.total - self.height),
        )


def _within(line: int, last: int) -> int:
    return max(0, min(line, last))


def _neighbour(old: Listing, new: Listing, index: int) -> int | None:
    """The place in `new` of the nearest row after a vanished one, else of the nearest before."""
    low = max(0, index - _NEIGHBOURS)
    places = {
        row_id: low + place for place, row_id in enumerate(new.ids[low : index + _NEIGHBOURS])
    }
    after = old.ids[index + 1 : index + _NEIGHBOURS]
    before = reversed(old.ids[low:index])
    for row_id in (*after, *before):
        if row_id in places:
            return places[row_id]
    return None


def came_above(before: Scene, now: Scene) -> int:
    """How many rows more stand above the screen's first one than before; 0 for fewer."""
    first = before.lines.ids_between(before.top, before.last)[:1]
    if not first:
        return 0
    old = index_of(before.lines.listing, first[0], before.top)
    new = index_of(now.lines.listing, first[0], before.top)
    return max(0, new - old) if old is not None and new is not None else 0
