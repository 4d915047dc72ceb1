"""Sessions from Salesforce's token endpoint: code, refresh token, signed request, client secret.

Nothing here keeps anything. A credential goes to an https address or to this machine alone.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from cockpit_sync.salesforce.client import (
    Session,
    http_session,
    is_loopback_url,
    require_safe_address,
)
from cockpit_sync.salesforce.probing import probe
from cockpit_sync.salesforce.sign_in_errors import (
    Fixer,
    Layer,
    SignInFailed,
    not_salesforce,
    refusal,
)
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.secrecy import Secretive

TOKEN_PATH = "/services/oauth2/token"  # noqa: S105 a path
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION_SECONDS = 180
"""Salesforce takes a signed request that ends within three minutes (OAuth 2.0 JWT bearer flow)."""
SKEW_SECONDS = 120
"""A clock that is off by more is told of: a signed request may come out of date."""
SHARED_HOSTS = frozenset({"login.salesforce.com", "test.salesforce.com"})
"""They sign in anybody; client credentials need the org's own host (My Domain)."""
_ORG_IN_IDENTITY = re.compile(r"/id/(00D\w{12}(?:\w{3})?)/(005\w{12}(?:\w{3})?)")


class Grant(Secretive, frozen=True):
    """What the token endpoint gave."""

    shown = ("session", "org_id", "user_id")

    session: Session
    refresh_token: str = ""
    """A new one where the org rotates them; then the old one is worth nothing any more."""
    org_id: str = ""
    user_id: str = ""


class Client(Secretive, frozen=True):
    """The app in whose name we sign in, and the host that it does so at."""

    shown = ("login_url", "client_id")

    login_url: str
    client_id: str
    client_secret: str = ""


def renewed_by_refresh_token(client: Client, refresh_token: str) -> Grant:
    """A new session after the old one ended. Raises SignInFailed."""
    return exchange(client, {"grant_type": "refresh_token", "refresh_token": refresh_token})


def granted_for_code(client: Client, code: str, verifier: str, redirect_uri: str) -> Grant:
    """The session of an authorization code, proven to be ours by its verifier (RFC 7636)."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": redirect_uri,
    }
    return exchange(client, form)


def granted_by_client_credentials(client: Client) -> Grant:
    """The session of the app's own user. Raises SignInFailed, InvalidInput for a shared host."""
    if urlsplit(client.login_url).hostname in SHARED_HOSTS:
        raise InvalidInput(
            "Client credentials are given by the org's own host alone.",
            "--login-url https://mycompany.my.salesforce.com",
        )
    return exchange(client, {"grant_type": "client_credentials"})


def granted_by_key(client: Client, username: str, key_file: Path) -> Grant:
    """The session of a user for whom the app's private key signs (RFC 7523). Raises SignInFailed,
    InvalidInput for a key that cannot be used."""
    import jwt

    claims = {
        "iss": client.client_id,
        "sub": username,
        "aud": _audience(client.login_url),
        "exp": int(time.time()) + ASSERTION_SECONDS,
    }
    try:
        assertion = jwt.encode(claims, key_file.read_bytes(), algorithm="RS256")
    except OSError as error:
        raise InvalidInput(f"{key_file} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, jwt.PyJWTError) as error:
        raise InvalidInput(
            f"{key_file} is not a private RSA key.", "It begins with -----BEGIN PRIVATE KEY-----."
        ) from error
    return exchange(Client(client.login_url, ""), {"grant_type": JWT_GRANT, "assertion": assertion})


def _audience(login_url: str) -> str:
    """The host that the signed request is for: the one that it is sent to."""
    parts = urlsplit(login_url)
    return f"{parts.scheme}://{parts.netloc}"


def exchange(client: Client, form: Mapping[str, str]) -> Grant:
    """What the token endpoint gives for this form.

    Raises SignInFailed with the layer that failed, InvalidInput for an address that is not safe.
    """
    url = client.login_url.rstrip("/")
    require_safe_address(url)
    fields = dict(form)
    if client.client_id:
        fields["client_id"] = client.client_id
    if client.client_secret:
        fields["client_secret"] = client.client_secret
    session = http_session(url)
    try:
        answer = session.post(
            url + TOKEN_PATH,
            data=fields,
            headers={"Accept": "application/json"},
            allow_redirects=False,
        )
    except requests.RequestException as error:
        # The error holds the request, and the request the secrets: it goes no further.
        raise _network_failure(url, type(error).__name__) from None
    finally:
        session.close()
    document = _document(answer)
    if document is None:
        raise not_salesforce(urlsplit(url).netloc, f"HTTP {answer.status_code}, no JSON")
    if answer.status_code != requests.codes.ok or "access_token" not in document:
        said = str(document.get("error_description") or document.get("message") or "")
        failed = refusal(str(document.get("error") or ""), said)
        raise _with_skew(failed, answer) if form.get("grant_type") == JWT_GRANT else failed
    return _grant(url, document)


def _grant(url: str, document: Mapping[str, Any]) -> Grant:
    instance_url = str(document.get("instance_url") or url).rstrip("/")
    if is_loopback_url(instance_url) and not is_loopback_url(url):
        raise not_salesforce(urlsplit(url).netloc, "it sends us to this machine")
    require_safe_address(instance_url)
    found = _ORG_IN_IDENTITY.search(str(document.get("id") or ""))
    return Grant(
        Session(instance_url, str(document["access_token"])),
        str(document.get("refresh_token") or ""),
        found[1] if found else "",
        found[2] if found else "",
    )


def _document(answer: requests.Response) -> Mapping[str, Any] | None:
    try:
        found = json.loads(answer.content)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _network_failure(url: str, kind: str) -> SignInFailed:
    """The layer that fails now; where none does any more, the call broke by itself."""
    for finding in probe(url):
        if finding.problem is not None:
            return finding.problem
    return SignInFailed(
        Layer.CONNECTION,
        Fixer.NETWORK,
        f"The connection broke before an answer came ({kind}).",
        "try again; where it happens each time, something on the way cuts it.",
    )


def _with_skew(failed: SignInFailed, answer: requests.Response) -> SignInFailed:
    """A signed request that was refused: said with how far this machine's clock is off."""
    try:
        theirs = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (KeyError, ValueError, TypeError):
        return failed
    skew = round(time.time() - theirs)
    if abs(skew) < SKEW_SECONDS:
        return failed
    direction = "fast" if skew > 0 else "slow"
    return SignInFailed(
        Layer.CLOCK,
        Fixer.YOU,
        f"This machine's clock is {abs(skew)} seconds {direction}, so Salesforce finds the signed "
        "request out of date.",
        "set the clock.",
    )
