"""Connecting: what the org is, whose workspace it is, the mapping, and what may be written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from cockpit_sandbox.launch import Sandbox
from cockpit_sync.connecting.connect import connect, inspect
from cockpit_sync.connecting.mapping import default_mapping
from cockpit_sync.fields import REF_FIELD
from cockpit_sync.objects.capabilities import Capabilities, StatusFacts
from cockpit_sync.salesforce.api import Api
from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_sync.salesforce.client import HttpTransport, Session
from cockpit_tui.domain.errors import NotMapped
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.practice import Practice
from cockpit_tui.services.tasks import NewTask, TaskService
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import mirror_mapping, mirror_state
from cockpit_tui.store.mirror.mirror_mapping import mapping_is_valid
from cockpit_tui.store.tables import schema
from tests.conftest import FixedClock
from tests.sync.bench import Bench


@dataclass
class Disguise:
    """Makes the sandbox look like another org: a production one, or one without our field."""

    inner: Transport
    is_production: bool = False
    has_ref: bool = True
    hides_statuses: bool = False

    def call(self, request: ApiRequest) -> ApiResponse:
        response = self.inner.call(request)
        if request.path.endswith("/sobjects/Task/describe") and not self.has_ref:
            fields = [row for row in response.body["fields"] if row["name"] != REF_FIELD]
            return replace(response, body={**response.body, "fields": fields})
        if request.purpose == "connect" and request.path.endswith("/composite"):
            for answer in response.body["compositeResponse"]:
                self._disguise(answer)
        return response

    def _disguise(self, answer: dict[str, Any]) -> None:
        records = answer["body"]["records"] if answer["httpStatusCode"] == 200 else []
        if answer["referenceId"] == "org" and self.is_production:
            records[0]["IsSandbox"] = False
        if answer["referenceId"] == "statuses" and self.hides_statuses:
            answer["httpStatusCode"] = 400
            answer["body"] = [{"errorCode": "INVALID_TYPE", "message": "not supported"}]

    def close(self) -> None:
        self.inner.close()


def http(sandbox: Sandbox) -> HttpTransport:
    return HttpTransport(Session(sandbox.instance_url, sandbox.access_token))


def test_sy_9_connecting_saves_the_default_mapping_that_decision_12_names(
    store: Store, sandbox: Sandbox, clock: FixedClock
) -> None:
    assert mapping_is_valid(store) is False
    transport = http(sandbox)
    found = connect(
        store,
        Api(transport, clock),
        sandbox.instance_url,
        is_loopback=True,
        now=clock.now(),
    )
    transport.close()
    assert (found.org.name, found.org.create_mode, found.advice) == ("Cockpit Demo", "A", ())
    assert mapping_is_valid(store) is True
    with store.read() as connection:
        labels = {
            value.id: value.label
            for name in mirror_mapping.FIELDS
            for value in mirror_mapping.local_values(connection, name)
        }
        rows = {
            (labels[row.value_id], row.salesforce_value, row.direction)
            for row in mirror_mapping.load_mapping(connection)
        }
    assert rows == {
        ("Open", "Not Started", "both"),
        ("Open", "Waiting on someone else", "in"),
        ("Open", "Deferred", "in"),
        ("In progress", "In Progress", "both"),
        ("Completed", "Completed", "both"),
        ("Skipped", "Completed", "out"),
        ("High", "High", "both"),
        ("Medium", "Normal", "both"),
        ("Low", "Low", "both"),
    }


def test_sy_9_a_mapping_that_does_not_fit_the_org_is_not_saved_and_sync_is_refused(
    store: Store, sandbox: Sandbox, clock: FixedClock
) -> None:
    capabilities = Capabilities({}, (StatusFacts("Fertig", True, False),), ("Hoch",), has_ref=True)
    with store.read() as connection:
        ours = {
            name: mirror_mapping.local_values(connection, name) for name in mirror_mapping.FIELDS
        }
    rows = default_mapping(capabilities, ours)
    known = {"status": frozenset({"Fertig"}), "priority": frozenset({"Hoch"})}
    problems = mirror_mapping.mapping_problems(rows, known, ours)
    assert "The org has no priority “Normal”." in problems
    assert "The org has no status “Not Started”." in problems
    assert ("status", "Fertig") in {(row.field, row.salesforce_value) for row in rows}
    assert mapping_is_valid(store) is False


def test_sy_2_manual_sync_is_refused_in_words_until_a_mapping_is_saved(bench: Bench) -> None:
    with bench.store.write() as connection:
        mirror_mapping.save_mapping(connection, [])
    with pytest.raises(NotMapped):
        bench.add_task("Too early")


def test_sy_3_a_task_that_is_synced_on_creation_is_pushed_without_another_word(
    bench: Bench,
) -> None:
    automatic = TaskService(bench.store, bench.actor(), bench.clock, Practice(auto_sync=True))
    task_id = TaskId(automatic.add(NewTask(bench.add_cta(), "Automatic")).ids[0])
    assert bench.sync().created == 1
    assert bench.sync_state(task_id) == "in-sync"


def test_a_production_org_starts_unarmed_and_nothing_is_written_until_it_is_armed(
    bench: Bench,
) -> None:
    task_id = bench.add_task("Would be written")
    with bench.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM org")
    cycles = bench.new_cycles(Disguise(bench.http(), is_production=True), is_loopback=False)
    report = cycles.run(is_forced=True)
    assert (report.is_production, report.is_armed) == (True, False)
    assert (report.created, report.would_write, report.exit_code) == (0, 1, 3)
    assert report.to_json()["production"] is True
    assert bench.sync_status().would_write == 1
    assert bench.org.tasks_called("Would be written") == []
    with bench.store.write() as connection:
        mirror_state.arm_org(connection, is_armed=True)
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.created, report.exit_code) == (1, 0)
    assert bench.sync_state(task_id) == "in-sync"


def test_an_org_without_the_key_field_compares_records_and_says_what_makes_it_exact(
    bench: Bench,
) -> None:
    bench.close()
    with bench.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM org")
    transport = Disguise(bench.http(), has_ref=False)
    found = connect(
        bench.store,
        Api(transport, bench.clock),
        bench.sandbox.instance_url,
        is_loopback=True,
        now=bench.clock.now(),
    )
    assert found.org.create_mode == "E"
    assert REF_FIELD in found.advice[0]
    # One org serves both databases, and nothing but its name tells such a task from another.
    name = f"Made without a key {uuid4()}"
    task_id = bench.add_task(name)
    cycles = bench.new_cycles(transport)
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.created, report.pending, report.create_mode) == (1, 0, "E")
    assert len(bench.org.tasks_called(name)) == 1
    assert bench.sync_state(task_id) == "in-sync"


def test_on_a_shared_database_a_session_sends_its_own_edits_and_nobodys(bench: Bench) -> None:
    colleague = bench.others()[0]
    with bench.store.write() as connection:
        connection.execute(
            schema.person.update().where(schema.person.c.id == colleague).values(role="member")
        )
    cta_id = bench.add_cta("Shared")
    mine = bench.add_task("Mine to send", cta_id=cta_id)
    theirs = TaskService(bench.store, bench.actor(colleague), bench.clock, Practice())
    other = TaskId(theirs.add(NewTask(cta_id, "A colleague's")).ids[0])
    theirs.sync([other])
    cycles = bench.new_cycles(pushes_everyones=None if not bench.store.is_sqlite else False)
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.created, report.pending) == (1, 1)
    assert (bench.sync_state(mine), bench.sync_state(other)) == ("in-sync", "pending")


def test_what_one_twin_owes_another_is_sent_by_whoever_comes_first(bench: Bench) -> None:
    task_id = bench.add_task("Owed", *bench.others()[:2])
    bench.sync()
    first, second = bench.salesforce_ids(task_id)
    bench.close()
    bench.org.change(first, Subject="Owed to the other twin")
    cycles = bench.new_cycles(pushes_everyones=False)
    report = cycles.run(is_forced=True)
    cycles.close()
    assert report.exit_code == 0
    assert bench.org.task(second)["Subject"] == "Owed to the other twin"


def test_without_task_status_the_closed_ones_are_learned_from_the_rows(
    sandbox: Sandbox, clock: FixedClock
) -> None:
    api = Api(Disguise(http(sandbox), hides_statuses=True), clock)
    _, capabilities, _ = inspect(api, sandbox.user_id)
    assert "Completed" in capabilities.closed_statuses
    assert "Not Started" not in capabilities.closed_statuses
    assert len(capabilities.statuses) >= 5


def test_a_second_process_does_not_describe_the_org_again(bench: Bench) -> None:
    report = bench.sync()
    assert report.api_calls <= 3


def test_the_json_of_a_cycle_has_the_keys_that_scripts_rely_on(bench: Bench) -> None:
    document = bench.sync().to_json()
    assert set(document) == {
        "org",
        "org_name",
        "production",
        "started_at",
        "seconds",
        "pulled",
        "pushed",
        "conflicts",
        "quarantined",
        "in_doubt",
        "pending",
        "api_calls",
        "api_usage",
        "create_mode",
        "errors",
    }
    assert document["org"] == bench.sandbox.org_id
    assert document["started_at"].endswith("Z")
    assert document["api_usage"]["used"] <= document["api_usage"]["limit"]
    assert set(document["pulled"]["Task"]) == {"seen", "applied", "deleted"}
