"""The bottom line: the keys that work here."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.strip import Strip

from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.printable import cell_width
from cockpit_widgets.drawing.signs import glyphs, key_for, typed_keys
from cockpit_widgets.drawing.spans import Part, text_width, to_line

Key = tuple[str, str]
"""A key as it is typed, and what it does."""


class KeyFooter(LineWidget):
    """As many keys as fit, in the order given; help is always last."""

    DEFAULT_CSS = "KeyFooter { height: 1; background: $panel; }"
    GROUND = "panel"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keys: tuple[Key, ...] = ()
        self._typing_keys: tuple[Key, ...] = ()
        self._typing_help = ""
        self._marked = 0
        self._aside = ""
        self._refused: frozenset[str] = frozenset()
        self._ends: list[tuple[int, str]] = []
        """Column after each key and its label, and the key."""

    class Pressed(Message):
        """A key was clicked; it is named as it is typed."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def show(
        self,
        keys: Sequence[Key],
        *,
        marked: int = 0,
        aside: str = "",
        refused: frozenset[str] = frozenset(),
    ) -> None:
        """Shows keys, verbs first; those in `refused` are faint and `aside` says why."""
        self._keys, self._marked, self._aside = tuple(keys), marked, aside
        self._refused = refused
        self.redraw()

    def show_typing(self, keys: Sequence[Key], help_key: str = "") -> None:
        """While a line is typed at, its keys stand in place of the others; none: it is over.
        `help_key` is the one of the help that is no letter there; empty where it has none."""
        self._typing_keys, self._typing_help = tuple(keys), help_key
        self.redraw()

    def build_lines(self, width: int) -> list[Strip]:
        style = self.palette.style
        muted, blank = style("text-muted", "panel"), style("text", "panel")
        is_typing = bool(self._typing_keys)
        help_key = self._typing_help if is_typing else key_for("help", "?")
        right: list[Part] = [(f"{help_key} help", muted)] if help_key else []
        if self._aside and not is_typing:
            right = [(self._aside, muted), ("   ", blank), *right]
        left: list[Part] = [(" ", blank)]
        if self._marked:
            bold = style("mark", "panel", bold=True)
            left += [
                (f"{glyphs().marked} ", style("mark", "panel")),
                (f"{self._marked:,} marked", bold),
                ("   ", blank),
            ]
        used = text_width(left) + text_width(right) + 2
        self._ends = [(text_width(left), "")]
        for place, (key, label) in enumerate(self._typing_keys or self._keys):
            gap = "  " if place else ""
            used += cell_width(gap) + cell_width(key) + 1 + cell_width(label)
            if used > width:
                break
            is_refused = key in self._refused and not is_typing
            key_style = style("text-faint" if is_refused else "text", "panel", bold=not is_refused)
            label_style = style("text-faint" if is_refused else "text-muted", "panel")
            left += [(gap, blank), (typed_keys(key), key_style), (f" {label}", label_style)]
            self._ends.append((text_width(left), key))
        self._ends += [(width - text_width(right) - 1, ""), (width, help_key)]
        return [to_line(left, width, blank, right, margin=1)]

    def on_click(self, event: events.Click) -> None:
        key = next((key for end, key in self._ends if event.x < end), "")
        if key and self._typing_keys:
            self.app.simulate_key("escape" if key == "Esc" else key.lower())
        elif key:
            self.post_message(self.Pressed(key))
