"""Moving through a list of lines: actions and their keys, for any list that has a scene."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from cockpit_widgets.drawing.line_widget import WHEEL_LINES, LineWidget
from cockpit_widgets.drawing.takes_keys import TakesKeys
from cockpit_widgets.row_list.scene import Scene


class ListKeys(LineWidget, TakesKeys):
    """Navigation. The keys can be changed by their ids (`list.down` …)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "cursor_down", "Down", id="list.down", show=False),
        Binding("up,k", "cursor_up", "Up", id="list.up", show=False),
        Binding("home", "first", "Top", id="list.first", show=False),
        Binding("g", "first_chord", "Top", key_display="gg", id="list.first-chord", show=False),
        Binding("end,G", "last", "Bottom", id="list.last", show=False),
        Binding("pagedown", "page_down", "Page down", id="list.page-down", show=False),
        Binding("pageup", "page_up", "Page up", id="list.page-up", show=False),
        Binding("ctrl+d", "half_page_down", "Half page", id="list.half-page-down", show=False),
        Binding("ctrl+u", "half_page_up", "Half page", id="list.half-page-up", show=False),
    ]

    _is_chord_begun = False

    @property
    def aim(self) -> Scene:
        """What is shown, or what will be once its rows have come."""
        raise NotImplementedError

    def go(self, scene: Scene) -> None:
        """Shows a scene now or when its rows have come."""
        raise NotImplementedError

    def action_cursor_down(self) -> None:
        self.go(self.aim.moved_to(self.aim.cursor + 1))

    def action_cursor_up(self) -> None:
        self.go(self.aim.moved_to(self.aim.cursor - 1))

    def action_first(self) -> None:
        self.go(self.aim.moved_to(0))

    def action_last(self) -> None:
        self.go(self.aim.moved_to(self.aim.lines.total - 1))

    def action_page_down(self) -> None:
        self.go(self.aim.paged_by(self.aim.height))

    def action_page_up(self) -> None:
        self.go(self.aim.paged_by(-self.aim.height))

    def action_half_page_down(self) -> None:
        self.go(self.aim.paged_by(max(1, self.aim.height // 2)))

    def action_half_page_up(self) -> None:
        self.go(self.aim.paged_by(-max(1, self.aim.height // 2)))

    def action_first_chord(self) -> None:
        """The first `g` waits for the second, which goes to the top."""
        self._is_chord_begun = not self._is_chord_begun
        if not self._is_chord_begun:
            self.action_first()

    def take(self, event: events.Key) -> bool:
        """Does what one of its own keys is for; False for any other key."""
        if event.key != "g":
            self._is_chord_begun = False
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            getattr(self, f"action_{binding.action}")()
            return True
        return False

    def on_key(self, event: events.Key) -> None:
        if self.take(event):
            event.stop()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.go(self.aim.scrolled_by(WHEEL_LINES))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.go(self.aim.scrolled_by(-WHEEL_LINES))
