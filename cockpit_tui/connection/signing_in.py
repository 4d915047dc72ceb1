"""Each way to sign in: the first session of a workspace, and the next one when it has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct
from msgspec.structs import replace

from cockpit_tui.connection.sign_ins import (
    SF,
    Secrets,
    SignIn,
    keep_sign_in,
    known_sign_in,
    recall_secrets,
)
from cockpit_tui.paths import Paths

if TYPE_CHECKING:
    from cockpit_sync.salesforce.calls import Transport
    from cockpit_sync.salesforce.client import Refresh
    from cockpit_sync.salesforce.client import Session as SalesforceSession
    from cockpit_sync.salesforce.grants import Client, Grant
    from cockpit_tui.demo.org_process import OrgAddress


class SignedIn(Struct, frozen=True):
    """A session, and what has to be kept for the next."""

    sign_in: SignIn
    secrets: Secrets

    def session(self) -> SalesforceSession:
        from cockpit_sync.salesforce.client import Session

        return Session(self.sign_in.instance_url, self.secrets.access_token)


def with_session(address: OrgAddress) -> SignedIn:
    """A session that somebody else has got; when it ends a person has to bring another."""
    return SignedIn(SignIn(address.instance_url), Secrets(address.access_token))


def with_salesforce_cli(org: str) -> SignedIn:
    """The session of the Salesforce CLI's org. Raises SignInFailed."""
    from cockpit_sync.salesforce.sf_cli import session_of

    session = session_of(org)
    sign_in = SignIn(session.instance_url, kept_in=SF, way="sf", sf_org=org)
    return SignedIn(sign_in, Secrets(session.access_token))


def with_browser(
    client: Client, port: int, show: Callable[[str], None], pasted: TextIO | None
) -> SignedIn:
    """The session of whoever signs in in the browser. Raises SignInFailed."""
    from cockpit_sync.salesforce.web_sign_in import sign_in_with_browser

    grant = sign_in_with_browser(client, port, show, pasted)
    return _signed_in(SignIn("", way="web"), client, grant)


def with_key(client: Client, username: str, key_file: Path) -> SignedIn:
    """The session of a user for whom a private key signs. Raises SignInFailed, InvalidInput."""
    from cockpit_sync.salesforce.grants import granted_by_key

    grant = granted_by_key(client, username, key_file)
    sign_in = SignIn("", way="jwt", username=username, key_file=str(key_file.resolve()))
    return _signed_in(sign_in, client, grant)


def with_client_credentials(client: Client) -> SignedIn:
    """The session of the app's own user. Raises SignInFailed, InvalidInput."""
    from cockpit_sync.salesforce.grants import granted_by_client_credentials

    grant = granted_by_client_credentials(client)
    return _signed_in(SignIn("", way="client-credentials"), client, grant)


def _signed_in(sign_in: SignIn, client: Client, grant: Grant) -> SignedIn:
    known = replace(
        sign_in,
        instance_url=grant.session.instance_url,
        login_url=client.login_url,
        client_id=client.client_id,
        org_id=grant.org_id,
    )
    secrets = Secrets(grant.session.access_token, grant.refresh_token, client.client_secret)
    return SignedIn(known, secrets)


def to_transport(address: OrgAddress) -> Transport:
    """The way to the org; where no session is at hand it is asked for now.

    Raises InvalidInput for what is no token or no safe address, SignInFailed, Unreachable.
    """
    from cockpit_sync.salesforce.client import HttpTransport, Session

    if address.find is not None:
        from cockpit_tui.connection.following import FollowingTransport

        return FollowingTransport(
            address, address.find, lambda found: to_transport(replace(found, find=None))
        )
    session = None
    if not address.access_token and address.renew is not None:
        session = address.renew()
    return HttpTransport(
        session or Session(address.instance_url, address.access_token), address.renew
    )


def renewal(paths: Paths, database_url: str, used: str) -> Refresh | None:
    """What gives the workspace its next session when the `used` one has ended.

    None where a person has to bring it. It may raise SignInFailed and Unreachable.
    """
    known = known_sign_in(paths, database_url)
    if known is None or known.way == "session":
        return None
    return _Renewal(paths, database_url, used)


@dataclass(slots=True)
class _Renewal:
    """Renews one workspace's session; another process may have done it already."""

    paths: Paths
    database_url: str
    last_used: str

    def __call__(self) -> SalesforceSession | None:
        """A session other than the last one; each call asks the org at most once."""
        known = known_sign_in(self.paths, self.database_url)
        if known is None:
            return None
        if known.way == SF:
            found = with_salesforce_cli(known.sf_org)
            _require_org(known, "", found.secrets.access_token)
            return found.session()
        kept = recall_secrets(self.paths, self.database_url)
        if kept.access_token == self.last_used:
            known, kept = self._renewed(known, kept)
        # Otherwise another cockpit did it meanwhile; where refresh tokens rotate, ours is void.
        self.last_used = kept.access_token
        return SignedIn(known, kept).session() if kept.access_token else None

    def _renewed(self, known: SignIn, kept: Secrets) -> tuple[SignIn, Secrets]:
        """The next session, kept at once: an answer that gave a new refresh token ended the old."""
        grant = _next_grant(known, kept)
        if grant is None:
            return known, Secrets()
        _require_org(known, grant.org_id, grant.session.access_token)
        secrets = replace(
            kept,
            access_token=grant.session.access_token,
            refresh_token=grant.refresh_token or kept.refresh_token,
        )
        moved = replace(known, instance_url=grant.session.instance_url)
        return keep_sign_in(self.paths, self.database_url, moved, secrets), secrets


def _next_grant(known: SignIn, kept: Secrets) -> Grant | None:
    from cockpit_sync.salesforce import grants

    client = grants.Client(known.login_url, known.client_id, kept.client_secret)
    if known.way == "jwt":
        return grants.granted_by_key(client, known.username, Path(known.key_file))
    if known.way == "client-credentials":
        return grants.granted_by_client_credentials(client)
    if not kept.refresh_token:
        return None
    return grants.renewed_by_refresh_token(client, kept.refresh_token)


def _require_org(known: SignIn, org_id: str, access_token: str) -> None:
    """Raises SignInFailed when the session is for another org than the one that was connected."""
    from cockpit_sync.salesforce.sign_in_errors import wrong_org

    head, mark, _ = access_token.partition("!")
    found = org_id or (head if mark and head.startswith("00D") else "")
    if known.org_id and found and found[:15] != known.org_id[:15]:
        raise wrong_org(known.org_id, found)
