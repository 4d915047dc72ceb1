"""What an admin takes away or gives back in Salesforce, and what people merge and undelete."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cockpit_tui.store.mirror import quarantine
from tests.sync.bench import Bench


def rights(bench: Bench, field: str, access: str) -> None:
    bench.sandbox.control.send("rights", object="Task", field=field, access=access)


@pytest.fixture
def restored(bench: Bench) -> Iterator[Bench]:
    """The rights are given back at the end, whatever happened."""
    yield bench
    for field in ("Priority", "Type"):
        rights(bench, field, "edit")


def test_a_field_whose_edit_right_is_lost_is_set_aside_and_comes_through_once_it_is_back(
    restored: Bench,
) -> None:
    """fault 48: a field loses its edit right; the others flow, and the person is told."""
    bench = restored
    task_id, key = bench.add_mirrored_task("Right lost")
    rights(bench, "Priority", "read")
    low = [
        row for row in bench.rows("picklist_value", picklist="priority") if row["label"] == "Low"
    ]
    bench.tasks().edit([task_id], {"title": "Right lost, renamed", "priority_id": low[0]["id"]})
    for _ in range(2):
        report = bench.sync()
    assert bench.org.task(key)["Subject"] == "Right lost, renamed"
    assert (report.quarantined, report.pending) == (1, 0)
    with bench.store.read() as connection:
        (waiting,) = quarantine.quarantined(connection)
    assert tuple(waiting.operation.fields) == ("priority_id",)
    rights(bench, "Priority", "edit")
    bench.clock.advance(hours=25)
    bench.sync()
    assert bench.sync().exit_code == 0
    assert bench.org.task(key)["Priority"] == "Low"


def test_a_field_that_may_not_be_read_any_more_is_left_out_in_the_same_cycle(
    restored: Bench,
) -> None:
    """fault 48, fault 49: read right lost; described anew, and read on."""
    bench = restored
    task_id, key = bench.add_mirrored_task("Unreadable type")
    rights(bench, "Type", "none")
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, Subject="Unreadable type, changed")
    report = bench.sync()
    assert [(error.code, error.record) for error in report.errors] == [
        ("INVALID_FIELD", "describe")
    ]
    assert bench.row("task", task_id)["title"] == "Unreadable type, changed"
    bench.tasks().edit([task_id], {"title": "Unreadable type, sent"})
    assert bench.sync().exit_code == 0
    assert bench.org.task(key)["Subject"] == "Unreadable type, sent"


def test_a_task_that_is_no_longer_shared_is_hidden_and_its_edit_waits(bench: Bench) -> None:
    """fault 51: lost by sharing, by the org's own rules."""
    task_id, key = bench.add_mirrored_task("Not shared")
    control, user = bench.sandbox.control, bench.sandbox.user_id
    control.send("unshare", user_id=user, ids=[key])
    bench.tasks().edit([task_id], {"title": "Not shared, edited"})
    report = bench.sync()
    assert (report.conflicts, report.created) == (0, 0)
    assert bench.sync_state(task_id) == "hidden"
    bench.clock.advance(hours=2)
    report = bench.sync()
    assert (report.pending, bench.sync_state(task_id)) == (1, "hidden")
    control.send("share", user_id=user, ids=[key])
    bench.clock.advance(hours=25)
    bench.sync()
    assert bench.sync().exit_code == 0
    assert bench.org.task(key)["Subject"] == "Not shared, edited"


def test_an_account_that_is_merged_in_the_org_takes_its_ctas_and_tasks_along(
    bench: Bench,
) -> None:
    """fault 59: account merge, by the org itself; children's stamps do not move."""
    number = 7 if bench.store.is_sqlite else 9
    loser, winner = (bench.row("account", bench.account(number + n)) for n in (0, 1))
    cta_id = bench.add_cta("Goes along", loser["id"])
    task_id = bench.add_task(f"Goes along {number}", cta_id=cta_id)
    bench.sync()
    key = bench.salesforce_ids(task_id)[0]
    bench.sandbox.control.advance_clock(2)
    bench.sandbox.control.send(
        "merge",
        object="Account",
        winner=winner["salesforce_id"],
        losers=[loser["salesforce_id"]],
    )
    bench.sync()
    assert bench.row("cta", cta_id)["account_id"] == winner["id"]
    assert bench.org.task(key)["WhatId"] == winner["salesforce_id"]
    assert bench.rows("activity", account_id=loser["id"], is_deleted=False) == []
    bench.tasks().edit([task_id], {"title": f"Goes along {number}, edited"})
    assert bench.sync().exit_code == 0
    assert bench.org.task(key)["Subject"] == f"Goes along {number}, edited"


def test_a_task_that_is_taken_out_of_the_bin_is_mirrored_again_with_its_edit(
    bench: Bench,
) -> None:
    """fault 55: undeleted in the org; the question is closed by itself."""
    task_id, key = bench.add_mirrored_task("Out of the bin")
    bench.org.delete(key)
    bench.tasks().edit([task_id], {"title": "Edited meanwhile"})
    assert bench.sync().conflicts == 1
    bench.sandbox.control.advance_clock(2)
    bench.sandbox.control.send("undelete", object="Task", id=key)
    bench.sync()
    assert bench.sync().exit_code == 0
    assert bench.org.task(key)["Subject"] == "Edited meanwhile"
    assert bench.open_conflicts() == []
