"""How far the first reading of an org is, for whoever waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from cockpit_sync.objects.streams import Stream
from cockpit_tui.domain.rows.mirror import FirstReading

TOLD_EVERY_SECONDS = 1.0
"""A counter that changes more often is not read, and costs a repaint each time."""
NAMES = {
    "User": "users",
    "Account": "customers",
    "Contact": "contacts",
    "Opportunity": "opportunities",
    "Case": "cases",
    "Event": "events",
    "Task": "tasks",
}

Tell = Callable[[FirstReading | None], None]


class Progress:
    """Counts rows of the objects that are read for the first time; tells once a second, and once
    more when it is over. Without a listener it does nothing."""

    def __init__(
        self,
        tell: Tell | None,
        streams: Sequence[Stream],
        totals: Mapping[str, int],
        time_of: Callable[[], float] = time.monotonic,
    ) -> None:
        self._time_of = time_of
        self._tell = tell
        self._places = {stream.sobject: place for place, stream in enumerate(streams, 1)}
        self._totals = totals
        self._done = dict.fromkeys(self._places, 0)
        self._told_at: float | None = None

    def add(self, sobject: str, rows: int) -> None:
        """So many rows more were written."""
        if self._tell is None or sobject not in self._places:
            return
        self._done[sobject] += rows
        now = self._time_of()
        if self._told_at is not None and now - self._told_at < TOLD_EVERY_SECONDS:
            return
        self._told_at = now
        # Rows that came into being meanwhile are read as well.
        total = self._totals.get(sobject, 0)
        done = min(self._done[sobject], total) if total else self._done[sobject]
        name = NAMES.get(sobject, sobject)
        self._tell(FirstReading(name, done, total, self._places[sobject], len(self._places)))

    def end(self) -> None:
        """Everything is read, or the reading broke off."""
        if self._tell is not None and self._told_at is not None:
            self._tell(None)
