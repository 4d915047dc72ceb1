"""POST /__control__: what only a simulation may do to an org.

The body names a verb; the token of the start line signs it in (`Authorization: Bearer …`). A verb
that works on a user takes the main user when `user_id` is left out:

    {"verb": "advance_clock", "seconds": 86400}       move the server's clock, back as well
    {"verb": "faults", "add": ["lock times=2"]}       add rules (see `faults`); `"clear": true`
    {"verb": "calls"}                                 how many API calls were made
    {"verb": "requests"}                              what they were: method, path, status, user;
                                                      one whose answer is delayed is among them
    {"verb": "answer_now"}                            answers that a fault delays leave at once
    {"verb": "usage", "others": 96000}                calls of other integrations; `"maximum"`
    {"verb": "reset"}                                 no faults, no limited rights, nothing late
    {"verb": "stall", "seconds": 3600}                latestDateCovered stands still that long

Sign-in:

    {"verb": "expire_sessions"}                       make all tokens invalid
    {"verb": "session", "user_id": "005…"}            the token of another user
    {"verb": "app", "certificate": "…", "run_as": "005…"}     change the connected app
    {"verb": "revoke_refresh_tokens"}                 end what refreshes; sessions go on

Records:

    {"verb": "write", "method": "PATCH", "path": "/services/data/…", "content": {…}}
                                                      a colleague works in the browser; with
                                                      `"after": 180` it becomes visible later than
                                                      it is stamped (`"stamp": "commit"`: then)
    {"verb": "merge", "object": "Account", "winner": "001…", "losers": ["001…"]}
                                                      `"stamps_children": true` moves their stamps
    {"verb": "archive", "object": "Task", "id": "00T…"}       `"archived": false` brings it back
    {"verb": "undelete", "object": "Task", "id": "00T…"}      bring it back from the bin
    {"verb": "delete_hard", "object": "Task", "id": "00T…"}   purge a row from the org
    {"verb": "empty_bin"}                             `"all": false`: only what lay for 15 days
    {"verb": "cut_delete_log"}                        forget all deletions so far
    {"verb": "picklist_value", "object": "TaskStatus", "value": "Blocked", "closed": false}
                                                      offer a value; `"removed": true` withdraws it

Rights:

    {"verb": "unshare", "user_id": "005…", "ids": ["00T…"]}   `"access": "read"` leaves reading
    {"verb": "share", "user_id": "005…", "ids": ["00T…"]}
    {"verb": "see_own_only", "user_id": "005…", "object": "Task"}     `"on": false` ends it
    {"verb": "rights", "object": "Task", "field": "Type", "access": "none"}
                                                      none, read or edit; of one `user_id`, or of
                                                      everybody; without `field`, of the object
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import msgspec
from msgspec.structs import asdict

from cockpit_sandbox.call import decoded
from cockpit_sandbox.control import records
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.faults import Fault, FaultRuleError
from cockpit_sandbox.ids import canonical
from cockpit_sandbox.limits import DAILY_CALLS
from cockpit_sandbox.messages import Reply, Request
from cockpit_sandbox.oauth.apps import Apps
from cockpit_sandbox.oauth.tokens import Tokens
from cockpit_sandbox.state import OrgState
from cockpit_sandbox.values import moment_text
from cockpit_sandbox.work import advance

Verb = Callable[[OrgState, Mapping[str, Any]], dict[str, object]]


def control(org: OrgState, request: Request, body: bytes) -> Reply:
    """Run one verb; 401 without the control token, 400 for a body that makes no sense."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not secrets.compare_digest(token.encode(), org.control_token.encode()):
        return _refused(ApiError(401, "INVALID_CONTROL_TOKEN", "the control token is wrong"))
    try:
        content = decoded(body)
        if not isinstance(content, dict) or content.get("verb") not in VERBS:
            raise ApiError(400, "UNKNOWN_VERB", f"verbs: {', '.join(VERBS)}")
        return Reply(200, VERBS[content["verb"]](org, content))
    except ApiError as refused:
        return _refused(refused)
    except (FaultRuleError, KeyError, TypeError, ValueError, OverflowError) as problem:
        return _refused(ApiError(400, "INVALID_INPUT", str(problem)))


def _refused(error: ApiError) -> Reply:
    return Reply(error.status, error.body())


def _advance_clock(org: OrgState, content: Mapping[str, Any]) -> dict[str, object]:
    advance(org, timedelta(seconds=float(content["seconds"])))
    return {"now": moment_text(org.clock.now())}


def _faults(org: OrgState, content: Mapping[str, Any]) -> dict[str, object]:
    added = [Fault.parse(rule) for rule in content.get("add", ())]
    if content.get("clear"):
        org.faults.rules.clear()
    org.faults.rules += added
    rules = [
        {"rule": fault.text, "struck": fault.struck, "remaining": fault.remaining}
        for fault in org.faults.rules
    ]
    return {"faults": rules}


def _reset(org: OrgState, _content: Mapping[str, Any]) -> dict[str, object]:
    org.faults.rules.clear()
    org.access.clear()
    org.lateness.waiting.clear()
    org.lateness.stalled = None
    org.meter.others = 0
    org.meter.maximum = DAILY_CALLS
    return {}


def _calls(org: OrgState, _content: Mapping[str, Any]) -> dict[str, object]:
    return {"total": org.meter.total, "last_24_hours": org.meter.used()}


def _requests(org: OrgState, _content: Mapping[str, Any]) -> dict[str, object]:
    return {"requests": [asdict(each) for each in org.meter.requests]}


def _answer_now(org: OrgState, _content: Mapping[str, Any]) -> dict[str, object]:
    org.hurries = True
    return {}


def _usage(org: OrgState, content: Mapping[str, Any]) -> dict[str, object]:
    org.meter.others = int(content.get("others", org.meter.others))
    org.meter.maximum = int(content.get("maximum", org.meter.maximum))
    return {"used": org.meter.used(), "maximum": org.meter.maximum}


def _expire_sessions(org: OrgState, _content: Mapping[str, Any]) -> dict[str, object]:
    org.expire_sessions()
    return {"access_token": org.session(org.main_user_id)}


def _session(org: OrgState, content: Mapping[str, Any]) -> dict[str, object]:
    user_id = canonical(content["user_id"])
    if user_id is None or org.storage.record(org.schema["User"], user_id) is None:
        raise ValueError("no such user")
    return {"access_token": org.session(user_id)}


def _app(org: OrgState, content: Mapping[str, Any]) -> dict[str, object]:
    values = {name: value for name, value in content.items() if name != "verb"}
    changed: dict[str, object] = msgspec.to_builtins(Apps(org).change(values))
    return changed


def _revoke_refresh_tokens(org: OrgState, _content: Mapping[str, Any]) -> dict[str, object]:
    return {"revoked": Tokens(org).revoke_refresh_tokens()}


VERBS: dict[str, Verb] = {
    "advance_clock": _advance_clock,
    "faults": _faults,
    "reset": _reset,
    "calls": _calls,
    "requests": _requests,
    "answer_now": _answer_now,
    "usage": _usage,
    "stall": records.stall,
    "expire_sessions": _expire_sessions,
    "session": _session,
    "app": _app,
    "revoke_refresh_tokens": _revoke_refresh_tokens,
    "write": records.write,
    "merge": records.merge,
    "archive": records.archive,
    "undelete": records.undelete,
    "delete_hard": records.delete_hard,
    "empty_bin": records.empty_bin,
    "cut_delete_log": records.cut_delete_log,
    "picklist_value": records.picklist_value,
    "share": records.share,
    "unshare": records.unshare,
    "see_own_only": records.see_own_only,
    "rights": records.rights,
}
