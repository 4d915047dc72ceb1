"""Codes, access tokens and refresh tokens that were given out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta

from msgspec import Struct

from cockpit_sandbox.addresses import base_of, identity_url
from cockpit_sandbox.messages import Request
from cockpit_sandbox.oauth.apps import App
from cockpit_sandbox.oauth.errors import OAuthRefused
from cockpit_sandbox.state import OrgState
from cockpit_sandbox.storage import Storage
from cockpit_sandbox.values import moment_text

CODE_LIFE = timedelta(minutes=15)
"""Salesforce: an authorization code expires after 15 minutes."""
ALL_SCOPES = "refresh_token api id"
_OFFLINE = frozenset({"refresh_token", "offline_access", "full"})
_REFRESH_START = "5Aep861"


class Granted(Struct, frozen=True):
    """A code that a person's consent was turned into."""

    user_id: str
    callback: str
    challenge: str | None
    scope: str


class Tokens(Struct, frozen=True):
    """What was given out by one org."""

    org: OrgState

    @property
    def _storage(self) -> Storage:
        return self.org.storage

    def code(self, granted: Granted) -> str:
        """A code that can be turned into a session once, for a quarter of an hour."""
        code = "aPrx" + secrets.token_urlsafe(48)
        expires = moment_text(self.org.clock.now() + CODE_LIFE)
        values = (granted.user_id, granted.callback, granted.challenge, granted.scope, expires)
        self._storage.run("INSERT INTO oauth_code VALUES (?, ?, ?, ?, ?, ?)", (code, *values))
        return code

    def redeemed(self, code: str) -> Granted:
        """What a code stands for; it is worth nothing afterwards, whatever comes of it."""
        row = self._storage.first(
            "DELETE FROM oauth_code WHERE code = ?"
            " RETURNING user_id, callback, challenge, scope, expires",
            (code,),
        )
        if row is None:
            raise OAuthRefused("invalid_grant", "invalid authorization code")
        if str(row[4]) <= moment_text(self.org.clock.now()):
            raise OAuthRefused("invalid_grant", "expired authorization code")
        challenge = None if row[2] is None else str(row[2])
        return Granted(str(row[0]), str(row[1]), challenge, str(row[3]))

    def refreshed(self, refresh_token: str, *, rotate: bool) -> tuple[str, str, str]:
        """User, scope and the token that refreshes from now on; raises OAuthRefused."""
        row = self._storage.first(
            "SELECT user_id, scope FROM oauth_refresh WHERE token = ?", (refresh_token,)
        )
        if row is None:
            raise OAuthRefused("invalid_grant", "expired access/refresh token")
        user_id, scope = str(row[0]), str(row[1])
        if rotate:
            self._storage.run("DELETE FROM oauth_refresh WHERE token = ?", (refresh_token,))
            refresh_token = self._refresh_token(user_id, scope)
        return user_id, scope, refresh_token

    def reply(
        self,
        app: App,
        request: Request,
        user_id: str,
        scope: str,
        *,
        refresh: str | None = None,
        may_refresh: bool = False,
    ) -> dict[str, str]:
        """A new session as the token endpoint answers it; raises OAuthRefused for the inactive."""
        self._require_active(user_id)
        made = None
        if may_refresh and _OFFLINE & set(scope.split()):
            made = self._refresh_token(user_id, scope)
        token = f"{self.org.org_id[:15]}!{secrets.token_urlsafe(48)}"
        self._storage.run(
            "INSERT INTO oauth_session VALUES (?, ?, ?)", (token, user_id, made or refresh)
        )
        issued = str(int(self.org.clock.now().timestamp() * 1_000))
        who = identity_url(request, self.org.org_id, user_id)
        answer = {
            "access_token": token,
            "signature": _signature(app, who + issued),
            "scope": scope,
            "instance_url": base_of(request),
            "id": who,
            "token_type": "Bearer",
            "issued_at": issued,
        }
        return answer | ({"refresh_token": made} if made else {})

    def revoke(self, token: str) -> bool:
        """End a session, or a refresh token with its sessions; whether there was one."""
        found = self._storage.run("DELETE FROM oauth_session WHERE token = ?", (token,))
        gone = self._storage.run("DELETE FROM oauth_refresh WHERE token = ?", (token,))
        if gone:
            self._storage.run("DELETE FROM oauth_session WHERE refresh = ?", (token,))
        return bool(found or gone)

    def revoke_refresh_tokens(self) -> int:
        """End what refreshes, as an admin does; sessions go on. How many there were."""
        return self._storage.run("DELETE FROM oauth_refresh")

    def _refresh_token(self, user_id: str, scope: str) -> str:
        token = _REFRESH_START + secrets.token_urlsafe(48)
        self._storage.run("INSERT INTO oauth_refresh VALUES (?, ?, ?)", (token, user_id, scope))
        return token

    def _require_active(self, user_id: str) -> None:
        found = self._storage.first("SELECT IsActive FROM User WHERE Id = ?", (user_id,))
        if found is None or not found[0]:
            raise OAuthRefused("inactive_user", "user is inactive")


def _signature(app: App, text: str) -> str:
    digest = hmac.new(app.client_secret.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
