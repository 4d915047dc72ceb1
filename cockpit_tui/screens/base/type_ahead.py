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
from textual.dom import DOMNode
from textual.widget import Widget

from cockpit_tui.screens.base.command_screen import CommandScreen
from cockpit_widgets.drawing.takes_keys import TakesKeys

if TYPE_CHECKING:
    from textual.screen import Screen

    from cockpit_tui.screens.base.refused_words import RefusedWords

PATIENCE_SECONDS = 4.0
"""After that a key is what it says, such as `q` while a database does not answer."""
ROUNDS_OF_FIELDS = 2
"""A key in a field causes a message, which causes another: Enter, submitted, filter applied."""
MOST_KEYS = 200
"""More than anybody types ahead; a paste into nothing is not worth keeping."""


class TypeAhead:
    """One key at a time, for the whole program."""

    def __init__(self, screen: Screen[None]) -> None:
        self._app_of = screen
        self._kept: deque[events.Key] = deque()
        self._deferred: str | None = None
        self._is_hopeless = False
        self._verbs = 0
        self._handled: events.Key | None = None
        self._opening: Widget | None = None
        self._replayed: events.Key | None = None
        self._impatient: events.Key | None = None
        """One that waits for nothing: those before it waited too long."""
        self._is_leaving_filter = False
        self._followed_at = 0.0
        self._refused: RefusedWords | None = None
        """What the last verb was to be told, where it was refused."""

    def keeps(self, event: events.Key) -> bool:
        """True when the key is kept for later: it, or one before it, has to wait."""
        if event is self._replayed:
            self._replayed = None
            return False
        if self._belongs_to_refused(event):
            return True
        if self._kept and event.time - self._kept[0].time > PATIENCE_SECONDS:
            self._kept.clear()
            self._impatient = event
            if (top := self._top) is not None:
                top.stay()
            return False
        if not self._kept and self._replayed is None and not self._is_waiting:
            return False
        if len(self._kept) < MOST_KEYS:
            self._kept.append(event)
        return True

    def hands(self, event: events.Key, target: DOMNode) -> bool:
        """True when the widget with the focus took the key at once; the next one may come."""
        is_taken = isinstance(target, TakesKeys) and target.take(event)
        if is_taken:
            self.replay()
        return is_taken

    def awaits_row(self, event: events.Key) -> bool:
        """True when the key, which moves nothing, is kept until the row is there that the cursor
        is on its way to: it is meant for that one."""
        top = self._top
        moving = None if top is None else top.moving
        if moving is None or event is self._impatient:
            return False
        self._kept.appendleft(event)
        moving.tell_arrival()
        return True

    def follow(self, event: events.Key, target: DOMNode) -> None:
        """Later keys wait until this one has come up from `target` to the app, or was used."""
        self._handled = event
        self._followed_at = event.time
        top = self._top
        self._is_leaving_filter = top is not None and top.is_editing_filter
        is_plain = top is not None and any(target is plain for plain in top.plain_widgets)
        # What holds a field outlives it: Enter takes the field away.
        begin = (target, target.parent or target)
        self._climb(event, target, [] if is_plain else [begin] * ROUNDS_OF_FIELDS)

    def opening(self, node: Widget) -> None:
        """Later keys wait until a screen or pane that was just opened can take them."""
        self._opening = node
        node.call_after_refresh(self._opened, node)

    def replay(self) -> None:
        """To be called when a reason to wait may have ended; gives back the next key."""
        if self._kept and self._replayed is None and not self._is_waiting:
            # The same event, not a copy: one made here would not come up past whoever calls.
            self._replayed = self._kept.popleft()
            self._app_of.app.post_message(self._replayed)

    # What keys wait for

    def begin(self) -> None:
        """A verb has begun: later keys wait for its question, or for its end."""
        self._verbs += 1

    def end(self) -> None:
        """A verb has nothing more to ask."""
        self._verbs -= 1
        self.replay()

    def refuse(self) -> None:
        """A verb could not ask its question: the words typed with it in one go are no keys."""
        from cockpit_tui.screens.base.refused_words import RefusedWords

        self._refused = RefusedWords(self._followed_at)
        while self._kept and self._belongs_to_refused(self._kept[0]):
            self._kept.popleft()

    def left_filter(self) -> None:
        """The filter line was left, and the list has the focus."""
        self._is_leaving_filter = False
        self.replay()

    def defer(self, command_id: str) -> None:
        """A command that needs the store came before it: it is run once the store is open."""
        if not self._is_hopeless:
            self._deferred = command_id

    def run_deferred(self, run: Callable[[str], None]) -> None:
        """The store is open."""
        deferred, self._deferred = self._deferred, None
        if deferred is not None:
            run(deferred)
        self.replay()

    def forget(self) -> None:
        """The store cannot be opened: what was typed is dropped, and nothing waits for it."""
        self._is_hopeless = True
        self._deferred = None
        self._kept.clear()

    @property
    def is_busy(self) -> bool:
        """Whether a key is being handled or kept; tests settle on it."""
        return bool(self._kept) or self._replayed is not None or self._is_waiting

    def _belongs_to_refused(self, event: events.Key) -> bool:
        if self._refused is not None and self._refused.take(event):
            return True
        self._refused = None
        return False

    @property
    def _is_waiting(self) -> bool:
        if self._handled is not None or self._deferred is not None or self._is_leaving_filter:
            return True
        if self._opening is not None and self._opening.screen in self._app_of.app.screen_stack:
            return True
        top = self._top
        if top is None:
            return False
        # A terminal hands over what was typed at once, and the first screen has no parts yet.
        return not top.is_mounted or self._verbs > 0 or top.is_behind

    @property
    def _top(self) -> CommandScreen | None:
        """The screen that has the keys; None while a dialog has them."""
        screen = self._app_of.app.screen
        return screen if isinstance(screen, CommandScreen) else None

    def _climb(
        self, event: events.Key, node: DOMNode, rounds: list[tuple[DOMNode, DOMNode]]
    ) -> None:
        """Follows the key on its way: a node that calls back has handled it or passed it on.

        `rounds` is where to begin again, so as to come after the messages that it caused.
        """
        is_at_the_app = node is self._app_of.app
        if event._stop_propagation and not is_at_the_app and not rounds:
            # It was used. On the last step it is stopped as well, by Textual, and yet arrives.
            self._end(event)
        elif not is_at_the_app and node.parent is not None:
            if not node.call_later(self._climb, event, node.parent, rounds):
                self._end(event)
        elif rounds:
            node.call_later(self._begin_again, event, rounds)
        else:
            node.call_later(self._end, event)

    def _begin_again(self, event: events.Key, rounds: list[tuple[DOMNode, DOMNode]]) -> None:
        for node in rounds[0]:
            if node.parent is not None and node.call_later(
                self._climb, event, node.parent, rounds[1:]
            ):
                return
        self._end(event)

    def _end(self, event: events.Key) -> None:
        if self._handled is not event:
            return
        self._handled = None
        top = self._top
        if top is None or top.is_editing_filter:
            # Still in it, or in a dialog over it.
            self._is_leaving_filter = False
        self.replay()

    def _opened(self, node: Widget) -> None:
        if self._opening is node:
            self._opening = None
            self.replay()
