"""Creates in orgs without our key: nothing is made twice, however late an answer or a commit is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from msgspec.structs import replace

from cockpit_sync.objects.capabilities import Capabilities
from cockpit_sync.objects.create_modes import CreateMode, Wanted, find_mode, found_for
from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_sync.salesforce.errors import NoAnswer
from cockpit_sync.values import marked, marker_of, without_marker
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.domain.practice import Practice
from cockpit_tui.services.mirroring import MirrorService
from cockpit_tui.services.sync_views import SyncViewService
from tests.sync.bench import Bench

WISHES = {"C": "call-object", "D": "comments", "E": "fingerprint"}
REF = "0123456789abcdef0123456789abcdef"


@dataclass
class WithoutKey:
    """An org whose Activity has no field of ours, whose answers to pushes may be lost."""

    inner: Transport
    loses: int = 0
    sent: list[ApiRequest] = field(default_factory=list)

    def call(self, request: ApiRequest) -> ApiResponse:
        if request.purpose == "push":
            self.sent.append(request)
        response = self.inner.call(request)
        if request.path.endswith("/sobjects/Task/describe"):
            fields = [row for row in response.body["fields"] if row["name"] != "Cockpit_Ref__c"]
            response = replace(response, body={**response.body, "fields": fields})
        if request.purpose == "push" and self.loses:
            self.loses -= 1
            raise NoAnswer("The connection broke before an answer came.")
        return response

    def close(self) -> None:
        self.inner.close()


@dataclass
class Keyless:
    """A workspace beside such an org, in one mode."""

    bench: Bench
    mode: str
    transport: WithoutKey

    def __post_init__(self) -> None:
        self.cycles = self.bench.new_cycles(self.transport, creates=WISHES[self.mode])

    def sync(self) -> Any:
        return self.cycles.run(is_forced=True)

    def pass_time(self, minutes: float) -> None:
        """On both clocks: the horizon is Salesforce's."""
        self.bench.sandbox.control.advance_clock(minutes * 60)
        self.bench.clock.advance(minutes=minutes)


@pytest.fixture(params=["C", "D", "E"])
def keyless(request: pytest.FixtureRequest, bench: Bench) -> Iterator[Keyless]:
    with bench.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM org")
    made = Keyless(bench, request.param, WithoutKey(bench.http()))
    made.sync()
    yield made
    made.cycles.close()


def test_a_create_is_linked_and_what_a_person_typed_is_what_both_sides_have(
    keyless: Keyless,
) -> None:
    bench = keyless.bench
    title = f"Made in mode {keyless.mode}, {bench.store.url.get_backend_name()}"
    task_id = bench.add_task(title, comments="what was said")
    report = keyless.sync()
    assert (report.create_mode, report.created, report.exit_code) == (keyless.mode, 1, 0)
    (made,) = bench.org.tasks_called(title)
    assert bench.salesforce_ids(task_id) == [made["Id"]]
    assert keyless.sync().did_anything is False
    assert bench.row("task", task_id)["comments"] == "what was said"
    bench.tasks().edit([task_id], {"comments": "what was said, and more"})
    keyless.sync()
    assert bench.org.task(made["Id"])["Description"] == "what was said, and more"


def test_a_create_whose_answer_is_lost_is_found_at_once_and_linked(keyless: Keyless) -> None:
    """fault 4, fault 12: the server committed."""
    bench = keyless.bench
    title = f"Answer lost in {keyless.mode}, {bench.store.url.get_backend_name()}"
    task_id = bench.add_task(title)
    keyless.transport.loses = 1
    report = keyless.sync()
    assert (report.in_doubt, report.pending) == (0, 0)
    assert len(bench.org.tasks_called(title)) == 1
    assert bench.sync_state(task_id) == "in-sync"


def test_a_create_that_did_not_arrive_waits_for_the_horizon_and_is_made_once(
    keyless: Keyless,
) -> None:
    """fault 13: the server did not commit; nothing is made again before the horizon."""
    bench = keyless.bench
    title = f"Lost on the way in {keyless.mode}, {bench.store.url.get_backend_name()}"
    task_id = bench.add_task(title)
    bench.sync_rule("drop-before method=POST path=/composite times=1 skip=1")
    report = keyless.sync()
    assert (report.in_doubt, bench.sync_state(task_id)) == (1, "in-doubt")
    keyless.pass_time(9)
    assert keyless.sync().in_doubt == 1
    assert bench.org.tasks_called(title) == []
    keyless.pass_time(7)
    assert keyless.sync().exit_code == 0
    assert len(bench.org.tasks_called(title)) == 1


@pytest.mark.parametrize("keyless", ["E"], indirect=True)
def test_a_create_in_doubt_is_sent_again_without_waiting_when_a_person_says_so(
    keyless: Keyless,
) -> None:
    bench = keyless.bench
    title = f"Not waited for in {keyless.mode}, {bench.store.url.get_backend_name()}"
    task_id = bench.add_task(title)
    bench.sync_rule("drop-before method=POST path=/composite times=1 skip=1")
    assert keyless.sync().in_doubt == 1
    session = bench.store, bench.actor(), bench.clock, Practice()
    (row,) = SyncViewService(*session).board().in_doubt
    assert (row.title, row.kind, row.mode, row.sent_at is None) == (
        title,
        "create",
        keyless.mode,
        False,
    )
    MirrorService(*session).send_again([row.id])
    assert bench.sync_state(task_id) == "pending"
    report = keyless.sync()
    assert (report.in_doubt, report.pending) == (0, 0)
    assert len(bench.org.tasks_called(title)) == 1


def test_a_create_that_is_committed_five_minutes_late_is_not_made_again(keyless: Keyless) -> None:
    """fault 14: the answer is lost and the server commits five minutes later."""
    bench = keyless.bench
    title = f"Late commit in {keyless.mode}, {bench.store.url.get_backend_name()}"
    task_id = bench.add_task(title)
    bench.sync_rule("late-commit method=POST path=/composite seconds=300 times=1 skip=1")
    assert keyless.sync().in_doubt == 1
    for _ in range(4):
        keyless.pass_time(1)
        assert keyless.sync().in_doubt == 1
    keyless.pass_time(2)
    report = keyless.sync()
    assert (report.in_doubt, report.pending) == (0, 0)
    assert len(bench.org.tasks_called(title)) == 1
    assert bench.sync_state(task_id) == "in-sync"


def test_identical_tasks_whose_answers_are_lost_are_each_linked_once(keyless: Keyless) -> None:
    bench = keyless.bench
    title = f"Three alike in {keyless.mode}, {bench.store.url.get_backend_name()}"
    cta_id = bench.add_cta("Alike")
    ids = [bench.add_task(title, cta_id=cta_id) for _ in range(3)]
    keyless.transport.loses = 1
    assert keyless.sync().in_doubt == 0
    keys = [bench.salesforce_ids(task_id)[0] for task_id in ids]
    assert len(set(keys)) == 3
    assert {row["Id"] for row in bench.org.tasks_called(title)} == set(keys)


def test_a_request_that_was_delivered_twice_is_found_and_told(keyless: Keyless) -> None:
    """fault 18 without a key: the second record cannot be prevented, so it is reported."""
    bench = keyless.bench
    title = f"Delivered twice in {keyless.mode}, {bench.store.url.get_backend_name()}"
    bench.add_task(title)
    bench.sync_rule("twice method=POST path=/composite times=1 skip=1")
    report = keyless.sync()
    assert len(bench.org.tasks_called(title)) == 2
    assert "TWIN" in [error.code for error in report.errors]
    assert any("twice" in row["message"] for row in bench.rows("sync_log"))


@dataclass
class Slow:
    """A line that swallows a push, goes dead, and delivers it when told to."""

    inner: Transport
    swallowed: list[ApiRequest] = field(default_factory=list)
    is_dead: bool = False

    def call(self, request: ApiRequest) -> ApiResponse:
        if self.is_dead or (request.purpose == "push" and not self.swallowed):
            if not self.is_dead:
                self.swallowed.append(request)
            self.is_dead = True
            raise NoAnswer("The connection broke before an answer came.")
        return self.inner.call(request)

    def deliver(self) -> None:
        self.inner.call(self.swallowed[0])

    def close(self) -> None:
        self.inner.close()


@pytest.mark.parametrize("minutes", [1, 14])
def test_an_exact_create_that_commits_after_its_task_was_deleted_here_leaves_nothing_there(
    bench: Bench, minutes: int
) -> None:
    """fault 14: looked for and not found proves nothing, and no second request will meet it."""
    line = Slow(bench.http())
    cycles = bench.new_cycles(line)
    title = f"Deleted in between {minutes}, {bench.store.url.get_backend_name()}"
    task_id = bench.add_task(title)
    cycles.run(is_forced=True)
    bench.tasks().delete([task_id], keep_in_salesforce=False)
    line.is_dead = False
    for _ in range(2):
        assert cycles.run(is_forced=True).in_doubt >= 1
    bench.sandbox.control.advance_clock(minutes * 60)
    bench.clock.advance(minutes=minutes)
    line.deliver()
    assert len(bench.org.tasks_called(title)) == 1
    for _ in range(2):
        report = cycles.run(is_forced=True)
    cycles.close()
    assert [row["IsDeleted"] for row in bench.org.tasks_called(title)] == [True]
    assert (report.exit_code, bench.rows("outbox")) == (0, [])


def test_an_exact_create_that_never_arrived_and_whose_task_is_gone_is_forgotten(
    bench: Bench,
) -> None:
    line = Slow(bench.http())
    cycles = bench.new_cycles(line)
    task_id = bench.add_task("Deleted, and never made")
    cycles.run(is_forced=True)
    bench.tasks().delete([task_id], keep_in_salesforce=False)
    line.is_dead = False
    cycles.run(is_forced=True)
    bench.sandbox.control.advance_clock(16 * 60)
    bench.clock.advance(minutes=16)
    for _ in range(2):
        report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.exit_code, bench.rows("outbox")) == (0, [])


@pytest.mark.parametrize("loses", [0, 1])
def test_mode_b_makes_one_record_however_often_the_request_is_repeated(
    bench: Bench, loses: int
) -> None:
    """fault 12 and fault 18 with an idempotency key; only where a person consented."""
    with bench.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM org")
    transport = WithoutKey(bench.http())
    cycles = bench.new_cycles(transport, creates="idempotency-key")
    cycles.run(is_forced=True)
    title = f"By idempotency key {loses}, {bench.store.url.get_backend_name()}"
    task_id = bench.add_task(title)
    transport.loses = loses
    report = cycles.run(is_forced=True)
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.create_mode, report.exit_code) == ("B", 0)
    assert len(bench.org.tasks_called(title)) == 1
    assert bench.sync_state(task_id) == "in-sync"
    keys = [sent.headers.get("Idempotency-Key") for sent in transport.sent if sent.headers]
    assert len(set(keys)) == 1


def test_the_mode_follows_from_the_field_the_wish_and_what_can_be_marked() -> None:
    bare = Capabilities({}, (), (), has_ref=False, can_mark=False)
    markable = replace(bare, can_mark=True)
    exact = replace(bare, has_ref=True)
    assert find_mode(exact, "comments") is CreateMode.EXACT
    assert find_mode(bare) is CreateMode.FINGERPRINT
    assert find_mode(bare, "call-object") is CreateMode.FINGERPRINT
    assert find_mode(markable, "call-object") is CreateMode.CALL_OBJECT
    assert find_mode(bare, "comments") is CreateMode.COMMENTS
    assert find_mode(bare, "idempotency-key") is CreateMode.KEYED


def test_of_k_doubtful_creates_and_m_free_rows_the_smaller_number_is_linked() -> None:
    wanted = [Wanted(f"{n:032x}", {"Subject": "Call", "OwnerId": "U"}) for n in range(3)]
    rows = [
        {"Id": to_salesforce_id(f"00T00000000000{n}"), "Subject": "Call", "OwnerId": "U"}
        for n in range(3)
    ]
    taken = frozenset({rows[0]["Id"]})
    found = found_for(CreateMode.FINGERPRINT, wanted, rows, taken)
    assert [row["Id"] for row in found.values()] == [rows[1]["Id"], rows[2]["Id"]]
    other = [{**rows[0], "Subject": "Mail"}]
    assert found_for(CreateMode.FINGERPRINT, wanted, other) == {}


def test_the_marker_is_at_the_end_and_is_never_seen_by_people() -> None:
    text = marked("first\nsecond", REF)
    assert text is not None
    assert (marker_of(text), without_marker(text)) == (REF, "first\nsecond")
    assert without_marker(marked(None, REF)) is None
    assert without_marker("[ck:notahexkey] stays") == "[ck:notahexkey] stays"
