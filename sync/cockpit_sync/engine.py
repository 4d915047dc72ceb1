"""The mirror as a thread beside the screen: woken by edits, by its own clock and by “sync now”."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from msgspec import Struct

from cockpit_sync.cycle import Cycles, MirrorSettings
from cockpit_sync.pace import (
    DEBOUNCE_SECONDS,
    LOOPBACK_DEBOUNCE_SECONDS,
    SIGNED_OUT_SECONDS,
    Backoff,
    poll_seconds,
)
from cockpit_sync.progress import Tell
from cockpit_sync.report import CycleReport
from cockpit_sync.salesforce.calls import Transport
from cockpit_sync.salesforce.errors import FailureKind
from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.lists.rows import SyncStatus
from cockpit_tui.store.engine import Store, StoreChanged
from cockpit_tui.store.mirror import mirror_state

logger = logging.getLogger(__name__)
LEASE_PATIENCE_SECONDS = 20.0
READING_SECONDS, SENDING_SECONDS = 0.03, 1.0
"""How long leaving waits for the mirror: for a reading, which is simply made again, and for the
answer to what was sent, which would have to be looked for."""


class MirrorReport(Struct, frozen=True):
    """What the mirror tells after each cycle."""

    cycle: CycleReport | None
    """None when the cycle failed before it began; `problem` says how."""
    status: SyncStatus
    problem: str


class Mirror:
    """One daemon thread that mirrors one workspace.

    It sleeps on a condition: nothing wakes it but an edit, a request, or the time of its next
    reading. `on_report`, and `on_reading` while an org is read for the first time, are called in
    its thread and must return at once (`post_message`). A thread
    that is still in a call when it is stopped is abandoned: what it sent is settled at next start.
    """

    def __init__(
        self,
        store: Store,
        make_transport: Callable[[], Transport],
        clock: Clock,
        settings: MirrorSettings,
        on_report: Callable[[MirrorReport], None] | None = None,
        on_reading: Tell | None = None,
    ) -> None:
        self._store = store
        self._make_transport = make_transport
        self._clock = clock
        self._settings = settings
        self._on_report = on_report
        self._on_reading = on_reading
        self._condition = threading.Condition()
        self._is_stopping = False
        self._is_active = False
        self._wake_at: float | None = None
        self._requests: list[Future[CycleReport]] = []
        self._touched_at = time.monotonic()
        self._backoff = Backoff()
        self._cycles: Cycles | None = None
        self._thread = threading.Thread(target=self._live, name="mirror", daemon=True)

    def start(self) -> None:
        """Begins with a cycle at once."""
        self._store.subscribe(self._notice)
        self._thread.start()

    def stop(self, timeout: float = 1.0) -> bool:
        """Asks the thread to end and waits for it, at most `timeout` seconds; True if it ended."""
        self._ask_to_end()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def leave(self) -> bool:
        """The program ends now. Waits for a reading 30 ms, and for the answer to what is being sent
        a second at most; True if the thread ended. One that did not is abandoned."""
        self._ask_to_end()
        limit = time.monotonic() + SENDING_SECONDS
        while self._is_sending and time.monotonic() < limit:
            self._thread.join(READING_SECONDS)
        has_ended = self.stop(READING_SECONDS)
        if not has_ended and self._cycles is not None:
            self._cycles.abandon()
        return has_ended

    def _ask_to_end(self) -> None:
        with self._condition:
            self._is_stopping = True
            if self._cycles is not None:
                self._cycles.may_send = False
            self._condition.notify()

    @property
    def _is_sending(self) -> bool:
        return self._cycles is not None and self._cycles.is_sending

    def wake(self, *, is_edit: bool = True) -> None:
        """Edits wait, or another process wrote: a cycle soon, if there is something to do.

        Whoever watches for other processes' commits calls it too, without `is_edit`: that is how a
        second terminal gets its turn at once. It does not count as somebody at work.
        """
        is_near = self._settings.is_loopback
        debounce = LOOPBACK_DEBOUNCE_SECONDS if is_near else DEBOUNCE_SECONDS
        with self._condition:
            now = time.monotonic()
            if is_edit:
                self._touched_at = now
            if self._wake_at is None:
                self._wake_at = now + debounce
            self._condition.notify()

    def sync_now(self) -> Future[CycleReport]:
        """A cycle at once that ignores back-off and waits for the lease; its report, in time."""
        request: Future[CycleReport] = Future()
        with self._condition:
            if self._is_stopping:
                request.cancel()
                return request
            self._requests.append(request)
            self._touched_at = time.monotonic()
            self._condition.notify()
        return request

    def set_active(self, is_active: bool) -> None:
        """Whether somebody works on a mirrored view: it is read more often then."""
        with self._condition:
            if is_active != self._is_active:
                self._is_active = is_active
                self._touched_at = time.monotonic()
                self._condition.notify()

    def _notice(self, change: StoreChanged) -> None:
        if not change.is_mirror:
            self.wake()

    def _live(self) -> None:
        while True:
            with self._condition:
                requests, self._requests = self._requests, []
                self._wake_at = None
                if self._is_stopping:
                    break
            try:
                if self._cycles is None:
                    self._cycles = Cycles(
                        self._store,
                        self._make_transport(),
                        self._clock,
                        self._settings,
                        tell_reading=self._on_reading,
                    )
                cycles = self._cycles
                report = cycles.run(is_forced=bool(requests), gives_up=self._until_tired())
                delay = self._succeeded(cycles, report, requests)
            except Exception as error:
                delay = self._failed(error, requests)
            if not self._sleep(delay, self._cycles):
                break
        for request in requests:
            request.cancel()
        if self._cycles is not None:
            self._cycles.close()

    def _until_tired(self) -> Callable[[], bool]:
        """Ends the wait for another process's lease: the thread has other things to do."""
        tired_at = time.monotonic() + LEASE_PATIENCE_SECONDS
        return lambda: self._is_stopping or time.monotonic() >= tired_at

    def _succeeded(
        self, cycles: Cycles, report: CycleReport, requests: list[Future[CycleReport]]
    ) -> float:
        delay = self._delay(cycles, report)
        self._tell(MirrorReport(report, self._status(), ""))
        for request in requests:
            request.set_result(report)
        return delay

    def _failed(self, error: Exception, requests: list[Future[CycleReport]]) -> float:
        """The top of the thread: nothing ends it but `stop`."""
        if isinstance(error, CockpitError):
            logger.warning("The mirror cannot work: %s", error.message)
            problem = error.message
        else:
            logger.exception("The mirror failed")
            problem = f"The mirror failed: {type(error).__name__}. The log has the details."
        delay = self._backoff.failed()
        try:
            self._tell(MirrorReport(None, self._status(), problem))
        except CockpitError:
            logger.warning("The store cannot be read either")
        for request in requests:
            request.set_exception(error)
        return delay

    def _tell(self, report: MirrorReport) -> None:
        try:
            if self._on_report is not None:
                self._on_report(report)
        except Exception:
            logger.exception("A listener of the mirror failed")

    def _status(self) -> SyncStatus:
        return mirror_state.sync_status(self._store, self._clock.now())

    def _delay(self, cycles: Cycles, report: CycleReport) -> float:
        whole = [error for error in report.errors if error.record is None]
        if any(error.kind == FailureKind.AUTH for error in whole):
            return SIGNED_OUT_SECONDS
        if whole:
            return self._backoff.failed()
        self._backoff.succeeded()
        delay = poll_seconds(
            is_loopback=self._settings.is_loopback,
            is_active=self._is_active,
            seconds_quiet=time.monotonic() - self._touched_at,
            usage=report.usage,
            own_share=cycles.budget.share(self._clock.now()),
        )
        retry_at = cycles.next_retry()
        if retry_at is not None:
            seconds = (retry_at - self._clock.now()).total_seconds()
            delay = min(delay, max(seconds, 0.1))
        return delay

    def _sleep(self, delay: float, cycles: Cycles | None) -> bool:
        """Sleeps until something is to be done; False when the thread is to end.

        An edit that leaves nothing to send does not cost a call. Cut off, edits wait; whoever asks
        for the leases does not: another process may have a line.
        """
        until = time.monotonic() + delay
        is_cut_off = self._backoff.failures > 0
        while True:
            with self._condition:
                if self._is_stopping:
                    return False
                if self._requests:
                    return True
                now = time.monotonic()
                due = until if self._wake_at is None else min(until, self._wake_at)
                if now < due:
                    self._condition.wait(due - now)
                    continue
                if now >= until:
                    return True
                self._wake_at = None
            if cycles is None:
                continue
            if self._is_worth_a_cycle(cycles, is_cut_off=is_cut_off):
                return True

    def _is_worth_a_cycle(self, cycles: Cycles, *, is_cut_off: bool) -> bool:
        """Whether there is something to do at once; who waits for the leases gets them first. Where
        the store does not say, a cycle finds out, and tells people of it."""
        try:
            cycles.give_way()
            return not is_cut_off and cycles.has_work()
        except CockpitError:
            return not is_cut_off
