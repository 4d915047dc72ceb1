"""A list of rows: grouped, marked, as quick at a million of them as at ten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast

from textual import events
from textual.geometry import Region
from textual.message import Message

from cockpit_tui.domain.lists.rows import Group, Listing
from cockpit_widgets.drawing.list_message import ListMessage
from cockpit_widgets.row_list.canvas import ListCanvas
from cockpit_widgets.row_list.line_map import index_of
from cockpit_widgets.row_list.row_store import Id, Row
from cockpit_widgets.row_list.scene import Scene, came_above

HEADS_FROM_ROWS = 30
"""Lines of a screen from which its list has column heads."""


class RowList(ListCanvas[Id, Row], can_focus=True):
    """Shows a `Listing` and the rows it is handed; asks for rows by message and never waits.

    While rows are missing the old picture stays; a key pressed meanwhile moves the target, and
    the picture follows as soon as the target's rows are there.
    """

    DEFAULT_CSS = "RowList { height: 1fr; background: $surface; }"

    class RowsWanted(Message):
        """Rows to hand to `show_rows`, nearest first. A later one stands for all before it."""

        def __init__(self, ids: tuple[int, ...]) -> None:
            super().__init__()
            self.ids = ids

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, RowList.RowsWanted)

    class CursorMoved(Message):
        """The cursor stands on another row, or on a header (`row_id` None)."""

        def __init__(self, row_id: int | None, group: str | None) -> None:
            super().__init__()
            self.row_id = row_id
            self.group = group
            """Key of the group; None in an empty list."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, RowList.CursorMoved)

    class Arrived(Message):
        """What the cursor was on its way to is on the screen (`tell_arrival`)."""

    class Opened(Message):
        """A row is to be opened."""

        def __init__(self, row_id: int) -> None:
            super().__init__()
            self.row_id = row_id

    class MarksChanged(Message):
        """How many rows are marked now."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, RowList.MarksChanged)

    class Folded(Message):
        """Exactly these groups are folded now."""

        def __init__(self, keys: frozenset[str]) -> None:
            super().__init__()
            self.keys = keys

    class NewAbove(Message):
        """Rows that came in above the screen since it was last at the top."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, today: date, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(today, id=id)
        self._said: tuple[int | None, str | None] = (None, None)
        self._is_arrival_told = False

    # What is shown

    def show_listing(
        self,
        listing: Listing,
        rows: Iterable[Row] = (),
        *,
        keep_cursor: bool = True,
        at: int | None = None,
        folded: frozenset[str] = frozenset(),
    ) -> None:
        """Shows a listing once its first rows are there (`rows` may bring them). With `keep_cursor`
        the row under the cursor stays on its line of the screen, also while a listing grows (a
        beginning that does not come so far is not shown), or the cursor goes to the row `at`.
        Without, the list starts at its top with those groups `folded`.
        """
        self._message = None
        self._store.forget_requests()
        aim = self.aim
        reach = self.cursor_index + aim.height if at is None else 0
        if keep_cursor and aim.lines.total and listing.is_partial and len(listing.ids) < reach:
            self.show_rows(rows)
            return
        if not keep_cursor or not aim.lines.total:
            aim = aim.restarted(listing, folded)
            self._say_new_above(0)
        else:
            aim = self.relisted(listing, at)
        self._next = aim
        self.show_rows(rows)

    def show_rows(self, rows: Iterable[Row], gone: Iterable[int] = ()) -> None:
        """Takes rows in, asked for or changed; `gone` are ids that no longer exist, and no mark
        stays on them."""
        gone = frozenset(gone)
        self.unmark(gone)
        scene = self._scene
        visible = set(scene.lines.ids_between(scene.top, scene.last))
        needed = visible | set(self.aim.lines.ids_between(self.aim.top, self.aim.last))
        changed = visible.intersection(self._store.keep(rows, gone, needed))
        for line in range(scene.top, scene.last + 1) if changed else ():
            if scene.lines.row_at(line) in changed:
                self.refresh_line(line)
        if self._next is not None:
            self.go(self._next)

    update_rows = show_rows

    def show_message(self, message: ListMessage | None) -> None:
        """Says empty, loading or failed: in the list's place, or under the rows that stay."""
        if message is None and self._message is None:
            return
        self._message = message
        self.refresh()

    def show_heads(self, shown: bool) -> None:
        """Column heads on the first line, or not."""
        if int(shown) != self._heads:
            self._heads = int(shown)
            self.fit()

    @property
    def has_heads(self) -> bool:
        """Whether there is a line of column heads, which tells what came in above."""
        return bool(self._heads)

    def show_saving(self, ids: Iterable[int]) -> None:
        """Marks rows whose change is being saved (`…`)."""
        self._saving = frozenset(ids)
        self.refresh()

    def show_today(self, today: date) -> None:
        """Another day: dates are written anew."""
        if today != self._today:
            self._today = today
            self.repaint()

    # Where the cursor is

    @property
    def listing(self) -> Listing:
        """The listing on the screen, or the one about to be."""
        return self.aim.lines.listing

    @property
    def cursor_id(self) -> Id | None:
        """The row under the cursor on the screen; None on a header."""
        return cast("Id | None", self._scene.row_id)

    @property
    def cursor_index(self) -> int:
        """How many rows of the listing stand before the cursor's, folded ones too."""
        scene = self.aim
        if not scene.lines.total:
            return 0
        group, index = scene.lines.at(scene.cursor)
        return scene.lines.listing.starts[group] if index is None else index

    @property
    def known_ids(self) -> frozenset[int]:
        """Those of which it has the rows as they are now."""
        return self._store.ids

    def keep_near(self) -> tuple[Id, ...]:
        """Those a page around the screen whose rows are there, to be read after a change.

        Rows further away are forgotten: they may have changed as well.
        """
        scene = self._scene
        around = scene.lines.ids_between(scene.top - scene.height, scene.last + scene.height)
        return self._store.keep_only(around)

    @property
    def cursor_group(self) -> str | None:
        """Key of the group under the cursor."""
        return self._scene.group

    @property
    def cursor_header(self) -> Group | None:
        """The group whose header is under the cursor; None on a row and in an empty list."""
        lines = self._scene.lines
        if self.cursor_id is not None or not lines.total:
            return None
        number, index = lines.at(self._scene.cursor)
        return lines.listing.groups[number] if index is None else None

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor."""
        return None if self.cursor_id is None else self._store.row(self.cursor_id)

    @property
    def cursor_y(self) -> int:
        """The widget's line that shows the cursor: nothing may be drawn over it."""
        return self._scene.cursor - self._scene.top + self._heads

    @property
    def page(self) -> int:
        """Lines that the list has on the screen."""
        return self.aim.height

    def tell_arrival(self) -> None:
        """Says `Arrived`, once, when what the list is waiting for is on the screen."""
        self._is_arrival_told = True

    def jump_to(self, row_id: int) -> bool:
        """Moves to a row, unfolding its group; False when the listing does not hold it."""
        listing = self.listing
        if (index := index_of(listing, row_id)) is None:
            return False
        key = listing.groups[listing.group_of(index)].key
        if key in self.folded:
            self._fold(self.folded - {key})
        self.go(self.aim.moved_to(self.aim.lines.line_of(index)))
        return True

    def action_first(self) -> None:
        """To the first row, its header in sight; verbs have nothing to act on upon a header."""
        groups, lines = self.aim.lines.listing.groups, self.aim.lines
        is_open = bool(groups) and groups[0].key not in lines.folded
        self.go(self.aim.moved_to(1 if is_open else 0))

    def action_open(self) -> None:
        """Opens the row under the cursor; on a header, folds it."""
        if self.cursor_id is not None:
            self.post_message(self.Opened(self.cursor_id))
        else:
            self.action_toggle_fold()

    def action_toggle_fold(self) -> None:
        """Folds the group of the cursor, or unfolds it."""
        if self.aim.group is not None:
            self._fold(self.aim.lines.folded ^ {self.aim.group})

    def action_toggle_all_folds(self) -> None:
        """Folds all groups; unfolds all when none is open."""
        keys = frozenset(group.key for group in self.listing.groups)
        self._fold(frozenset() if keys <= self.aim.lines.folded else keys)

    @property
    def folded(self) -> frozenset[str]:
        """Keys of the folded groups, those that the listing no longer holds among them."""
        return self.aim.lines.folded

    def _fold(self, keys: frozenset[str]) -> None:
        self.go(self.aim.folded(keys))
        self.post_message(self.Folded(keys))

    # Marks

    @property
    def marked(self) -> frozenset[Id]:
        """The marked rows, shown or not."""
        return self._marks.ids

    def toggle_mark(self) -> None:
        """Marks the row under the cursor or takes its mark; on a header, the whole group's."""
        if self.cursor_id is None:
            self.mark_group()
        else:
            self._marks.toggle(self.cursor_id)
            self._marks_changed()

    def mark_to_here(self) -> None:
        """Marks all from the last toggled mark to the cursor."""
        lines, cursor = self._scene.lines, self._scene.cursor
        index = None
        if self._marks.anchor is not None:
            index = index_of(lines.listing, self._marks.anchor)
        start = cursor if index is None else lines.line_of(index)
        self._marks.add(lines.ids_between(min(start, cursor), max(start, cursor)))
        self._marks.anchor = self.cursor_id or self._marks.anchor
        self._marks_changed()

    def mark_group(self) -> bool:
        """Marks the cursor's group, or takes its marks when all are set.

        False, and nothing changed, while the group is not read to its end.
        """
        listing = self._scene.lines.listing
        if not listing.groups:
            return False
        number, _ = self._scene.lines.at(self._scene.cursor)
        start = listing.starts[number]
        return self._mark_whole(start, start + listing.groups[number].count)

    def mark_all(self) -> bool:
        """The same with every row of the list, folded ones too."""
        listing = self._scene.lines.listing
        return self._mark_whole(0, sum(group.count for group in listing.groups))

    def _mark_whole(self, start: int, end: int) -> bool:
        listing = self._scene.lines.listing
        # The last group of a beginning may hold more than it says.
        if end + listing.is_partial > len(listing.ids):
            return False
        ids = listing.ids[start:end]
        if self._marks.has_all(ids):
            self._marks.remove(ids)
        else:
            self._marks.add(ids)
        self._marks_changed()
        return True

    def unmark(self, ids: frozenset[int]) -> None:
        """Takes the marks of these rows."""
        if not ids.isdisjoint(self._marks.ids):
            self._marks.remove(ids)
            self._marks_changed()

    def clear_marks(self) -> None:
        """Takes all marks."""
        self._marks.clear()
        self._marks_changed()

    def _marks_changed(self) -> None:
        self.refresh()
        self.post_message(self.MarksChanged(len(self._marks)))

    # What the drawing half and the mouse report

    def rows_wanted(self, ids: tuple[Id, ...]) -> None:
        # Straight to the screen, as where the cursor is.
        if not self.is_attached or not self.screen.post_message(self.RowsWanted(ids)):
            self._store.forget_requests()

    def scene_shown(self, before: Scene) -> None:
        now = self._scene
        if not now.top:
            self._say_new_above(0)
        elif before.lines.listing is not now.lines.listing:
            self._say_new_above(self._new_above + came_above(before, now))
        if self._is_arrival_told and not self.is_waiting and self.is_attached:
            self._is_arrival_told = False
            self.screen.post_message(self.Arrived())
        place = (self.cursor_id, self.cursor_group)
        if place == self._said or not self.is_attached:
            return
        # Straight to the screen: each node in between takes as long as the list's own work.
        if self.screen.post_message(self.CursorMoved(*place)):
            self._said = place

    def _say_new_above(self, count: int) -> None:
        if count != self._new_above:
            self._new_above = count
            if self._heads:
                self.refresh(Region(0, 0, self.size.width, 1))
            self.post_message(self.NewAbove(count))

    def head_clicked(self, x: int) -> None:
        """The line of heads was clicked at that cell."""

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a double click opens."""
        if event.y < self._heads:
            self.head_clicked(event.x)
        line = self._scene.top + event.y - self._heads
        if event.y < self._heads or line >= self._scene.lines.total:
            return
        self.go(self._scene.moved_to(line))
        if event.chain != 2:
            return
        number, index = self._scene.lines.at(line)
        if index is None:
            self._fold(self.aim.lines.folded ^ {self._scene.lines.listing.groups[number].key})
        else:
            self.action_open()
