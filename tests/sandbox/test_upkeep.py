"""Merges, the bin, the archive, recurrence and colleagues (fact sheet §1.3, §1.5, §1.15, §1.17)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cockpit_sandbox.org import Org
from tests.sandbox.client import BASE, Client, control, told

SPAN = "start=2026-11-20T00:00:00Z&end=2026-11-23T09:30:00Z"


@pytest.fixture
def two(client: Client) -> tuple[str, str]:
    """Two accounts to merge: the winner and the loser."""
    return client.create("Account", Name="Winner"), client.create("Account", Name="Loser")


def test_a_merge_deletes_the_loser_and_names_the_winner(
    client: Client, org: Org, two: tuple[str, str]
) -> None:
    """§1.17: losers get IsDeleted and MasterRecordId, and are found by queryAll."""
    winner, loser = two
    told(org, "merge", object="Account", winner=winner, losers=[loser])
    found = client.rows(
        "SELECT Id, MasterRecordId FROM Account WHERE IsDeleted = true AND MasterRecordId != null",
        deleted=True,
    )
    assert [(row["Id"], row["MasterRecordId"]) for row in found] == [(loser, winner)]
    answer = client.get(f"sobjects/Account/deleted?{SPAN}").content
    assert [each["id"] for each in answer["deletedRecords"]] == [loser]


@pytest.mark.parametrize("moves", [True, False])
def test_children_of_the_loser_move_to_the_winner(
    client: Client, org: Org, two: tuple[str, str], moves: bool
) -> None:
    """§1.17: whether their stamps move is open, so both can be had."""
    winner, loser = two
    task = client.create("Task", Subject="x", WhatId=loser)
    contact = client.create("Contact", LastName="Kim", AccountId=loser)
    before = client.row("Task", task)["SystemModstamp"]
    org.advance(timedelta(minutes=5))
    said = told(
        org, "merge", object="Account", winner=winner, losers=[loser], stamps_children=moves
    )
    row = client.row("Task", task)
    assert (row["WhatId"], row["AccountId"]) == (winner, winner)
    assert client.row("Contact", contact)["AccountId"] == winner
    assert (row["SystemModstamp"] != before) is moves
    assert said["moved"] >= 3


def test_a_merge_takes_up_to_three_records(client: Client, org: Org, two: tuple[str, str]) -> None:
    """§1.17."""
    winner, loser = two
    others = [client.create("Account", Name=f"A{i}") for i in range(2)]
    answer = control(org, "merge", object="Account", winner=winner, losers=[loser, *others])
    assert answer.status == 400
    answer = control(org, "merge", object="Task", winner=winner, losers=[loser])
    assert answer.status == 400


def test_an_undeleted_record_comes_back_as_updated_with_its_children(
    client: Client, org: Org
) -> None:
    """§1.5: SystemModstamp moves, and /deleted no longer lists it."""
    account = client.create("Account", Name="Gone")
    task = client.create("Task", Subject="x", WhatId=account)
    client.delete(f"sobjects/Account/{account}")
    org.advance(timedelta(minutes=5))
    assert told(org, "undelete", object="Account", id=account) == {"undeleted": 2}
    assert client.row("Task", task)["SystemModstamp"] == "2026-11-23T09:05:30.000+0000"
    answer = client.get(f"sobjects/Account/deleted?{SPAN}").content
    assert answer["deletedRecords"] == []
    assert control(org, "undelete", object="Account", id=account).status == 400


def test_the_bin_is_emptied_after_fifteen_days_and_keeps_no_trace(client: Client, org: Org) -> None:
    """§1.3: queryAll sees the bin for about fifteen days; a purge emits nothing."""
    task = client.create("Task", Subject="x")
    client.delete(f"sobjects/Task/{task}")
    find = f"SELECT Id FROM Task WHERE Id = '{task}'"
    org.advance(timedelta(days=14))
    assert client.ids(find, deleted=True) == [task]
    org.advance(timedelta(days=2))
    assert client.ids(find, deleted=True) == []
    assert client.get(f"sobjects/Task/{task}").code == "NOT_FOUND"


def test_the_bin_can_be_emptied_at_once(client: Client, org: Org) -> None:
    """§1.3: an admin may."""
    task = client.create("Task", Subject="x")
    client.delete(f"sobjects/Task/{task}")
    assert told(org, "empty_bin", all=False) == {"purged": 0}
    assert told(org, "empty_bin") == {"purged": 1}


def test_a_log_of_deletions_that_was_cut_off_refuses_what_it_does_not_reach(
    client: Client, org: Org
) -> None:
    """§1.5: INVALID_REPLICATION_DATE means compare everything; earliestDateAvailable says so."""
    told(org, "cut_delete_log")
    answer = client.get(f"sobjects/Task/deleted?{SPAN}")
    assert answer.code == "INVALID_REPLICATION_DATE"
    org.advance(timedelta(minutes=10))
    later = "start=2026-11-23T09:02:00Z&end=2026-11-23T09:10:00Z"
    answer = client.get(f"sobjects/Task/deleted?{later}")
    assert answer.content["earliestDateAvailable"] == "2026-11-23T09:00:30.000+0000"


def test_an_archived_record_is_seen_by_query_all_alone_and_keeps_its_stamp(
    client: Client, org: Org
) -> None:
    """§1.3."""
    task = client.create("Task", Subject="x")
    before = client.row("Task", task)
    org.advance(timedelta(minutes=5))
    told(org, "archive", object="Task", id=task)
    find = f"SELECT Id, SystemModstamp FROM Task WHERE Id = '{task}'"
    assert client.rows(find) == []
    found = client.rows(find, deleted=True)
    assert found[0]["SystemModstamp"] == before["SystemModstamp"]
    told(org, "archive", object="Task", id=task, archived=False)
    assert client.ids(find) == [task]


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        ("RecurrenceRegenerateAfterDueDate", "2026-12-08"),
        ("RecurrenceRegenerateAfterToday", "2026-11-30"),
    ],
)
def test_closing_a_repeating_task_creates_the_next(client: Client, kind: str, due: str) -> None:
    """§1.15: expect an unsolicited row after our own close; once."""
    task = client.create(
        "Task",
        Subject="Water the plants",
        ActivityDate="2026-12-01",
        RecurrenceRegeneratedType=kind,
        RecurrenceInterval=7,
    )
    for _ in range(2):
        client.patch(f"sobjects/Task/{task}", {"Status": "Completed"})
    rows = client.rows(
        "SELECT Id, ActivityDate, IsClosed, RecurrenceRegeneratedType, Cockpit_Ref__c FROM Task"
        " WHERE Subject = 'Water the plants' ORDER BY Id"
    )
    assert [row["IsClosed"] for row in rows] == [True, False]
    assert rows[0]["RecurrenceRegeneratedType"] == "RecurrenceRegenerated"
    assert rows[1]["ActivityDate"] == due


def test_a_colleague_writes_without_a_call_and_without_a_fault(client: Client, org: Org) -> None:
    """§1.12: people in the browser use no API calls."""
    task = client.create("Task", Subject="x")
    calls = org.meter.total
    told(org, "faults", add=["lock times=always"])
    path = f"{BASE}/sobjects/Task/{task}"
    answer = told(org, "write", method="PATCH", path=path, content={"Subject": "theirs"})
    assert answer["status"] == 204
    assert org.meter.total == calls
    assert client.row("Task", task)["Subject"] == "theirs"


def test_a_row_can_become_visible_later_than_it_is_stamped(client: Client, org: Org) -> None:
    """§1.5, §1.19: a long transaction; latestDateCovered stops before it."""
    task = client.create("Task", Subject="x")
    org.advance(timedelta(minutes=1))
    path = f"{BASE}/sobjects/Task/{task}"
    change = {"Subject": "late"}
    told(org, "write", method="PATCH", path=path, content=change, after=240)
    org.advance(timedelta(minutes=3))
    assert client.row("Task", task)["Subject"] == "x"
    answer = client.get("sobjects/Task/updated?start=2026-11-23T08:00:00Z&end=2026-11-23T09:04:00Z")
    assert answer.content["latestDateCovered"] == "2026-11-23T09:01:30.000+0000"
    org.advance(timedelta(minutes=1))
    row = client.row("Task", task)
    assert (row["Subject"], row["SystemModstamp"]) == ("late", "2026-11-23T09:01:30.000+0000")


def test_a_value_can_be_offered_and_withdrawn(client: Client, org: Org) -> None:
    """§1.11, §5, 61: an unknown value remote; a value that is refused from now on."""
    described = client.get("sobjects/Task/describe")
    org.advance(timedelta(minutes=1))
    told(org, "picklist_value", object="TaskStatus", value="Parked", closed=True)
    seen = {"If-Modified-Since": described.headers["Last-Modified"]}
    assert client.get("sobjects/Task/describe", seen).status == 200
    task = client.create("Task", Subject="x", Status="Parked")
    assert client.row("Task", task)["IsClosed"] is True
    told(org, "picklist_value", object="TaskStatus", value="Parked", removed=True)
    assert client.row("Task", task)["Status"] == "Parked"
    assert client.ids("SELECT Id FROM TaskStatus WHERE ApiName = 'Parked'") == []
    answer = client.post("sobjects/Task", {"Subject": "y", "Status": "Parked"})
    assert answer.code == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
    assert control(org, "picklist_value", object="Task", value="x").status == 400


def test_a_reset_leaves_the_rows_and_takes_the_rest(client: Client, org: Org) -> None:
    """§1.19: one org serves many tests."""
    task = client.create("Task", Subject="x")
    told(org, "faults", add=["unavailable times=always"])
    told(org, "unshare", ids=[task])
    told(org, "rights", object="Task", field="Type", access="none")
    told(org, "usage", others=100_000)
    told(org, "reset")
    assert client.row("Task", task)["Type"] is None


def test_latest_date_covered_can_stand_still(client: Client, org: Org) -> None:
    """§1.5: for hours, because of any long transaction on the instance."""
    told(org, "stall", seconds=7_200)
    org.advance(timedelta(hours=1))
    span = "start=2026-11-23T08:00:00Z&end=2026-11-23T10:00:00Z"
    covered = client.get(f"sobjects/Task/updated?{span}").content["latestDateCovered"]
    assert covered == "2026-11-23T09:00:30.000+0000"
    org.advance(timedelta(hours=1))
    covered = client.get(f"sobjects/Task/updated?{span}").content["latestDateCovered"]
    assert covered == "2026-11-23T10:00:00.000+0000"


def test_the_clock_of_the_server_may_go_wrong_both_ways(client: Client, org: Org) -> None:
    """§1.19: a server clock independent of the client."""
    told(org, "advance_clock", seconds=-600)
    task = client.create("Task", Subject="x")
    assert client.row("Task", task)["CreatedDate"] == "2026-11-23T08:50:30.000+0000"
