"""The paths that sign in: no session is needed, and no API call is counted."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from cockpit_sandbox.messages import Reply, Request
from cockpit_sandbox.oauth import grants
from cockpit_sandbox.oauth.errors import OAuthRefused
from cockpit_sandbox.oauth.pages import authorize, refusal_page
from cockpit_sandbox.oauth.tokens import Tokens
from cockpit_sandbox.state import OrgState
from cockpit_sandbox.values import http_date

AUTHORIZE_PATH = "/services/oauth2/authorize"
TOKEN_PATH = "/services/oauth2/token"  # noqa: S105 a path
REVOKE_PATH = "/services/oauth2/revoke"
PATHS = frozenset({AUTHORIZE_PATH, TOKEN_PATH, REVOKE_PATH})
_NO_STORE = {"Cache-Control": "no-cache, no-store"}


def answer(org: OrgState, request: Request, body: bytes) -> Reply:
    """Answer a request to one of `PATHS`."""
    form = _form(body)
    # By the org's clock, so that a client can tell how far its own is off.
    headers = {**_NO_STORE, "Date": http_date(org.clock.now())}
    with org.storage.transaction():
        if request.path == AUTHORIZE_PATH:
            try:
                return authorize(org, request, form)
            except OAuthRefused as refused:
                return refusal_page(refused)
        try:
            if request.path == TOKEN_PATH:
                return Reply(200, grants.token(org, request, form), headers)
            return _revoked(org, form.get("token") or request.query.get("token", ""))
        except OAuthRefused as refused:
            return Reply(refused.status, refused.body(), headers)


def _revoked(org: OrgState, token: str) -> Reply:
    if not Tokens(org).revoke(token):
        raise OAuthRefused("invalid_token", "invalid token")
    return Reply(200)


def _form(body: bytes) -> Mapping[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except (UnicodeDecodeError, ValueError):
        return {}
