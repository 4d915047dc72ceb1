"""Reaching the workspace's org: where it is, and the session to use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cockpit_tui.connection.sign_ins import SF, known_sign_in, recall_secrets
from cockpit_tui.connection.signing_in import renewal
from cockpit_tui.domain.errors import Unreachable
from cockpit_tui.paths import Paths
from cockpit_tui.settings.configuration import Configuration
from cockpit_tui.workspace import Place

if TYPE_CHECKING:
    from cockpit_tui.demo.org_process import OrgAddress


@contextmanager
def reached_org(
    configuration: Configuration, paths: Paths, place: Place
) -> Iterator[OrgAddress | None]:
    """Where the workspace's org is and the session to use; None where no org is connected.

    A demo's org runs at least as long as this context: here, or in another cockpit, and here when
    that one ends. Others use the configured session, else the one that `cockpit connect` kept.
    Raises Unreachable when the keyring does not give that one.
    """
    from cockpit_tui.demo.making import remembered_options
    from cockpit_tui.demo.org_process import OrgAddress
    from cockpit_tui.demo.shared_org import SharedOrg

    given = configuration.salesforce
    if place.is_demo:
        org = SharedOrg(paths, remembered_options(paths))
        try:
            yield org.address()
        finally:
            org.leave()
    elif given.instance_url and given.access_token:
        yield OrgAddress(given.instance_url.rstrip("/"), given.access_token)
    elif known := known_sign_in(paths, place.url):
        # The Salesforce CLI takes seconds to answer: it is asked where nobody waits for it.
        is_asked_later = known.kept_in == SF
        token = "" if is_asked_later else recall_secrets(paths, place.url).access_token
        yield OrgAddress(known.instance_url, token, renewal(paths, place.url, token))
    else:
        yield None


def require_address(address: OrgAddress | None) -> OrgAddress:
    """The address; raises Unreachable where no org is connected."""
    if address is None:
        raise Unreachable(
            "Nothing says which Salesforce org to mirror with. Edits are kept.",
            "`cockpit connect` does.",
        )
    return address
