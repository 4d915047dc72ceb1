"""Rows of the fault matrix that an org or a network brings about, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event, text

from cockpit_sync.cycle import Cycles, MirrorSettings
from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_sync.sending.push import PushPace
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.services.history import MADE_ANEW
from cockpit_tui.store import migrate
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import quarantine
from tests.sync.bench import Bench, Spy


def failure_codes(bench: Bench) -> list[str]:
    with bench.store.read() as connection:
        return [row.failure.code for row in quarantine.quarantined(connection)]


@dataclass
class Answering:
    """Answers pushes with what `answer` makes of the request, instead of the org."""

    inner: Transport
    answer: Callable[[ApiRequest], ApiResponse | None]

    def call(self, request: ApiRequest) -> ApiResponse:
        if request.purpose == "push":
            made = self.answer(request)
            if made is not None:
                return made
        return self.inner.call(request)

    def close(self) -> None:
        self.inner.close()


def test_a_full_disk_sends_nothing_and_says_so(bench: Bench) -> None:
    """fault 10: disk full on commit."""
    if not bench.store.is_sqlite:
        pytest.skip("a full disk of a PostgreSQL server is the server's own affair")
    cta_id = bench.add_cta("Disk full")
    for number in range(10):
        bench.add_task(f"Disk full {number}", cta_id=cta_id, comments="x" * 20_000)

    def keep_size(connection: Any, *_: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def fill(request: ApiRequest) -> None:
        if request.purpose == "pull" and not event.contains(engine, "checkout", keep_size):
            event.listen(engine, "checkout", keep_size)

    engine = bench.store.engine
    spy = Spy(bench.http())
    cycles = bench.new_cycles(After(spy, fill))
    with pytest.raises(CockpitError, match="full"):
        cycles.run(is_forced=True)
    event.remove(engine, "checkout", keep_size)
    cycles.close()
    engine.dispose()
    assert [row for row in spy.requests if row.purpose == "push"] == []
    report = bench.sync()
    assert (report.created, report.exit_code) == (10, 0)


@pytest.mark.parametrize("rule", ["truncate", "cut-body", "gateway done=yes", "drip seconds=0.2"])
def test_an_answer_that_breaks_on_its_way_is_in_doubt_and_settled(bench: Bench, rule: str) -> None:
    """fault 15, fault 16, fault 17: reset within the body, cut JSON, HTML of a gateway."""
    title = f"Broken answer {rule}"
    bench.sync()
    task_id = bench.add_task(title)
    bench.sync_rule(f"{rule} method=POST path=/composite times=1 skip=1")
    report = bench.sync()
    assert (report.pending, report.in_doubt) == (0, 0)
    assert len(bench.org.tasks_called(title)) == 1
    assert bench.sync_state(task_id) == "in-sync"


@pytest.mark.parametrize("body", ["dict", "html"])
def test_an_ended_session_is_one_whatever_its_body_looks_like(bench: Bench, body: str) -> None:
    """fault 21: 401 with a dict or an HTML body."""
    bench.add_task(f"Signed out, {body}")
    bench.sync_rule(f"expired-session body={body} times=always")
    report = bench.sync()
    bench.sandbox.control.clear_faults()
    assert [error.kind for error in report.errors] == ["auth"]
    assert report.exit_code == 5
    assert bench.sync().exit_code == 0


@pytest.mark.parametrize("minutes", [10, -10])
def test_a_clock_that_is_wrong_leaves_the_cursors_alone(bench: Bench, minutes: int) -> None:
    """fault 24: the server's clock ten minutes off, and ours jumping back an hour."""
    bench.sync()
    if minutes > 0:
        bench.sandbox.control.advance_clock(minutes * 60)
    else:
        bench.clock.advance(minutes=-minutes)
    task_id, key = bench.add_mirrored_task(f"Clock off by {minutes}")
    bench.clock.advance(hours=-1)
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, Subject=f"Clock off by {minutes}, changed")
    bench.sync()
    assert bench.row("task", task_id)["title"].endswith("changed")
    bench.tasks().edit([task_id], {"title": "Sent with a clock that is wrong"})
    assert bench.sync().exit_code == 0
    assert bench.org.task(key)["Subject"] == "Sent with a clock that is wrong"


def test_pages_shorter_than_asked_for_are_read_to_their_end(bench: Bench) -> None:
    """fault 28: the page size is a hint that nobody keeps."""
    expected = {row["salesforce_id"] for row in bench.rows("contact")}
    bench.sync_rule("page-size rows=37")
    spy = Spy(bench.http())
    cycles = bench.new_cycles(spy)
    report = cycles.run(is_forced=True, is_full=True)
    cycles.close()
    bench.sandbox.control.clear_faults()
    assert report.pulled["Contact"].seen >= len(expected)
    assert report.api_calls == len(spy.requests)


def test_rows_that_change_between_two_pages_are_as_the_server_has_them(bench: Bench) -> None:
    """fault 30, fault 8: a row of a page that was read already changes before the next."""
    task_id, key = bench.add_mirrored_task("Between pages")
    bench.close()
    changed: list[str] = []

    def act(request: ApiRequest) -> None:
        if "FROM%20Task" in request.path and not changed:
            changed.append(key)
            bench.sandbox.control.advance_clock(2)
            bench.org.change(key, Subject="Between pages, changed")

    cycles = bench.new_cycles(After(bench.http(), act))
    cycles.run(is_forced=True, is_full=True)
    cycles.run(is_forced=True)
    cycles.close()
    assert changed == [key]
    assert bench.row("task", task_id)["title"] == "Between pages, changed"


@dataclass
class After:
    """Acts after each call."""

    inner: Transport
    act: Callable[[ApiRequest], None]

    def call(self, request: ApiRequest) -> ApiResponse:
        response = self.inner.call(request)
        self.act(request)
        return response

    def close(self) -> None:
        self.inner.close()


def test_a_status_that_a_trigger_rewrites_becomes_the_base_and_never_loops(bench: Bench) -> None:
    """fault 32: our own write returns changed by a trigger."""
    task_id, key = bench.add_mirrored_task("Rewritten")
    bench.sync_rule('rewrite object=Task field=Subject value="Wanted" to="{} (checked)"')
    bench.tasks().edit([task_id], {"title": "Wanted"})
    assert bench.sync().updated == 1
    for _ in range(10):
        report = bench.sync()
        assert report.updated == 0
    bench.sandbox.control.clear_faults()
    assert bench.org.task(key)["Subject"] == "Wanted (checked)"
    assert bench.row("task", task_id)["title"] == "Wanted (checked)"
    assert bench.all_conflicts() == []


def test_a_trigger_that_chokes_on_many_rows_gets_fewer_and_later_more(bench: Bench) -> None:
    """fault 43: CPU limit at 200 rows, fine at 50."""
    cta_id = bench.add_cta("Choking trigger")
    for number in range(120):
        bench.add_task(f"Choke {number}", cta_id=cta_id)
    bench.sync_rule("row-limit object=Task over=50")
    pace = PushPace()
    settings = MirrorSettings(bench.sandbox.instance_url, is_loopback=True, pushes_everyones=True)
    spy = Spy(bench.http())
    cycles = Cycles(bench.store, spy, bench.clock, settings, push_pace=pace)
    reports = []
    for _ in range(8):
        reports.append(cycles.run(is_forced=True))
        if not reports[-1].pending:
            break
    cycles.close()
    assert reports[-1].exit_code == 0, reports[-1]
    assert sum(report.created for report in reports) == 120
    sizes = [
        len(part["body"]["records"])
        for request in spy.requests
        if request.purpose == "push"
        for part in request.json["compositeRequest"]
        if part["referenceId"] == "create"
    ]
    assert sizes[:2] == [120, 120]
    assert max(sizes[2:]) <= 50
    bench.sandbox.control.clear_faults()


def test_a_key_that_is_taken_by_ourselves_links_to_what_is_there(bench: Bench) -> None:
    """fault 45: DUPLICATE_VALUE on our key."""
    title = "Key taken"
    task_id = bench.add_task(title)
    inner = bench.http()

    def answer(request: ApiRequest) -> ApiResponse:
        response = inner.call(request)
        for part in response.body["compositeResponse"]:
            if part["referenceId"] == "create":
                error = {"statusCode": "DUPLICATE_VALUE", "message": "duplicate value found"}
                part["body"] = [{"success": False, "errors": [{**error, "fields": []}]}]
        return response

    cycles = bench.new_cycles(Answering(inner, answer))
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.created, report.quarantined) == (1, 0)
    (made,) = bench.org.tasks_called(title)
    assert bench.salesforce_ids(task_id) == [made["Id"]]


def test_a_key_that_is_not_unique_is_set_aside_and_nothing_is_written(bench: Bench) -> None:
    """fault 46: upsert finds several records (300)."""
    bench.add_task("Key of two")

    def answer(request: ApiRequest) -> ApiResponse:
        error = {"statusCode": "DUPLICATE_EXTERNAL_ID", "message": "more than one record found"}
        parts = [
            {
                "referenceId": part["referenceId"],
                "httpStatusCode": 200,
                "httpHeaders": {},
                "body": [{"success": False, "errors": [{**error, "fields": []}]}]
                if part["referenceId"] == "create"
                else {"totalSize": 0, "done": True, "records": []},
            }
            for part in request.json["compositeRequest"]
        ]
        return ApiResponse(200, {"compositeResponse": parts})

    cycles = bench.new_cycles(Answering(bench.http(), answer))
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.created, report.quarantined) == (0, 1)
    assert failure_codes(bench) == ["DUPLICATE_EXTERNAL_ID"]
    assert bench.org.tasks_called("Key of two") == []


def test_a_duplicate_rule_is_a_persons_decision_and_is_never_overridden(bench: Bench) -> None:
    """fault 47: DUPLICATES_DETECTED."""
    bench.add_task("Twin by rule")
    bench.sync_rule('duplicate-rule object=Task field=Subject value="Twin by rule"')
    spy = Spy(bench.http())
    cycles = bench.new_cycles(spy)
    report = cycles.run(is_forced=True)
    cycles.close()
    bench.sandbox.control.clear_faults()
    assert (report.created, report.quarantined) == (0, 1)
    assert failure_codes(bench) == ["DUPLICATES_DETECTED"]
    assert all("Sforce-Duplicate-Rule-Header" not in row.headers for row in spy.requests)


def test_a_task_deleted_here_and_changed_there_is_not_deleted(bench: Bench) -> None:
    """fault 57: local delete against a remote edit."""
    task_id, key = bench.add_mirrored_task("Deleted here, changed there")
    bench.tasks().delete([task_id])
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, Description="still needed")
    report = bench.sync()
    assert (report.deleted, report.conflicts) == (0, 1)
    assert bench.org.task(key)["IsDeleted"] is False


def test_a_mirrored_delete_that_is_undone_comes_back_as_a_new_record_and_says_so(
    bench: Bench,
) -> None:
    task_id, key = bench.add_mirrored_task("Deleted and wanted again")
    bench.tasks().delete([task_id])
    assert bench.sync().deleted == 1
    (done,) = bench.history().undo()
    assert done.notes == (MADE_ANEW,)
    assert bench.sync().exit_code == 0
    (new_key,) = bench.salesforce_ids(task_id)
    assert new_key != key
    assert bench.org.task(key)["IsDeleted"] is True
    assert bench.org.task(new_key)["Subject"] == "Deleted and wanted again"
    messages = [row["message"] for row in bench.rows("sync_log")]
    assert any(new_key in words and key in words for words in messages)
    bench.tasks().delete([task_id])
    (done,) = bench.history().undo()
    assert done.notes == ()


def test_a_task_relates_to_its_ctas_opportunity_where_that_is_set(bench: Bench) -> None:
    """Decision 2: the account unless an admin chose the opportunity."""
    opportunity = bench.rows("opportunity", is_deleted=False)[0]
    cta_id = bench.add_cta("With an opportunity", opportunity["account_id"])
    with bench.store.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE cta SET opportunity_id = {opportunity['id']} WHERE id = {cta_id}"
        )
    first = bench.add_task("To the account", cta_id=cta_id)
    bench.sync()
    bench.close()
    second = bench.add_task("To the opportunity", cta_id=cta_id)
    cycles = bench.new_cycles(relates_to_opportunity=True)
    assert cycles.run(is_forced=True).exit_code == 0
    cycles.close()
    account = bench.row("account", opportunity["account_id"])["salesforce_id"]
    whats = [bench.org.task(bench.salesforce_ids(task)[0])["WhatId"] for task in (first, second)]
    assert whats == [account, opportunity["salesforce_id"]]
    assert bench.sync().did_anything is False


def test_an_archived_task_can_still_be_edited(bench: Bench) -> None:
    """fault 60: archived, then edited locally."""
    task_id, key = bench.add_mirrored_task("Archived")
    bench.sandbox.control.send("archive", object="Task", id=key)
    bench.sync()
    bench.tasks().edit([task_id], {"title": "Archived and edited"})
    assert bench.sync().exit_code == 0
    assert bench.org.task(key)["Subject"] == "Archived and edited"


def test_an_unknown_value_stays_raw_there_and_a_removed_one_of_ours_is_set_aside(
    bench: Bench,
) -> None:
    """fault 61: unknown picklist value there; a value of ours without a counterpart."""
    task_id, key = bench.add_mirrored_task("Odd value")
    with bench.store.write() as connection:
        connection.exec_driver_sql(
            "DELETE FROM sync_mapping WHERE field = 'priority' AND salesforce_value = 'Low'"
        )
    bench.close()
    cycles = bench.new_cycles()
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, Priority="Low")
    before = bench.row("task", task_id)["priority_id"]
    cycles.run(is_forced=True)
    assert bench.row("task", task_id)["priority_id"] == before
    bench.tasks().edit([task_id], {"title": "Odd value, renamed"})
    assert cycles.run(is_forced=True).exit_code == 0
    assert bench.org.task(key)["Priority"] == "Low"
    low = [
        row for row in bench.rows("picklist_value", picklist="priority") if row["label"] == "Low"
    ]
    bench.tasks().edit([task_id], {"priority_id": low[0]["id"]})
    report = cycles.run(is_forced=True)
    cycles.close()
    assert report.quarantined == 1
    assert failure_codes(bench) == ["NOT_MAPPED"]
    assert bench.org.task(key)["Priority"] == "Low"


def test_the_successor_of_a_recurring_task_is_one_new_activity_and_no_twin_of_ours(
    bench: Bench,
) -> None:
    """fault 62: closing one makes the server create the next."""
    title = f"Every week on {bench.store.url.get_backend_name()}"
    task_id, key = bench.add_mirrored_task(title)
    rule = f'spawn object=Task field=Status value=Completed subject="{title}, next"'
    bench.sync_rule(rule)
    bench.tasks().complete([task_id])
    bench.sync()
    bench.sync()
    bench.sandbox.control.clear_faults()
    assert len(bench.org.tasks_called(f"{title}, next")) == 1
    assert len(bench.rows("activity", subject=f"{title}, next")) == 1
    assert len(bench.org.tasks_called(title)) == 1
    assert bench.org.task(key)["IsClosed"] is True


def test_when_others_use_the_org_up_reading_stops_and_edits_still_go(bench: Bench) -> None:
    """fault 66: another integration burns to 96 %."""
    task_id, key = bench.add_mirrored_task("Few calls left")
    bench.sandbox.control.send("usage", others=96_500, maximum=100_000)
    try:
        bench.cycles.run()
        bench.tasks().edit([task_id], {"title": "Few calls left, edited"})
        report = bench.cycles.run()
        assert report.pulled == {}
        assert [error.code for error in report.errors] == ["READING_PAUSES"]
        assert report.updated == 1
        assert bench.org.task(key)["Subject"] == "Few calls left, edited"
    finally:
        bench.sandbox.control.send("usage", others=0)


def test_our_own_daily_cap_keeps_a_reserve_for_what_people_typed(bench: Bench) -> None:
    task_id, key = bench.add_mirrored_task("Our own cap")
    bench.close()
    cycles = bench.new_cycles(is_loopback=False, daily_calls=1_000_000)
    cycles.run()
    spent = cycles.budget.spent(bench.clock.now())
    assert spent == sum(row["calls"] for row in bench.rows("api_ledger"))
    cycles.budget.daily_calls = int(spent / 0.9)
    bench.tasks().edit([task_id], {"title": "Our own cap, edited"})
    report = cycles.run()
    assert (report.pulled, report.updated) == ({}, 1)
    cycles.budget.daily_calls = 1
    bench.tasks().edit([task_id], {"title": "Our own cap, edited again"})
    report = cycles.run()
    cycles.close()
    assert [error.code for error in report.errors] == ["READING_PAUSES", "OUR_DAILY_CAP"]
    assert (report.updated, report.pending) == (0, 1)
    assert bench.org.task(key)["Subject"] == "Our own cap, edited"


def test_a_database_that_fails_over_in_mid_batch_ends_the_same(bench: Bench) -> None:
    """fault 69: every connection is cut between the answer and its commit."""
    if bench.store.is_sqlite:
        pytest.skip("a file has no server to fail over")
    title = "Failed over"
    task_id = bench.add_task(title)

    def cut(request: ApiRequest) -> None:
        if request.purpose == "push":
            admin = create_engine(bench.store.url, isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )
            admin.dispose()

    cycles = bench.new_cycles(After(bench.http(), cut))
    with suppress(CockpitError):
        cycles.run(is_forced=True)
    cycles.close()
    assert bench.sync().exit_code == 0
    assert len(bench.org.tasks_called(title)) == 1
    assert bench.sync_state(task_id) == "in-sync"


def test_pending_edits_of_an_older_schema_survive_the_upgrade(database_url: str) -> None:
    """fault 75: upgrade with pending operations."""
    older = Store(database_url)
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    with older.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO outbox (ref, sobject, local_id, kind, fields, state, attempts, created_at)"
            " VALUES ('r1', 'Task', 1, 'update', '{\"title\": [\"a\", \"b\"]}', 'pending', 0,"
            " '2026-01-01 00:00:00')"
        )
    migrate.upgrade(older)
    with older.read() as connection:
        rows = connection.exec_driver_sql("SELECT ref, state, fields FROM outbox").all()
    older.close()
    assert [tuple(row) for row in rows] == [("r1", "pending", '{"title": ["a", "b"]}')]
