"""How far a verb on many CTAs has come: said while it runs, and cancelled by Esc."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from cockpit_tui.services.progress import Progress, followed
from cockpit_widgets.drawing.list_message import to_bar

if TYPE_CHECKING:
    from textual.timer import Timer

    from cockpit_tui.screens.base.telling import TellingScreen

Result = TypeVar("Result")
BULK_FROM = 100
"""Fewer are done before anybody could press a key."""
SHOWN_EVERY_SECONDS = 0.2
BAR_CELLS = 12


class BulkWatch:
    """At most one verb on many runs at a time; the screen stays free meanwhile."""

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._timer: Timer | None = None

    @property
    def is_running(self) -> bool:
        return self._progress is not None

    def begin(
        self, work: Callable[[], Result], total: int, where: Callable[[], TellingScreen]
    ) -> Callable[[], Result]:
        """The work as it is to be done, followed where it is on many records.

        `where` is the screen that tells how far it is: another one, once that was left.
        """
        if total < BULK_FROM:
            return work
        progress = self._progress = Progress(total)
        self._timer = where().app.set_interval(SHOWN_EVERY_SECONDS, lambda: self.show(where()))

        def watched() -> Result:
            with followed(progress):
                return work()

        return watched

    def end(self) -> None:
        """It is through, or taken back."""
        if self._timer is not None:
            self._timer.stop()
        self._progress = self._timer = None

    def cancel(self) -> bool:
        """Asks for the end; everything is taken back. False where nothing runs."""
        if self._progress is None:
            return False
        self._progress.cancel()
        return True

    def show(self, screen: TellingScreen) -> None:
        """Says there how far it is."""
        progress = self._progress
        if progress is None:
            return
        if progress.is_cancelled:
            screen.tell_news("Taking it back …")
        elif progress.done >= progress.total:
            screen.tell_news(f"Writing {progress.total:,} down …  Esc takes it back")
        else:
            bar = "".join(to_bar(progress.done, progress.total, BAR_CELLS))
            counts = f"{progress.done:,} of {progress.total:,}"
            screen.tell_news(f"Changing {counts} {bar}  Esc takes it back")
