"""Pages that ask a person to allow a program, and wait for the answer."""

from __future__ import annotations

import secrets

from msgspec import Struct

MOST_WAITING = 100
"""Pages that nobody answers are forgotten beyond this."""


class Consent(Struct, frozen=True):
    """What a program asked for, and where its answer goes."""

    callback: str
    state: str
    challenge: str | None
    scope: str


class Consents:
    """Requests that wait for a person's answer; each is answered once."""

    def __init__(self) -> None:
        self._waiting: dict[str, Consent] = {}

    def wait(self, consent: Consent) -> str:
        """Keep it; the key that its page sends back."""
        while len(self._waiting) >= MOST_WAITING:
            self._waiting.pop(next(iter(self._waiting)))
        key = secrets.token_urlsafe(24)
        self._waiting[key] = consent
        return key

    def take(self, key: str) -> Consent | None:
        """The request of this key, which waits no longer; None when it does not."""
        return self._waiting.pop(key, None)
