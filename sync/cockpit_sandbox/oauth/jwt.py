"""The assertion of the JWT bearer grant.

Salesforce: "OAuth 2.0 JWT Bearer Flow": RS256 only; `iss` is the consumer key, `sub` the username,
`aud` the login host or the org's own, `exp` at most five minutes ahead of the server's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cockpit_sandbox.addresses import base_of
from cockpit_sandbox.messages import Request
from cockpit_sandbox.oauth.apps import App, Apps
from cockpit_sandbox.oauth.errors import OAuthRefused
from cockpit_sandbox.state import OrgState

LOGIN_HOSTS = frozenset({"https://login.salesforce.com", "https://test.salesforce.com"})
LONGEST_LIFE = 300
"""Seconds that `exp` may lie ahead."""


def signed_in_user(org: OrgState, request: Request, assertion: str) -> tuple[App, str]:
    """The app and the user id that a verified assertion names; raises OAuthRefused."""
    import jwt

    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.PyJWTError:
        raise _invalid() from None
    app = Apps(org).known(claims.get("iss") if isinstance(claims.get("iss"), str) else None)
    _verified(app, assertion)
    _check_audience(claims, base_of(request))
    _check_time(claims, org.clock.now().timestamp())
    user = org.storage.first("SELECT Id FROM User WHERE Username = ?", (str(claims.get("sub")),))
    if user is None or not app.is_preapproved:
        raise OAuthRefused("invalid_grant", "user hasn't approved this consumer")
    return app, str(user[0])


def _verified(app: App, assertion: str) -> None:
    import jwt
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    from cryptography.x509 import load_pem_x509_certificate

    if app.certificate is None:
        raise OAuthRefused("invalid_grant", "no certificate found for this consumer")
    pem = app.certificate.encode()
    try:
        if b"BEGIN CERTIFICATE" in pem:
            key: Any = load_pem_x509_certificate(pem).public_key()
        else:
            key = load_pem_public_key(pem)
        # Times are compared with the org's clock, which is not the machine's.
        options: Any = {"verify_exp": False, "verify_aud": False, "verify_iat": False}
        jwt.decode(assertion, key, algorithms=["RS256"], options=options)
    except (jwt.PyJWTError, ValueError, TypeError):
        raise _invalid() from None


def _check_audience(claims: Mapping[str, Any], own: str) -> None:
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if not any(isinstance(each, str) and each.rstrip("/") in LOGIN_HOSTS | {own} for each in named):
        raise OAuthRefused("invalid_grant", "audience is invalid")


def _check_time(claims: Mapping[str, Any], now: float) -> None:
    expires = claims.get("exp")
    if isinstance(expires, bool) or not isinstance(expires, int | float):
        raise _invalid()
    if expires <= now:
        raise OAuthRefused("invalid_grant", "assertion is expired")
    if expires > now + LONGEST_LIFE:
        raise _invalid()


def _invalid() -> OAuthRefused:
    return OAuthRefused("invalid_grant", "invalid assertion")
