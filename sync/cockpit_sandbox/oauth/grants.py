"""POST /services/oauth2/token: a grant in, a session out."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from cockpit_sandbox.messages import Request
from cockpit_sandbox.oauth import jwt
from cockpit_sandbox.oauth.apps import Apps
from cockpit_sandbox.oauth.errors import OAuthRefused
from cockpit_sandbox.oauth.tokens import ALL_SCOPES, Tokens
from cockpit_sandbox.state import OrgState

Form = Mapping[str, str]
Answer = dict[str, str]


def token(org: OrgState, request: Request, form: Form) -> Answer:
    """The session of a grant.

    Raises:
        OAuthRefused: the grant, the app or the user is not good.
    """
    if request.method != "POST":
        raise OAuthRefused("invalid_request", "must use HTTP POST")
    kind = form.get("grant_type", "")
    grant = _GRANTS.get(kind)
    if grant is None:
        raise OAuthRefused("unsupported_grant_type", "grant type not supported")
    return grant(org, request, _with_basic(request, form))


def _authorization_code(org: OrgState, request: Request, form: Form) -> Answer:
    secret = form.get("client_secret")
    app = Apps(org).known(form.get("client_id"), secret)
    if app.needs_secret and secret is None:
        raise OAuthRefused("invalid_client", "invalid client credentials")
    tokens = Tokens(org)
    granted = tokens.redeemed(_needed(form, "code"))
    if form.get("redirect_uri") != granted.callback:
        raise OAuthRefused("redirect_uri_mismatch", "redirect_uri must match configuration")
    _check_verifier(granted.challenge, form.get("code_verifier"))
    return tokens.reply(app, request, granted.user_id, granted.scope, may_refresh=True)


def _refresh_token(org: OrgState, request: Request, form: Form) -> Answer:
    app = Apps(org).known(form.get("client_id"), form.get("client_secret"))
    if app.needs_secret and "client_secret" not in form:
        raise OAuthRefused("invalid_client", "invalid client credentials")
    tokens = Tokens(org)
    sent = _needed(form, "refresh_token")
    user_id, scope, refresh = tokens.refreshed(sent, rotate=app.rotates_refresh_tokens)
    answer = tokens.reply(app, request, user_id, scope, refresh=refresh)
    return answer if refresh == sent else answer | {"refresh_token": refresh}


def _client_credentials(org: OrgState, request: Request, form: Form) -> Answer:
    app = Apps(org).known(form.get("client_id"), form.get("client_secret", ""))
    if app.run_as is None:
        raise OAuthRefused("invalid_grant", "no client credentials user enabled")
    return Tokens(org).reply(app, request, app.run_as, "api id")


def _jwt_bearer(org: OrgState, request: Request, form: Form) -> Answer:
    app, user_id = jwt.signed_in_user(org, request, _needed(form, "assertion"))
    return Tokens(org).reply(app, request, user_id, ALL_SCOPES)


_GRANTS: dict[str, Callable[[OrgState, Request, Form], Answer]] = {
    "authorization_code": _authorization_code,
    "refresh_token": _refresh_token,
    "client_credentials": _client_credentials,
    "urn:ietf:params:oauth:grant-type:jwt-bearer": _jwt_bearer,
}


def _check_verifier(challenge: str | None, verifier: str | None) -> None:
    """Salesforce: the challenge is the base64url of the verifier's SHA-256, without padding."""
    if challenge is None and verifier is None:
        return
    digest = hashlib.sha256((verifier or "").encode()).digest()
    computed = base64.urlsafe_b64encode(digest).rstrip(b"=")
    if challenge is None or not secrets.compare_digest(computed, challenge.encode()):
        raise OAuthRefused("invalid_grant", "invalid code verifier")


def _with_basic(request: Request, form: Form) -> Form:
    """The form with the client's keys from HTTP Basic, where a client sends them so."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise OAuthRefused("invalid_client", "invalid client credentials") from None
    return {**form, "client_id": unquote(name), "client_secret": unquote(secret)}


def _needed(form: Form, name: str) -> str:
    value = form.get(name)
    if not value:
        raise OAuthRefused("invalid_request", f"missing required parameter: {name}")
    return value
