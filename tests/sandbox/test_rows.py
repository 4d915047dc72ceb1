"""Fact sheet, "Rows CRUD and upsert" and "Errors"."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cockpit_sandbox.org import Org
from tests.sandbox.client import Client


def test_creating_answers_201_with_the_id(client: Client, account: str) -> None:
    """§1.6."""
    answer = client.post("sobjects/Task", {"Subject": "Call", "WhatId": account})
    assert answer.status == 201
    assert answer.content == {"id": answer.content["id"], "success": True, "errors": []}
    assert answer.content["id"].startswith("00T")
    assert answer.headers["Location"].endswith(answer.content["id"])


def test_a_new_row_is_owned_and_stamped_by_the_user_of_the_session(
    client: Client, org: Org
) -> None:
    """§1.6."""
    row = client.row("Task", client.create("Task", Subject="x"))
    assert row["OwnerId"] == row["CreatedById"] == row["LastModifiedById"] == org.main_user_id
    assert row["CreatedDate"] == row["SystemModstamp"] == "2026-11-23T09:00:30.000+0000"
    assert (row["Status"], row["Priority"], row["IsClosed"]) == ("Not Started", "Normal", False)


def test_changing_answers_204_and_leaves_what_was_not_sent(client: Client, org: Org) -> None:
    """§1.6."""
    task = client.create("Task", Subject="Old", Type="Call", ActivityDate="2026-12-01")
    org.advance(timedelta(seconds=5))
    answer = client.patch(f"sobjects/Task/{task}", {"Subject": "New", "Type": None})
    assert (answer.status, answer.content) == (204, None)
    row = client.row("Task", task)
    assert (row["Subject"], row["Type"], row["ActivityDate"]) == ("New", None, "2026-12-01")
    assert row["SystemModstamp"] > row["CreatedDate"]


def test_text_is_trimmed_and_the_empty_text_is_null(client: Client) -> None:
    """§1.6."""
    row = client.row("Task", client.create("Task", Subject="  two words \n", Description="  "))
    assert (row["Subject"], row["Description"]) == ("two words", None)


def test_only_the_asked_fields_are_read(client: Client, account: str) -> None:
    """§1.6."""
    content = client.get(f"sobjects/Account/{account}?fields=Name,ownerid").content
    assert set(content) == {"attributes", "Id", "Name", "OwnerId"}
    refused = client.get(f"sobjects/Account/{account}?fields=Nonsense")
    assert (refused.status, refused.code) == (400, "INVALID_FIELD")


def test_ids_of_15_characters_and_of_the_wrong_case_are_understood(
    client: Client, account: str
) -> None:
    """§1.6."""
    assert client.row("Account", account[:15])["Id"] == account
    assert client.row("Account", account.lower())["Id"] == account


def test_a_missing_row_is_not_found(client: Client) -> None:
    """§1.6."""
    for method in ("GET", "PATCH", "DELETE"):
        answer = client.send(method, "sobjects/Task/00TdL0000zzzzzz", {})
        assert (answer.status, answer.code) == (404, "NOT_FOUND")


def test_a_deleted_row_is_said_to_be_deleted(client: Client) -> None:
    """§1.6."""
    task = client.create("Task", Subject="x")
    assert client.delete(f"sobjects/Task/{task}").status == 204
    for method in ("GET", "PATCH", "DELETE"):
        answer = client.send(method, f"sobjects/Task/{task}", {})
        assert (answer.status, answer.code) == (404, "ENTITY_IS_DELETED")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"Subject": "x" * 256}, "STRING_TOO_LONG"),
        ({"Description": "x" * 32_001}, "STRING_TOO_LONG"),
        ({"Status": "Nonsense"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ({"Status": None}, "REQUIRED_FIELD_MISSING"),
        ({"WhatId": "nonsense"}, "MALFORMED_ID"),
        ({"WhatId": "003dL0000000001"}, "MALFORMED_ID"),
        ({"WhatId": "001dL0000zzzzzz"}, "INVALID_CROSS_REFERENCE_KEY"),
        ({"IsClosed": True}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ({"AccountId": None}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ({"Colour__c": "red"}, "INVALID_FIELD"),
        ({"ActivityDate": "tomorrow"}, "JSON_PARSER_ERROR"),
        ({"Subject": 5}, "JSON_PARSER_ERROR"),
        ({"IsReminderSet": "perhaps"}, "JSON_PARSER_ERROR"),
        ({"CallDurationInSeconds": -1}, "NUMBER_OUTSIDE_VALID_RANGE"),
        ({"CallDurationInSeconds": 1.5}, "JSON_PARSER_ERROR"),
        ({"CallDurationInSeconds": 10**400}, "JSON_PARSER_ERROR"),
        ({"TaskSubtype": "Call"}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
    ],
)
def test_a_bad_value_is_refused_with_its_code_and_nothing_is_written(
    client: Client, values: dict[str, object], code: str
) -> None:
    """§1.6."""
    task = client.create("Task", Subject="probe")
    before = client.row("Task", task)
    answer = client.patch(f"sobjects/Task/{task}", values)
    assert (answer.status, answer.code) == (400, code)
    assert client.row("Task", task) == before


def test_required_fields_are_named(client: Client, account: str) -> None:
    """§1.6."""
    answer = client.post("sobjects/Opportunity", {"Name": "Deal", "AccountId": account})
    assert answer.code == "REQUIRED_FIELD_MISSING"
    assert answer.content[0]["fields"] == ["StageName", "CloseDate"]


def test_an_inactive_owner_is_refused(client: Client) -> None:
    """§1.17."""
    gone = client.ids("SELECT Id FROM User WHERE IsActive = false")[0]
    answer = client.post("sobjects/Task", {"Subject": "x", "OwnerId": gone})
    assert (answer.status, answer.code) == (400, "INACTIVE_OWNER_OR_USER")


def test_a_bad_mail_address_is_refused(client: Client) -> None:
    """§1.6."""
    answer = client.post("sobjects/Contact", {"LastName": "x", "Email": "no at sign"})
    assert answer.code == "INVALID_EMAIL_ADDRESS"


def test_users_cannot_be_deleted_and_status_tables_not_written(client: Client, org: Org) -> None:
    """§1.6."""
    assert client.delete(f"sobjects/User/{org.main_user_id}").status == 400
    assert client.post("sobjects/TaskStatus", {"MasterLabel": "x"}).status == 400


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"text"', b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_cannot_be_read_is_a_parser_error(client: Client, body: bytes) -> None:
    """§1.6."""
    headers = {"Authorization": f"Bearer {client.token}"}
    answer = client.org.handle("POST", "/services/data/v66.0/sobjects/Task", headers, body)
    assert answer.status == 400
    assert b"JSON_PARSER_ERROR" in answer.body


def test_upsert_creates_then_changes_the_same_row(client: Client) -> None:
    """§1.6."""
    path = "sobjects/Task/Cockpit_Ref__c/0123abc"
    first = client.patch(path, {"Subject": "One"})
    assert (first.status, first.content["created"]) == (201, True)
    second = client.patch(path, {"Subject": "Two"})
    assert (second.status, second.content["created"]) == (200, False)
    assert second.content["id"] == first.content["id"]
    row = client.row("Task", first.content["id"])
    assert (row["Subject"], row["Cockpit_Ref__c"]) == ("Two", "0123abc")


def test_upsert_of_an_old_version_answers_an_update_without_a_body(client: Client) -> None:
    """§1.6."""
    path = "/services/data/v45.0/sobjects/Task/Cockpit_Ref__c/abc"
    assert client.patch(path, {"Subject": "One"}).status == 201
    assert client.patch(path, {"Subject": "Two"}).status == 204


def test_update_only_forbids_to_create(client: Client) -> None:
    """§1.6."""
    path = "sobjects/Task/Cockpit_Ref__c/none?updateOnly=true"
    answer = client.patch(path, {"Subject": "x"})
    assert (answer.status, answer.code) == (404, "NOT_FOUND")
    assert client.rows("SELECT Id FROM Task WHERE Cockpit_Ref__c = 'none'") == []


def test_upsert_by_a_field_that_is_no_key_is_not_found(client: Client) -> None:
    """§1.6."""
    assert client.patch("sobjects/Task/Subject/x", {"Type": "Call"}).status == 404
    assert client.patch("sobjects/Task/Nonsense__c/x", {"Type": "Call"}).status == 404


@pytest.mark.parametrize("name", ["Id", "Cockpit_Ref__c"])
def test_upsert_refuses_the_key_in_the_body(client: Client, name: str) -> None:
    """§1.6."""
    answer = client.patch("sobjects/Task/Cockpit_Ref__c/k", {name: "k", "Subject": "x"})
    assert (answer.status, answer.code) == (400, "INVALID_FIELD")


def test_a_key_is_looked_up_by_its_index(org: Org) -> None:
    """§1.6: Hardly any row has a key; without a partial index each upsert would read the table."""
    sql = "SELECT Id FROM Task WHERE Cockpit_Ref__c = 'x' COLLATE caseless AND IsDeleted = 0"
    plan = " ".join(str(row[3]) for row in org.storage.rows("EXPLAIN QUERY PLAN " + sql))
    assert "USING INDEX Task_Cockpit_Ref__c" in plan


def test_a_unique_key_is_given_once(client: Client) -> None:
    """§1.6."""
    first = client.create("Task", Subject="x", Cockpit_Ref__c="KEY")
    answer = client.post("sobjects/Task", {"Subject": "y", "Cockpit_Ref__c": "key"})
    assert (answer.status, answer.code) == (400, "DUPLICATE_VALUE")
    assert first in answer.content[0]["message"]
    client.delete(f"sobjects/Task/{first}")
    assert client.create("Task", Subject="y", Cockpit_Ref__c="key")


def test_rows_are_read_and_deleted_by_key_too(client: Client) -> None:
    """§1.6."""
    task = client.create("Task", Subject="x", Cockpit_Ref__c="a/b c")
    path = "sobjects/Task/Cockpit_Ref__c/a%2Fb%20c"
    assert client.get(path).content["Id"] == task
    assert client.delete(path).status == 204
    assert client.get(path).status == 404
