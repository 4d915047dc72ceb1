"""Requests that Salesforce refuses whole, columns that vanish, odd records."""

from __future__ import annotations

import json
import math
import sqlite3
import threading
from dataclasses import dataclass, field
from datetime import date

import pytest
from msgspec.structs import replace

from cockpit_sync.merging.reconcile import to_remote
from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_sync.sending.plan import ROWS_A_COLLECTION
from cockpit_sync.sending.push import PushPace
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.store.mirror import quarantine
from cockpit_tui.store.mirror.yielding import StoreBusy
from tests.sync.bench import Bench
from tests.sync.test_calls import add_tasks


@dataclass
class Poisoned:
    """Refuses any push, as a whole, that holds the word: 400 JSON_PARSER_ERROR."""

    inner: Transport
    word: str
    pushes: int = 0

    def call(self, request: ApiRequest) -> ApiResponse:
        if request.purpose == "push":
            self.pushes += 1
            if self.word in json.dumps(request.json):
                body = [{"errorCode": "JSON_PARSER_ERROR", "message": "Unexpected character"}]
                return ApiResponse(400, body)
        return self.inner.call(request)

    def close(self) -> None:
        self.inner.close()


@dataclass
class Vanished:
    """A column is gone: queries that name it fail until describe no longer shows it."""

    inner: Transport
    column: str
    describes: int = 0

    def call(self, request: ApiRequest) -> ApiResponse:
        response = self.inner.call(request)
        if request.path.endswith("/sobjects/Account/describe"):
            self.describes += 1
            fields = [row for row in response.body["fields"] if row["name"] != self.column]
            return replace(response, body={**response.body, "fields": fields})
        if request.purpose == "pull" and self.column in json.dumps(request.json):
            for answer in response.body["compositeResponse"]:
                if answer["referenceId"] == "Account":
                    answer["httpStatusCode"] = 400
                    answer["body"] = [{"errorCode": "INVALID_FIELD", "message": "No such column"}]
        return response

    def close(self) -> None:
        self.inner.close()


@dataclass
class Undeleted:
    """Shows one record as deleted while `is_gone` is set, and moves its stamp when it is back."""

    inner: Transport
    key: str
    is_gone: bool = True
    calls: list[str] = field(default_factory=list)

    def call(self, request: ApiRequest) -> ApiResponse:
        response = self.inner.call(request)
        if request.purpose == "pull" and isinstance(response.body, dict):
            for answer in response.body.get("compositeResponse", ()):
                for record in answer["body"].get("records", ()):
                    if record["Id"] == self.key:
                        record["IsDeleted"] = self.is_gone
        return response

    def close(self) -> None:
        self.inner.close()


def test_row_41_poisonous_records_of_200_are_found_by_halving_and_the_rest_gets_through(
    bench: Bench,
) -> None:
    """fault 41: one among 200 creates, then three among the changes; what is sent after them is
    not sent in smaller pieces for that."""
    if not bench.store.is_sqlite:
        pytest.skip("the count does not depend on the database")
    count = ROWS_A_COLLECTION
    ids = [TaskId(number) for number in add_tasks(bench, count)]
    bench.tasks().edit([ids[140]], {"comments": "poison"})
    pace = PushPace()
    transport = Poisoned(bench.http(), "poison")
    cycles = bench.new_cycles(transport, pace)
    report = cycles.run(is_forced=True)
    assert (report.created, report.quarantined, report.pending) == (count - 1, 1, 0)
    assert transport.pushes <= 2 * math.log2(count) + 2
    with bench.store.read() as connection:
        (waiting,) = quarantine.quarantined(connection)
    assert waiting.failure.code == "JSON_PARSER_ERROR"
    transport.pushes = 0
    others = [number for number in ids if number != ids[140]]
    bench.tasks().edit(others, {"due": date(2027, 3, 4)})
    for place in (0, 77, 198):
        bench.tasks().edit([others[place]], {"comments": "poison"})
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.updated, report.quarantined, report.pending) == (count - 4, 4, 0)
    assert transport.pushes <= 3 * 2 * math.log2(count / 3) + 2 * 3 + 1
    assert pace.size == count


def test_row_70_the_mirror_gives_way_to_a_person_who_holds_the_same_rows(bench: Bench) -> None:
    """fault 70."""
    if bench.store.is_sqlite:
        pytest.skip("SQLite has one writer, and no two rows to wait for crosswise")
    task_id, key = bench.add_mirrored_task("Contended")
    bench.org.change(key, Subject="Contended there")
    part_id = bench.part(task_id)["id"]
    holds, lets_go = threading.Event(), threading.Event()

    def hold() -> None:
        with bench.store.write() as connection:
            connection.exec_driver_sql(f"SELECT id FROM task_part WHERE id = {part_id} FOR UPDATE")
            holds.set()
            lets_go.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    assert holds.wait(20)
    with pytest.raises(StoreBusy):
        bench.sync()
    lets_go.set()
    thread.join()
    assert bench.sync().exit_code == 0
    assert bench.row("task", task_id)["title"] == "Contended there"


def test_a_file_that_another_process_locks_is_read_on_and_written_when_it_is_free(
    bench: Bench,
) -> None:
    """fault 70: SQLite locked by a second process."""
    if not bench.store.is_sqlite:
        pytest.skip("PostgreSQL locks rows, not the file")
    task_id, key = bench.add_mirrored_task("Locked file")
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, Subject="Locked file, changed")
    other = sqlite3.connect(str(bench.store.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    finished = threading.Event()

    def mirror() -> None:
        bench.sync()
        finished.set()

    thread = threading.Thread(target=mirror)
    thread.start()
    assert not finished.wait(0.5)
    assert bench.row("task", task_id)["title"] == "Locked file"
    other.execute("ROLLBACK")
    other.close()
    thread.join(20)
    assert bench.row("task", task_id)["title"] == "Locked file, changed"


def test_row_43_batches_shrink_after_bad_calls_and_grow_again() -> None:
    """fault 43."""
    pace = PushPace()
    sizes = [pace.size]
    for _ in range(4):
        pace.went_badly()
        sizes.append(pace.size)
    assert sizes == [200, 50, 10, 1, 1]
    for _ in range(9):
        pace.went_well()
    assert pace.size == 200


def test_row_49_a_vanished_column_is_described_anew_and_read_past_in_the_same_cycle(
    bench: Bench,
) -> None:
    """fault 49."""
    transport = Vanished(bench.http(), "NPS__c")
    cycles = bench.new_cycles(transport)
    report = cycles.run(is_forced=True)
    assert transport.describes == 1
    assert report.pulled["Account"] is not None
    assert [(error.code, error.record) for error in report.errors] == [
        ("INVALID_FIELD", "describe")
    ]
    assert report.exit_code == 0
    assert cycles.run(is_forced=True).errors == ()
    cycles.close()


def test_row_55_a_task_that_is_undeleted_there_is_mirrored_again(bench: Bench) -> None:
    """fault 55."""
    task_id, key = bench.add_mirrored_task("Back from the bin")
    bench.close()
    transport = Undeleted(bench.http(), key)
    cycles = bench.new_cycles(transport)
    cycles.run(is_forced=True)
    assert bench.sync_state(task_id) == "deleted-in-salesforce"
    transport.is_gone = False
    cycles.run(is_forced=True)
    assert bench.sync_state(task_id) == "in-sync"
    bench.tasks().edit([task_id], {"title": "Back and edited"})
    assert cycles.run(is_forced=True).exit_code == 0
    cycles.close()
    assert bench.org.task(key)["Subject"] == "Back and edited"


def test_row_63_an_owner_that_is_no_person_of_ours_stays_as_it_is(bench: Bench) -> None:
    """fault 63."""
    task_id, key = bench.add_mirrored_task("Owned by a queue")
    before = bench.part(task_id)["assignee_id"]
    stranger = bench.others()[0]
    user = bench.row("person", stranger)["salesforce_id"]
    with bench.store.write() as connection:
        connection.exec_driver_sql(f"UPDATE person SET salesforce_id = NULL WHERE id = {stranger}")
    bench.org.change(key, OwnerId=user)
    bench.sync()
    assert bench.part(task_id)["assignee_id"] == before
    bench.tasks().edit([task_id], {"title": "Owned by a queue, renamed"})
    bench.sync()
    remote = bench.org.task(key)
    assert (remote["OwnerId"], remote["Subject"]) == (user, "Owned by a queue, renamed")


def test_rows_73_74_dates_are_never_shifted_and_ids_have_one_form() -> None:
    """fault 73, fault 74."""
    record = {
        "Id": "00TdL00000001MH",
        "ActivityDate": "2026-11-23",
        "SystemModstamp": "2026-11-23T23:30:00.000+0000",
        "LastModifiedDate": "2026-11-23T23:30:00.000+0000",
    }
    remote = to_remote(record)
    assert remote.fields["ActivityDate"] == "2026-11-23"
    assert remote.salesforce_id == to_remote({**record, "Id": remote.salesforce_id}).salesforce_id
    assert len(remote.salesforce_id) == 18
