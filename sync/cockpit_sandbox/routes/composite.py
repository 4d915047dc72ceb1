"""POST /composite: up to 25 requests in one call.

Salesforce: "Composite". At most five parts may be queries or sObject Collections; later parts may
use `@{reference.path}` of earlier answers; the whole answers 200 even when parts fail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from cockpit_sandbox.call import Call, unreadable
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.messages import Reply, Request
from cockpit_sandbox.storage import RollBack

MOST_PARTS = 25
MOST_QUERIES = 5
FORBIDDEN_HEADERS = frozenset({"accept", "authorization", "content-type"})
"""Salesforce: these in a part's httpHeaders refuse the whole request."""
FIRST_FAILURE = 300

_REFERENCE = re.compile(r"@\{([^}]*)\}")
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")
_COUNTED = re.compile(r"/services/data/v\d+\.\d/(?:query|queryAll|composite/sobjects)\b")
_NESTED = re.compile(r"/services/data/v\d+\.\d/composite/?(?:\?|$)")


def composite(call: Call) -> Reply:
    """Run the parts in order; with allOrNone a failure undoes them all."""
    content = call.json_object()
    parts = _checked(content.get("compositeRequest"))
    all_or_none = content.get("allOrNone", False) is True
    answered: dict[str, Reply] = {}
    try:
        with call.org.storage.transaction():
            for part in parts:
                reply = _run(call, part, answered)
                answered[part["referenceId"]] = reply
                if all_or_none and reply.status >= FIRST_FAILURE:
                    raise RollBack
    except RollBack:
        failed = next(name for name, reply in answered.items() if reply.status >= FIRST_FAILURE)
        answered = {failed: answered[failed]}
    results = [_result(part["referenceId"], answered) for part in parts]
    short = call.org.faults.asked("short-answer")
    if short is not None:
        results = results[: len(results) - int(short.number("drop", 1))]
    return Reply(200, {"compositeResponse": results})


def _checked(parts: object) -> list[dict[str, Any]]:
    """The parts, if the request as a whole is well formed; raises 400."""
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise unreadable("compositeRequest must be a list of objects")
    if not 1 <= len(parts) <= MOST_PARTS:
        raise ApiError(
            400, "LIMIT_EXCEEDED", f"from 1 to {MOST_PARTS} subrequests are allowed per request"
        )
    seen: set[str] = set()
    for part in parts:
        for name in ("method", "url", "referenceId"):
            if not isinstance(part.get(name), str):
                raise unreadable(f"every subrequest needs a text {name}")
        if part["referenceId"] in seen:
            raise ApiError(400, "INVALID_INPUT", f"duplicate referenceId: {part['referenceId']}")
        seen.add(part["referenceId"])
        _check_headers(part.get("httpHeaders") or {})
    counted = sum(1 for part in parts if _COUNTED.match(part["url"]))
    if counted > MOST_QUERIES:
        raise ApiError(
            400,
            "LIMIT_EXCEEDED",
            f"at most {MOST_QUERIES} subrequests may be query or sObject Collections operations",
        )
    return parts


def _check_headers(headers: object) -> None:
    if not isinstance(headers, dict):
        raise unreadable("httpHeaders must be an object")
    forbidden = [name for name in headers if name.lower() in FORBIDDEN_HEADERS]
    if forbidden:
        raise ApiError(
            400, "INVALID_INPUT", f"header not allowed in a subrequest: {', '.join(forbidden)}"
        )


def _run(call: Call, part: Mapping[str, Any], answered: Mapping[str, Reply]) -> Reply:
    try:
        url = _filled_text(part["url"], answered, in_url=True)
        body = _filled(part.get("body"), answered)
    except ApiError as refused:
        return Reply(refused.status, refused.body())
    if _NESTED.match(url):
        error = ApiError(400, "INVALID_INPUT", "a composite may not contain another one")
        return Reply(400, error.body())
    headers = {str(name): str(value) for name, value in (part.get("httpHeaders") or {}).items()}
    request = Request.from_wire(part["method"], url, headers, body)
    with call.org.storage.transaction():
        return call.answer(request)


def _result(reference: str, answered: Mapping[str, Reply]) -> dict[str, object]:
    reply = answered.get(reference)
    if reply is None:
        halted = ApiError(
            400,
            "PROCESSING_HALTED",
            "The transaction was rolled back since another operation in the same transaction"
            " failed.",
        )
        reply = Reply(400, halted.body())
    return {
        "body": reply.content,
        "httpHeaders": dict(reply.headers),
        "httpStatusCode": reply.status,
        "referenceId": reference,
    }


def _filled(value: object, answered: Mapping[str, Reply]) -> object:
    """`value` with every `@{…}` in its texts replaced."""
    if isinstance(value, str):
        return _filled_text(value, answered, in_url=False)
    if isinstance(value, list):
        return [_filled(each, answered) for each in value]
    if isinstance(value, dict):
        return {name: _filled(each, answered) for name, each in value.items()}
    return value


def _filled_text(text: str, answered: Mapping[str, Reply], *, in_url: bool) -> str:
    def replacement(match: re.Match[str]) -> str:
        found = str(_referred(match[1], answered))
        return quote(found, safe="") if in_url else found

    return _REFERENCE.sub(replacement, text)


def _referred(path: str, answered: Mapping[str, Reply]) -> object:
    reference, _, rest = path.partition(".")
    name, bracket, index = reference.partition("[")
    reply = answered.get(name)
    if reply is None or reply.status >= FIRST_FAILURE:
        raise _unresolved(path)
    value = reply.content
    if isinstance(value, dict) and isinstance(value.get("records"), list):
        # Records of a query are JSON already.
        value = msgspec.json.decode(msgspec.json.encode(value))
    for key, position in _STEP.findall(bracket + index + ("." + rest if rest else "")):
        if position and isinstance(value, list) and int(position) < len(value):
            value = value[int(position)]
        elif key and isinstance(value, dict) and key in value:
            value = value[key]
        else:
            raise _unresolved(path)
    if value is None or isinstance(value, dict | list):
        raise _unresolved(path)
    return value


def _unresolved(path: str) -> ApiError:
    return ApiError(
        400, "PROCESSING_HALTED", f"Invalid reference specified. No value for {path} found"
    )
