"""POST /__control__: what only a simulation may do to an org.

The body names a verb; the token of the start line signs it in (`Authorization: Bearer …`):

    {"verb": "advance_clock", "seconds": 86400}       move the server's clock
    {"verb": "faults", "add": ["lock times=2"]}       add rules (see `faults`); `"clear": true`
    {"verb": "calls"}                                 how many API calls were made
    {"verb": "delete_hard", "object": "Task", "id": "00T…"}   purge a row from the org
    {"verb": "expire_sessions"}                       make all tokens invalid
    {"verb": "session", "user_id": "005…"}            the token of another user
    {"verb": "app", "certificate": "…", "run_as": "005…"}     change the connected app
    {"verb": "revoke_refresh_tokens"}                 end what refreshes; sessions go on
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.faults import Fault, FaultRuleError
from cockpit_sandbox.ids import canonical
from cockpit_sandbox.oauth.apps import Apps
from cockpit_sandbox.oauth.tokens import Tokens
from cockpit_sandbox.request import Reply, Request, decoded
from cockpit_sandbox.values import moment_text

if TYPE_CHECKING:
    from cockpit_sandbox.org import Org

Verb = Callable[["Org", Mapping[str, Any]], dict[str, object]]


def control(org: Org, request: Request, body: bytes) -> Reply:
    """Run one verb; 401 without the control token, 400 for a body that makes no sense."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not secrets.compare_digest(token.encode(), org.control_token.encode()):
        return _refused(ApiError(401, "INVALID_CONTROL_TOKEN", "the control token is wrong"))
    try:
        content = decoded(body)
        if not isinstance(content, dict) or content.get("verb") not in _VERBS:
            raise ApiError(400, "UNKNOWN_VERB", f"verbs: {', '.join(_VERBS)}")
        return Reply(200, _VERBS[content["verb"]](org, content))
    except ApiError as refused:
        return _refused(refused)
    except (FaultRuleError, KeyError, TypeError, ValueError) as problem:
        return _refused(ApiError(400, "INVALID_INPUT", str(problem)))


def _refused(error: ApiError) -> Reply:
    return Reply(error.status, error.body())


def _advance_clock(org: Org, content: Mapping[str, Any]) -> dict[str, object]:
    org.advance(timedelta(seconds=float(content["seconds"])))
    return {"now": moment_text(org.clock.now())}


def _faults(org: Org, content: Mapping[str, Any]) -> dict[str, object]:
    added = [Fault.parse(rule) for rule in content.get("add", ())]
    if content.get("clear"):
        org.faults.rules.clear()
    org.faults.rules += added
    rules = [
        {"rule": fault.text, "struck": fault.struck, "remaining": fault.remaining}
        for fault in org.faults.rules
    ]
    return {"faults": rules}


def _calls(org: Org, _content: Mapping[str, Any]) -> dict[str, object]:
    return {"total": org.meter.total, "last_24_hours": org.meter.used()}


def _delete_hard(org: Org, content: Mapping[str, Any]) -> dict[str, object]:
    sobject = org.schema.get(content["object"])
    record_id = canonical(content["id"])
    if sobject is None or record_id is None:
        raise ValueError("delete_hard needs an object and an id")
    with org.storage.transaction():
        return {"purged": org.records.purge(sobject, record_id)}


def _expire_sessions(org: Org, _content: Mapping[str, Any]) -> dict[str, object]:
    org.expire_sessions()
    return {"access_token": org.session(org.main_user_id)}


def _session(org: Org, content: Mapping[str, Any]) -> dict[str, object]:
    user_id = canonical(content["user_id"])
    if user_id is None or org.storage.record(org.schema["User"], user_id) is None:
        raise ValueError("no such user")
    return {"access_token": org.session(user_id)}


def _app(org: Org, content: Mapping[str, Any]) -> dict[str, object]:
    values = {name: value for name, value in content.items() if name != "verb"}
    changed: dict[str, object] = msgspec.to_builtins(Apps(org).change(values))
    return changed


def _revoke_refresh_tokens(org: Org, _content: Mapping[str, Any]) -> dict[str, object]:
    return {"revoked": Tokens(org).revoke_refresh_tokens()}


_VERBS: dict[str, Verb] = {
    "advance_clock": _advance_clock,
    "faults": _faults,
    "calls": _calls,
    "delete_hard": _delete_hard,
    "expire_sessions": _expire_sessions,
    "session": _session,
    "app": _app,
    "revoke_refresh_tokens": _revoke_refresh_tokens,
}
