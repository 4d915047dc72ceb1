"""Fact sheet, "Composite family": sObject Collections."""

from __future__ import annotations

import pytest

from tests.sandbox.client import Client


def record(object_name: str = "Task", **values: object) -> dict[str, object]:
    return {"attributes": {"type": object_name}, **values}


def test_results_stand_in_the_order_of_the_request(client: Client) -> None:
    """§1.8."""
    records = [record(Subject="a"), record(Subject="x" * 256), record(Subject="c")]
    answer = client.post("composite/sobjects", {"records": records})
    assert answer.status == 200
    assert [each["success"] for each in answer.content] == [True, False, True]
    error = answer.content[1]["errors"][0]
    assert (error["statusCode"], error["fields"]) == ("STRING_TOO_LONG", ["Subject"])
    assert "errorCode" not in error


def test_an_answer_in_which_all_failed_is_still_200(client: Client) -> None:
    """§1.8."""
    answer = client.post("composite/sobjects", {"records": [record(Nonsense=1)]})
    assert answer.status == 200
    assert answer.content[0]["success"] is False


def test_all_or_none_marks_the_good_records_as_rolled_back(client: Client) -> None:
    """§1.8."""
    body = {"allOrNone": True, "records": [record(Subject="probe"), record(Nonsense=1)]}
    answer = client.post("composite/sobjects", body)
    codes = [each["errors"][0]["statusCode"] for each in answer.content]
    assert codes == ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "INVALID_FIELD"]
    assert client.rows("SELECT Id FROM Task WHERE Subject = 'probe'") == []


def test_types_may_be_mixed_in_up_to_ten_chunks(client: Client) -> None:
    """§1.8."""

    def mixed(chunks: int) -> list[dict[str, object]]:
        kinds = (record(Subject="x"), record("Account", Name="x"))
        return [kinds[i % 2] for i in range(chunks)]

    assert client.post("composite/sobjects", {"records": mixed(10)}).status == 200
    assert client.post("composite/sobjects", {"records": mixed(11)}).status == 400
    sorted_by_type = sorted(mixed(20), key=lambda each: str(each["attributes"]))
    assert client.post("composite/sobjects", {"records": sorted_by_type}).status == 200


@pytest.mark.parametrize("count", [0, 201])
def test_from_one_to_200_records_are_written(client: Client, count: int) -> None:
    """§1.8."""
    records = [record(Subject="x")] * count
    assert client.post("composite/sobjects", {"records": records}).status == 400


@pytest.mark.parametrize("records", [None, "x", [1], [{"Subject": "no type"}]])
def test_a_malformed_collection_is_refused_as_a_whole(client: Client, records: object) -> None:
    """§1.8."""
    assert client.post("composite/sobjects", {"records": records}).status == 400


def test_changes_name_the_id_of_each_record(client: Client) -> None:
    """§1.8."""
    tasks = [client.create("Task", Subject="x") for _ in range(2)]
    records = [record(id=tasks[0], Subject="y"), record(Id="nonsense"), record(Subject="no id")]
    answer = client.patch("composite/sobjects", {"records": records})
    codes = [each["errors"][0]["statusCode"] if each["errors"] else "" for each in answer.content]
    assert codes == ["", "MALFORMED_ID", "MISSING_ARGUMENT"]
    assert client.row("Task", tasks[0])["Subject"] == "y"


def test_the_same_id_twice_is_a_duplicate(client: Client) -> None:
    """§1.8."""
    task = client.create("Task", Subject="x")
    records = [record(id=task, Subject="first"), record(id=task[:15], Subject="second")]
    answer = client.patch("composite/sobjects", {"records": records})
    assert answer.content[1]["errors"][0]["statusCode"] == "DUPLICATE_VALUE"
    assert client.row("Task", task)["Subject"] == "first"


def test_upsert_says_which_records_were_created(client: Client) -> None:
    """§1.8."""
    client.create("Task", Subject="old", Cockpit_Ref__c="k1")
    records = [record(Cockpit_Ref__c=key, Subject=key) for key in ("k1", "k2")]
    answer = client.patch("composite/sobjects/Task/Cockpit_Ref__c", {"records": records})
    assert [each["created"] for each in answer.content] == [False, True]
    assert client.rows("SELECT Subject FROM Task WHERE Cockpit_Ref__c = 'k1'")[0]["Subject"] == "k1"


def test_sending_an_upsert_again_creates_nothing_again(client: Client) -> None:
    """§1.8."""
    body = {"records": [record(Cockpit_Ref__c="once", Subject="x")]}
    first = client.patch("composite/sobjects/Task/Cockpit_Ref__c", body)
    second = client.patch("composite/sobjects/Task/Cockpit_Ref__c", body)
    assert first.content[0]["id"] == second.content[0]["id"]
    assert client.ids("SELECT Id FROM Task WHERE Cockpit_Ref__c = 'once'") == [
        first.content[0]["id"]
    ]


def test_upsert_needs_the_key_and_takes_one_type_only(client: Client) -> None:
    """§1.8."""
    path = "composite/sobjects/Task/Cockpit_Ref__c"
    answer = client.patch(path, {"records": [record(Subject="x")]})
    assert answer.content[0]["errors"][0]["statusCode"] == "MISSING_ARGUMENT"
    assert client.patch(path, {"records": [record("Account", Name="x")]}).status == 400


def test_rows_are_deleted_by_their_ids(client: Client) -> None:
    """§1.8."""
    tasks = [client.create("Task", Subject="x") for _ in range(2)]
    answer = client.delete(f"composite/sobjects?ids={tasks[0]},nonsense,{tasks[1]}")
    assert [each["success"] for each in answer.content] == [True, False, True]
    all_or_none = client.delete(f"composite/sobjects?ids={tasks[0]}&allOrNone=true")
    assert all_or_none.content[0]["errors"][0]["statusCode"] == "ENTITY_IS_DELETED"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_rows_are_read_in_order_with_null_for_what_is_missing(client: Client, method: str) -> None:
    """§1.8."""
    tasks = client.ids("SELECT Id FROM Task ORDER BY Id DESC LIMIT 2")
    wanted = [tasks[0], "00TdL0000zzzzzz", tasks[1]]
    if method == "GET":
        answer = client.get(f"composite/sobjects/Task?ids={','.join(wanted)}&fields=Id,Subject")
    else:
        body = {"ids": wanted, "fields": ["Id", "Subject"]}
        answer = client.post("composite/sobjects/Task", body)
    assert [row and row["Id"] for row in answer.content] == [tasks[0], None, tasks[1]]


def test_two_thousand_rows_are_read_at_once_and_no_more(client: Client) -> None:
    """§1.8."""
    tasks = client.ids("SELECT Id FROM Task LIMIT 2000")
    body = {"ids": tasks, "fields": ["Id"]}
    assert len(client.post("composite/sobjects/Task", body).content) == 2_000
    body["ids"] = [*tasks, tasks[0]]
    assert client.post("composite/sobjects/Task", body).status == 400
