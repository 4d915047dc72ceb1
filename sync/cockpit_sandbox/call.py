"""What a route may see while it makes a reply of a request, and how a body is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.messages import Reply, Request
from cockpit_sandbox.schema import Schema, SObject
from cockpit_sandbox.state import OrgState


class Call(Struct, frozen=True):
    """One request at its route: who asks, which version, which parts of the path matched."""

    org: OrgState
    request: Request
    version: str
    user_id: str
    path: Mapping[str, str]
    answer: Callable[[Request], Reply]
    """How a part of this request is answered, as a request of its own by the same user."""

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
