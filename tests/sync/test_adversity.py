"""Rows of the fault matrix that a network, a disk, a clock or an upgrade brings about."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event, text

from cockpit_sync.salesforce.calls import ApiRequest
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.services.history import MADE_ANEW
from cockpit_tui.store import migrate
from cockpit_tui.store.engine import Store
from tests.sync.bench import Bench
from tests.sync.spy import Spy
from tests.sync.transports import After


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
