"""How many API calls were made in the last 24 hours."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from msgspec import Struct

from cockpit_sandbox.clock import Clock
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.storage import Storage

WINDOW_HOURS = 24
"""Salesforce: the daily limit is a rolling window."""
DAILY_CALLS = 100_000
"""Salesforce: the base of an Enterprise org."""
REQUESTS_KEPT = 10_000
_SETTING = "api_calls"


class ApiRequest(Struct, frozen=True):
    """One call, as the org's own log has it; status 0 when its work was put off."""

    method: str
    path: str
    status: int
    user_id: str


@dataclass
class UsageMeter:
    """Counts calls by the hour and forgets them after a day."""

    clock: Clock
    maximum: int = DAILY_CALLS
    total: int = 0
    """All calls since the org was opened, whatever the window."""
    requests: deque[ApiRequest] = field(default_factory=lambda: deque(maxlen=REQUESTS_KEPT))
    """The latest calls, oldest first."""
    others: int = 0
    """Calls of other integrations, which a simulation adds."""
    _hours: deque[tuple[int, int]] = field(default_factory=deque)

    def count(self) -> None:
        """Note one call; raises 403 REQUEST_LIMIT_EXCEEDED once the day's calls are used up."""
        hour = int(self.clock.now().timestamp()) // 3_600
        if self.used() >= self.maximum:
            raise ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        self.total += 1
        if self._hours and self._hours[-1][0] == hour:
            self._hours[-1] = (hour, self._hours[-1][1] + 1)
        else:
            self._hours.append((hour, 1))

    def note(self, method: str, path: str, status: int, user_id: str) -> None:
        """Keep what a call was and how it ended."""
        self.requests.append(ApiRequest(method, path, status, user_id))

    def used(self) -> int:
        """Calls within the window."""
        oldest = int(self.clock.now().timestamp()) // 3_600 - WINDOW_HOURS
        while self._hours and self._hours[0][0] <= oldest:
            self._hours.popleft()
        return sum(count for _, count in self._hours) + self.others

    def header(self) -> str:
        """The value of Sforce-Limit-Info."""
        return f"api-usage={self.used()}/{self.maximum}"

    def load(self, storage: Storage) -> None:
        """Take over the counts of an earlier run."""
        for entry in (storage.setting(_SETTING) or "").split():
            hour, _, count = entry.partition(":")
            self._hours.append((int(hour), int(count)))

    def save(self, storage: Storage) -> None:
        """Leave the counts for the next run."""
        storage.remember(_SETTING, " ".join(f"{hour}:{count}" for hour, count in self._hours))
