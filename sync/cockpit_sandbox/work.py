"""The work of an org: requests at their routes in a transaction, late commits, daily upkeep."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import msgspec
from msgspec.structs import replace

from cockpit_sandbox import archive, upkeep
from cockpit_sandbox.call import Call, decoded
from cockpit_sandbox.clock import VirtualClock
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.messages import Reply, Request
from cockpit_sandbox.routes import find_route
from cockpit_sandbox.state import OrgState


def run(org: OrgState, request: Request, body: bytes, user_id: str) -> Reply:
    """Do the work of a request in one transaction."""
    if body:
        content = decoded(body)
        request = Request(request.method, request.path, request.query, request.headers, content)
    with org.storage.transaction():
        run_daily_work(org)
        return _dispatch(org, user_id, request)


def run_as(org: OrgState, user_id: str, method: str, path: str, content: object) -> Reply:
    """Do something as a user who works in the browser: no call is counted, no fault strikes."""
    org.faults.by_hand()
    body = b"" if content is None else msgspec.json.encode(content)
    return run(org, Request.from_wire(method, path, {}), body, user_id)


def run_due(org: OrgState) -> None:
    """Do the work that waited for this time; nobody hears its answer."""
    for work in org.lateness.take_due(org.clock.now()):
        org.faults.by_hand()
        usual = org.records
        if work.stamped_at is not None:
            org.records = replace(usual, clock=VirtualClock(work.stamped_at))
        try:
            run(org, work.request, work.body, work.user_id)
        finally:
            org.records = usual


def run_daily_work(org: OrgState) -> None:
    """Archive old activities and empty the bin of what lay long, once a day."""
    today = org.clock.now().date()
    if today != org.archived_on:
        org.archived_on = today
        archive.run(org.storage, today)
        upkeep.empty_bin(org.records, all_of_it=False)


def advance(org: OrgState, duration: timedelta) -> None:
    """Move the server's clock on and let happen what is due by then."""
    org.clock.advance(duration)
    run_due(org)
    run_daily_work(org)


def _dispatch(org: OrgState, user_id: str, request: Request) -> Reply:
    """Answer one request, or one part of a composite; refusals are replies too."""
    org.faults.working_on(request)
    try:
        route, version, path = find_route(request.method, request.path)
        parts = partial(_dispatch, org, user_id)
        return route(Call(org, request, version, user_id, path, parts))
    except ApiError as refused:
        return Reply(refused.status, refused.body())
