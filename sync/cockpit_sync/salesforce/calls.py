"""One call to Salesforce as data: what the seam between the mirror and the network carries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

Json = Any
"""A parsed JSON document: dicts, lists, text, booleans, None, int, and Decimal for fractions."""


class ApiRequest(Struct, frozen=True):
    """What to ask; `path` begins with /services and holds no host."""

    method: str
    path: str
    json: Json = None
    headers: Mapping[str, str] = {}
    purpose: str = "other"
    """pull, push, recover, connect…: the ledger's key."""
    is_write: bool = False


class ApiUsage(Struct, frozen=True):
    """The org's own count of API calls in the last 24 hours, and its limit."""

    used: int
    limit: int

    @property
    def share(self) -> float:
        """0 to 1, and above when over the limit."""
        return self.used / self.limit if self.limit else 0.0


class ApiResponse(Struct, frozen=True):
    """What came back. `body` is None for an empty one, and for CSV the bytes as they came: the
    text of one answer of the Bulk API takes several times the room."""

    status: int
    body: Json
    headers: Mapping[str, str] = {}
    server_time: datetime | None = None
    usage: ApiUsage | None = None


def is_session_ended(request: ApiRequest, response: ApiResponse) -> bool:
    """401 anywhere; the identity service answers 403 with a bare word instead of JSON."""
    is_bare_refusal = response.status == 403 and response.body is None
    is_identity = request.path.startswith("/services/oauth2/")
    return response.status == 401 or (is_bare_refusal and is_identity)


class Transport(Protocol):
    """Carries one call; the real one speaks HTTP, a simulation answers in the same process."""

    def call(self, request: ApiRequest) -> ApiResponse:
        """Whatever Salesforce answered, errors included.

        Raises Offline when nothing left, NoAnswer when no readable answer came.
        """

    def close(self) -> None:
        """Lets connections go."""
