"""Leads and queues beside contacts and users (fact sheet §1.4, §1.15, §5)."""

from __future__ import annotations

from tests.sandbox.client import Client


def test_a_queue_can_own_a_task_and_has_a_name_alone(client: Client) -> None:
    """§1.15, §5, 63: OwnerId is a user or a queue."""
    queue = client.ids("SELECT Id FROM Group WHERE Type = 'Queue' ORDER BY Id")[0]
    task = client.create("Task", Subject="For anybody", OwnerId=queue)
    (row,) = client.rows(f"SELECT Owner.Name, Owner.Type FROM Task WHERE Id = '{task}'")
    assert row["Owner"]["Name"] == "Support Queue"
    assert row["Owner"]["Type"] == "Group"
    assert row["Owner"]["attributes"]["url"].endswith(queue)


def test_a_lead_can_be_the_person_of_a_task_but_not_beside_a_record(
    client: Client, account: str
) -> None:
    """§1.15: a Lead in WhoId forbids WhatId, and gives no account."""
    lead = client.ids("SELECT Id FROM Lead ORDER BY Id")[0]
    task = client.create("Task", Subject="First call", WhoId=lead)
    (row,) = client.rows(
        f"SELECT Who.Name, Who.Type, AccountId, What.Name FROM Task WHERE Id = '{task}'"
    )
    assert (row["Who"]["Type"], row["AccountId"], row["What"]) == ("Lead", None, None)
    answer = client.post("sobjects/Task", {"Subject": "x", "WhoId": lead, "WhatId": account})
    assert answer.code == "FIELD_INTEGRITY_EXCEPTION"


def test_typeof_tells_leads_from_contacts(client: Client) -> None:
    """§1.4."""
    lead = client.ids("SELECT Id FROM Lead ORDER BY Id")[0]
    task = client.create("Task", Subject="First call", WhoId=lead)
    soql = (
        "SELECT TYPEOF Who WHEN Lead THEN Company, Status WHEN Contact THEN Title END"
        f" FROM Task WHERE Id = '{task}'"
    )
    (row,) = client.rows(soql)
    assert row["Who"]["attributes"]["type"] == "Lead"
    assert (row["Who"]["Company"], row["Who"]["Status"]) == ("Blue Harbour", "Open")
