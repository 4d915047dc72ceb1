"""The addresses that an org says are its own: those at which a request reached it."""

from __future__ import annotations

from cockpit_sandbox.messages import Request

LOGIN_HOST = "https://test.salesforce.com"
"""Where identity URLs point when a request names no host."""


def identity_url(request: Request, org_id: str, user_id: str) -> str:
    """The identity URL of a user, at the host that the request was sent to."""
    return f"{base_of(request)}/id/{org_id}/{user_id}"


def base_of(request: Request) -> str:
    """The address that the request was sent to; Salesforce's login host when it names none."""
    host = request.headers.get("host")
    return f"http://{host}" if host else LOGIN_HOST
