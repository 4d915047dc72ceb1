"""What time does to the cockpit: ages grow, days end, and people leave their desks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cockpit_tui.domain.days.clock import Clock
    from cockpit_tui.screens.cockpit.screen import CockpitScreen
    from cockpit_tui.services.new_day import NewDay

AGES_SECONDS = 10.0
IDLE_SECONDS = 300.0
"""Without a key for that long nobody is taken to be working here (decision 15)."""


class Hours:
    """Looks at the clock now and then."""

    def __init__(self, screen: CockpitScreen, clock: Clock) -> None:
        self._screen = screen
        self._clock = clock
        self._today = clock.today()
        self._active_at = time.monotonic()

    def begin(self) -> None:
        """From now on, as long as the screen is there."""
        self._screen.set_interval(AGES_SECONDS, self._look)

    def note_work(self) -> None:
        """Somebody is at the keys."""
        self._active_at = time.monotonic()

    def _look(self) -> None:
        """Ages in the header; the dates when the day has changed; and whether anybody is here."""
        screen = self._screen
        screen.refresh_ages()
        if self._clock.today() != self._today:
            self._today = self._clock.today()
            self._begin_day()
        if screen.program is not None and screen.program.mirror is not None:
            idle = time.monotonic() - self._active_at
            screen.program.mirror.set_active(idle < IDLE_SECONDS)

    def _begin_day(self) -> None:
        """Midnight passed: sleepers wake, dates are written anew, the view is read again."""
        screen = self._screen
        screen.cta_list.show_today(self._today)
        screen.view.show_columns()
        if screen.reader is not None and screen.program is not None:
            screen.reader.slow.run(screen.program.session.begin_day, self._show_day)

    def _show_day(self, day: NewDay) -> None:
        self._screen.view.load(is_new_view=False)
        self.tell(day)

    def tell(self, day: NewDay) -> None:
        """What came by itself, where anything did."""
        if day.words:
            self._screen.tell_news(day.words)
