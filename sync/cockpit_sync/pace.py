"""How long the mirror sleeps (decision 15); pure."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from cockpit_sync.salesforce.calls import ApiUsage

LOOPBACK_SECONDS = 2.0
LOOPBACK_RESTING_SECONDS = 10.0
"""Nobody is at the keys: what the demo's colleague does need not be seen at once."""
LOOPBACK_RESTING_AFTER_SECONDS = 60.0
ACTIVE_SECONDS = 15.0
ORDINARY_SECONDS = 60.0
IDLE_SECONDS = 300.0
IDLE_AFTER_SECONDS = 600.0
"""Nobody looked at a mirrored view or edited anything for this long."""
DEBOUNCE_SECONDS = 1.0
"""After an edit, so that typing on makes one call of several edits."""
LOOPBACK_DEBOUNCE_SECONDS = 0.3
THRIFTY_SHARE = 0.8
THRIFTY_FACTOR = 4
OWN_THRIFTY_SHARE = 0.6
"""Of our own daily cap: what is left has to last until the evening."""
LONGEST_BACKOFF_SECONDS = 300.0
SIGNED_OUT_SECONDS = 300.0
"""An ended session needs a person; asking again sooner helps nobody."""


def poll_seconds(
    *,
    is_loopback: bool,
    is_active: bool,
    seconds_quiet: float,
    usage: ApiUsage | None,
    own_share: float = 0.0,
) -> float:
    """Seconds until the next reading; four times as many when the org's budget, or our own, runs
    short."""
    if is_loopback:
        is_resting = not is_active and seconds_quiet >= LOOPBACK_RESTING_AFTER_SECONDS
        seconds = LOOPBACK_RESTING_SECONDS if is_resting else LOOPBACK_SECONDS
    elif is_active:
        seconds = ACTIVE_SECONDS
    else:
        seconds = IDLE_SECONDS if seconds_quiet >= IDLE_AFTER_SECONDS else ORDINARY_SECONDS
    is_short = own_share > OWN_THRIFTY_SHARE or (usage is not None and usage.share > THRIFTY_SHARE)
    return seconds * THRIFTY_FACTOR if is_short else seconds


@dataclass(slots=True)
class Backoff:
    """Full jitter: anything between nothing and a bound that doubles with each failure."""

    dice: random.Random = field(default_factory=random.Random)
    failures: int = 0

    def failed(self) -> float:
        """Seconds to wait after one more failure."""
        bound = min(LONGEST_BACKOFF_SECONDS, 2.0**self.failures)
        self.failures = min(self.failures + 1, 16)
        return self.dice.uniform(0.1, bound)

    def succeeded(self) -> None:
        self.failures = 0
