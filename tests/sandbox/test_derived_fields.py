"""Fact sheet, "Objects": what the org computes, deletes and archives by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cockpit_sandbox.org import Org
from tests.sandbox.client import Client


def test_a_closed_status_closes_the_task_and_stamps_it(client: Client, org: Org) -> None:
    """§1.15."""
    task = client.create("Task", Subject="x")
    org.advance(timedelta(minutes=1))
    client.patch(f"sobjects/Task/{task}", {"Status": "Completed"})
    row = client.row("Task", task)
    assert row["IsClosed"] is True
    assert row["CompletedDateTime"] == row["SystemModstamp"]
    client.patch(f"sobjects/Task/{task}", {"Status": "In Progress"})
    row = client.row("Task", task)
    assert (row["IsClosed"], row["CompletedDateTime"]) == (False, None)


def test_priority_high_is_high(client: Client) -> None:
    """§1.15."""
    row = client.row("Task", client.create("Task", Subject="x", Priority="High"))
    assert row["IsHighPriority"] is True


@pytest.mark.parametrize("object_name", ["Opportunity", "Case"])
def test_the_account_of_a_task_is_the_account_of_its_parent(
    client: Client, object_name: str
) -> None:
    """§1.15."""
    parent = client.rows(f"SELECT Id, AccountId FROM {object_name} LIMIT 1")[0]
    other = client.rows(
        f"SELECT Id, AccountId FROM Contact WHERE AccountId != '{parent['AccountId']}' LIMIT 1"
    )[0]
    task = client.create("Task", Subject="x", WhatId=parent["Id"], WhoId=other["Id"])
    assert client.row("Task", task)["AccountId"] == parent["AccountId"]
    client.patch(f"sobjects/Task/{task}", {"WhatId": None})
    assert client.row("Task", task)["AccountId"] == other["AccountId"]
    client.patch(f"sobjects/Task/{task}", {"WhoId": None})
    assert client.row("Task", task)["AccountId"] is None


def test_the_stage_decides_whether_a_deal_is_open_and_how_likely(client: Client) -> None:
    """§1.15."""
    deal = client.create(
        "Opportunity", Name="Deal", StageName="Proposal", CloseDate="2026-12-31", Amount=1000
    )
    row = client.row("Opportunity", deal)
    assert (row["Probability"], row["IsClosed"], row["IsWon"]) == (50, False, False)
    client.patch(f"sobjects/Opportunity/{deal}", {"StageName": "Closed Won"})
    row = client.row("Opportunity", deal)
    assert (row["Probability"], row["IsClosed"], row["IsWon"]) == (100, True, True)
    assert row["ForecastCategoryName"] == "Closed"
    client.patch(f"sobjects/Opportunity/{deal}", {"StageName": "Negotiation", "Probability": 33})
    assert client.row("Opportunity", deal)["Probability"] == 33


def test_a_closed_case_is_closed(client: Client, account: str) -> None:
    """§1.15."""
    case = client.create("Case", Subject="x", AccountId=account)
    row = client.row("Case", case)
    assert row["CaseNumber"].isdecimal()
    assert (row["Status"], row["IsClosed"], row["ClosedDate"]) == ("New", False, None)
    client.patch(f"sobjects/Case/{case}", {"Status": "Closed"})
    row = client.row("Case", case)
    assert row["IsClosed"] is True
    assert row["ClosedDate"] == row["SystemModstamp"]


def test_case_numbers_go_on_from_the_seed(client: Client) -> None:
    """§1.15."""
    highest = client.rows("SELECT CaseNumber FROM Case ORDER BY CaseNumber DESC LIMIT 1")[0]
    created = client.row("Case", client.create("Case", Subject="x"))
    assert int(created["CaseNumber"]) == int(highest["CaseNumber"]) + 1


def test_the_name_of_a_person_is_put_together(client: Client) -> None:
    """§1.15."""
    contact = client.create("Contact", FirstName="Ada", LastName="Ångström")
    assert client.row("Contact", contact)["Name"] == "Ada Ångström"
    client.patch(f"sobjects/Contact/{contact}", {"FirstName": None})
    assert client.row("Contact", contact)["Name"] == "Ångström"


def test_the_times_of_an_event_agree(client: Client) -> None:
    """§1.15."""
    event = client.create(
        "Event", Subject="x", StartDateTime="2026-12-01T09:00:00Z", DurationInMinutes=45
    )
    row = client.row("Event", event)
    assert row["EndDateTime"] == "2026-12-01T09:45:00.000+0000"
    assert row["ActivityDateTime"] == row["StartDateTime"]
    assert row["ActivityDate"] == "2026-12-01"
    client.patch(f"sobjects/Event/{event}", {"StartDateTime": "2026-12-02T10:00:00Z"})
    assert client.row("Event", event)["EndDateTime"] == "2026-12-02T10:45:00.000+0000"
    client.patch(f"sobjects/Event/{event}", {"EndDateTime": "2026-12-02T11:00:00Z"})
    assert client.row("Event", event)["DurationInMinutes"] == 60


def test_an_all_day_event_has_a_day_and_no_time(client: Client) -> None:
    """§1.15."""
    event = client.create("Event", Subject="x", IsAllDayEvent=True, ActivityDate="2026-12-24")
    row = client.row("Event", event)
    assert (row["ActivityDate"], row["ActivityDateTime"]) == ("2026-12-24", None)


def test_an_event_needs_its_times_in_order(client: Client) -> None:
    """§1.15."""
    assert client.post("sobjects/Event", {"Subject": "x"}).code == "REQUIRED_FIELD_MISSING"
    backwards = {
        "StartDateTime": "2026-12-01T09:00:00Z",
        "EndDateTime": "2026-12-01T08:00:00Z",
    }
    assert client.post("sobjects/Event", backwards).code == "FIELD_INTEGRITY_EXCEPTION"


def test_the_last_activity_of_an_account_follows_its_activities(client: Client) -> None:
    """§1.15."""
    account = client.create("Account", Name="Fresh")
    stamp = client.row("Account", account)["SystemModstamp"]
    task = client.create("Task", Subject="x", WhatId=account, ActivityDate="2026-11-20")
    assert client.row("Account", account)["LastActivityDate"] is None
    client.patch(f"sobjects/Task/{task}", {"Status": "Completed"})
    row = client.row("Account", account)
    assert (row["LastActivityDate"], row["SystemModstamp"]) == ("2026-11-20", stamp)
    client.delete(f"sobjects/Task/{task}")
    assert client.row("Account", account)["LastActivityDate"] is None


def test_a_deleted_account_takes_its_activities_along(client: Client, account: str) -> None:
    """§1.15."""
    tasks = client.ids(f"SELECT Id FROM Task WHERE WhatId = '{account}' LIMIT 5")
    contact = client.ids(f"SELECT Id FROM Contact WHERE AccountId = '{account}' LIMIT 1")[0]
    assert client.delete(f"sobjects/Account/{account}").status == 204
    for task in tasks:
        assert client.get(f"sobjects/Task/{task}").code == "ENTITY_IS_DELETED"
    assert client.get(f"sobjects/Contact/{contact}").code == "ENTITY_IS_DELETED"


def test_a_deleted_contact_leaves_its_tasks_without_a_person(client: Client) -> None:
    """§1.15."""
    task = client.rows("SELECT Id, WhoId FROM Task WHERE WhoId != null LIMIT 1")[0]
    client.delete(f"sobjects/Contact/{task['WhoId']}")
    assert client.row("Task", task["Id"])["WhoId"] is None


def test_the_nightly_job_archives_what_is_a_year_old(client: Client, org: Org) -> None:
    """§1.3."""
    values = {"Subject": "probe", "Status": "Completed"}
    old = client.create("Task", **values, ActivityDate="2026-06-01")
    undated = client.create("Task", **values)
    still_open = client.create("Task", Subject="probe", ActivityDate="2026-06-01")
    stamp = client.row("Task", old)["SystemModstamp"]
    org.advance(timedelta(days=364))
    probes = "SELECT Id FROM Task WHERE Subject = 'probe' ORDER BY Id"
    assert client.ids(probes) == [undated, still_open]
    org.advance(timedelta(days=1))
    assert client.ids(probes) == [still_open]
    assert client.ids(probes, deleted=True) == [old, undated, still_open]
    assert client.row("Task", old)["SystemModstamp"] == stamp


def test_an_archived_task_can_be_changed_and_comes_back_with_another_parent(
    client: Client, account: str
) -> None:
    """§1.3."""
    archived = client.ids("SELECT Id FROM Task WHERE IsArchived = true LIMIT 1", deleted=True)[0]
    path = f"sobjects/Task/{archived}"
    assert client.patch(path, {"Subject": "Changed"}).status == 204
    assert client.row("Task", archived)["IsArchived"] is True
    deal = client.ids("SELECT Id FROM Opportunity ORDER BY Id DESC LIMIT 1")[0]
    assert client.patch(path, {"WhatId": deal}).status == 204
    assert client.row("Task", archived)["IsArchived"] is False
