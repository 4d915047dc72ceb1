"""The connected app that programs sign in with.

Salesforce: "External Client Apps". Every org has one, so that a person can try each flow; its keys
stand in the start line, and the control verb `app` changes what it may do.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from cockpit_sandbox.ids import canonical
from cockpit_sandbox.oauth.errors import OAuthRefused
from cockpit_sandbox.state import OrgState

_SETTING = "connected_app"
_CLIENT_ID_START = "3MVG9"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
STANDARD_CALLBACKS = (
    "http://localhost:1717/OauthRedirect",
    "http://localhost:8737/callback",
    "http://localhost:1717/",
)


class App(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One connected app."""

    client_id: str
    client_secret: str
    callbacks: tuple[str, ...] = STANDARD_CALLBACKS
    any_port: bool = True
    """A callback on loopback may have another port (RFC 8252, 7.3); Salesforce compares all."""
    is_installed: bool = True
    """False: as an app that the admin has not let in."""
    is_preapproved: bool = True
    """False: users have to allow the app before a JWT signs them in."""
    needs_pkce: bool = True
    needs_secret: bool = False
    """Whether the web server flow wants the secret besides the code verifier."""
    rotates_refresh_tokens: bool = False
    certificate: str | None = None
    """PEM of a certificate or public key: what signs the assertions of the JWT grant."""
    run_as: str | None = None
    """The id of the user whom client credentials sign in; None: the grant is refused."""

    def accepts_callback(self, url: str) -> bool:
        """Whether the way back to the program is one that was registered."""
        return any(self._matches(known, url) for known in self.callbacks)

    def _matches(self, known: str, url: str) -> bool:
        if known == url:
            return True
        try:
            left, right = urlsplit(known), urlsplit(url)
            hosts = (left.hostname, right.hostname)
            right.port  # noqa: B018 raises for what is no port
        except ValueError:
            return False
        same = (left.scheme, left.path, left.query) == (right.scheme, right.path, right.query)
        is_plain = right.username is None and not right.fragment
        return self.any_port and same and is_plain and hosts[0] == hosts[1] and hosts[0] in LOOPBACK


class Apps(Struct, frozen=True):
    """The app of an org, kept in its file."""

    org: OrgState

    def app(self) -> App:
        """The app; made when it is asked for the first time."""
        kept = self.org.storage.setting(_SETTING)
        if kept is not None:
            return msgspec.json.decode(kept, type=App)
        app = App(
            _CLIENT_ID_START + secrets.token_urlsafe(60),
            secrets.token_hex(32),
            run_as=self.org.main_user_id or None,
        )
        self._keep(app)
        return app

    def change(self, values: Mapping[str, Any]) -> App:
        """Set what is named in `values`; raises ValueError for what an app does not have."""
        kept = msgspec.to_builtins(self.app())
        if "run_as" in values and values["run_as"] is not None:
            values = {**values, "run_as": canonical(values["run_as"])}
        try:
            app = msgspec.convert({**kept, **values}, type=App)
        except msgspec.ValidationError as problem:
            raise ValueError(str(problem)) from None
        self._keep(app)
        return app

    def known(self, client_id: str | None, client_secret: str | None = None) -> App:
        """The app that this client id names; raises OAuthRefused for another id or secret."""
        app = self.app()
        if client_id is None or not _same(client_id, app.client_id):
            raise OAuthRefused("invalid_client_id", "client identifier invalid")
        if client_secret is not None and not _same(client_secret, app.client_secret):
            raise OAuthRefused("invalid_client", "invalid client credentials")
        if not app.is_installed:
            raise OAuthRefused("invalid_client", "app must be installed into org")
        return app

    def _keep(self, app: App) -> None:
        self.org.storage.remember(_SETTING, msgspec.json.encode(app).decode())


def _same(left: str, right: str) -> bool:
    return secrets.compare_digest(left.encode(), right.encode())
