"""The drawing half of a list: the picture on the screen, and the one to come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Generic, Self

from rich.segment import Segment
from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.strip import Strip

from cockpit_tui.domain.lists.rows import Listing
from cockpit_widgets.drawing.list_message import ListMessage, message_lines
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.row_list.line_map import LineMap, index_of
from cockpit_widgets.row_list.line_painter import PLAIN, Cursor, LinePainter, LineState
from cockpit_widgets.row_list.list_keys import ListKeys
from cockpit_widgets.row_list.marks import Marks
from cockpit_widgets.row_list.row_store import Id, Row, RowStore
from cockpit_widgets.row_list.scene import NOTHING, Scene

STRIPS_KEPT = 1024
PAGES_AHEAD = 2
"""Rows are asked for this far around the screen, once the next page is not all there."""


class ListCanvas(ListKeys, Generic[Id, Row]):
    """Draws scenes. A scene whose rows are not there waits, and the one before it stays."""

    def __init__(self, today: date, *, id: str | None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._today = today
        self._scene = Scene(LineMap(NOTHING))
        self._next: Scene | None = None
        self._end_of: Listing | None = None
        """A beginning whose end the cursor went to, and goes on from once the rest has come."""
        self._store = RowStore[Id, Row]()
        self._marks = Marks[Id]()
        self._saving: frozenset[int] = frozenset()
        self._new_above = 0
        """Rows that came in above the screen, told in the line of heads."""
        self._heads = 1
        """Lines that the column heads take: 0 or 1."""
        self._fitted = Size()
        """The widget's size that the pictures are made for."""
        self._message: ListMessage | None = None
        self._painter: LinePainter[Row] | None = None
        self._strips: LRUCache[tuple[object, ...], tuple[Row | None, Strip]] = LRUCache(STRIPS_KEPT)

    def scene_shown(self, before: Scene) -> None:
        """Called when another scene is on the screen."""

    def rows_wanted(self, ids: tuple[Id, ...]) -> None:
        """Called when rows are missing."""

    # From one picture to the next

    @property
    def aim(self) -> Scene:
        return self._next or self._scene

    @property
    def is_waiting(self) -> bool:
        """Whether the cursor is on its way: its target, or rows around it, are still to come."""
        return self._next is not None or self._is_bound_for_end

    @property
    def _is_bound_for_end(self) -> bool:
        lines, cursor = self.aim.lines, self.aim.cursor
        return lines.listing is self._end_of and cursor == lines.total - 1

    def action_last(self) -> None:
        """To the last row; of a list that is still being read, once that is there."""
        listing = self.aim.lines.listing
        self._end_of = listing if listing.is_partial else None
        super().action_last()

    def relisted(self, listing: Listing, at: int | None = None) -> Scene:
        """The aim in another listing: the cursor's row on its line, or the end that it is bound
        for; with `at` the cursor on that row, where the listing holds it."""
        if at is not None and (index := index_of(listing, at)) is not None:
            return self.aim.relisted_at(listing, index)
        aim = self.aim.relisted(listing)
        if not self._is_bound_for_end:
            return aim
        self._end_of = listing if listing.is_partial else None
        return aim.moved_to(aim.lines.total - 1)

    def go(self, scene: Scene) -> None:
        lines = scene.lines
        needed = lines.ids_between(scene.top, scene.last)
        if self._store.lacks_any(needed) or not lines.is_read(scene.top, scene.last):
            self._next = scene
            self._want(needed)
            return
        before, self._scene, self._next = self._scene, scene, None
        # Told first: the screen then is awake, and paints once it has dealt with it.
        self.scene_shown(before)
        self._paint_change(before)
        self._want(self._around(scene))

    def _around(self, scene: Scene) -> list[int]:
        """The rows around a scene, those below first; none while the next page is there."""
        lines, page = scene.lines, scene.height
        if not self._store.lacks_any(lines.ids_between(scene.top - page, scene.last + page)):
            return []
        reach = page * PAGES_AHEAD
        return [
            *lines.ids_between(scene.last + 1, scene.last + reach),
            *lines.ids_between(scene.top - reach, scene.top - 1),
        ]

    def _want(self, ids: list[int]) -> None:
        """Asks for the rows that are not there, what the screen needs before what may be."""
        missing = self._store.to_ask(dict.fromkeys(ids))
        if missing:
            self.rows_wanted(missing)

    def _paint_change(self, before: Scene) -> None:
        now = self._scene
        if now.shows_the_same_as(before):
            return
        by = now.top - before.top
        is_same = before.lines is now.lines and before.height == now.height and not self._message
        if abs(by) >= now.height:
            super().refresh()
        elif not is_same:
            self.refresh()
        elif by:
            self.move_lines(self._heads, by)
            thumb = {y - by for y in _thumb(before)}.symmetric_difference(_thumb(now))
            cursors = {before.cursor - now.top, now.cursor - now.top}
            self._refresh_lines(y for y in thumb | cursors if 0 <= y < now.height)
        elif before.cursor != now.cursor:
            self._refresh_lines((before.cursor - now.top, now.cursor - now.top))

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Paints the lines that differ, where it is asked for the whole.

        So it is for each letter of a filter, and whenever the focus comes or goes.
        """
        if repaint and not (regions or layout or recompose) and self._painted is not None:
            lines, before = self._painted.lines, self._painted.strips
            with self.at_one_size():
                new = [self._line(y) for y in lines]
            changed = [y for y, old, now in zip(lines, before, new, strict=True) if old != now]
            if not changed:
                return self
            regions = tuple(Region(0, y, self._painted.width, 1) for y in changed)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def refresh_line(self, line: int) -> None:
        """Paints one line of the list again, if it is on the screen."""
        y = line - self._scene.top
        if 0 <= y < self._scene.height:
            self._refresh_lines((y,))

    def _refresh_lines(self, lines: Iterable[int]) -> None:
        width = self.size.width
        self.refresh(*(Region(0, y + self._heads, width, 1) for y in lines))

    # Painting

    def render_line(self, y: int) -> Strip:
        if self._fitted != self.size:
            self._fit_first_picture()
        return self._line(y)

    def _line(self, y: int) -> Strip:
        """What the widget's line shows."""
        width = self.size.width
        if width < 8:
            return self.blank_line()
        if self._heads and y == 0:
            return self._with_thumb(self._paint().heads(self._new_above), is_thumb=False)
        y -= self._heads
        note = self._message_strip(y)
        if note is not None:
            return note
        line = self._scene.top + y
        if line > self._scene.last:
            return self.blank_line()
        return self._line_strip(line, is_thumb=y in _thumb(self._scene))

    def _line_strip(self, line: int, *, is_thumb: bool) -> Strip:
        lines = self._scene.lines
        number, index = lines.at(line)
        cursor = Cursor.ELSEWHERE
        if line == self._scene.cursor:
            cursor = Cursor.FOCUSED if self.has_focus else Cursor.UNFOCUSED
        if index is None:
            group = lines.listing.groups[number]
            segments = self._paint().group(
                group, LineState(cursor), is_folded=group.key in lines.folded
            )
            return self._with_thumb(segments, is_thumb=is_thumb)
        row_id = lines.listing.ids[index] if index < len(lines.listing.ids) else -1
        row, is_marked = self._store.row(row_id), row_id in self._marks
        is_saving = row_id in self._saving
        key = (row_id, cursor, is_marked, is_saving, is_thumb)
        kept = self._strips.get(key)
        if kept is not None and kept[0] is row:
            return kept[1]
        state = PLAIN
        if cursor is not Cursor.ELSEWHERE or is_marked or is_saving:
            state = LineState(cursor, is_marked, is_saving)
        painter = self._paint()
        segments = painter.gone(state) if row is None else painter.row(row, state)
        strip = self._with_thumb(segments, is_thumb=is_thumb)
        self._strips[key] = (row, strip)
        return strip

    def _with_thumb(self, segments: list[Segment], *, is_thumb: bool) -> Strip:
        text = glyphs().thumb if is_thumb else " "
        end = Segment(text, self.palette.style("rule"))
        return Strip([*segments, end], self._paint().width + 1)

    def _message_strip(self, y: int) -> Strip | None:
        """The message: alone in the list's place, or over the last lines of what stays."""
        if self._message is None:
            return None
        is_alone = not self._scene.lines.total
        ground = "surface" if is_alone else "raised"
        strips = message_lines(self._message, self.size.width, self.palette, ground)
        start = 1
        if not is_alone:
            start = max(0, self._scene.height - len(strips))
            if self._scene.cursor - self._scene.top >= start:
                start = 0
        return strips[y - start] if start <= y < start + len(strips) else None

    def make_painter(self, width: int) -> LinePainter[Row]:
        """What draws lines of so many cells."""
        raise NotImplementedError

    def _paint(self) -> LinePainter[Row]:
        if self._painter is None:
            self._painter = self.make_painter(self.size.width - 1)
        return self._painter

    def repaint(self) -> None:
        """Paints everything anew: other columns, another width, day or theme."""
        self._painter = None
        self._strips.clear()
        self._painted = None
        self.refresh()

    palette_changed = repaint

    def fit(self) -> None:
        """Adapts the pictures to the widget's size."""
        self._fitted = self.size
        height = self._room
        if height < self._scene.height:
            self._scene = self._scene.resized(height)
        self.repaint()
        self.go(self.aim.resized(height))

    @property
    def _room(self) -> int:
        """Lines there are for the list itself."""
        return max(1, self.size.height - self._heads)

    def _fit_first_picture(self) -> None:
        """Shows rows that are there in the layout's very first painting.

        The event that tells the size comes after it, and would cost a frame more.
        """
        scene = self.aim.resized(self._room)
        lines = scene.lines
        if self._fitted or not lines.total or not lines.is_read(scene.top, scene.last):
            return
        if self._store.lacks_any(lines.ids_between(scene.top, scene.last)):
            return
        self._fitted = self.size
        before, self._scene, self._next = self._scene, scene, None
        self.scene_shown(before)

    def on_resize(self, _: events.Resize) -> None:
        if self._fitted != self.size:
            self.fit()

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.refresh_line(self._scene.cursor)


def _thumb(scene: Scene) -> range:
    """The lines of the screen that the scroll thumb is on; none when all fits on the screen."""
    height, total = scene.height, scene.lines.total
    if total <= height:
        return range(0)
    size = max(1, height * height // total)
    start = round(scene.top * (height - size) / (total - height))
    return range(start, start + size)
