"""The first run's choices, a whole screen of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import Part, text_width, to_line, wrapped

BLOCK = 66
"""Cells of the centred block of text; the selection reaches two further on each side."""


class NoticeChoice(Struct, frozen=True):
    """One way to go on, taken by its key."""

    key: str
    title: str
    text: str
    aside: str = ""


class Notice(LineWidget, can_focus=True):
    """A title, a sentence and the ways to go on, in a block of 66 cells; one has the cursor."""

    DEFAULT_CSS = "Notice { height: 1fr; background: $surface; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", id="notice.down", show=False),
        Binding("up,k", "move(-1)", "Up", id="notice.up", show=False),
        Binding("enter", "take", "Choose", id="notice.take", show=False),
    ]

    class Taken(Message):
        """A choice was made."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._title = ""
        self._text = ""
        self._choices: tuple[NoticeChoice, ...] = ()
        self._keys: tuple[tuple[str, str], ...] = ()
        self._foot = ""
        self._cursor = 0
        self._rows: list[int | None] = []

    def show(
        self,
        title: str,
        text: str,
        choices: Sequence[NoticeChoice],
        *,
        keys: Sequence[tuple[str, str]] = (),
        foot: str = "",
    ) -> None:
        """Shows a block; the cursor stands on the first choice."""
        self._title, self._text, self._foot = title, text, foot
        self._choices, self._keys = tuple(choices), tuple(keys)
        self._cursor = 0
        self.redraw()

    def update(self, choices: Sequence[NoticeChoice]) -> None:
        """The same choices with other words; the cursor stays."""
        self._choices = tuple(choices)
        self.redraw()

    @property
    def cursor(self) -> str | None:
        """The key of the choice under the cursor."""
        return self._choices[self._cursor].key if self._choices else None

    def go_to(self, key: str | None) -> bool:
        """Puts the cursor on the choice of that key; False where none has it."""
        for place, choice in enumerate(self._choices):
            if choice.key == key:
                self.action_move(place - self._cursor)
                return True
        return False

    def action_move(self, by: int) -> None:
        self._cursor = max(0, min(self._cursor + by, len(self._choices) - 1))
        self.redraw()

    def action_take(self) -> None:
        if self.cursor is not None:
            self.post_message(self.Taken(self.cursor))

    def on_key(self, event: events.Key) -> None:
        for choice in self._choices:
            if event.character == choice.key:
                event.stop()
                self.post_message(self.Taken(choice.key))

    def on_click(self, event: events.Click) -> None:
        place = self._rows[event.y] if event.y < len(self._rows) else None
        if place is not None:
            self._cursor = place
            self.action_take()

    def on_resize(self, _: events.Resize) -> None:
        self.redraw()

    def build_lines(self, width: int) -> list[Strip]:
        style = self.palette.style
        block = max(8, min(BLOCK, width - 4))
        body: list[tuple[Strip, int | None]] = []

        def add(left: Sequence[Part]) -> None:
            body.append((self._centred(left, width, block, "surface"), None))

        add([(self._title, style("text", bold=True))])
        for words in wrapped(self._text, block):
            add([(words, style("text-muted"))])
        add([])
        for place in range(len(self._choices)):
            add([])
            body += [(strip, place) for strip in self._choice(place, width, block)]
        if self._keys:
            add([])
            add([])
            add(self._key_parts())
        if self._foot:
            add([])
            for words in wrapped(self._foot, block):
                add([(words, style("text-faint"))])
        top = max(0, (self.size.height - len(body)) // 2 - 1)
        self._rows = [*([None] * top), *(place for _, place in body)]
        return [self.blank_line()] * top + [strip for strip, _ in body]

    def _key_parts(self) -> list[Part]:
        style = self.palette.style
        parts: list[Part] = []
        for key, label in self._keys:
            gap = "   " if parts else ""
            for place, word in enumerate(key.split(" or ")):
                if place:
                    parts.append((" or ", style("text-muted")))
                parts.append((word if place else gap + word, style("text", bold=True)))
            parts.append((f" {label}", style("text-muted")))
        return parts

    def _choice(self, place: int, width: int, block: int) -> list[Strip]:
        choice, palette = self._choices[place], self.palette
        is_cursor = place == self._cursor
        ground = "selection" if is_cursor else "surface"
        key_style = palette.style("accent" if is_cursor else "text-muted", ground, bold=True)
        head: list[Part] = [
            (f"{choice.key}  ", key_style),
            (choice.title, palette.style("text", ground, bold=True)),
        ]
        muted = palette.style("text-muted", ground)
        aside = [(choice.aside, muted)] if choice.aside else []
        lines = [self._centred(head, width, block, ground, aside)]
        texts = wrapped(choice.text, block - 3)
        return lines + [
            self._centred([("   ", muted), (words, muted)], width, block, ground) for words in texts
        ]

    def _centred(
        self,
        left: Sequence[Part],
        width: int,
        block: int,
        ground: str,
        right: Sequence[Part] = (),
    ) -> Strip:
        """A line of the block, with the cursor's ground two cells further on each side."""
        palette = self.palette
        around = palette.style("text")
        fill = palette.style("text", ground)
        margin = max(0, (width - block) // 2)
        is_cursor = ground == "selection"
        bar = (glyphs().cursor_bar if palette.has_grounds else ">") if is_cursor else " "
        parts: list[Part] = [
            (" " * (margin - 2), around),
            (bar, palette.style("accent", ground)),
            (" ", fill),
            *left,
        ]
        used = text_width(parts)
        gap = margin + block - used - text_width(right)
        if gap >= 0:
            parts += [(" " * gap, fill), *right, ("  ", fill)]
        return to_line(parts, width, around)
