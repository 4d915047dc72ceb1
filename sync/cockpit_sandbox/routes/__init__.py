"""Which function answers which path.

A route is a method, a pattern below `/services/data/vNN.N`, and a function from `Call` to `Reply`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.request import Call, Reply, resource_missing
from cockpit_sandbox.routes import (
    collections,
    composite,
    describe,
    identity,
    limits,
    query,
    replication,
    rows,
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
