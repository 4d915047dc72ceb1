"""Both sides of a task: what is done in the cockpit is seen in Salesforce, and back."""

from __future__ import annotations

import pytest

from tests.journeys.house import House
from tests.journeys.org import Colleague
from tests.journeys.steps import (
    NARROW,
    Mirrored,
    a_mirrored_task,
    go_to_tasks,
    opened,
    show_kestrel,
)
from tests.journeys.terminal import Terminal


def test_sy_1_sy_4_ch_3_an_edit_in_the_cockpit_reaches_salesforce(house: House) -> None:
    task, org, terminal = at_a_mirrored_task(house)
    terminal.type("m")
    terminal.wait_for("Comments")
    terminal.type(" Spoke with Łukasz: 15 % off, <b>signed</b>")
    terminal.press("ctrl+s")
    terminal.wait_for("✓ ")
    terminal.type("c")
    terminal.wait_for("✓ Done")
    found = org.wait_for_row(
        "SELECT Description, IsClosed, WhatId, What.Type FROM Task"
        f" WHERE Id = '{task.salesforce_id}' AND IsClosed = true"
    )
    assert "Spoke with Łukasz: 15 % off, <b>signed</b>" in found["Description"]
    assert found["What"]["Type"] == "Account", "SY-6"
    terminal.wait_for("= synced")


def test_sy_5_an_edit_in_salesforce_is_seen_in_the_cockpit(house: House) -> None:
    task = a_mirrored_task(house)
    org = house.serve_org()
    terminal = opened(house)
    show_kestrel(terminal)
    terminal.wait_for(task.title[:20])
    org.update("Task", task.salesforce_id, {"Subject": "Seen from the other side"})
    terminal.wait_for("Seen from the other side", 8)
    assert house.value("SELECT title FROM task WHERE id = ?", task.task_id) == (
        "Seen from the other side"
    )


def test_sy_10_the_sales_rep_completes_it_in_salesforce_and_the_csm_sees_it_done(
    house: House,
) -> None:
    task = a_mirrored_task(house)
    org = house.serve_org()
    rep = org.row("SELECT Id, Name FROM User WHERE Department = 'Sales' ORDER BY Name LIMIT 1")
    org.update("Task", task.salesforce_id, {"OwnerId": rep["Id"]})
    csm = house.value("SELECT owner_id FROM cta WHERE id = ?", task.cta_id)
    terminal = opened(house, size=NARROW)
    show_kestrel(terminal)
    go_to_tasks(terminal)
    terminal.wait_for(rf"[□»] {task.title[:20]}")
    terminal.wait_for(rep["Name"], 8)
    org.update("Task", task.salesforce_id, {"Status": "Completed"})
    terminal.wait_for(rf"✓ {task.title[:20]}", 8)
    owner = house.value("SELECT owner_id FROM cta WHERE id = ?", task.cta_id)
    assert owner == csm, "CD-1: the CTA stays the CSM's"


def test_sy_2_a_task_is_mirrored_by_one_key_and_becomes_one_salesforce_task(house: House) -> None:
    (cta_id,) = house.rows(
        "SELECT cta_id FROM task_part WHERE NOT is_synced AND NOT is_closed"
        " AND cta_id IN (SELECT id FROM cta WHERE state = 0) LIMIT 1"
    )[0]
    house.run("cta", "set", str(cta_id), "name=Kestrel crossing")
    org = house.serve_org()
    terminal = opened(house)
    show_kestrel(terminal)
    go_to_tasks(terminal)
    house.run("task", "set", _next_task(house, cta_id), "title=Mirror me once")
    terminal.wait_for("Mirror me once")
    terminal.type("y")
    terminal.wait_for("✓ ")
    org.wait_for_row("SELECT Id FROM Task WHERE Subject = 'Mirror me once'")
    terminal.wait_for(r"Mirror me once +=")
    assert len(org.rows("SELECT Id FROM Task WHERE Subject = 'Mirror me once'")) == 1


@pytest.mark.parametrize(("letter", "is_kept"), [("k", True), ("d", False)])
def test_sy_8_ending_the_mirroring_keeps_or_deletes_the_record_in_salesforce(
    house: House, letter: str, is_kept: bool
) -> None:
    task, org, terminal = at_a_mirrored_task(house)
    terminal.type("Y")
    terminal.wait_for("The record in Salesforce")
    assert "SANDBOX" in terminal.text, "which org it is about"
    terminal.type(letter)
    terminal.wait_for("✓ ")
    terminal.wait_until_gone(rf"{task.title[:20]}.* =")
    if is_kept:
        # An edit made afterwards stays here: there is nothing between them any more.
        terminal.type("p3")
        terminal.wait_until(lambda: _waiting(house) == 0, "nothing waits to be sent")
        found = org.row(f"SELECT IsDeleted FROM Task WHERE Id = '{task.salesforce_id}'")
        assert found["IsDeleted"] is False
    else:
        terminal.wait_until(lambda: not _in_org(org, task.salesforce_id), "gone in Salesforce")
    assert house.value("SELECT title FROM task WHERE id = ?", task.task_id) == task.title
    synced = "SELECT COUNT(*) FROM task_part WHERE task_id = ? AND is_synced"
    assert house.value(synced, task.task_id) == 0


def test_a_deleted_task_is_deleted_in_salesforce_too_and_undo_brings_one_back(
    house: House,
) -> None:
    task, org, terminal = at_a_mirrored_task(house)
    terminal.type("x")
    terminal.wait_for("This task is in Salesforce")
    terminal.type("d")
    terminal.wait_for("✓ Deleted")
    terminal.wait_until(lambda: not _in_org(org, task.salesforce_id), "gone in Salesforce")
    count = "SELECT COUNT(*) FROM task WHERE id = ?"
    assert house.value(count, task.task_id) == 0
    terminal.type("u")
    terminal.wait_until(lambda: house.value(count, task.task_id) == 1, "the task is back")
    terminal.wait_for(task.title[:20])
    query = f"SELECT Id FROM Task WHERE Subject = '{task.title}' AND IsDeleted = false"
    org.wait_for_row(query)
    assert house.value("SELECT title FROM task WHERE id = ?", task.task_id) == task.title


def at_a_mirrored_task(house: House) -> tuple[Mirrored, Colleague, Terminal]:
    """A cockpit with its cursor on a task, and the org where its twin is."""
    task = a_mirrored_task(house)
    org = house.serve_org()
    terminal = opened(house)
    show_kestrel(terminal)
    go_to_tasks(terminal)
    return task, org, terminal


def _in_org(org: Colleague, salesforce_id: str) -> bool:
    return bool(org.rows(f"SELECT Id FROM Task WHERE Id = '{salesforce_id}'"))


def _waiting(house: House) -> int:
    return int(house.value("SELECT COUNT(*) FROM outbox"))


def _next_task(house: House, cta_id: int) -> str:
    return str(
        house.value(
            "SELECT id FROM task WHERE cta_id = ? AND closed_at IS NULL ORDER BY position LIMIT 1",
            cta_id,
        )
    )
