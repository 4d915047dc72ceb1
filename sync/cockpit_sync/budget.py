"""How many calls we may make: our own daily cap, a reserve in it for what people typed, and the
org's count, which others share (decision 15, salesforce-sync 4.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cockpit_sync.report import CycleError
from cockpit_sync.salesforce.api import Api
from cockpit_sync.salesforce.errors import FailureKind
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import mirror_state

SHARE_OF_ORG = 0.05
MOST_A_DAY = 10_000
RESERVE = 0.2
"""Of our cap: kept for sending what people typed."""
PUSH_ONLY_SHARE = 0.95
"""Of the org's calls: above it nothing is read any more, so that edits still get through."""
DAY = timedelta(hours=24)


def cap_reached(cap: int) -> CycleError:
    """What a cycle says that may not send any more."""
    return CycleError(
        FailureKind.BUDGET.value,
        "OUR_DAILY_CAP",
        f"The cockpit made its {cap:,} calls of today. Edits are kept and sent when the day has "
        "passed, or with a higher sync.daily_calls.",
        "budget",
    )


def reading_pauses() -> CycleError:
    """What a cycle says that keeps the last calls for edits."""
    return CycleError(
        FailureKind.BUDGET.value,
        "READING_PAUSES",
        "Few API calls are left today, so only edits are sent; Salesforce is read again later.",
        "budget",
    )


@dataclass(slots=True)
class Budget:
    """What is left, asked before each cycle; one thread uses it."""

    store: Store
    api: Api
    is_unlimited: bool
    """A sandbox on this machine: its calls cost nobody anything."""
    daily_calls: int = 0
    _counted_at: datetime | None = None
    _counted: int = 0
    _calls_then: int = 0

    @property
    def cap(self) -> int | None:
        """The most calls of ours in 24 hours; None while the org's limit is not known."""
        if self.is_unlimited:
            return None
        if self.daily_calls > 0:
            return self.daily_calls
        usage = self.api.usage
        return None if usage is None else min(int(usage.limit * SHARE_OF_ORG), MOST_A_DAY)

    def spent(self, now: datetime) -> int:
        """Our calls in the last 24 hours, all processes of this workspace together."""
        is_old = self._counted_at is None or now - self._counted_at >= timedelta(minutes=5)
        if is_old or now < (self._counted_at or now):
            with self.store.read() as connection:
                self._counted = mirror_state.calls_since(connection, now - DAY)
            self._counted_at, self._calls_then = now, self.api.written_calls
        return self._counted + self.api.calls - self._calls_then

    def share(self, now: datetime) -> float:
        """Of our own cap, 0 to 1 and above."""
        cap = self.cap
        return self.spent(now) / cap if cap else 0.0

    def may_read(self, now: datetime) -> bool:
        """False when what is left belongs to what people typed."""
        usage = self.api.usage
        if usage is not None and usage.share >= PUSH_ONLY_SHARE:
            return False
        return self.share(now) < 1 - RESERVE

    def may_send(self, now: datetime) -> bool:
        """False when our cap is used up."""
        return self.share(now) < 1
