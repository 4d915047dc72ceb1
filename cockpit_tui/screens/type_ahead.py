"""Keys that were typed before the program was ready for them.

Over a slow line keys come in bursts: `c` and the `s` that answers its question arrive together,
before the question is on the screen. Each key is handled to its end before the next one begins,
and waits while what it is meant for is still coming: none is lost, none goes to another widget.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.message_pump import MessagePump
from textual.screen import Screen

if TYPE_CHECKING:
    from textual.app import App

MOST_KEYS = 200
"""More than anybody types ahead; a paste into nothing is not worth keeping."""


class TypeAhead:
    """One key at a time; `is_held` says whether something that takes keys is on its way."""

    def __init__(self, app: App[None], is_held: Callable[[], bool]) -> None:
        self._app = app
        self._is_held = is_held
        self._kept: deque[events.Key] = deque()
        self._handled: events.Key | None = None
        self._opening: Screen[object] | None = None
        self._is_replaying = False

    def keeps(self, event: events.Key) -> bool:
        """True when the key is kept for later: it, or one before it, has to wait."""
        if self._is_replaying:
            self._is_replaying = False
            return False
        if not self._kept and not self._is_waiting:
            return False
        if len(self._kept) < MOST_KEYS:
            self._kept.append(event)
        return True

    def follow(self, event: events.Key, target: MessagePump) -> None:
        """Later keys wait until this one has come up from `target` to the app, or was used."""
        self._handled = event
        self._climb(event, target)

    def opening(self, screen: Screen[object]) -> None:
        """Later keys wait until a screen that was just pushed has its focus."""
        self._opening = screen
        screen.call_after_refresh(self._opened, screen)

    def replay(self) -> None:
        """To be called when a reason to wait may have ended; gives back the next key."""
        if self._kept and not self._is_replaying and not self._is_waiting:
            kept = self._kept.popleft()
            self._is_replaying = True
            self._app.post_message(events.Key(kept.key, kept.character))

    def forget(self) -> None:
        """Drops what was typed."""
        self._kept.clear()

    @property
    def _is_waiting(self) -> bool:
        is_opening = self._opening is not None and self._opening in self._app.screen_stack
        return self._handled is not None or is_opening or self._is_held()

    def _climb(self, event: events.Key, node: MessagePump) -> None:
        """Follows the key on its way: a node that calls back has handled it or passed it on."""
        parent = node._parent
        is_top = node is self._app or parent is None
        if is_top or not node.call_later(self._climb, event, parent):
            self._end(event)

    def _end(self, event: events.Key) -> None:
        if self._handled is event:
            self._handled = None
            self.replay()

    def _opened(self, screen: Screen[object]) -> None:
        if self._opening is screen:
            self._opening = None
            self.replay()
