"""A Salesforce task is taken under a CTA, and stays one record."""

from __future__ import annotations

import pytest

from cockpit_tui.domain.errors import InvalidInput, NotFound
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.practice import Practice
from cockpit_tui.services.adopting import AdoptService
from tests.sync.bench import Bench


def service(bench: Bench) -> AdoptService:
    return AdoptService(bench.store, bench.actor(), bench.clock, Practice())


def made_there(bench: Bench, subject: str, **fields: str) -> tuple[str, CtaId]:
    """A task that somebody typed in Salesforce, read here, and a CTA of its customer."""
    account = bench.rows("account", is_deleted=False)[1]
    body = {"Subject": subject, "WhatId": account["salesforce_id"], **fields}
    key = str(bench.org.request("POST", "/sobjects/Task", body)["id"])
    bench.sync()
    return key, bench.add_cta("Adopts", account["id"])


def test_an_adopted_task_is_in_sync_at_once_and_mirrored_both_ways(bench: Bench) -> None:
    key, cta_id = made_there(
        bench, "Typed there", Status="In Progress", Priority="High", Description="by hand"
    )
    done = service(bench).adopt(key[:15], cta_id)
    task_id = TaskId(done.ids[0])
    assert bench.sync_state(task_id) == "in-sync"
    assert bench.rows("outbox") == []
    task = bench.row("task", task_id)
    assert (task["title"], task["comments"], task["source"]) == (
        "Typed there",
        "by hand",
        "salesforce",
    )
    assert bench.label(task["status_id"]) == "In progress"
    report = bench.sync()
    assert (report.created, report.updated, report.exit_code) == (0, 0, 0)
    bench.tasks().edit([task_id], {"title": "Typed there, renamed here"})
    bench.sync()
    assert bench.org.task(key)["Subject"] == "Typed there, renamed here"
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, Status="Completed")
    bench.sync()
    assert bench.label(bench.row("task", task_id)["status_id"]) == "Completed"
    assert bench.salesforce_ids(task_id) == [key]


def test_undoing_an_adoption_leaves_the_record_to_salesforce_and_redo_takes_it_again(
    bench: Bench,
) -> None:
    title = f"Adopted and let go on {bench.store.url.get_backend_name()}"
    key, cta_id = made_there(bench, title)
    service(bench).adopt(key, cta_id)
    bench.history().undo()
    report = bench.sync()
    assert (report.deleted, report.exit_code) == (0, 0)
    assert bench.org.task(key)["IsDeleted"] is False
    assert bench.rows("task", cta_id=cta_id) == []
    bench.history().redo()
    assert bench.sync().exit_code == 0
    assert len(bench.org.tasks_called(title)) == 1


def test_a_value_that_the_mapping_does_not_know_stays_raw_there(bench: Bench) -> None:
    key, cta_id = made_there(bench, "Raw value", Status="Deferred")
    with bench.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM sync_mapping WHERE salesforce_value = 'Deferred'")
    task_id = TaskId(service(bench).adopt(key, cta_id).ids[0])
    assert bench.label(bench.row("task", task_id)["status_id"]) == "Open"
    bench.tasks().edit([task_id], {"title": "Raw value, renamed"})
    bench.sync()
    assert bench.org.task(key)["Status"] == "Deferred"


def test_what_cannot_be_adopted_is_refused_in_words(bench: Bench) -> None:
    key, cta_id = made_there(bench, "Not twice")
    service(bench).adopt(key, cta_id)
    with pytest.raises(InvalidInput, match="already"):
        service(bench).adopt(key, cta_id)
    with pytest.raises(NotFound):
        service(bench).adopt("00T000000000999", cta_id)
    event = bench.rows("activity", kind="Event", is_deleted=False)[0]
    with pytest.raises(InvalidInput, match="event"):
        service(bench).adopt(event["salesforce_id"], cta_id)
    other, _ = made_there(bench, "Another customer")
    elsewhere = bench.add_cta("Elsewhere", bench.account(5))
    with pytest.raises(InvalidInput, match="another customer"):
        service(bench).adopt(other, elsewhere)
