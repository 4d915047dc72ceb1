"""Several users with rights of their own (fact sheet §1.4, §1.13, §1.17)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from cockpit_sandbox.org import Org
from tests.sandbox.client import Client, control, told


@pytest.fixture
def colleague_id(org: Org) -> str:
    row = org.storage.first(
        "SELECT Id FROM User WHERE IsActive = 1 AND Id <> ? ORDER BY Id", (org.main_user_id,)
    )
    assert row is not None
    return str(row[0])


@pytest.fixture
def colleague(org: Org, colleague_id: str) -> Client:
    return Client(org, org.session(colleague_id))


@pytest.fixture
def task(client: Client) -> str:
    return client.create("Task", Subject="Shared")


def test_an_unshared_record_just_stops_being_returned(
    client: Client, colleague: Client, org: Org, colleague_id: str, task: str
) -> None:
    """§1.17: the row is gone for one user: 404, no row, no entry in /deleted, no new stamp."""
    before = client.row("Task", task)["SystemModstamp"]
    told(org, "unshare", user_id=colleague_id, ids=[task])
    assert colleague.get(f"sobjects/Task/{task}").code == "NOT_FOUND"
    assert colleague.ids(f"SELECT Id FROM Task WHERE Id = '{task}'", deleted=True) == []
    retrieved = colleague.post("composite/sobjects/Task", {"ids": [task], "fields": ["Id"]})
    assert retrieved.content == [None]
    org.advance(timedelta(minutes=2))
    span = f"start={quote('2026-11-23T08:00:00Z')}&end={quote('2026-11-23T09:02:00Z')}"
    assert task not in colleague.get(f"sobjects/Task/updated?{span}").content["ids"]
    assert colleague.get(f"sobjects/Task/deleted?{span}").content["deletedRecords"] == []
    assert client.row("Task", task)["SystemModstamp"] == before


def test_a_hidden_record_can_neither_be_changed_nor_deleted(
    colleague: Client, org: Org, colleague_id: str, task: str
) -> None:
    """§1.6: missing and invisible look the same."""
    told(org, "unshare", user_id=colleague_id, ids=[task])
    assert colleague.patch(f"sobjects/Task/{task}", {"Subject": "x"}).status == 404
    assert colleague.delete(f"sobjects/Task/{task}").status == 404


def test_gaining_access_does_not_move_the_stamp(
    colleague: Client, org: Org, colleague_id: str, task: str
) -> None:
    """§1.17: newly visible old rows are missed by a delta."""
    told(org, "unshare", user_id=colleague_id, ids=[task])
    org.advance(timedelta(hours=2))
    told(org, "share", user_id=colleague_id, ids=[task])
    assert colleague.row("Task", task)["SystemModstamp"] == "2026-11-23T09:00:30.000+0000"
    later = "SELECT Id FROM Task WHERE SystemModstamp > 2026-11-23T10:00:00Z"
    assert task not in colleague.ids(later)


def test_a_record_can_be_shared_for_reading_alone(
    colleague: Client, org: Org, colleague_id: str, task: str
) -> None:
    """§1.13: INSUFFICIENT_ACCESS_OR_READONLY."""
    told(org, "share", user_id=colleague_id, ids=[task], access="read")
    assert colleague.row("Task", task)["Subject"] == "Shared"
    answer = colleague.patch(f"sobjects/Task/{task}", {"Subject": "x"})
    assert answer.code == "INSUFFICIENT_ACCESS_OR_READONLY"


def test_a_private_model_shows_a_user_their_own_and_what_is_shared(
    client: Client, colleague: Client, org: Org, colleague_id: str, task: str
) -> None:
    """§1.17: the wrong user sees a fraction of the rows."""
    mine = colleague.create("Task", Subject="Mine")
    told(org, "see_own_only", user_id=colleague_id, object="Task")
    everything = "SELECT Id, OwnerId FROM Task LIMIT 2000"
    assert {row["OwnerId"] for row in colleague.rows(everything)} == {colleague_id}
    assert mine in colleague.ids(f"SELECT Id FROM Task WHERE Id = '{mine}'")
    told(org, "share", user_id=colleague_id, ids=[task])
    assert colleague.row("Task", task)["Subject"] == "Shared"
    assert len({row["OwnerId"] for row in client.rows(everything)}) > 1
    told(org, "see_own_only", user_id=colleague_id, object="Task", on=False)
    assert len({row["OwnerId"] for row in colleague.rows(everything)}) > 1


def test_an_invisible_parent_cannot_be_referred_to(
    colleague: Client, org: Org, colleague_id: str, account: str
) -> None:
    """§1.13: INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY."""
    told(org, "unshare", user_id=colleague_id, ids=[account])
    answer = colleague.post("sobjects/Task", {"Subject": "x", "WhatId": account})
    assert answer.code == "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"


def test_a_key_on_a_hidden_record_is_a_duplicate(
    client: Client, colleague: Client, org: Org, colleague_id: str
) -> None:
    """§1.6: an upsert does not find what it may not see, and unique is unique."""
    task = client.create("Task", Subject="x", Cockpit_Ref__c="k1")
    told(org, "unshare", user_id=colleague_id, ids=[task])
    answer = colleague.patch("sobjects/Task/Cockpit_Ref__c/k1", {"Subject": "y"})
    assert answer.code == "DUPLICATE_VALUE"


def test_a_field_without_read_right_is_no_column(
    client: Client, colleague: Client, org: Org, colleague_id: str, task: str
) -> None:
    """§1.4: INVALID_FIELD when field security hides it; describe does not list it."""
    told(org, "rights", user_id=colleague_id, object="Task", field="Priority", access="none")
    assert colleague.ask("SELECT Priority FROM Task").code == "INVALID_FIELD"
    assert colleague.ask("SELECT Id FROM Task WHERE Priority = 'High'").code == "INVALID_FIELD"
    assert "Priority" not in colleague.row("Task", task)
    named = {each["name"] for each in colleague.get("sobjects/Task/describe").content["fields"]}
    assert "Priority" not in named
    assert colleague.post("sobjects/Task", {"Priority": "High"}).code == "INVALID_FIELD"
    assert colleague.create("Task", Subject="The default is taken")
    assert client.ask("SELECT Priority FROM Task LIMIT 1").status == 200


def test_a_field_without_edit_right_is_read_only(
    colleague: Client, org: Org, colleague_id: str, task: str
) -> None:
    """§1.6: INVALID_FIELD_FOR_INSERT_UPDATE."""
    told(org, "rights", user_id=colleague_id, object="Task", field="Subject", access="read")
    answer = colleague.patch(f"sobjects/Task/{task}", {"Subject": "x"})
    assert (answer.code, answer.content[0]["fields"]) == (
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        ["Subject"],
    )
    fields = colleague.get("sobjects/Task/describe").content["fields"]
    subject = next(each for each in fields if each["name"] == "Subject")
    assert (subject["createable"], subject["updateable"]) == (False, False)


def test_a_field_can_go_for_everybody_as_when_an_admin_deletes_it(
    client: Client, colleague: Client, org: Org
) -> None:
    """§1.11: describe, asked conditionally, tells of it."""
    described = client.get("sobjects/Task/describe")
    seen = {"If-Modified-Since": described.headers["Last-Modified"]}
    assert client.get("sobjects/Task/describe", seen).status == 304
    told(org, "rights", object="Task", field="Cockpit_Ref__c", access="none")
    assert client.get("sobjects/Task/describe", seen).status == 200
    for user in (client, colleague):
        assert user.ask("SELECT Cockpit_Ref__c FROM Task").code == "INVALID_FIELD"
        assert user.patch("sobjects/Task/Cockpit_Ref__c/k1", {"Subject": "y"}).status == 404


def test_an_object_without_rights_is_no_type(
    colleague: Client, org: Org, colleague_id: str
) -> None:
    """§1.4: TaskStatus and other helper tables may be out of reach."""
    told(org, "rights", user_id=colleague_id, object="TaskStatus", access="none")
    assert colleague.ask("SELECT Id FROM TaskStatus").code == "INVALID_TYPE"
    assert colleague.get("sobjects/TaskStatus/describe").status == 404
    told(org, "rights", user_id=colleague_id, object="Task", access="read")
    answer = colleague.post("sobjects/Task", {"Subject": "x"})
    assert answer.code == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"


def test_a_parent_of_an_object_without_rights_cannot_be_read(
    colleague: Client, org: Org, colleague_id: str
) -> None:
    """§1.4: the relationship is unknown."""
    told(org, "rights", user_id=colleague_id, object="Account", access="none")
    assert colleague.ask("SELECT Account.Name FROM Task").code == "INVALID_FIELD"
    assert colleague.ask("SELECT What.Name FROM Task LIMIT 1").status == 200


def test_rights_outlive_the_process(org: Org, colleague_id: str, task: str) -> None:
    """§1.17: what an admin set stays set."""
    told(org, "unshare", user_id=colleague_id, ids=[task])
    told(org, "rights", user_id=colleague_id, object="Task", field="Type", access="none")
    again = Org(clock=org.clock)
    org.storage.connection.backup(again.storage.connection)
    again.access.reload()
    reader = Client(again, again.session(colleague_id))
    assert reader.get(f"sobjects/Task/{task}").status == 404
    assert reader.ask("SELECT Type FROM Task").code == "INVALID_FIELD"
    again.close()


@pytest.mark.parametrize(
    "content",
    [
        {"verb": "rights", "object": "Nothing"},
        {"verb": "rights", "object": "Task", "field": "Nothing"},
        {"verb": "rights", "object": "Task", "field": "Id", "access": "none"},
        {"verb": "rights", "object": "Task", "access": "all"},
        {"verb": "unshare", "ids": ["nonsense"]},
        {"verb": "unshare", "user_id": "00TdL0000000001QAA", "ids": []},
        {"verb": "see_own_only", "object": "TaskStatus"},
    ],
)
def test_control_refuses_rights_that_make_no_sense(org: Org, content: dict[str, object]) -> None:
    assert control(org, str(content.pop("verb")), **content).status == 400
