"""Children in the select list and statements behind IN (fact sheet §1.3, §1.4)."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from cockpit_sandbox.org import Org
from tests.sandbox.client import Client, told


@pytest.fixture
def family(client: Client) -> str:
    """An account with two contacts and three tasks."""
    account = client.create("Account", Name="Family")
    for name in ("Zoe", "Adam"):
        client.create("Contact", LastName=name, AccountId=account)
    for number in range(3):
        client.create("Task", Subject=f"T{number}", WhatId=account)
    return account


def test_children_are_read_beside_their_parent(client: Client, family: str) -> None:
    """§1.4: totalSize, done and records of each relationship; null where there is none."""
    (row,) = client.rows(
        "SELECT Id, Name, (SELECT Id, LastName FROM Contacts ORDER BY LastName),"
        " (SELECT Subject FROM Tasks WHERE Subject != 'T1' ORDER BY Subject DESC),"
        f" (SELECT Id FROM Cases) FROM Account WHERE Id = '{family}'"
    )
    assert [each["LastName"] for each in row["Contacts"]["records"]] == ["Adam", "Zoe"]
    assert [each["Subject"] for each in row["Tasks"]["records"]] == ["T2", "T0"]
    assert (row["Tasks"]["totalSize"], row["Tasks"]["done"]) == (2, True)
    assert row["Tasks"]["records"][0]["attributes"]["type"] == "Task"
    assert row["Cases"] is None


def test_the_limit_of_a_subquery_counts_for_each_parent(client: Client, family: str) -> None:
    """§1.4."""
    rows = client.rows(
        "SELECT Id, (SELECT Id FROM Contacts LIMIT 1) FROM Account ORDER BY CreatedDate DESC"
        " LIMIT 20"
    )
    assert family in [row["Id"] for row in rows]
    assert {len(row["Contacts"]["records"]) for row in rows if row["Contacts"]} == {1}


def test_parents_of_children_can_be_read(client: Client, family: str) -> None:
    """§1.4."""
    (row,) = client.rows(
        f"SELECT Id, (SELECT Owner.Name FROM Tasks LIMIT 1) FROM Account WHERE Id = '{family}'"
    )
    assert row["Tasks"]["records"][0]["Owner"]["Name"] == "Maya Lindåker"


def test_children_count_towards_the_size_of_a_page(client: Client) -> None:
    """§1.3: child rows count; all parents and children come once, page after page."""
    soql = "SELECT Id, (SELECT Id FROM Tasks) FROM Account ORDER BY Id"
    answer = client.ask(soql, headers={"Sforce-Query-Options": "batchSize=200"})
    parents, children, pages = [], [], 0
    while True:
        records = answer.content["records"]
        found = [
            child["Id"] for row in records for child in (row["Tasks"] or {"records": []})["records"]
        ]
        assert len(records) + len(found) <= 200 or len(records) == 1
        parents += [row["Id"] for row in records]
        children += found
        pages += 1
        if answer.content["done"]:
            break
        answer = client.get(
            answer.content["nextRecordsUrl"], {"Sforce-Query-Options": "batchSize=200"}
        )
    assert pages > 5
    assert len(set(parents)) == len(parents) == answer.content["totalSize"]
    assert len(set(children)) == len(children)
    wanted = "SELECT COUNT() FROM Task WHERE What.Type = 'Account'"
    assert len(children) == client.ask(wanted).content["totalSize"]


def test_query_all_sees_deleted_children_too(client: Client, family: str) -> None:
    """§1.3."""
    task = client.ids(f"SELECT Id FROM Task WHERE WhatId = '{family}' ORDER BY Id")[0]
    client.delete(f"sobjects/Task/{task}")
    soql = f"SELECT Id, (SELECT Id FROM Tasks) FROM Account WHERE Id = '{family}'"
    assert client.rows(soql)[0]["Tasks"]["totalSize"] == 2
    assert client.rows(soql, deleted=True)[0]["Tasks"]["totalSize"] == 3


def test_rows_can_be_chosen_by_what_points_to_them(client: Client, family: str) -> None:
    """§1.4: IN and NOT IN over another object; nulls of the inner rows count for nothing."""
    lonely = client.create("Account", Name="Lonely")
    both = f"Id IN ('{family}', '{lonely}')"
    inner = "(SELECT WhatId FROM Task WHERE Subject LIKE 'T%')"
    assert client.ids(f"SELECT Id FROM Account WHERE {both} AND Id IN {inner}") == [family]
    assert client.ids(f"SELECT Id FROM Account WHERE {both} AND Id NOT IN {inner}") == [lonely]
    soql = "SELECT Subject FROM Task WHERE WhatId IN (SELECT Id FROM Account WHERE Name = 'Family')"
    assert len(client.rows(soql)) == 3


def test_hidden_children_and_inner_rows_stay_hidden(client: Client, org: Org, family: str) -> None:
    """§1.17."""
    other = str(org.storage.rows("SELECT Id FROM User WHERE IsActive = 1 ORDER BY Id")[1][0])
    colleague = Client(org, org.session(other))
    tasks = client.ids(f"SELECT Id FROM Task WHERE WhatId = '{family}'")
    told(org, "unshare", user_id=other, ids=tasks)
    soql = f"SELECT Id, (SELECT Id FROM Tasks) FROM Account WHERE Id = '{family}'"
    assert colleague.rows(soql)[0]["Tasks"] is None
    inner = f"SELECT Id FROM Account WHERE Id = '{family}' AND Id IN (SELECT WhatId FROM Task)"
    assert colleague.ids(inner) == []
    assert client.ids(inner) == [family]


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT Id, (SELECT Id FROM Task) FROM Account",
        "SELECT Id, (SELECT Id FROM Nothing) FROM Account",
        "SELECT Id, (SELECT COUNT(Id) FROM Tasks) FROM Account",
        "SELECT Id, (SELECT Id, (SELECT Id FROM Cases) FROM Contacts) FROM Account",
        "SELECT COUNT(Id), (SELECT Id FROM Tasks) FROM Account",
        "SELECT Id FROM Account WHERE Id IN (SELECT Subject FROM Task)",
        "SELECT Id FROM Account WHERE Id IN (SELECT Id, WhatId FROM Task)",
        "SELECT Id FROM Account WHERE Name IN (SELECT WhatId FROM Task)",
        "SELECT Id FROM Account WHERE Id IN (SELECT WhatId FROM Nothing)",
        "SELECT Id FROM Account WHERE Id IN (SELECT WhatId FROM Task ORDER BY Id)",
    ],
)
def test_what_a_subquery_cannot_be_is_refused(client: Client, soql: str) -> None:
    assert client.get(f"query?q={quote(soql)}").status == 400


def test_bulk_jobs_read_no_children(client: Client) -> None:
    """§1.9: no parent-to-child."""
    query = "SELECT Id, (SELECT Id FROM Tasks) FROM Account"
    assert client.post("jobs/query", {"operation": "query", "query": query}).status == 400


def test_describe_names_the_child_relationships(client: Client) -> None:
    """§1.11."""
    described = client.get("sobjects/Account/describe").content["childRelationships"]
    names = {(each["childSObject"], each["relationshipName"]) for each in described}
    assert {("Task", "Tasks"), ("Event", "Events"), ("Contact", "Contacts")} <= names
