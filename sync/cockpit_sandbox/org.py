"""The org: everything behind the wire, without the wire.

The HTTP server and the simulations call the same entry, `Org.handle`; the clock and the source of
randomness are handed in, so that a run can be repeated exactly.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec.structs import replace

from cockpit_sandbox import archive, upkeep
from cockpit_sandbox.access import Access
from cockpit_sandbox.clock import Clock, SystemClock, VirtualClock
from cockpit_sandbox.delivery import Delivery, deliver, encoded
from cockpit_sandbox.errors import AnswerLost, ApiError
from cockpit_sandbox.faults import Faults, session_expired
from cockpit_sandbox.late import Lateness
from cockpit_sandbox.limits import UsageMeter
from cockpit_sandbox.oauth.pages import Consents
from cockpit_sandbox.objects import standard_schema
from cockpit_sandbox.records import Records
from cockpit_sandbox.request import Answer, Call, Reply, Request, decoded
from cockpit_sandbox.routes import find_route
from cockpit_sandbox.schema import Schema
from cockpit_sandbox.storage import Storage

TOKEN_BYTES = 48


class Org:
    """One Salesforce org over one storage. Not thread-safe: call it from one thread at a time."""

    def __init__(
        self,
        path: Path | None = None,
        *,
        schema: Schema | None = None,
        clock: Clock | None = None,
        pause: Callable[[float], None] = lambda _seconds: None,
        token: Callable[[], str] = lambda: secrets.token_urlsafe(TOKEN_BYTES),
    ) -> None:
        """Open the org's file, or keep it in memory.

        Args:
            path: the SQLite file; made, readable by its owner alone, when it is not there.
            schema: objects and fields; the standard ones by default.
            clock: the server's clock.
            pause: how `handle` waits when a fault delays an answer.
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
        self._pause = pause
        self._token = token
        self._archived_on: date | None = None

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

    def handle(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """Answer one request: status, headers, body.

        Raises:
            AnswerLost: a fault cut the connection; it says whether the work was done.
        """
        delivery = self.deliver(method, path, headers, body)
        if delivery.delay_seconds or delivery.drip_seconds:
            self._pause(delivery.delay_seconds + delivery.drip_seconds)
        if delivery.answer is None or delivery.broken_at is not None:
            raise AnswerLost(committed=delivery.committed)
        return delivery.answer

    def deliver(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Delivery:
        """As `handle`, but what a fault does to the answer is told instead of done."""
        return deliver(self, method, path, headers, body)

    def by_hand(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """Answer somebody who works in the browser: no API call is counted, no fault strikes."""
        request = Request.from_wire(method, path, headers)
        user_id = self.user_of(request)
        if user_id is None:
            raise session_expired()
        self.faults.by_hand()
        return encoded(self.run(request, body, user_id))

    def dispatch(self, request: Request, user_id: str) -> Reply:
        """Answer one request, or one part of a composite; refusals are replies too."""
        self.faults.working_on(request)
        try:
            route, version, path = find_route(request.method, request.path)
            return route(Call(self, request, version, user_id, path))
        except ApiError as refused:
            return Reply(refused.status, refused.body())

    def advance(self, duration: timedelta) -> None:
        """Move the server's clock on and let happen what is due by then."""
        self.clock.advance(duration)
        self.run_due()
        self.run_daily_work()

    def run_due(self) -> None:
        """Do the work that waited for this time; nobody hears its answer."""
        for work in self.lateness.take_due(self.clock.now()):
            self.faults.by_hand()
            usual = self.records
            if work.stamped_at is not None:
                self.records = replace(usual, clock=VirtualClock(work.stamped_at))
            try:
                self.run(work.request, work.body, work.user_id)
            finally:
                self.records = usual

    def work_for(self, user_id: str, method: str, path: str, content: object) -> Reply:
        """Do something as a user who works in the browser: no call is counted, no fault strikes."""
        self.faults.by_hand()
        body = b"" if content is None else msgspec.json.encode(content)
        return self.run(Request.from_wire(method, path, {}), body, user_id)

    def run_daily_work(self) -> None:
        """Archive old activities, once a day."""
        today = self.clock.now().date()
        if today != self._archived_on:
            self._archived_on = today
            archive.run(self.storage, today)
            upkeep.empty_bin(self.records, all_of_it=False)

    def close(self) -> None:
        """Close the file."""
        self.meter.save(self.storage)
        self.storage.close()

    def run(self, request: Request, body: bytes, user_id: str) -> Reply:
        """Do the work of a request in one transaction."""
        if body:
            content = decoded(body)
            request = Request(request.method, request.path, request.query, request.headers, content)
        with self.storage.transaction():
            self.run_daily_work()
            return self.dispatch(request, user_id)

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
