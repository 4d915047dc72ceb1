"""What comes in and what goes out: requests, replies, and answers as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from msgspec import Struct


class Answer(Struct, frozen=True):
    """What goes back over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


class Reply(Struct, frozen=True):
    """An answer before it is encoded; composite puts `content` into its own."""

    status: int
    content: object = None
    """JSON to be, None for an empty body, or bytes that are the body as it stands."""
    headers: Mapping[str, str] = {}


class Request(Struct, frozen=True):
    """One HTTP request, or one part of a composite one."""

    method: str
    path: str
    """Without host and query; percent escapes are undone piece by piece by the router."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """By lower-cased name."""
    content: object = None
    """The decoded JSON body."""

    @classmethod
    def from_wire(
        cls, method: str, target: str, headers: Mapping[str, str], content: object = None
    ) -> Request:
        """A request from its target (`/path?query`)."""
        path, _, query_text = target.partition("?")
        query = dict(parse_qsl(query_text, keep_blank_values=True))
        lowered = {name.lower(): value for name, value in headers.items()}
        return cls(method.upper(), path.rstrip("/") or "/", query, lowered, content)
