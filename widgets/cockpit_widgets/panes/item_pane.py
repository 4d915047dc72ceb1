"""A pane of lines, some of which are things one can stand on: tasks and activities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from cockpit_tui.domain.ids import PlaybookId, StepId, TaskId
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import Part, to_line, wrapped

LEFT = 2
WHEEL_LINES = 3
WIDEST_TEXT = 72


class TaskItem(Struct, frozen=True):
    """A task one can stand on."""

    id: TaskId


class ActivityItem(Struct, frozen=True):
    """A Salesforce activity one can stand on."""

    salesforce_id: str


class RecordItem(Struct, frozen=True):
    """A record of the customer that one can stand on: a person, a deal, a case, a CTA, or what
    happened with one."""

    word: str
    """Salesforce's id, else ours, such as `CTA-12`; empty for none."""
    place: int = 0
    """Which line, where a record stands on several."""


class KeyItem(Struct, frozen=True):
    """Anything else that one can stand on, by a key of its own."""

    key: str


class PlaybookItem(Struct, frozen=True):
    """A playbook one can stand on."""

    id: PlaybookId


class StepItem(Struct, frozen=True):
    """A step of a playbook one can stand on."""

    id: StepId


class FactItem(Struct, frozen=True):
    """A field of a CTA one can stand on, by its name in the documents."""

    key: str
    part: int = 0
    """Which of several, by its id: an attachment."""


Item = TaskItem | ActivityItem | RecordItem | KeyItem | PlaybookItem | StepItem | FactItem


class Spot(Struct, frozen=True):
    """Something to stand on that takes these cells of a line."""

    item: Item
    start: int = 0
    end: int = 10_000


class PaneLine(Struct, frozen=True):
    """One line; `item` is what the cursor may stand on here, `spots` several beside each other."""

    strip: Strip
    item: Item | None = None
    spots: tuple[Spot, ...] = ()
    buttons: tuple[Spot, ...] = ()
    """What a click presses; the cursor passes over them."""

    @property
    def standing(self) -> tuple[Spot, ...]:
        """All that one can stand on, from left to right."""
        return self.spots or (() if self.item is None else (Spot(self.item),))


class ItemPane(LineWidget, can_focus=True):
    """Lines with a cursor on their items, shown while the pane has the focus; scrolls when higher.

    Subclasses build the lines; `margin` is the number of blank cells at the right edge.
    """

    margin = 2

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "cursor_down", "Down", id="pane.down", show=False),
        Binding("up,k", "cursor_up", "Up", id="pane.up", show=False),
        Binding("home", "first", "Top", id="pane.first", show=False),
        Binding("end,G", "last", "Bottom", id="pane.last", show=False),
        Binding("pagedown,ctrl+d", "page_down", "Page down", id="pane.page-down", show=False),
        Binding("pageup,ctrl+u", "page_up", "Page up", id="pane.page-up", show=False),
    ]

    class CursorMoved(Message):
        """The cursor stands on another item, or on none."""

        def __init__(self, item: Item | None) -> None:
            super().__init__()
            self.item = item

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, ItemPane.CursorMoved)

    class Opened(Message):
        """An item is to be opened."""

        def __init__(self, item: Item) -> None:
            super().__init__()
            self.item = item

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._cursor: Item | None = None
        self._top = 0
        self._spots: list[tuple[Spot, ...]] = []
        self._buttons: list[tuple[Spot, ...]] = []

    def pane_lines(self, width: int) -> Sequence[PaneLine]:
        """The lines, each exactly `width` cells."""
        raise NotImplementedError

    @property
    def cursor(self) -> Item | None:
        """What the cursor stands on."""
        return self._cursor

    def set_cursor(self, item: Item | None) -> None:
        """Moves the cursor to an item."""
        if item != self._cursor:
            self._cursor = item
            self.post_message(self.CursorMoved(item))
        self.redraw()

    def build_lines(self, width: int) -> list[Strip]:
        lines = self.pane_lines(width)
        self._spots = [line.standing for line in lines]
        self._buttons = [line.buttons for line in lines]
        return [line.strip for line in lines]

    def render_line(self, y: int) -> Strip:
        return super().render_line(y + self._top)

    def redraw(self) -> None:
        with self.at_one_size() as size:
            self._redraw(size)

    def _redraw(self, size: Size) -> None:
        before, top = self._lines, self._top
        width, height = size
        if before is None or not self.is_mounted or self._lines_width != width:
            self._lines = None
            self.refresh()
            return
        self._lines = None
        after = self.lines
        _keep_same(after, before)
        self._top = self._top_for_cursor(len(after))
        if top != self._top:
            self.refresh()
            return
        changed = [
            Region(0, y, width, 1)
            for y in range(height)
            if before[y + top : y + top + 1] != after[y + top : y + top + 1]
        ]
        if changed:
            self.refresh(*changed)

    def is_on_cursor(self, item: Item) -> bool:
        """Whether an item's line is to be drawn as the cursor's."""
        return item == self._cursor and self.has_focus

    def bar(self, style: Style) -> Segment:
        """The first cell of the cursor's line."""
        return Segment(glyphs().cursor_bar if self.palette.has_grounds else ">", style)

    # Moving

    def action_cursor_down(self) -> None:
        self._step(1)

    def action_cursor_up(self) -> None:
        self._step(-1)

    def action_first(self) -> None:
        self._scroll_by(-len(self._spots))
        self._jump(0)

    def action_last(self) -> None:
        self._scroll_by(len(self._spots))
        self._jump(-1)

    def _jump(self, place: int) -> None:
        items = self._on_lines()
        if items:
            self.set_cursor(items[place])

    def action_page_down(self) -> None:
        self._scroll_by(self.size.height)

    def action_page_up(self) -> None:
        self._scroll_by(-self.size.height)

    def action_open(self) -> None:
        """Opens what the cursor stands on."""
        if self._cursor is not None:
            self.post_message(self.Opened(self._cursor))

    def _step(self, by: int) -> None:
        items = self._on_lines()
        if not items:
            self._scroll_by(by)
            return
        if self._cursor in items:
            place = items.index(self._cursor) + by
            if place >= len(items):
                self._scroll_by(1)
            elif place < 0:
                self._scroll_by(-1)
        else:
            place = 0 if by > 0 else len(items) - 1
        self.set_cursor(items[max(0, min(place, len(items) - 1))])

    def _scroll_by(self, lines: int) -> None:
        top = max(0, min(self._top + lines, len(self.lines) - self.size.height))
        if top != self._top:
            self._top = top
            self.refresh()

    def _top_for_cursor(self, count: int) -> int:
        height = self.size.height
        top = max(0, min(self._top, count - height))
        lines = (line for line, spots in enumerate(self._spots) if self._cursor in _items(spots))
        line = next(lines, top) if self.has_focus else top
        if not top <= line < top + height:
            top = max(0, min(line - height // 2, count - height))
        return top

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.redraw()
        self.ensure_cursor()

    def ensure_cursor(self) -> None:
        """With the focus, the cursor stands on something if there is anything to stand on, and
        never on what is there no more."""
        if not self.has_focus or not self.size.width:
            return
        items = self._on_lines()
        if self._cursor not in items:
            self.set_cursor(self.first_cursor(items))

    def _on_lines(self) -> list[Item]:
        """The items of the lines as they are now."""
        _ = self.lines
        return list(dict.fromkeys(item for spots in self._spots for item in _items(spots)))

    def first_cursor(self, items: Sequence[Item]) -> Item | None:
        """Where the cursor goes when the pane gets the focus."""
        return items[0] if items else None

    def on_resize(self, _: events.Resize) -> None:
        self._lines = None
        self.ensure_cursor()
        self._top = self._top_for_cursor(len(self.lines))
        self.refresh()

    def palette_changed(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        for item in self._hit(self._buttons, event):
            self.press(item)
        for item in self._hit(self._spots, event):
            self.set_cursor(item)
            if event.chain == 2:
                self.action_open()

    def _hit(self, spots: Sequence[Sequence[Spot]], event: events.Click) -> list[Item]:
        line = event.y + self._top
        there = spots[line] if line < len(spots) else ()
        return [spot.item for spot in there if spot.start <= event.x < spot.end]

    def press(self, item: Item) -> None:
        """A button of the pane was clicked."""

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll_by(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll_by(-WHEEL_LINES)

    # Parts that panes are made of

    def line(
        self, left: Sequence[Part], width: int, right: Sequence[Part] = (), ground: str = "surface"
    ) -> PaneLine:
        """A line from the pane's left edge to its right edge."""
        fill = self.palette.style("text", ground)
        return PaneLine(to_line([(" " * LEFT, fill), *left], width, fill, right, self.margin))

    def standing_line(
        self, left: Sequence[Part], width: int, item: Item, right: Sequence[Part] = ()
    ) -> PaneLine:
        """A line one can stand on, drawn as the cursor's while one does."""
        if not self.is_on_cursor(item):
            return replace(self.line(left, width, right), item=item)
        fill = self.selected(self.palette.style("text"))
        bar = self.bar(self.selected(self.palette.style("accent")))
        parts = [(bar.text, bar.style or fill), (" " * (LEFT - 1), fill), *self._selected(left)]
        strip = to_line(parts, width, fill, self._selected(right), self.margin)
        return PaneLine(strip, item)

    def selected(self, style: Style) -> Style:
        """The style on the ground of what one stands on."""
        if not self.palette.has_grounds:
            return self.palette.reversed_bold if style.bold else self.palette.reversed
        return style + Style(bgcolor=self.palette.style("text", "selection").bgcolor)

    def _selected(self, parts: Sequence[Part]) -> list[Part]:
        return [(text, self.selected(style)) for text, style in parts]

    def blank(self, width: int) -> PaneLine:
        """An empty line."""
        return self.line([], width)

    def heading(self, title: str, width: int, aside: str = "") -> PaneLine:
        """A section's bold title with its aside in faint."""
        right = [(aside, self.palette.style("text-faint"))] if aside else []
        return self.line([(title, self.palette.style("text", bold=True))], width, right)

    def text(self, text: str, width: int, meaning: str = "text-muted") -> list[PaneLine]:
        """A text of several lines, wrapped."""
        room = max(4, min(WIDEST_TEXT, width - LEFT - self.margin))
        style = self.palette.style(meaning)
        return [self.line([(line, style)], width) for line in wrapped(text, room)]


def _items(spots: Sequence[Spot]) -> list[Item]:
    return [spot.item for spot in spots]


def _keep_same(after: list[Strip], before: Sequence[Strip]) -> None:
    """Lines that are as they were stay the same objects, also where there are more or fewer lines
    above them: a terminal can then be told to move them."""
    by = len(before) - len(after)
    for y, strip in enumerate(after):
        for was in {y, y + by}:
            if 0 <= was < len(before) and strip == before[was]:
                after[y] = before[was]
