"""Connecting a workspace to its org: checked, kept, filled; and arming a production org."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from cockpit_tui.connection.sign_ins import SignIn, keep_sign_in
from cockpit_tui.connection.signing_in import SignedIn
from cockpit_tui.domain.days.clock import SystemClock
from cockpit_tui.domain.errors import NotFound, OrgNotArmed
from cockpit_tui.domain.permissions import Right
from cockpit_tui.paths import Paths
from cockpit_tui.workspace import Place, open_store

if TYPE_CHECKING:
    from cockpit_sync.report import CycleReport
    from cockpit_sync.salesforce.api import Api
    from cockpit_sync.sending.preview import WritePreview
    from cockpit_tui.domain.rows.mirror import FirstReading
    from cockpit_tui.store.engine import Store
    from cockpit_tui.store.mirror.mirror_state import Org


class Arming(Struct, frozen=True):
    """Whether this call lets the cockpit write to a production org."""

    is_wanted: bool = False
    org_name: str | None = None
    """`--allow-production`: arms only the org of this name."""

    @property
    def is_asked(self) -> bool:
        """Either way."""
        return self.is_wanted or self.org_name is not None


class Connected(Struct, frozen=True):
    """What connecting found and did."""

    org: Org
    user_name: str
    advice: tuple[str, ...]
    """What an admin may want to mend, one sentence each."""
    is_mapped: bool
    sign_in: SignIn
    first_cycle: CycleReport | None
    """What a workspace that had not been read before was filled with."""
    preview: WritePreview
    """What the mirror writes next, or would write."""


def connect_workspace(
    place: Place,
    paths: Paths,
    signed_in: SignedIn,
    arming: Arming,
    *,
    user: str = "",
    is_read_only: bool = False,
    tell_reading: Callable[[FirstReading | None], None] | None = None,
) -> Connected:
    """Makes the workspace where there is none, asks the org what it allows, keeps the session. What
    was never read is read to its end, and `tell_reading` hears how far that is.

    Raises SignInFailed or Unreachable, and makes nothing, when the session does not work;
    AnotherOrg, naming both, when the workspace belongs to another org; OrgNotArmed when another
    name is to be armed.
    """
    from cockpit_sync.connecting.connect import connect
    from cockpit_sync.cycle import MirrorSettings, run_once
    from cockpit_sync.salesforce.api import Api
    from cockpit_sync.salesforce.client import HttpTransport, is_loopback_url
    from cockpit_sync.sending.preview import preview_writes
    from cockpit_tui.store.mirror import mirror_state
    from cockpit_tui.store.mirror.mirror_mapping import mapping_is_valid

    clock = SystemClock.from_environment()
    session = signed_in.session()
    url, is_loopback = session.instance_url, is_loopback_url(session.instance_url)
    transport = HttpTransport(session)
    try:
        api = Api(transport, clock)
        prove_session(api, url)
        store = open_store(place, create=True)
        try:
            found = connect(store, api, url, is_loopback=is_loopback, now=clock.now())
            known = replace(signed_in.sign_in, org_id=found.org.id)
            sign_in = keep_sign_in(paths, place.url, known, signed_in.secrets)
            with store.read() as connection:
                is_new = not mirror_state.load_cursors(connection)
            first_cycle = None
            if is_new:
                settings = MirrorSettings(url, is_loopback, is_read_only=is_read_only)
                first_cycle = run_once(
                    store, HttpTransport(session), clock, settings, tell_reading=tell_reading
                )
            if arming.is_asked:
                arm(store, user, arming.org_name)
            org = known_org(store)
            is_mapped = mapping_is_valid(store)
            preview = preview_writes(store)
        finally:
            store.close()
    finally:
        transport.close()
    return Connected(org, found.user_name, found.advice, is_mapped, sign_in, first_cycle, preview)


def prove_session(api: Api, url: str) -> Mapping[str, Any]:
    """Whose session it is, by one call; raises SignInFailed in words when it does not work."""
    from cockpit_sync.salesforce.errors import NoAnswer, Offline, Refused, SessionEnded
    from cockpit_sync.salesforce.probing import probe
    from cockpit_sync.salesforce.sign_in_errors import refusal

    try:
        found = api.get("/services/oauth2/userinfo", "connect")
    except (SessionEnded, Refused) as error:
        raise refusal(error.salesforce_code, error.message) from error
    except (Offline, NoAnswer) as error:
        for finding in probe(url):
            if finding.problem is not None:
                raise finding.problem from error
        raise
    return found if isinstance(found, dict) else {}


def arm(store: Store, user: str, org_name: str | None = None) -> Org:
    """Lets the cockpit write to the workspace's org, which is called `org_name` if that is given.

    Raises OrgNotArmed, naming both, for another name; NotPermitted without the right to configure.
    """
    from cockpit_tui.store.mirror import mirror_state

    _require_armable(store, user, org_name)
    with store.write() as connection:
        mirror_state.arm_org(connection, is_armed=True)
    return known_org(store)


def _require_armable(store: Store, user: str, org_name: str | None) -> Org:
    from cockpit_tui.services.workspace import sign_in

    org = known_org(store)
    if org_name is not None and org_name.strip() != org.name:
        raise OrgNotArmed(
            f"This workspace's org is “{org.name}”, not “{org_name}”. It was not armed.",
            f"--allow-production {shlex.quote(org.name)}",
        )
    sign_in(store, user or None).require(Right.CONFIGURE, "workspace")
    return org


def arm_with_preview(
    store: Store, user: str, arming: Arming, *, is_rehearsal: bool = False
) -> tuple[Org, WritePreview]:
    """Arms, and tells what is written next; a rehearsal only tells.

    Raises OrgNotArmed, NotPermitted as `arm` does, in a rehearsal too.
    """
    from cockpit_sync.sending.preview import preview_writes

    preview = preview_writes(store)
    if not is_rehearsal:
        return arm(store, user, arming.org_name), preview
    return _require_armable(store, user, arming.org_name), preview


def known_org(store: Store) -> Org:
    """The workspace's org; raises NotFound before the first connection."""
    from cockpit_tui.store.mirror import mirror_state

    with store.read() as connection:
        org = mirror_state.load_org(connection)
    if org is None:
        raise NotFound("This workspace is not connected to an org yet.", "`cockpit connect` does.")
    return org


def held_back_words(org: Org, count: int) -> str:
    """What a production org that is not armed holds back, and the exact words that arm it."""
    edits = "1 edit" if count == 1 else f"{count:,} edits"
    return (
        f"{org.name} is a {org.to_row().kind} org that is not armed: {edits} would be written. "
        f"To see them: cockpit connect --arm --dry-run. To allow it: cockpit connect --arm, "
        f"or cockpit sync --allow-production {shlex.quote(org.name)}"
    )
