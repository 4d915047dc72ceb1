"""Which function answers which path.

A route is a method, a pattern below `/services/data/vNN.N`, and a function from `Call` to `Reply`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from cockpit_sandbox.call import Call, resource_missing
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.messages import Reply
from cockpit_sandbox.routes import (
    chatter,
    collections,
    composite,
    describe,
    identity,
    jobs,
    limits,
    query,
    replication,
    rows,
    ui_api,
    versions,
)

VERSIONS_PATH = "/services/data"
CONTROL_PATH = "/__control__"

Route = Callable[[Call], Reply]
_VERSIONED = re.compile(r"/services/data/v(\d+\.\d)(/.*)?", re.ASCII)
_IDENTITY = re.compile(r"/id/(?P<organization>\w+)/(?P<user>\w+)", re.ASCII)
_OBJECT = r"/sobjects/(?P<object>\w+)"
_ROW = _OBJECT + r"/(?P<id>[^/]+)"
_COLLECTION = r"/composite/sobjects"

_JOB = r"/jobs/query/(?P<id>\w+)"
_UI_RECORD = r"/ui-api/records/(?P<id>\w+)"
_FEED_ELEMENT = r"/chatter/feed-elements/(?P<id>\w+)"
_COMMENTS = _FEED_ELEMENT + "/capabilities/comments/items"

_ROUTES: tuple[tuple[str, str, Route], ...] = (
    ("GET", "", versions.resources),
    ("GET", "/query", query.query),
    ("GET", "/queryAll", query.query_all),
    ("GET", r"/query(?:All)?/(?P<locator>[^/]+)", query.query_more),
    ("GET", "/sobjects", describe.global_describe),
    ("GET", _OBJECT, describe.basic),
    ("POST", _OBJECT, rows.create),
    ("GET", _OBJECT + "/describe", describe.describe),
    ("GET", _OBJECT + "/updated", replication.updated),
    ("GET", _OBJECT + "/deleted", replication.deleted),
    ("GET", _ROW, rows.retrieve),
    ("HEAD", _ROW, rows.retrieve),
    ("PATCH", _ROW, rows.update),
    ("DELETE", _ROW, rows.delete),
    ("GET", _OBJECT + r"/(?P<key>\w+)/(?P<value>.+)", rows.retrieve_by_key),
    ("PATCH", _OBJECT + r"/(?P<key>\w+)/(?P<value>.+)", rows.upsert),
    ("DELETE", _OBJECT + r"/(?P<key>\w+)/(?P<value>.+)", rows.delete_by_key),
    ("POST", "/composite", composite.composite),
    ("POST", _COLLECTION, collections.create),
    ("PATCH", _COLLECTION, collections.update),
    ("DELETE", _COLLECTION, collections.delete),
    ("GET", _COLLECTION + r"/(?P<object>\w+)", collections.retrieve),
    ("POST", _COLLECTION + r"/(?P<object>\w+)", collections.retrieve),
    ("PATCH", _COLLECTION + r"/(?P<object>\w+)/(?P<key>\w+)", collections.upsert),
    ("GET", "/limits", limits.limits),
    ("GET", "/jobs/query", jobs.listed),
    ("POST", "/jobs/query", jobs.create),
    ("GET", _JOB, jobs.status),
    ("PATCH", _JOB, jobs.abort),
    ("DELETE", _JOB, jobs.remove),
    ("GET", _JOB + "/results", jobs.results),
    ("POST", "/ui-api/records", ui_api.create),
    ("GET", _UI_RECORD, ui_api.retrieve),
    ("PATCH", _UI_RECORD, ui_api.update),
    ("DELETE", _UI_RECORD, ui_api.delete),
    (
        "GET",
        r"/ui-api/object-info/(?P<object>\w+)/picklist-values/\w+/(?P<field>\w+)",
        ui_api.picklist_values,
    ),
    ("POST", "/chatter/feed-elements", chatter.create_element),
    ("GET", _FEED_ELEMENT, chatter.element),
    ("DELETE", _FEED_ELEMENT, chatter.delete_element),
    ("POST", _COMMENTS, chatter.create_comment),
    ("GET", _COMMENTS, chatter.comments),
    ("GET", r"/chatter/feeds/record/(?P<id>\w+)/feed-elements", chatter.record_feed),
    ("GET", r"/chatter/users/(?P<id>\w+)", chatter.user),
)
_PATTERNS = tuple((method, re.compile(pattern), route) for method, pattern, route in _ROUTES)
_FIXED: dict[str, Route] = {
    VERSIONS_PATH: versions.versions,
    "/services/oauth2/userinfo": identity.userinfo,
}


def check_version(path: str) -> None:
    """Refuse versions that are retired (410) or not yet there (404)."""
    match = _VERSIONED.fullmatch(path)
    if match is not None:
        versions.check(match[1])


def find_route(method: str, path: str) -> tuple[Route, str, Mapping[str, str]]:
    """The function, the API version and the pieces of the path; raises 404 or 405."""
    if path in _FIXED:
        if method not in ("GET", "POST"):
            raise _not_allowed(method)
        return _FIXED[path], versions.NEWEST, {}
    person = _IDENTITY.fullmatch(path)
    if person is not None and method == "GET":
        return identity.identity, versions.NEWEST, person.groupdict()
    match = _VERSIONED.fullmatch(path)
    if match is None:
        raise resource_missing()
    versions.check(match[1])
    rest = match[2] or ""
    is_known = False
    for allowed, pattern, route in _PATTERNS:
        pieces = pattern.fullmatch(rest)
        if pieces is None:
            continue
        if allowed == method:
            return route, match[1], pieces.groupdict()
        is_known = True
    raise _not_allowed(method) if is_known else resource_missing()


def _not_allowed(method: str) -> ApiError:
    return ApiError(
        405,
        "METHOD_NOT_ALLOWED",
        f"HTTP Method '{method}' not allowed. Allowed are those of the resource",
    )
