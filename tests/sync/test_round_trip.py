"""Edits reach Salesforce and Salesforce's edits come back."""

from __future__ import annotations

from tests.sync.bench import Bench


def test_a_synced_task_becomes_one_salesforce_task_on_the_account_sy_1_sy_6(bench: Bench) -> None:
    task_id = bench.add_task("Call the champion of SY-1")
    assert bench.sync_state(task_id) == "pending"
    report = bench.sync()
    assert (report.created, report.pending, report.exit_code) == (1, 0, 0)
    (salesforce_id,) = bench.salesforce_ids(task_id)
    remote = bench.org.task(salesforce_id)
    account = bench.row("account", bench.account())
    assert remote["Subject"] == "Call the champion of SY-1"
    assert remote["WhatId"] == account["salesforce_id"]
    assert remote["OwnerId"] == bench.sandbox.user_id
    assert bench.sync_state(task_id) == "in-sync"


def test_a_change_in_salesforce_comes_back_sy_5(bench: Bench) -> None:
    task_id, salesforce_id = bench.add_mirrored_task("Prepare the review of SY-5")
    bench.org.change(salesforce_id, Subject="Prepare the board review", ActivityDate="2027-02-03")
    report = bench.sync()
    task = bench.row("task", task_id)
    assert task["title"] == "Prepare the board review"
    assert task["due"].isoformat() == "2027-02-03"
    assert (report.updated, report.exit_code) == (0, 0)
