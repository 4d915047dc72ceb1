"""`cockpit doctor --online`: each layer on the way to the org, then the session, then the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cockpit_tui.cli.checks import Check
from cockpit_tui.cli.invocation import Invocation
from cockpit_tui.connection.reaching import reached_org
from cockpit_tui.domain.days.clock import SystemClock
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.workspace import default_place

if TYPE_CHECKING:
    from cockpit_tui.demo.org_process import OrgAddress

NAMES = {
    "dns": "Name",
    "proxy": "Proxy",
    "connection": "Line",
    "tls": "TLS",
    "host": "Host",
}


def online_checks(invocation: Invocation) -> Iterator[Check]:
    """Up to the first layer that fails; the keyring is opened for the session."""
    configuration, paths = invocation.configuration, invocation.paths
    try:
        with reached_org(configuration, paths, default_place(configuration, paths)) as address:
            if address is None:
                yield Check("Online", "note", "no org is connected: there is nothing to reach")
                return
            layers = list(_layers(address.instance_url))
            yield from layers
            if all(check.state == "ok" for check in layers):
                yield from _session(address)
    except CockpitError as error:
        yield Check("Online", "problem", error.message, error.hint)


def _layers(url: str) -> Iterator[Check]:
    from cockpit_sync.salesforce.probing import probe

    for finding in probe(url):
        name = NAMES[finding.layer.value]
        if finding.problem is None:
            yield Check(name, "ok", finding.message)
        else:
            yield Check(name, "problem", finding.message, finding.problem.hint)


def _session(address: OrgAddress) -> Iterator[Check]:
    from cockpit_sync.salesforce.api import Api
    from cockpit_sync.salesforce.errors import Refused
    from cockpit_sync.salesforce.sign_in_errors import refusal
    from cockpit_tui.connection.connecting import prove_session
    from cockpit_tui.connection.signing_in import to_transport

    transport = to_transport(address)
    try:
        api = Api(transport, SystemClock.from_environment())
        user = prove_session(api, address.instance_url)
        yield Check("Sign-in", "ok", f"the session works, as {user.get('name', 'somebody')}")
        try:
            api.get("/limits", "connect")
        except Refused as error:
            raise refusal(error.salesforce_code, error.message) from error
        usage = api.usage
        spent = f", {usage.used:,} of {usage.limit:,} calls spent" if usage else ""
        yield Check("API", "ok", f"this user may use it{spent}")
    finally:
        transport.close()
