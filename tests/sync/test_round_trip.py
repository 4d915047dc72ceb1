"""Edits reach Salesforce and Salesforce's edits come back."""

from __future__ import annotations

from datetime import date

from cockpit_tui.domain.values import Picklist
from cockpit_tui.store.tables import schema
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


def test_every_field_and_the_comments_flow_out_sy_4_ch_3(bench: Bench) -> None:
    task_id, salesforce_id = bench.add_mirrored_task("Explain usage of SY-4")
    bench.tasks().edit(
        [task_id],
        {
            "title": "Explain the new usage page",
            "comments": "First line.\nSecond line, with “quotes” and 漢字.",
            "due": date(2026, 12, 24),
            "priority_id": bench.value(Picklist.PRIORITY, "High"),
        },
    )
    bench.tasks().complete([task_id])
    report = bench.sync()
    remote = bench.org.task(salesforce_id)
    assert (report.updated, report.exit_code) == (1, 0)
    assert remote["Subject"] == "Explain the new usage page"
    assert remote["Description"] == "First line.\nSecond line, with “quotes” and 漢字."
    assert remote["ActivityDate"] == "2026-12-24"
    assert remote["Priority"] == "High"
    assert (remote["Status"], remote["IsClosed"]) == ("Completed", True)


def test_cta_comments_stay_here_sy_4(bench: Bench) -> None:
    cta_id = bench.add_cta("Silent CTA")
    bench.add_task("Speaking task", cta_id=cta_id)
    bench.sync()
    with bench.store.write() as connection:
        connection.execute(schema.cta.update().values(comment="for us alone"))
    report = bench.sync()
    assert report.updated == 0


def test_a_rep_completes_the_task_in_salesforce_and_the_csm_sees_it_done_sy_10(
    bench: Bench,
) -> None:
    rep = bench.others()[0]
    task_id, salesforce_id = bench.add_mirrored_task("Send the quote of SY-10", rep)
    bench.org.change(salesforce_id, Status="Completed")
    bench.sync()
    task = bench.row("task", task_id)
    assert bench.label(task["status_id"]) == "Completed"
    assert task["closed_at"] is not None
    assert bench.row("cta", task["cta_id"])["tasks_open"] == 0


def test_a_change_from_salesforce_is_in_the_journal_with_its_maker(bench: Bench) -> None:
    task_id, salesforce_id = bench.add_mirrored_task("Journaled")
    bench.org.change(salesforce_id, Subject="Journaled by the rep")
    bench.sync()
    (entry,) = bench.rows("journal", entity="task", entity_id=task_id, field="title")
    (batch,) = bench.rows("batch", id=entry["batch_id"])
    assert batch["origin"] == "mirror"
    assert bench.row("person", batch["actor_id"])["salesforce_id"] == bench.sandbox.user_id


def test_a_task_of_three_assignees_is_three_salesforce_tasks(bench: Bench) -> None:
    first, second, third = bench.others()[:3]
    task_id = bench.add_task("Shared work", first, second, third)
    assert bench.sync().created == 3
    ids = bench.salesforce_ids(task_id)
    owners = [bench.org.task(key)["OwnerId"] for key in ids]
    people = [bench.row("person", person)["salesforce_id"] for person in (first, second, third)]
    assert owners == people
    bench.org.change(ids[0], Status="Completed")
    bench.sync()
    assert bench.row("task", task_id)["closed_at"] is None
    bench.org.change(ids[1], Status="Completed")
    bench.org.change(ids[2], Status="Completed")
    bench.sync()
    assert bench.row("task", task_id)["closed_at"] is not None


def test_a_title_changed_on_one_twin_reaches_the_other_twins(bench: Bench) -> None:
    task_id = bench.add_task("Twins", *bench.others()[:2])
    bench.sync()
    first, second = bench.salesforce_ids(task_id)
    bench.org.change(first, Subject="Twins renamed")
    bench.sync()
    assert bench.row("task", task_id)["title"] == "Twins renamed"
    assert bench.org.task(second)["Subject"] == "Twins renamed"


def test_two_twins_renamed_differently_end_alike_and_the_loser_is_kept(bench: Bench) -> None:
    task_id = bench.add_task("Rivals", *bench.others()[:2])
    bench.sync()
    first, second = bench.salesforce_ids(task_id)
    bench.org.change(first, Subject="Rival A")
    bench.org.change(second, Subject="Rival B")
    bench.sync()
    bench.sync()
    title = bench.row("task", task_id)["title"]
    subjects = {bench.org.task(key)["Subject"] for key in (first, second)}
    assert subjects == {title}
    assert {row.theirs for row in bench.all_conflicts()} == {"Rival B"}


def test_desync_and_keep_leaves_salesforce_alone_sy_8(bench: Bench) -> None:
    task_id, salesforce_id = bench.add_mirrored_task("Kept there")
    bench.tasks().desync([task_id], keep_in_salesforce=True)
    bench.tasks().edit([task_id], {"title": "Ours alone"})
    report = bench.sync()
    assert (report.updated, report.deleted) == (0, 0)
    assert bench.org.task(salesforce_id)["Subject"] == "Kept there"
    assert bench.sync_state(task_id) == "local"


def test_desync_and_delete_deletes_there_and_keeps_the_task_here_sy_8(bench: Bench) -> None:
    task_id, salesforce_id = bench.add_mirrored_task("Deleted there")
    bench.tasks().desync([task_id], keep_in_salesforce=False)
    report = bench.sync()
    assert (report.deleted, report.exit_code) == (1, 0)
    assert bench.org.task(salesforce_id)["IsDeleted"] is True
    assert bench.row("task", task_id)["title"] == "Deleted there"


def test_desync_tells_of_the_records_alone_whose_mirroring_it_ends_sy_8(bench: Bench) -> None:
    kept, _ = bench.add_mirrored_task("Kept there")
    bench.tasks().desync([kept], keep_in_salesforce=True)
    other, _ = bench.add_mirrored_task("Deleted there")
    done = bench.tasks().desync([kept, other], keep_in_salesforce=False)
    assert done.notes == ("The record is deleted in Salesforce.",)


def test_undo_of_a_pushed_edit_is_pushed_too(bench: Bench) -> None:
    task_id, salesforce_id = bench.add_mirrored_task("Before")
    bench.tasks().edit([task_id], {"title": "After"})
    bench.sync()
    bench.history().undo()
    bench.sync()
    assert bench.org.task(salesforce_id)["Subject"] == "Before"


def test_our_own_task_is_in_the_customers_activities_at_once(bench: Bench) -> None:
    _, salesforce_id = bench.add_mirrored_task("Seen in activities")
    (activity,) = bench.rows("activity", salesforce_id=salesforce_id)
    assert activity["subject"] == "Seen in activities"
    assert activity["account_id"] == bench.account()
    assert activity["owner_name"]


def test_what_was_read_of_the_org_is_whole(bench: Bench) -> None:
    org = bench.org
    for table, sobject in (
        ("account", "Account"),
        ("contact", "Contact"),
        ("opportunity", "Opportunity"),
        ("support_case", "Case"),
    ):
        ours = {row["salesforce_id"] for row in bench.rows(table)}
        assert len(ours) == len(org.query(f"SELECT Id FROM {sobject}"))
    user = bench.rows("person", salesforce_id=bench.sandbox.user_id)[0]
    assert user["role"] == "admin"
    assert {row["role"] for row in bench.rows("person")} >= {"admin", "manager", "sales", "viewer"}
    renewing = [row for row in bench.rows("account") if row["arr_cents"]]
    assert len(renewing) > 50
    assert all(row["renewal_date"] and row["health"] is not None for row in renewing)
    assert len(bench.rows("account_snapshot")) == len(bench.rows("account", is_deleted=False))
    assert any(row["is_archived"] for row in bench.rows("activity"))
