"""The org: everything behind the wire, without the wire.

The HTTP server and the simulations call the same entry, `Org.handle`; the clock and the source of
randomness are handed in, so that a run can be repeated exactly.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from cockpit_sandbox import archive
from cockpit_sandbox.clock import Clock, SystemClock
from cockpit_sandbox.errors import AnswerLost, ApiError
from cockpit_sandbox.faults import Faults, session_expired
from cockpit_sandbox.limits import UsageMeter
from cockpit_sandbox.oauth import routes as oauth
from cockpit_sandbox.oauth.pages import Consents
from cockpit_sandbox.objects import standard_schema
from cockpit_sandbox.records import Records
from cockpit_sandbox.request import Answer, Call, Reply, Request, decoded
from cockpit_sandbox.routes import CONTROL_PATH, VERSIONS_PATH, check_version, find_route
from cockpit_sandbox.routes.control import control
from cockpit_sandbox.schema import Schema
from cockpit_sandbox.storage import Storage
from cockpit_sandbox.values import http_date

TOKEN_BYTES = 48
LONGEST_URI = 16_384
"""Salesforce: a longer request line answers 414."""
JSON_TYPE = "application/json;charset=UTF-8"


class Delivery(NamedTuple):
    """An answer and what is to happen to it on its way."""

    answer: Answer | None
    """None: the connection is cut."""
    delay_seconds: float
    committed: bool


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
        self.records = Records(self.storage, self.schema, self.clock, self.faults.guard)
        self.control_token = token()
        self.consents = Consents()
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
        if delivery.delay_seconds:
            self._pause(delivery.delay_seconds)
        if delivery.answer is None:
            raise AnswerLost(committed=delivery.committed)
        return delivery.answer

    def deliver(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Delivery:
        """As `handle`, but what a fault does to the answer is told instead of done."""
        request = Request.from_wire(method, path, headers)
        if request.path == CONTROL_PATH:
            return Delivery(self._encoded(control(self, request, body)), 0.0, committed=True)
        if request.path in oauth.PATHS:
            return Delivery(self._encoded(oauth.answer(self, request, body)), 0.0, committed=True)
        delay = 0.0
        try:
            if len(path) > LONGEST_URI:
                raise ApiError(414, "URI_TOO_LONG", f"The URI has more than {LONGEST_URI} bytes")
            user_id = self._user_of(request)
            if request.path != VERSIONS_PATH:
                check_version(request.path)
                if user_id is None:
                    raise session_expired()
                delay = self.faults.before(request)
                self.meter.count()
            reply = self._run(request, body, user_id or "")
            self.faults.after(request)
        except AnswerLost as lost:
            return Delivery(None, delay, lost.committed)
        except ApiError as refused:
            reply = Reply(refused.status, refused.body())
        answer = self._encoded(reply)
        answer.headers["Date"] = http_date(self.clock.now())
        if request.path != VERSIONS_PATH:
            answer.headers["Sforce-Limit-Info"] = self.meter.header()
        return Delivery(answer, delay, committed=True)

    def by_hand(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """Answer somebody who works in the browser: no API call is counted, no fault strikes."""
        request = Request.from_wire(method, path, headers)
        user_id = self._user_of(request)
        if user_id is None:
            raise session_expired()
        self.faults.by_hand()
        return self._encoded(self._run(request, body, user_id))

    def dispatch(self, request: Request, user_id: str) -> Reply:
        """Answer one request, or one part of a composite; refusals are replies too."""
        try:
            route, version, path = find_route(request.method, request.path)
            return route(Call(self, request, version, user_id, path))
        except ApiError as refused:
            return Reply(refused.status, refused.body())

    def advance(self, duration: timedelta) -> None:
        """Move the server's clock on and let its nightly work happen."""
        self.clock.advance(duration)
        self.run_daily_work()

    def run_daily_work(self) -> None:
        """Archive old activities, once a day."""
        today = self.clock.now().date()
        if today != self._archived_on:
            self._archived_on = today
            archive.run(self.storage, today)

    def close(self) -> None:
        """Close the file."""
        self.meter.save(self.storage)
        self.storage.close()

    def _run(self, request: Request, body: bytes, user_id: str) -> Reply:
        if body:
            content = decoded(body)
            request = Request(request.method, request.path, request.query, request.headers, content)
        with self.storage.transaction():
            self.run_daily_work()
            return self.dispatch(request, user_id)

    def _user_of(self, request: Request) -> str | None:
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

    @staticmethod
    def _encoded(reply: Reply) -> Answer:
        headers = dict(reply.headers)
        if reply.content is None:
            return Answer(reply.status, headers, b"")
        if isinstance(reply.content, bytes):
            return Answer(reply.status, headers, reply.content)
        headers["Content-Type"] = JSON_TYPE
        return Answer(reply.status, headers, msgspec.json.encode(reply.content))
