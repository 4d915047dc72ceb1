"""How the last cycles went, and the report of one, from what the store and the run know."""

from __future__ import annotations

import time
from datetime import datetime

from msgspec.structs import replace

from cockpit_sync.report import CycleReport, Tally
from cockpit_sync.salesforce.api import Api
from cockpit_tui.domain.days.dates import to_age
from cockpit_tui.store import held_back
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import mirror_queue, mirror_state
from cockpit_tui.store.mirror.mirror_state import Health, Org

HEALTH_SECONDS = 60
"""A success is noted at most this often: an idle cycle writes nothing."""


class HealthKeeper:
    """Keeps how it went; written when it changed, and once a minute otherwise."""

    def __init__(self, store: Store, api: Api) -> None:
        self._store = store
        self._api = api
        self._health: Health | None = None
        self._written_at: float | None = None

    def note(self, report: CycleReport, now: datetime) -> None:
        """Takes one cycle's outcome in."""
        if self._health is None:
            with self._store.read() as connection:
                self._health = mirror_state.load_health(connection)
        before = self._health
        failed = [error for error in report.errors if error.record is None]
        is_offline = any(error.code == "OFFLINE" for error in failed)
        health = replace(
            before,
            last_success_at=before.last_success_at if failed or report.skipped else now,
            offline_since=(before.offline_since or now) if is_offline else None,
            problem="" if is_offline or not failed else failed[0].message,
            api_used=report.usage.used if report.usage else before.api_used,
            api_limit=report.usage.limit if report.usage else before.api_limit,
        )
        self._health = health
        self._tell(before, health, now)
        is_news = (health.problem, health.offline_since) != (before.problem, before.offline_since)
        is_old = self._written_at is None or time.monotonic() - self._written_at >= HEALTH_SECONDS
        if is_news or is_old or report.did_anything:
            self._written_at = time.monotonic()
            self.flush()

    def _tell(self, before: Health, health: Health, now: datetime) -> None:
        """An outage is in the log, and so is its end: that is what support asks for first."""
        words = ""
        if health.offline_since is not None and before.offline_since is None:
            words = "Salesforce cannot be reached; edits are kept, and sent later."
        elif health.problem and health.problem != before.problem:
            words = health.problem
        elif before.offline_since is not None and health.offline_since is None:
            age = to_age((now - before.offline_since).total_seconds())
            words = f"Salesforce can be reached again, after {age}."
        elif before.problem and not health.problem:
            words = "The exchange with Salesforce works again."
        if words:
            is_over = not health.problem and health.offline_since is None
            with self._store.write() as connection:
                mirror_state.log(connection, now, "info" if is_over else "warning", words)

    def flush(self) -> None:
        """Writes the ledger and the health that an idle cycle keeps to itself."""
        with self._store.write() as connection:
            mirror_state.add_calls(connection, self._api.take_ledger())
            if self._health is not None:
                mirror_state.save_health(connection, self._health)


def make_report(
    store: Store,
    api: Api,
    org: Org | None,
    tally: Tally,
    *,
    started_at: datetime,
    seconds: float,
    calls_before: int,
    skipped: str,
) -> CycleReport:
    """What one cycle did, and what still waits."""
    with store.read() as connection:
        org = org or mirror_state.load_org(connection)
        counts = mirror_queue.queue_counts(connection)
        is_reading_only = held_back.is_read_only(connection)
    return CycleReport(
        org=org.id if org else "",
        org_name=org.name if org else "",
        is_production=org.is_production if org else False,
        is_armed=org.is_armed if org else False,
        started_at=started_at,
        seconds=seconds,
        pulled=tally.pulled,
        created=tally.created,
        updated=tally.updated,
        deleted=tally.deleted,
        conflicts=counts.conflicts,
        quarantined=counts.quarantined,
        in_doubt=counts.in_doubt,
        pending=counts.pending,
        would_write=counts.pending if is_reading_only else 0,
        api_calls=api.calls - calls_before,
        usage=api.usage,
        create_mode=org.create_mode if org else "",
        errors=tuple(tally.errors),
        skipped=skipped,
    )
