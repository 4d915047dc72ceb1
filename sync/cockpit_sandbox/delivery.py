"""From what comes in over the wire to what leaves: the session, the count, the faults, the work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import NoReturn

import msgspec

from cockpit_sandbox.control.verbs import control
from cockpit_sandbox.errors import AnsweredInstead, AnswerLost, ApiError
from cockpit_sandbox.faults import Course, Fault, session_expired
from cockpit_sandbox.faults.force import gateway_page
from cockpit_sandbox.ids import canonical
from cockpit_sandbox.late import LateWork
from cockpit_sandbox.messages import Answer, Reply, Request
from cockpit_sandbox.oauth import routes as oauth
from cockpit_sandbox.routes import CONTROL_PATH, VERSIONS_PATH, check_version
from cockpit_sandbox.routes.versions import NEWEST
from cockpit_sandbox.state import OrgState
from cockpit_sandbox.values import http_date
from cockpit_sandbox.work import run, run_as, run_due

LONGEST_URI = 16_384
"""Salesforce: a longer request line answers 414."""
JSON_TYPE = "application/json;charset=UTF-8"


class Delivery(msgspec.Struct, frozen=True):
    """An answer and what is to happen to it on its way."""

    answer: Answer | None
    """None: the connection is cut."""
    committed: bool = True
    delay_seconds: float = 0.0
    drip_seconds: float = 0.0
    broken_at: int | None = None
    """The connection breaks after so many bytes of the body."""
    late_seconds: float | None = None
    """Work waits, and is due after so many seconds."""
    hurries: bool = False
    """Answers that a fault delays are to leave now."""


def deliver(
    org: OrgState, method: str, path: str, headers: Mapping[str, str], body: bytes
) -> Delivery:
    """Answer one request; what a fault does to the answer is told instead of done."""
    request = Request.from_wire(method, path, headers)
    if request.path == CONTROL_PATH:
        answer = encoded(control(org, request, body))
        late_seconds = org.lateness.seconds_until_next(org.clock.now())
        hurries, org.hurries = org.hurries, False
        return Delivery(answer, late_seconds=late_seconds, hurries=hurries)
    run_due(org)
    is_sign_in = request.path in oauth.PATHS
    course, broken_at = Course(), None
    try:
        if is_sign_in:
            org.faults.before(request, course, only_named=True)
            answer = _signed_in(org, request, body, course)
        else:
            answer = _worked(org, request, path, body, course)
        answer, broken_at = org.faults.after(request, answer, only_named=is_sign_in)
    except AnswerLost as lost:
        return Delivery(None, lost.committed, course.delay_seconds, late_seconds=lost.late_seconds)
    except AnsweredInstead as instead:
        return Delivery(encoded(instead.reply), delay_seconds=course.delay_seconds)
    except ApiError as refused:
        answer = encoded(Reply(refused.status, refused.body()))
    answer.headers["Date"] = http_date(org.clock.now())
    if request.path != VERSIONS_PATH and not is_sign_in:
        answer.headers["Sforce-Limit-Info"] = org.meter.header()
    return Delivery(
        answer,
        delay_seconds=course.delay_seconds,
        drip_seconds=course.drip_seconds,
        broken_at=broken_at,
    )


def _signed_in(org: OrgState, request: Request, body: bytes, course: Course) -> Answer:
    """The work of a sign-in, which nobody does later: a late one is a lost one."""
    if course.late is not None:
        raise AnswerLost(committed=False)
    reply = oauth.answer(org, request, body)
    if course.is_twice:
        reply = oauth.answer(org, request, body)
    if course.gateway is not None:
        raise AnsweredInstead(gateway_page(course.gateway))
    return encoded(reply)


def _worked(org: OrgState, request: Request, path: str, body: bytes, course: Course) -> Answer:
    if len(path) > LONGEST_URI:
        raise ApiError(414, "URI_TOO_LONG", f"The URI has more than {LONGEST_URI} bytes")
    user_id = org.user_of(request)
    if request.path == VERSIONS_PATH:
        return encoded(run(org, request, body, user_id or ""))
    check_version(request.path)
    if user_id is None:
        raise session_expired()
    org.faults.before(request, course)
    org.meter.count()
    for fault in course.meanwhile:
        _edit_meanwhile(org, fault)
    org.faults.at_work(request)
    if course.late is not None:
        _put_off(org, request, body, user_id, course.late)
    reply = run(org, request, body, user_id)
    if course.is_twice:
        org.meter.count()
        reply = run(org, request, body, user_id)
    org.meter.note(request.method, request.path, reply.status, user_id)
    if course.gateway is not None:
        raise AnsweredInstead(gateway_page(course.gateway))
    return encoded(reply)


def _put_off(org: OrgState, request: Request, body: bytes, user_id: str, late: Fault) -> NoReturn:
    seconds, now = late.number("seconds"), org.clock.now()
    stamp = now if late.words.get("stamp") == "request" else None
    due = now + timedelta(seconds=seconds)
    org.lateness.add(LateWork(now, due, request, body, user_id, stamp))
    org.meter.note(request.method, request.path, 0, user_id)
    raise AnswerLost(committed=False, late_seconds=seconds)


def _edit_meanwhile(org: OrgState, fault: Fault) -> None:
    """Change a record as a colleague who was quicker; the rule names record, field and value."""
    record_id = canonical(fault.words["id"]) or ""
    sobject = org.schema.of_id(record_id)
    other = org.storage.first(
        "SELECT Id FROM User WHERE IsActive = 1 AND Id <> ? ORDER BY Id", (org.main_user_id,)
    )
    if sobject is not None:
        path = f"/services/data/v{NEWEST}/sobjects/{sobject.name}/{record_id}"
        user_id = str(other[0]) if other else org.main_user_id
        run_as(org, user_id, "PATCH", path, {fault.words["field"]: fault.words["to"]})


def encoded(reply: Reply) -> Answer:
    """A reply as bytes."""
    headers = dict(reply.headers)
    if reply.content is None:
        return Answer(reply.status, headers, b"")
    if isinstance(reply.content, bytes):
        return Answer(reply.status, headers, reply.content)
    headers.setdefault("Content-Type", JSON_TYPE)
    return Answer(reply.status, headers, msgspec.json.encode(reply.content))
