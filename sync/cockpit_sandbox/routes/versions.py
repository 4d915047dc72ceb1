"""The API versions of the org.

Salesforce: versions up to 30.0 are retired and answer 410; 67.0 is Summer '26.
"""

from __future__ import annotations

from cockpit_sandbox.call import Call, resource_missing
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.messages import Reply
from cockpit_sandbox.routes import identity

OLDEST_MAJOR, NEWEST_MAJOR = 31, 67
NEWEST = f"{NEWEST_MAJOR}.0"
_SEASONS = ("Summer", "Winter", "Spring")
"""From 31.0 (Summer '14) on; three releases a year, and Winter bears the next year's number."""


def _label(major: int) -> str:
    since = major - OLDEST_MAJOR
    return f"{_SEASONS[since % 3]} '{14 + (since + 2) // 3}"


def check(version: str) -> None:
    """Raise 410 for a retired version, 404 for one that does not exist."""
    major, _, minor = version.partition(".")
    if int(major) < OLDEST_MAJOR:
        raise ApiError(
            410, "UNSUPPORTED_API_VERSION", f"API version {version} is retired and unavailable"
        )
    if int(major) > NEWEST_MAJOR or minor != "0":
        raise resource_missing()


def versions(_call: Call) -> Reply:
    """GET /services/data: every version, oldest first; needs no session."""
    listed = [
        {"label": _label(major), "url": f"/services/data/v{major}.0", "version": f"{major}.0"}
        for major in range(OLDEST_MAJOR, NEWEST_MAJOR + 1)
    ]
    return Reply(200, listed)


def resources(call: Call) -> Reply:
    """GET /services/data/vNN.N: the resources of one version."""
    base = f"/services/data/v{call.version}"
    names = ("sobjects", "query", "queryAll", "composite", "limits", "chatter", "ui-api")
    listed = {name: f"{base}/{name}" for name in names}
    return Reply(200, listed | {"identity": identity.url(call, call.user_id)})
