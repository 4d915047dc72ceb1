"""What an org is made of: its objects, rows, rights, sessions, faults and its clock.

The clock and the source of randomness are handed in, so that a run can be repeated exactly.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cockpit_sandbox.access import Access
from cockpit_sandbox.clock import Clock, SystemClock
from cockpit_sandbox.consents import Consents
from cockpit_sandbox.faults import Faults
from cockpit_sandbox.late import Lateness
from cockpit_sandbox.limits import UsageMeter
from cockpit_sandbox.messages import Request
from cockpit_sandbox.objects import standard_schema
from cockpit_sandbox.records import Records
from cockpit_sandbox.schema import Schema
from cockpit_sandbox.storage import Storage

TOKEN_BYTES = 48


def new_secret() -> str:
    """Something that nobody guesses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class OrgState:
    """One Salesforce org over one storage. Not thread-safe: use it from one thread at a time."""

    def __init__(
        self,
        path: Path | None = None,
        *,
        schema: Schema | None = None,
        clock: Clock | None = None,
        token: Callable[[], str] = new_secret,
    ) -> None:
        """Open the org's file, or keep it in memory.

        Args:
            path: the SQLite file; made, readable by its owner alone, when it is not there.
            schema: objects and fields; the standard ones by default.
            clock: the server's clock.
            token: where new secrets come from.
        """
        self.schema = schema or standard_schema()
        self.clock: Clock = clock or SystemClock()
        self.storage = Storage(path, self.schema)
        self.faults = Faults()
        self.meter = UsageMeter(self.clock)
        self.meter.load(self.storage)
        self.access = Access(self.storage, self.schema, self.clock)
        self.records = Records(self.storage, self.schema, self.clock, self.faults, self.access)
        self.lateness = Lateness()
        self.control_token = token()
        self.consents = Consents()
        self.hurries = False
        """Whoever delivers answers is to let the delayed ones go."""
        self._token = token
        self.archived_on: date | None = None
        """The day of the last daily work."""

    @property
    def is_empty(self) -> bool:
        """Whether no company has been put in yet."""
        return self.storage.first("SELECT 1 FROM Organization") is None

    @property
    def org_id(self) -> str:
        """The 18-character id of the organization."""
        row = self.storage.first("SELECT Id FROM Organization")
        return str(row[0]) if row else ""

    @property
    def main_user_id(self) -> str:
        """The user whom the printed token signs in."""
        return self.storage.setting("main_user") or ""

    def session(self, user_id: str) -> str:
        """The token that signs this user in; the same one every time."""
        row = self.storage.first("SELECT token FROM org_session WHERE user_id = ?", (user_id,))
        if row is not None:
            return str(row[0])
        token = f"{self.org_id[:15]}!{self._token()}"
        self.storage.run("INSERT INTO org_session VALUES (?, ?)", (token, user_id))
        return token

    def expire_sessions(self) -> None:
        """Make every token given out so far invalid; what refreshes them stays good."""
        self.storage.run("DELETE FROM org_session")
        self.storage.run("DELETE FROM oauth_session")

    def zone_of(self, user_id: str) -> ZoneInfo:
        """The time zone of a user, in which TODAY is evaluated."""
        row = self.storage.first("SELECT TimeZoneSidKey FROM User WHERE Id = ?", (user_id,))
        try:
            return ZoneInfo(str(row[0]) if row else "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            # The field is free text here: a user may carry a zone that this machine lacks.
            return ZoneInfo("UTC")

    def close(self) -> None:
        """Close the file."""
        self.meter.save(self.storage)
        self.storage.close()

    def user_of(self, request: Request) -> str | None:
        """The active user whom the token of a request signs in, or None."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() not in ("bearer", "oauth"):
            return None
        row = self.storage.first(
            "SELECT u.Id FROM User u WHERE u.IsActive = 1 AND u.Id IN ("
            "SELECT user_id FROM org_session WHERE token = ?1"
            " UNION ALL SELECT user_id FROM oauth_session WHERE token = ?1)",
            (token.strip(),),
        )
        return None if row is None else str(row[0])
