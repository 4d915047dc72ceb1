"""The org of this session, proven to be the workspace's own before anything is written to it."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from cockpit_sync.connecting.connect import connect, describe_again
from cockpit_sync.mirror_settings import MirrorSettings
from cockpit_sync.objects.capabilities import Capabilities
from cockpit_sync.objects.create_modes import CreateMode, find_mode
from cockpit_sync.run import Run
from cockpit_sync.salesforce.api import Api
from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store import held_back
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import mirror_state, owed_contacts
from cockpit_tui.store.mirror.mirror_state import Org
from cockpit_tui.store.work import relations, task_contacts

DESCRIBE_HOURS = 24
"""How long what an org allows is believed."""


class ProvenOrg:
    """Asked once a process which org this is, and once a day what it allows."""

    def __init__(self, store: Store, api: Api, clock: Clock, settings: MirrorSettings) -> None:
        self._store = store
        self._api = api
        self._clock = clock
        self._settings = settings
        self.org: Org | None = None
        """None until the first `ready`."""
        self._capabilities: Capabilities | None = None

    def ready(self) -> tuple[Org, Capabilities, CreateMode]:
        """The org, what it allows and how creates are told apart there. Raises AnotherOrg,
        SalesforceError."""
        if self.org is None or self._capabilities is None:
            self.org, self._capabilities = self._prove()
            with self._store.write() as connection:
                held_back.set_read_only(connection, is_read_only=self._settings.is_read_only)
                follows = self._settings.relates_to_opportunity
                if follows is not None:
                    relations.set_followed(connection, is_on=follows)
                is_on = self._settings.sends_contacts
                if is_on is not None and task_contacts.set_mirrored(connection, is_on=is_on):
                    owed_contacts.owe_contacts(connection, self._clock.now())
        else:
            with self._store.read() as connection:
                self.org = mirror_state.load_org(connection) or self.org
        if not self._is_fresh(self.org):
            self.describe_again()
        mode = find_mode(self._capabilities, self._settings.creates)
        if self.org.create_mode != mode.value:
            self.org = replace(self.org, create_mode=mode.value)
            with self._store.write() as connection:
                mirror_state.save_org(connection, self.org)
        return self.org, self._capabilities, mode

    def describe_again(self, run: Run | None = None) -> None:
        """Asks the org what it allows now; edits that a missing right held up are tried again."""
        assert self.org is not None
        self.org, self._capabilities = describe_again(
            self._store, self._api, self.org, self._clock.now()
        )
        if run is not None:
            run.org, run.capabilities = self.org, self._capabilities

    def _prove(self) -> tuple[Org, Capabilities]:
        with self._store.read() as connection:
            known = mirror_state.load_org(connection)
        settings = self._settings
        if known is not None and known.instance_url == settings.instance_url:
            user = self._api.get("/services/oauth2/userinfo", "connect")
            is_same = (
                to_salesforce_id(user["organization_id"]) == known.id
                and to_salesforce_id(user["user_id"]) == known.user_salesforce_id
            )
            if is_same and self._is_fresh(known):
                return known, Capabilities.from_json(known.capabilities)
        found = connect(
            self._store,
            self._api,
            settings.instance_url,
            is_loopback=settings.is_loopback,
            now=self._clock.now(),
        )
        return found.org, found.capabilities

    def _is_fresh(self, org: Org) -> bool:
        described_at = str(org.capabilities.get("described_at", ""))
        return described_at > (self._clock.now() - timedelta(hours=DESCRIBE_HOURS)).isoformat()
