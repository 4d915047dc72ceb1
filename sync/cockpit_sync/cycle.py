"""One cycle: lease, settle what is in doubt, read, merge, plan, send, commit; then a report."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from cockpit_sync.breaker import Breaker, pausing
from cockpit_sync.budget import Budget, cap_reached, reading_pauses
from cockpit_sync.connecting.proven_org import ProvenOrg
from cockpit_sync.health import HealthKeeper, make_report
from cockpit_sync.leasing import Leasing
from cockpit_sync.mirror_settings import MirrorSettings
from cockpit_sync.objects.streams import STREAMS
from cockpit_sync.progress import Tell
from cockpit_sync.reading.disappearing import tell_frozen
from cockpit_sync.reading.pull import PullPace, is_field_gone, pull
from cockpit_sync.reading.pull_writing import PULL
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
from cockpit_sync.sending.log_push import push_logs
from cockpit_sync.sending.push import PUSH, FieldsMoved, PushPace, push
from cockpit_sync.sending.recover import recover
from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.errors import StoreReference
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import mirror_mapping, mirror_queue, mirror_state, sweeping
from cockpit_tui.store.mirror.leases import LeaseLost
from cockpit_tui.store.mirror.mirror_state import Org
from cockpit_tui.store.mirror.yielding import StoreBusy, wait_briefly
from cockpit_tui.store.work.owed_logs import LOG

__all__ = ["Cycles", "MirrorSettings", "run_once"]
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
        tell_reading: Tell | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._transport = transport
        self.api = Api(transport, clock)
        self._leasing = Leasing(store)
        self._proven = ProvenOrg(store, self.api, clock, settings)
        self._pull_pace = PullPace()
        self._tell_reading = tell_reading
        self._push_pace = push_pace or PushPace()
        self._breaker = Breaker(store)
        self._looked: dict[int, datetime] = {}
        self._health = HealthKeeper(store, self.api)
        self.may_send = True
        """False once the program is about to end: no new exchange of edits is begun."""
        self.is_sending = False
        """Whether edits are being sent: an answer that is not waited for has to be looked for."""
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
            until = None if is_forced else self._breaker.open_until(started_at)
            if until is not None:
                tally.errors.append(pausing(until))
            else:
                run = self._ready(tally)
                skipped = self._leasing.take(run.org, is_forced=is_forced, gives_up=gives_up)
                run.held.update(self._leasing.held)
                run.is_patient = is_forced
                if run.held:
                    if accepts_deletions and PULL in run.held:
                        with run.transaction(PULL) as connection:
                            run.thawed = frozenset(sweeping.thaw(connection))
                    self._persist(run, is_forced=is_forced, is_full=is_full)
        except LeaseLost as error:
            self._leasing.held.clear()
            skipped = error.message
        except SalesforceError as error:
            tally.add_failure(error)
            if error.kind is FailureKind.BUDGET:
                self._breaker.trip(self._clock.now())
        else:
            if until is None and not skipped:
                self._breaker.close()
        report = make_report(
            self._store,
            self.api,
            self._proven.org,
            tally,
            started_at=started_at,
            seconds=time.monotonic() - started,
            calls_before=calls_before,
            skipped=skipped,
        )
        self._health.note(report, self._clock.now())
        return report

    def has_work(self) -> bool:
        """True if something may be sent now."""
        org = self._proven.org
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

    def give_way(self) -> None:
        """Lets another process have its turn, if one waits for it; needs no network."""
        self._leasing.give_way()

    def next_retry(self) -> datetime | None:
        """When an operation that was put off may be sent again."""
        with self._store.read() as connection:
            return mirror_queue.next_retry(connection)

    def close(self) -> None:
        """Gives the leases up and writes what is left of the ledger."""
        with suppress(Exception), self._store.write() as connection:
            self._leasing.release(connection)
            mirror_state.add_calls(connection, self.api.take_ledger())
        self._leasing.held.clear()
        self._transport.close()

    def abandon(self) -> None:
        """Gives the leases up for a thread that is abandoned in a cycle, whose process ends.

        On SQLite there is nothing to do: all holders are on one machine, where a process that has
        ended is known to have.
        """
        if self._store.is_sqlite:
            return
        with suppress(Exception), self._store.write() as connection:
            wait_briefly(connection)
            self._leasing.release(connection)

    def flush(self) -> None:
        """Writes the ledger and the health that an idle cycle keeps to itself."""
        self._health.flush()

    def _ready(self, tally: Tally) -> Run:
        org, capabilities, mode = self._proven.ready()
        return Run(
            store=self._store,
            clock=self._clock,
            api=self.api,
            org=org,
            capabilities=capabilities,
            tally=tally,
            mode=mode,
            looked=self._looked,
            tell_reading=self._tell_reading,
            bulk_rows=self._settings.bulk_rows,
        )

    def _persist(self, run: Run, *, is_forced: bool, is_full: bool) -> None:
        """The steps, from the start again while people write, or delete, the very same records.

        Raises StoreBusy or StoreReference when that goes on.
        """
        for _ in range(BUSY_ATTEMPTS - 1):
            try:
                self._steps(run, is_forced=is_forced, is_full=is_full)
            except (StoreBusy, StoreReference):
                continue
            return
        self._steps(run, is_forced=is_forced, is_full=is_full)

    def _steps(self, run: Run, *, is_forced: bool, is_full: bool) -> None:
        if PUSH in run.held:
            recover(run, self._push_pace, run.held[PUSH].name)
        if PULL in run.held and self._may_pull(is_forced=is_forced):
            if is_full:
                with run.transaction(PULL) as connection:
                    mirror_state.reset_cursors(connection)
            self._pull(run)
            self._compare(run)
        elif PULL in run.held:
            run.tally.errors.append(reading_pauses())
        if PUSH in run.held and self._may_push(run):
            self.is_sending = True
            try:
                self._push(run, is_forced=is_forced)
            finally:
                self.is_sending = False

    def _may_pull(self, *, is_forced: bool) -> bool:
        return is_forced or self.budget.may_read(self._clock.now())

    def _may_push(self, run: Run) -> bool:
        if not run.org.is_armed or self._settings.is_read_only or not self.may_send:
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
            self._proven.describe_again(run)
            pull(run, self._pull_pace)

    def _push(self, run: Run, *, is_forced: bool) -> None:
        """Sends; what falls in doubt is looked up at once, and the rest sent after it. When a field
        is not there any more, asks what there is now and sends what can be sent."""
        author_id = self._author(run.org)
        try:
            self._send(run, author_id, is_forced=is_forced)
        except FieldsMoved:
            self._proven.describe_again(run)
            self._send(run, author_id, is_forced=is_forced)
        except SalesforceError as error:
            is_doubtful = isinstance(error, NoAnswer) or error.kind is FailureKind.IN_DOUBT
            if isinstance(error, Refused) and is_field_gone(error):
                self._proven.describe_again(run)
            elif not is_doubtful:
                raise
            recover(run, self._push_pace, run.held[PUSH].name)
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
    tell_reading: Tell | None = None,
) -> CycleReport:
    """One whole cycle without a screen: `cockpit sync --once`, and “sync now” in tests.

    Ignores back-off, takes the lease of a dead process at once and waits for a living one until
    `gives_up`. Raises AnotherOrg and StoreError; everything else is in the report.
    """
    cycles = Cycles(store, transport, clock, settings, tell_reading=tell_reading)
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
