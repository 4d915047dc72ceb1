"""The mirror as a thread, over real HTTP, beside a person who edits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import URL, Connection

from cockpit_sync.cycle import MirrorSettings, run_once
from cockpit_sync.engine import Mirror, MirrorReport
from cockpit_sync.leasing import WAIT_SECONDS
from cockpit_sync.pace import Backoff, poll_seconds
from cockpit_sync.reading.pull_writing import PULL
from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, ApiUsage, Transport
from cockpit_sync.salesforce.client import HttpTransport, Session
from cockpit_sync.salesforce.errors import Offline
from cockpit_sync.sending.sender import PUSH
from cockpit_tui.domain.errors import StoreError
from cockpit_tui.store.engine import Store
from cockpit_tui.store.halting import Halt
from cockpit_tui.store.mirror import leases
from cockpit_tui.store.tables import mirror_schema
from cockpit_tui.store.watch import Watch
from tests.sync.bench import Bench

PATIENCE_SECONDS = 20.0


@dataclass
class Reports:
    """What the mirror told, and waiting for it."""

    seen: list[MirrorReport] = field(default_factory=list)
    condition: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, report: MirrorReport) -> None:
        with self.condition:
            self.seen.append(report)
            self.condition.notify_all()

    def until(self, is_met: Callable[[], bool]) -> None:
        """Waits, looking again after each report."""
        with self.condition:
            assert self.condition.wait_for(is_met, PATIENCE_SECONDS), self.seen[-3:]


@dataclass
class Running:
    mirror: Mirror
    reports: Reports


def make_mirror(bench: Bench, reports: Reports, transport: Callable[[], Transport]) -> Mirror:
    settings = MirrorSettings(bench.sandbox.instance_url, is_loopback=True, pushes_everyones=True)
    return Mirror(bench.store, transport, bench.clock, settings, reports)


@pytest.fixture
def running(bench: Bench) -> Iterator[Running]:
    reports = Reports()
    mirror = make_mirror(bench, reports, bench.http)
    mirror.start()
    reports.until(lambda: bool(reports.seen))
    yield Running(mirror, reports)
    assert mirror.stop(5.0)


def test_an_edit_reaches_the_org_within_a_second_without_being_asked(
    bench: Bench, running: Running
) -> None:
    started = time.monotonic()
    task_id = bench.add_task("Pushed by the thread")
    running.reports.until(lambda: bool(bench.salesforce_ids(task_id)))
    assert time.monotonic() - started < 2.0
    assert bench.sync_state(task_id) == "in-sync"


def test_an_edit_in_the_org_is_here_within_a_poll(bench: Bench, running: Running) -> None:
    task_id = bench.add_task("Watched")
    running.reports.until(lambda: bool(bench.salesforce_ids(task_id)))
    bench.org.change(bench.salesforce_ids(task_id)[0], Subject="Watched and changed")
    started = time.monotonic()
    running.reports.until(lambda: bench.row("task", task_id)["title"] == "Watched and changed")
    assert time.monotonic() - started < 4.0


def test_sync_now_answers_with_the_report_of_a_whole_cycle(bench: Bench, running: Running) -> None:
    bench.add_task("Now")
    report = running.mirror.sync_now().result(PATIENCE_SECONDS)
    assert (report.pending, report.exit_code) == (0, 0)


def test_an_edit_that_is_not_mirrored_costs_no_call(bench: Bench, running: Running) -> None:
    running.mirror.sync_now().result(PATIENCE_SECONDS)
    before = bench.sandbox.control.calls()
    bench.add_cta("Nothing to mirror")
    running.reports.until(lambda: len(running.reports.seen) >= 3)
    polls = sum(1 for report in running.reports.seen if report.cycle)
    assert bench.sandbox.control.calls() - before <= polls


def test_edits_typed_while_the_org_is_away_arrive_when_it_is_back(bench: Bench) -> None:
    reports = Reports()
    away = threading.Event()
    away.set()
    mirror = make_mirror(bench, reports, lambda: Switched(bench.http(), away))
    mirror.start()
    reports.until(lambda: bool(reports.seen))
    assert reports.seen[0].status.is_offline
    task_id = bench.add_task("Typed in the tunnel")
    away.clear()
    mirror.sync_now().result(PATIENCE_SECONDS)
    assert bench.salesforce_ids(task_id)
    assert mirror.stop(5.0)


def test_stopping_in_the_middle_of_a_call_returns_in_time_and_loses_nothing(
    bench: Bench,
) -> None:
    reports, entered, leave = Reports(), threading.Event(), threading.Event()
    mirror = make_mirror(bench, reports, lambda: Stuck(bench.http(), entered, leave))
    task_id = bench.add_task("Quit while sending")
    mirror.start()
    assert entered.wait(PATIENCE_SECONDS)
    started = time.monotonic()
    assert mirror.stop(0.3) is False
    assert time.monotonic() - started < 1.0
    leave.set()
    assert mirror.stop(PATIENCE_SECONDS)
    assert bench.sync().exit_code == 0
    assert len(bench.org.tasks_called("Quit while sending")) == 1
    assert bench.sync_state(task_id) == "in-sync"


def test_sync_once_beside_a_running_mirror_gets_its_turn_and_the_mirror_goes_on(
    bench: Bench, running: Running
) -> None:
    bench.add_task("Asked for on the command line")
    started = time.monotonic()
    settings = MirrorSettings(bench.sandbox.instance_url, is_loopback=True, pushes_everyones=True)
    report = run_once(bench.store, bench.http(), bench.clock, settings)
    assert (report.skipped, report.exit_code) == ("", 0)
    assert time.monotonic() - started < 10
    after = len(running.reports.seen)
    running.reports.until(
        lambda: any(
            entry.cycle is not None and not entry.cycle.skipped
            for entry in running.reports.seen[after + 1 :]
        )
    )


def test_sync_once_gets_its_turn_beside_a_mirror_that_is_cut_off(bench: Bench) -> None:
    """A holder that waits for its line, for minutes after many failures, gives its leases away."""
    reports, away = Reports(), threading.Event()
    mirror = make_mirror(bench, reports, lambda: Switched(bench.http(), away))
    watch = Watch(bench.store, lambda: mirror.wake(is_edit=False))
    watch.start()
    mirror.start()
    reports.until(lambda: bool(reports.seen))
    away.set()
    for _ in range(10):
        assert mirror.sync_now().result(PATIENCE_SECONDS).errors
    tries = iter(range(int(PATIENCE_SECONDS / WAIT_SECONDS)))
    settings = MirrorSettings(bench.sandbox.instance_url, is_loopback=True, pushes_everyones=True)
    report = run_once(
        *(bench.store, bench.http(), bench.clock, settings),
        gives_up=lambda: next(tries, None) is None,
    )
    watch.stop()
    assert mirror.stop(5.0)
    assert (report.skipped, report.exit_code) == ("", 0)


def test_a_session_to_nowhere_is_offline_and_not_an_end(bench: Bench) -> None:
    reports = Reports()
    session = Session("http://127.0.0.1:9", bench.sandbox.access_token)
    mirror = make_mirror(bench, reports, lambda: HttpTransport(session))
    mirror.start()
    reports.until(lambda: len(reports.seen) >= 2)
    assert all(report.status.is_offline for report in reports.seen)
    assert mirror.stop(5.0)


def test_the_thread_survives_whatever_a_listener_does(bench: Bench) -> None:
    reports = Reports()

    def listener(report: MirrorReport) -> None:
        reports(report)
        raise RuntimeError("a listener's mistake")

    settings = MirrorSettings(bench.sandbox.instance_url, is_loopback=True)
    mirror = Mirror(bench.store, bench.http, bench.clock, settings, listener)
    mirror.start()
    mirror.sync_now().result(PATIENCE_SECONDS)
    assert mirror.stop(5.0)


def test_the_pace_of_decision_15() -> None:
    def seconds(**changes: object) -> float:
        base = {"is_loopback": False, "is_active": False, "seconds_quiet": 0.0, "usage": None}
        return poll_seconds(**{**base, **changes})  # type: ignore[arg-type]

    assert seconds(is_active=True) == 15
    assert seconds() == 60
    assert seconds(seconds_quiet=3600.0) == 300
    assert seconds(is_loopback=True) == 2
    assert seconds(is_loopback=True, seconds_quiet=60.0) == 10
    assert seconds(is_loopback=True, seconds_quiet=60.0, is_active=True) == 2
    assert seconds(is_active=True, usage=ApiUsage(90, 100)) == 60


def test_back_off_grows_stays_bounded_and_starts_anew() -> None:
    backoff = Backoff()
    waits = [backoff.failed() for _ in range(30)]
    assert max(waits) <= 300
    assert waits[0] <= 1
    backoff.succeeded()
    assert backoff.failed() <= 1


@dataclass
class Switched:
    """No network while `away` is set."""

    inner: Transport
    away: threading.Event

    def call(self, request: ApiRequest) -> ApiResponse:
        if self.away.is_set():
            raise Offline("Salesforce cannot be reached.")
        return self.inner.call(request)

    def close(self) -> None:
        self.inner.close()


@dataclass
class Stuck:
    """A push, or a reading, whose answer does not come until `leave` is set."""

    inner: Transport
    entered: threading.Event
    leave: threading.Event
    purpose: str = PUSH

    def call(self, request: ApiRequest) -> ApiResponse:
        answer = self.inner.call(request)
        if request.purpose == self.purpose:
            self.entered.set()
            self.leave.wait(PATIENCE_SECONDS)
        return answer

    def close(self) -> None:
        self.inner.close()


@pytest.fixture
def stuck(bench: Bench) -> Iterator[Callable[[str], tuple[Mirror, threading.Event]]]:
    """Starts a mirror that waits for the answer to a call of that purpose, and what lets it come
    in."""
    begun: list[tuple[Mirror, threading.Event]] = []

    def start(purpose: str) -> tuple[Mirror, threading.Event]:
        entered, leave = threading.Event(), threading.Event()
        transport = Stuck(bench.http(), entered, leave, purpose)
        mirror = make_mirror(bench, Reports(), lambda: transport)
        begun.append((mirror, leave))
        mirror.start()
        assert entered.wait(PATIENCE_SECONDS)
        return begun[-1]

    yield start
    for mirror, leave in begun:
        leave.set()
        assert mirror.stop(PATIENCE_SECONDS)


def test_leaving_does_not_wait_for_a_reading_and_leaves_its_leases_to_others(
    bench: Bench, stuck: Callable[[str], tuple[Mirror, threading.Event]]
) -> None:
    mirror, _ = stuck(PULL)
    assert not mirror.leave(), "its answer has not come"
    with bench.store.read() as connection:
        rows = connection.execute(mirror_schema.lease.select()).mappings().all()
        now = leases.database_now(connection)
    if not bench.store.is_sqlite:
        # On SQLite whoever comes next is on this machine, and sees that the process has ended.
        assert all(row["expires_at"] < now for row in rows)


def test_leaving_waits_for_the_answer_to_what_was_sent(
    bench: Bench, stuck: Callable[[str], tuple[Mirror, threading.Event]]
) -> None:
    task_id = bench.add_task("Sent while somebody quits")
    mirror, answer = stuck(PUSH)
    threading.Timer(0.2, answer.set).start()
    mirror.leave()
    assert bench.sync_state(task_id) == "in-sync"


def test_leaving_between_reading_and_sending_sends_nothing(
    bench: Bench, stuck: Callable[[str], tuple[Mirror, threading.Event]]
) -> None:
    task_id = bench.add_task("Typed just before the end")
    mirror, answer = stuck(PULL)
    assert not mirror.leave()
    answer.set()
    assert mirror.stop(PATIENCE_SECONDS)
    assert bench.salesforce_ids(task_id) == []
    assert bench.sync_state(task_id) == "pending"


def test_an_edit_of_another_process_starts_a_cycle_when_the_watch_tells(
    bench: Bench, running: Running
) -> None:
    """A second terminal's edit is sent at once by the mirror that holds the lease."""
    running.mirror.sync_now().result(PATIENCE_SECONDS)
    other = Bench(Store(bench.store.url), bench.clock, bench.sandbox)
    watch = Watch(bench.store, lambda: running.mirror.wake(is_edit=False))
    watch.start()
    try:
        started = time.monotonic()
        task_id = other.add_task("Typed in another terminal")
        running.reports.until(lambda: bool(bench.salesforce_ids(task_id)))
        assert time.monotonic() - started < 4.0
    finally:
        watch.stop()
        other.store.close()


class Unsteady(Store):
    """A database that does not answer while it is lost; `asked` is set when somebody tries."""

    def __init__(self, url: URL) -> None:
        super().__init__(url)
        self.is_lost, self.asked = False, threading.Event()

    @contextmanager
    def read(self, halt: Halt | None = None) -> Iterator[Connection]:
        if self.is_lost:
            self.asked.set()
            raise StoreError("The database cannot be used.")
        with super().read(halt) as connection:
            yield connection


def test_the_thread_outlives_a_database_that_is_lost_while_it_rests(bench: Bench) -> None:
    """Another process's commit wakes it, and it looks whether there is something to do."""
    store, reports = Unsteady(bench.store.url), Reports()
    settings = MirrorSettings(bench.sandbox.instance_url, is_loopback=True, pushes_everyones=True)
    mirror = Mirror(store, bench.http, bench.clock, settings, reports)
    mirror.start()
    reports.until(lambda: bool(reports.seen))
    store.is_lost = True
    mirror.wake(is_edit=False)
    assert store.asked.wait(PATIENCE_SECONDS)
    assert isinstance(mirror.sync_now().exception(PATIENCE_SECONDS), StoreError)
    store.is_lost = False
    assert mirror.sync_now().result(PATIENCE_SECONDS).exit_code == 0
    assert mirror.stop(5.0)
    store.close()
