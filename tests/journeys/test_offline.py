"""On the train: the org cannot be reached, and then it can (no twin, nothing lost)."""

from __future__ import annotations

from tests.journeys.house import House
from tests.journeys.steps import WIDE, a_mirrored_task, go_to_tasks, opened, show_kestrel

PRIORITY = (
    "SELECT value.label FROM task JOIN picklist_value AS value ON value.id = task.priority_id"
    " WHERE task.id = ?"
)


def test_edits_are_kept_while_offline_and_sent_once_when_the_org_is_back(house: House) -> None:
    task = a_mirrored_task(house)
    org = house.serve_org()
    tasks_before = org.row("SELECT COUNT(Id) FROM Task")["expr0"]
    terminal = opened(house, size=WIDE)
    show_kestrel(terminal)
    go_to_tasks(terminal)
    house.stop_org()
    terminal.type("c")
    terminal.wait_for("✓ Done")
    terminal.wait_for("∅ offline")
    terminal.wait_for(r"↑ 1")
    is_low = house.value(PRIORITY, task.task_id) == "Low"
    terminal.type("p1" if is_low else "p3")
    wanted = "High" if is_low else "Low"
    terminal.wait_for(f"✓ Priority set to {wanted}: task")
    assert house.value(PRIORITY, task.task_id) == wanted
    assert house.value("SELECT closed_at FROM task WHERE id = ?", task.task_id) is not None

    house.serve_org()
    terminal.press("R")
    found = org.wait_for_row(
        "SELECT Id, Priority FROM Task"
        f" WHERE Id = '{task.salesforce_id}' AND IsClosed = true AND Priority = '{wanted}'"
    )
    terminal.wait_for("= synced")
    terminal.wait_until_gone("∅ offline")
    assert found["Id"] == task.salesforce_id
    assert org.row("SELECT COUNT(Id) FROM Task")["expr0"] == tasks_before, "no twin"


def test_the_cockpit_opens_without_the_org_and_says_so(house: House) -> None:
    house.serve_org()
    house.stop_org()
    terminal = opened(house)
    terminal.wait_for("∅ offline")
    terminal.wait_for("▾ Overdue")


def test_read_only_keeps_edits_here_and_sends_nothing(house: House) -> None:
    task = a_mirrored_task(house)
    org = house.serve_org()
    terminal = opened(house, "--read-only")
    terminal.wait_for("read-only")
    show_kestrel(terminal)
    go_to_tasks(terminal)
    before = org.row(f"SELECT SystemModstamp FROM Task WHERE Id = '{task.salesforce_id}'")
    terminal.type("c")
    terminal.wait_for("✓ Done")
    terminal.wait_for("≈ 1 would write")
    terminal.press("R")
    org.update("Account", org.row("SELECT Id FROM Account LIMIT 1")["Id"], {"Industry": "Energy"})
    terminal.wait_for("≈ 1 would write")
    after = org.row(f"SELECT SystemModstamp FROM Task WHERE Id = '{task.salesforce_id}'")
    assert after["SystemModstamp"] == before["SystemModstamp"]
