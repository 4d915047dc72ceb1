"""What every storm begins with: an org, and a workspace that has read it."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import select

from cockpit_sandbox.clock import VirtualClock
from cockpit_sandbox.org import Org
from cockpit_sandbox.seed import seed_org
from cockpit_sync.cycle import MirrorSettings, run_once
from cockpit_tui.domain.ids import AccountId, CtaId
from cockpit_tui.domain.practice import Practice
from cockpit_tui.services import workspace
from cockpit_tui.services.ctas import CtaService, NewCta
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import mirror_state
from cockpit_tui.store.tables import schema
from tests.conftest import TODAY, FixedClock
from tests.sync.storm import URL, InProcess, Storm

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


NOT_IN_STORMS = ("Contact", "Opportunity", "Case", "Event", "Task", "Lead", "FeedItem")
"""Objects of the seeded org that nobody touches here; each would be read again in every cycle."""


@dataclass
class Ground:
    """An org, and a workspace that has read it; each storm begins with both as they were.

    Their files are put back between storms while the programs on them stay: statements that were
    composed once need not be composed again.
    """

    org: Org
    store: Store
    token: str
    files: tuple[Path, ...]

    @classmethod
    def prepared(cls, folder: Path) -> Ground:
        """Reads a small org into a new workspace, and keeps how both are then."""
        files = folder / "org.db", folder / "cockpit.db"
        org = Org(files[0], clock=VirtualClock(START))
        seed_org(org, number=3, size="small", today=TODAY)
        for name in NOT_IN_STORMS:
            org.storage.run(f'DELETE FROM "{name}"')
        token = org.session(org.main_user_id)
        store = Store(f"sqlite:///{files[1]}")
        workspace.prepare(store)
        settings = MirrorSettings(URL, is_loopback=True)
        report = run_once(store, InProcess(org, token), FixedClock(), settings)
        assert report.exit_code == 0, report
        store.close()
        org.close()
        for file in files:
            shutil.copy(file, _kept(file))
        return cls(Org(files[0], clock=VirtualClock(START)), store, token, files)

    def restore(self) -> None:
        """Everything as it was in the beginning, the org's clock five minutes on."""
        self.close()
        for file in self.files:
            for leftover in file.parent.glob(f"{file.name}-*"):
                leftover.unlink()
            shutil.copy(_kept(file), file)
        self.org = Org(self.files[0], clock=VirtualClock(START + timedelta(minutes=5)))

    def close(self) -> None:
        self.store.close()
        self.org.close()


def _kept(file: Path) -> Path:
    return file.with_suffix(".kept")


def storm_of(seed: int, ground: Ground) -> Storm:
    """A storm from the beginning; each fifth in an org without our field."""
    ground.restore()
    store, clock = ground.store, FixedClock()
    actor = workspace.sign_in(store, None)
    with store.write() as connection:
        account = connection.scalar(
            select(schema.account.c.id).where(schema.account.c.salesforce_id.is_not(None)).limit(1)
        )
        if seed % 5 == 0:
            known = mirror_state.load_org(connection)
            assert known is not None
            keyless = {**known.capabilities, "has_ref": False}
            mirror_state.save_org(connection, replace(known, capabilities=keyless))
    assert account is not None
    service = CtaService(store, actor, clock, Practice())
    cta = service.add(NewCta(AccountId(account), "Storm")).ids[0]
    return Storm(seed, store, ground.org, ground.token, clock, CtaId(cta))


def weather(seed: int, steps: int, ground: Ground) -> list[str]:
    """Blows, calms down, checks; the trace."""
    storm = storm_of(seed, ground)
    try:
        storm.blow(steps)
        storm.calm()
        storm.check()
    except AssertionError:
        logging.getLogger(__name__).error("seed %d, %d steps: %s", seed, steps, storm.trace)
        raise
    return storm.trace
