"""The org behind one door: everything behind the wire, without the wire.

The HTTP server and the simulations call the same entry, `Org.handle`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from cockpit_sandbox import work
from cockpit_sandbox.clock import Clock
from cockpit_sandbox.delivery import Delivery, deliver, encoded
from cockpit_sandbox.errors import AnswerLost
from cockpit_sandbox.faults import session_expired
from cockpit_sandbox.messages import Answer, Request
from cockpit_sandbox.schema import Schema
from cockpit_sandbox.state import OrgState, new_secret


class Org(OrgState):
    """One Salesforce org that answers requests. Not thread-safe: one thread at a time."""

    def __init__(
        self,
        path: Path | None = None,
        *,
        schema: Schema | None = None,
        clock: Clock | None = None,
        pause: Callable[[float], None] = lambda _seconds: None,
        token: Callable[[], str] = new_secret,
    ) -> None:
        """Open the org's file, or keep it in memory.

        Args:
            path: the SQLite file; made, readable by its owner alone, when it is not there.
            schema: objects and fields; the standard ones by default.
            clock: the server's clock.
            pause: how `handle` waits when a fault delays an answer.
            token: where new secrets come from.
        """
        super().__init__(path, schema=schema, clock=clock, token=token)
        self._pause = pause

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
        return encoded(work.run(self, request, body, user_id))

    def advance(self, duration: timedelta) -> None:
        """Move the server's clock on and let happen what is due by then."""
        work.advance(self, duration)

    def run_due(self) -> None:
        """Do the work that waited for this time; nobody hears its answer."""
        work.run_due(self)
