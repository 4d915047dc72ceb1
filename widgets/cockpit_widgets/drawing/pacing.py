"""When a screen is painted: as soon as what changed is known, and no oftener than is seen.

Textual paints at the beats of a timer of 60 a second. After a picture the next one waits for up to
two beats, 33 ms, also when nothing more is to come: what a key echoed holds up what it found. It
hangs on two private names of Textual 8.2, `Screen._update_timer` and `_on_timer_update`.
"""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

from textual.await_remove import AwaitRemove
from textual.screen import Screen

from cockpit_widgets.drawing.known_handlers import KnowsHandlers

R = TypeVar("R")
FRAME_SECONDS = 1 / 240
"""At least so long from one picture to the next: a flood of changes is not painted one by one."""


class _Pace:
    """In place of Textual's timer, which is resumed to be painted, and paused by each painting."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._loop = asyncio.get_running_loop()
        self._painted_at = -FRAME_SECONDS
        self._due: asyncio.TimerHandle | None = None

    def resume(self) -> None:
        """Something has changed and the screen has nothing else to do."""
        if self._due is not None:
            return
        wait = self._painted_at + FRAME_SECONDS - self._loop.time()
        if wait > 0:
            self._due = self._loop.call_later(wait, self._paint_late)
        else:
            self._screen._on_timer_update()

    def _paint_late(self) -> None:
        self._due = None
        self._screen.call_next(self._screen._on_timer_update)

    def pause(self) -> None:
        """A painting begins."""
        self._painted_at = self._loop.time()
        if self._due is not None:
            self._due.cancel()
            self._due = None


class PacedScreen(KnowsHandlers, Screen[R]):
    """A screen that is painted at once when its last picture is a frame old.

    Once it was left nothing of it is in sight, so that what is has not to be laid out anew.
    """

    _pace: _Pace | None = None

    @property
    def _update_timer(self) -> _Pace:  # type: ignore[override]  # what Textual asks of its own
        if self._pace is None:
            self._pace = _Pace(self)
        return self._pace

    def remove(self) -> AwaitRemove:
        """Takes it apart, without the two layouts of the whole app that Textual makes after, and
        without telling its widgets that the focus has gone."""
        self.focused = None
        return self.app._prune(self, parent=None)
