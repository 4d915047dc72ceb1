"""A customer's Salesforce activities by keys: one is taken under a CTA, another is logged."""

from __future__ import annotations

from tests.journeys.house import House
from tests.journeys.steps import a_mirrored_task, opened, show_kestrel

THEIRS = "Ask for the seat plan"
CALL = "Called them back about seats"


def test_a_salesforce_task_is_adopted_and_a_call_is_logged_and_both_are_taken_back(
    house: House,
) -> None:
    task = a_mirrored_task(house)
    account = house.value(
        "SELECT account.salesforce_id FROM cta JOIN account ON account.id = cta.account_id"
        " WHERE cta.id = ?",
        task.cta_id,
    )
    org = house.serve_org()
    theirs = org.create("Task", {"Subject": THEIRS, "WhatId": account, "Status": "Not Started"})
    terminal = opened(house, size=(100, 30))
    show_kestrel(terminal)
    terminal.type("A")
    terminal.wait_for(r"All [\d,]+")
    terminal.type("/seat plan\r")
    terminal.wait_for(f"▌.*{THEIRS}")
    terminal.wait_for("N log +I adopt")
    terminal.type("I")
    terminal.wait_for(f"“{THEIRS}” goes under")
    terminal.type("kestrel\r")
    terminal.wait_for(f"✓ Adopted “{THEIRS}”")
    query = (
        "SELECT task.cta_id FROM task JOIN task_part AS part ON part.task_id = task.id"
        " JOIN link ON link.local_id = part.id WHERE link.salesforce_id = ?"
    )
    assert house.value(query, theirs) == task.cta_id
    terminal.wait_until_gone("I adopt")  # it is a task of a CTA now
    terminal.type("u")
    terminal.wait_for("✓ Undid")
    assert house.value("SELECT COUNT(*) FROM task WHERE title = ?", THEIRS) == 0
    assert org.row(f"SELECT Subject FROM Task WHERE Id = '{theirs}'"), "theirs it stays"

    terminal.type("N")
    terminal.wait_for("Log an activity")
    terminal.type(CALL)
    terminal.press("ctrl+s")
    terminal.wait_for("✓ Logged call")
    made = f"SELECT Id, TaskSubtype, IsClosed FROM Task WHERE Subject = '{CALL}'"
    logged = org.wait_for_row(made)
    assert (logged["TaskSubtype"], logged["IsClosed"]) == ("Call", True)
    terminal.type("u")
    terminal.wait_for("✓ Undid")
    terminal.wait_until(lambda: not org.rows(made), "the call is gone from Salesforce")
