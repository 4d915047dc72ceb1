"""A request, a reply, and what a route may see while it makes one of the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

import msgspec
from msgspec import Struct

from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.schema import Schema, SObject

if TYPE_CHECKING:
    from cockpit_sandbox.org import Org


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


class Call(Struct, frozen=True):
    """One request at its route: who asks, which version, which parts of the path matched."""

    org: Org
    request: Request
    version: str
    user_id: str
    path: Mapping[str, str]

    def part(self, name: str) -> str:
        """A named piece of the path, unescaped."""
        return unquote(self.path[name])

    @property
    def schema(self) -> Schema:
        """The objects and fields that this user has rights on."""
        return self.org.access.schema_for(self.user_id)

    def sobject(self) -> SObject:
        """The object that the path names; raises 404."""
        found = self.schema.get(self.part("object"))
        if found is None:
            raise resource_missing()
        return found

    def json_object(self) -> dict[str, Any]:
        """The body as an object; raises 400."""
        if not isinstance(self.request.content, dict):
            raise unreadable("an object was expected")
        return self.request.content


def decoded(body: bytes) -> object:
    """The JSON of a body; raises 400 JSON_PARSER_ERROR."""
    if not body.strip():
        return None
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise unreadable(str(problem)) from problem


def unreadable(reason: str) -> ApiError:
    """The error for a body that cannot be understood."""
    return ApiError(400, "JSON_PARSER_ERROR", f"The request body cannot be read: {reason}")


def resource_missing() -> ApiError:
    """The error for a path that leads nowhere."""
    return ApiError(404, "NOT_FOUND", "The requested resource does not exist")
