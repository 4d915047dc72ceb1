"""A pause after Salesforce's daily calls were used up; it outlives the process and holds for every
process of the workspace, since all of them spend the same calls (salesforce-sync 4.8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cockpit_sync.report import CycleError
from cockpit_sync.salesforce.errors import FailureKind
from cockpit_tui.store import workspace
from cockpit_tui.store.engine import Store

PAUSE = timedelta(hours=1)
"""Then one call is tried: Salesforce's day is a rolling window."""
FACT = "mirror_paused_until"


class Breaker:
    """Open, no call is made but one that a person asks for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_set: bool | None = None
        """Whether the pause was noted when it was last looked at; None when nobody looked."""

    def open_until(self, now: datetime) -> datetime | None:
        """When calls may be made again; None: now. A clock that was set back does not lengthen
        the pause."""
        with self._store.read() as connection:
            text = workspace.fact(connection, FACT)
        self._is_set = bool(text)
        until = datetime.fromisoformat(text) if text else None
        return until if until is not None and now < until <= now + PAUSE else None

    def trip(self, now: datetime) -> None:
        """No calls for a while."""
        self._set((now + PAUSE).isoformat())

    def close(self) -> None:
        """A cycle came through: calls are made again."""
        if self._is_set is None:
            with self._store.read() as connection:
                self._is_set = bool(workspace.fact(connection, FACT))
        if self._is_set:
            self._set("")
        self._is_set = None

    def _set(self, text: str) -> None:
        with self._store.write() as connection:
            workspace.set_fact(connection, FACT, text)


def pausing(until: datetime) -> CycleError:
    """What a cycle says that made no call."""
    return CycleError(
        FailureKind.BUDGET.value,
        "CALLS_USED_UP",
        f"The org's API calls of today are used up. The next try is at {until.astimezone():%H:%M}; "
        "“sync now” tries at once. Edits are kept.",
    )
