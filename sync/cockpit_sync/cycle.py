"""One cycle: lease, settle what is in doubt, read, merge, plan, send, commit; then a report."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from cockpit_sync.budget import Budget, cap_reached, reading_pauses
from cockpit_sync.connecting.capabilities import Capabilities
from cockpit_sync.connecting.connect import connect, describe_again
from cockpit_sync.health import HealthKeeper, make_report
from cockpit_sync.mirror_settings import MirrorSettings
from cockpit_sync.reading.disappearing import tell_frozen
from cockpit_sync.reading.pull import PullPace, is_field_gone, pull
from cockpit_sync.reading.pull_writing import PULL
from cockpit_sync.reading.streams import STREAMS
from cockpit_sync.reading.sweep import look_again, sweep, sweep_due
from cockpit_sync.report import CycleReport, Tally
from cockpit_sync.run import Run
from cockpit_sync.salesforce.api import Api
from cockpit_sync.salesforce.calls import Transport
from cockpit_sync.salesforce.errors import (
    FailureKind,
    NoAnswer,
    Refused,
    SalesforceError,
)
from cockpit_sync.sending.create_modes import find_mode
from cockpit_sync.sending.log_push import push_logs
from cockpit_sync.sending.push import PUSH, FieldsMoved, PushPace, push
from cockpit_sync.sending.recover import recover
from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import leases, mirror_mapping, mirror_queue, mirror_state, sweeping
from cockpit_tui.store.mirror.leases import Holder, Lease, LeaseLost
from cockpit_tui.store.mirror.log_queue import LOG
from cockpit_tui.store.mirror.mirror_state import Org
from cockpit_tui.store.mirror.yielding import StoreBusy

DESCRIBE_HOURS = 24
BREAKER_HOURS = 1
__all__ = ["Cycles", "MirrorSettings", "run_once"]
LEASE_WAIT_SECONDS = 0.25
BUSY_ATTEMPTS = 4


class Cycles:
    """The mirror's memory between cycles; one thread uses it."""

    def __init__(
        self,
        store: Store,
        transport: Transport,
        clock: Clock,
        settings: MirrorSettings,
        *,
        push_pace: PushPace | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._transport = transport
        self.api = Api(transport, clock)
        self._holder = Holder.of_this_process()
        self._pull_pace = PullPace()
        self._push_pace = push_pace or PushPace()
        self._org: Org | None = None
        self._capabilities: Capabilities | None = None
        self._held: dict[str, Lease] = {}
        self._blocked_until: datetime | None = None
        self._looked: dict[int, datetime] = {}
        self._health = HealthKeeper(store, self.api)
        self.budget = Budget(
            store, self.api, is_unlimited=settings.is_loopback, daily_calls=settings.daily_calls
        )

    def run(
        self,
        *,
        is_forced: bool = False,
        is_full: bool = False,
        accepts_deletions: bool = False,
        gives_up: Callable[[], bool] = lambda: False,
    ) -> CycleReport:
        """One cycle. Forced, it ignores back-off and waits for a living lease holder until
        `gives_up`. Full, everything is read again. With `accepts_deletions` what vanished in a
        mass is let go. What goes wrong with Salesforce is in the report; raises AnotherOrg and
        StoreError."""
        started_at, started = self._clock.now(), time.monotonic()
        calls_before = self.api.calls
        tally = Tally()
        skipped = ""
        try:
            if not self._is_blocked(is_forced=is_forced):
                run = self._ready(tally)
                skipped = self._take_leases(run, is_forced=is_forced, gives_up=gives_up)
                run.is_patient = is_forced
                if run.held:
                    if accepts_deletions and PULL in run.held:
                        with run.transaction(PULL) as connection:
                            run.thawed = frozenset(sweeping.thaw(connection))
                    self._persist(run, is_forced=is_forced, is_full=is_full)
        except LeaseLost as error:
            self._held.clear()
            skipped = error.message
        except SalesforceError as error:
            tally.add_failure(error)
            if error.kind is FailureKind.BUDGET:
                self._blocked_until = self._clock.now() + timedelta(hours=BREAKER_HOURS)
        else:
            self._blocked_until = self._blocked_until if self._is_blocked() else None
        report = make_report(
            self._store,
            self.api,
            self._org,
            tally,
            started_at=started_at,
            seconds=time.monotonic() - started,
            calls_before=calls_before,
            skipped=skipped,
        )
        self._health.note(report, self._clock.now())
        return report

    def has_work(self) -> bool:
        """True if something may be sent now, or another process waits for our lease."""
        with self._store.read() as connection:
            for lease in self._held.values():
                if leases.is_wanted(connection, lease.name, self._holder):
                    return True
        org = self._org
        if org is None or not org.is_armed or self._settings.is_read_only:
            return False
        with self._store.read() as connection:
            now, author_id = self._clock.now(), self._author(org)
            return bool(
                mirror_queue.ready_operations(connection, now=now, author_id=author_id, limit=1)
                or mirror_queue.ready_operations(
                    connection, now=now, author_id=author_id, limit=1, sobject=LOG
                )
            )

    def next_retry(self) -> datetime | None:
        """When an operation that was put off may be sent again."""
        with self._store.read() as connection:
            return mirror_queue.next_retry(connection)

    def close(self) -> None:
        """Gives the leases up and writes what is left of the ledger."""
        with suppress(Exception), self._store.write() as connection:
            for lease in self._held.values():
                leases.release(connection, lease)
            mirror_state.add_calls(connection, self.api.take_ledger())
        self._held.clear()
        self._transport.close()

    def flush(self) -> None:
        """Writes the ledger and the health that an idle cycle keeps to itself."""
        self._health.flush()

    def _is_blocked(self, *, is_forced: bool = False) -> bool:
        until = self._blocked_until
        return until is not None and not is_forced and self._clock.now() < until

    def _ready(self, tally: Tally) -> Run:
        """The org of this session, proven to be this workspace's before anything is written."""
        if self._org is None or self._capabilities is None:
            self._org, self._capabilities = self._prove_org()
            with self._store.write() as connection:
                mirror_state.set_read_only(connection, is_read_only=self._settings.is_read_only)
        else:
            with self._store.read() as connection:
                current = mirror_state.load_org(connection)
            if current is not None:
                self._org = current
        if self._is_describing_due():
            self._describe_again()
        mode = find_mode(self._capabilities, self._settings.creates)
        if self._org.create_mode != mode.value:
            self._org = replace(self._org, create_mode=mode.value)
            with self._store.write() as connection:
                mirror_state.save_org(connection, self._org)
        return Run(
            store=self._store,
            clock=self._clock,
            api=self.api,
            org=self._org,
            capabilities=self._capabilities,
            tally=tally,
            mode=mode,
            looked=self._looked,
            bulk_rows=self._settings.bulk_rows,
            relates_to_opportunity=self._settings.relates_to_opportunity,
        )

    def _is_describing_due(self) -> bool:
        assert self._org is not None
        described_at = str(self._org.capabilities.get("described_at", ""))
        return described_at <= (self._clock.now() - timedelta(hours=DESCRIBE_HOURS)).isoformat()

    def _describe_again(self, run: Run | None = None) -> None:
        """Asks the org what it allows now; edits that a missing right held up are tried again."""
        assert self._org is not None
        self._org, self._capabilities = describe_again(
            self._store, self.api, self._org, self._clock.now()
        )
        if run is not None:
            run.org, run.capabilities = self._org, self._capabilities

    def _prove_org(self) -> tuple[Org, Capabilities]:
        with self._store.read() as connection:
            known = mirror_state.load_org(connection)
        settings = self._settings
        if known is not None and known.instance_url == settings.instance_url:
            user = self.api.get("/services/oauth2/userinfo", "connect")
            is_same = (
                to_salesforce_id(user["organization_id"]) == known.id
                and to_salesforce_id(user["user_id"]) == known.user_salesforce_id
            )
            described_at = known.capabilities.get("described_at", "")
            is_fresh = (
                described_at > (self._clock.now() - timedelta(hours=DESCRIBE_HOURS)).isoformat()
            )
            if is_same and is_fresh:
                return known, Capabilities.from_json(known.capabilities)
        found = connect(
            self._store,
            self.api,
            settings.instance_url,
            is_loopback=settings.is_loopback,
            now=self._clock.now(),
        )
        return found.org, found.capabilities

    def _take_leases(self, run: Run, *, is_forced: bool, gives_up: Callable[[], bool]) -> str:
        """Holds what can be had; in words why not, when another process has it."""
        names = {
            PULL: f"pull:{run.org.id}",
            PUSH: f"push:{run.org.id}:{run.org.user_salesforce_id}",
        }
        while True:
            with self._store.write() as connection:
                for kind, name in names.items():
                    if not is_forced and leases.is_wanted(connection, name, self._holder):
                        self._give_way(connection, kind)
                        continue
                    lease = leases.acquire(connection, name, self._holder)
                    if lease is None:
                        self._held.pop(kind, None)
                    else:
                        self._held[kind] = lease
                missing = [name for kind, name in names.items() if kind not in self._held]
                who = leases.holder_words(connection, missing[0]) if missing else ""
                is_waiting = bool(missing) and is_forced and not gives_up()
                for name in names.values() if is_forced else ():
                    if is_waiting and name in missing:
                        leases.want(connection, name, self._holder)
                    else:
                        leases.want_no_more(connection, name, self._holder)
            if not is_waiting:
                break
            threading.Event().wait(LEASE_WAIT_SECONDS)
        run.held.update(self._held)
        return f"This workspace is mirrored by {who}." if missing else ""

    def _persist(self, run: Run, *, is_forced: bool, is_full: bool) -> None:
        """The steps, from the start again while people write the very same records."""
        for _ in range(BUSY_ATTEMPTS - 1):
            try:
                self._steps(run, is_forced=is_forced, is_full=is_full)
            except StoreBusy:
                continue
            return
        self._steps(run, is_forced=is_forced, is_full=is_full)

    def _give_way(self, connection: mirror_state.Transaction, kind: str) -> None:
        lease = self._held.pop(kind, None)
        if lease is not None:
            leases.release(connection, lease)

    def _steps(self, run: Run, *, is_forced: bool, is_full: bool) -> None:
        if PUSH in run.held:
            recover(run, run.held[PUSH].name)
        if PULL in run.held and self._may_pull(is_forced=is_forced):
            if is_full:
                with run.transaction(PULL) as connection:
                    mirror_state.reset_cursors(connection)
            self._pull(run)
            self._compare(run)
        elif PULL in run.held:
            run.tally.errors.append(reading_pauses())
        if PUSH in run.held and self._may_push(run):
            self._push(run, is_forced=is_forced)

    def _may_pull(self, *, is_forced: bool) -> bool:
        return is_forced or self.budget.may_read(self._clock.now())

    def _may_push(self, run: Run) -> bool:
        if not run.org.is_armed or self._settings.is_read_only:
            return False
        if self.budget.may_send(self._clock.now()):
            return True
        run.tally.errors.append(cap_reached(self.budget.cap or 0))
        return False

    def _compare(self, run: Run) -> None:
        """The daily sweep, the second look at what it missed, and what a person let go."""
        due = sweep_due(run)
        due += [stream for stream in STREAMS if stream.sobject in run.thawed and stream not in due]
        sweep(run, due)
        look_again(run)
        tell_frozen(run)

    def _pull(self, run: Run) -> None:
        """Reads; when a column has vanished, asks what there is now and reads on."""
        try:
            pull(run, self._pull_pace)
        except Refused as error:
            if not is_field_gone(error):
                raise
            run.tally.add_failure(error, record="describe")
            self._describe_again(run)
            pull(run, self._pull_pace)

    def _push(self, run: Run, *, is_forced: bool) -> None:
        """Sends; what falls in doubt is looked up at once, and the rest sent after it. When a field
        is not there any more, asks what there is now and sends what can be sent."""
        author_id = self._author(run.org)
        try:
            self._send(run, author_id, is_forced=is_forced)
        except FieldsMoved:
            self._describe_again(run)
            self._send(run, author_id, is_forced=is_forced)
        except SalesforceError as error:
            is_doubtful = isinstance(error, NoAnswer) or error.kind is FailureKind.IN_DOUBT
            if isinstance(error, Refused) and is_field_gone(error):
                self._describe_again(run)
            elif not is_doubtful:
                raise
            recover(run, run.held[PUSH].name)
            run.tally.add_failure(error, record="batch")
            self._send(run, author_id, is_forced=is_forced)

    def _send(self, run: Run, author_id: int | None, *, is_forced: bool) -> None:
        push(run, self._push_pace, author_id=author_id, ignores_backoff=is_forced)
        push_logs(run, self._push_pace, author_id=author_id, ignores_backoff=is_forced)

    def _author(self, org: Org) -> int | None:
        """Whose edits this session may send; None for everybody's, 0 for nobody's in particular."""
        everyones = self._settings.pushes_everyones
        if everyones if everyones is not None else self._store.is_sqlite:
            return None
        with self._store.read() as connection:
            person = mirror_mapping.person_of_user(connection, org.user_salesforce_id)
        return person if person is not None else 0


def run_once(
    store: Store,
    transport: Transport,
    clock: Clock,
    settings: MirrorSettings,
    *,
    is_full: bool = False,
    accepts_deletions: bool = False,
    gives_up: Callable[[], bool] = lambda: False,
) -> CycleReport:
    """One whole cycle without a screen: `cockpit sync --once`, and “sync now” in tests.

    Ignores back-off, takes the lease of a dead process at once and waits for a living one until
    `gives_up`. Raises AnotherOrg and StoreError; everything else is in the report.
    """
    cycles = Cycles(store, transport, clock, settings)
    try:
        report = cycles.run(
            is_forced=True,
            is_full=is_full,
            accepts_deletions=accepts_deletions,
            gives_up=gives_up,
        )
        cycles.flush()
        return report
    finally:
        cycles.close()
