"""Bulk API 2.0 query jobs (fact sheet §1.9)."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from cockpit_sandbox.messages import Answer
from cockpit_sandbox.org import Org
from tests.sandbox.client import BASE, Client, told

TASKS = "SELECT Id, Subject, Owner.Name, IsClosed, LastModifiedDate, WhoId FROM Task"


def created(client: Client, query: str, operation: str = "query", **more: str) -> str:
    answer = client.post("jobs/query", {"operation": operation, "query": query, **more})
    assert answer.status == 200, answer.content
    assert (answer.content["state"], answer.content["id"][:3]) == ("UploadComplete", "750")
    return str(answer.content["id"])


def completed(client: Client, query: str, operation: str = "query", **more: str) -> str:
    job = created(client, query, operation, **more)
    assert client.get(f"jobs/query/{job}").content["state"] == "JobComplete"
    return job


def part(client: Client, job: str, query: str = "") -> Answer:
    headers = {"Authorization": f"Bearer {client.token}"}
    return client.org.handle("GET", f"{BASE}/jobs/query/{job}/results{query}", headers)


def parsed(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.body.decode())))


def test_a_job_is_accepted_works_and_is_read_part_by_part(client: Client) -> None:
    """§1.9: Sforce-Locator leads on and is the word null at the end."""
    total = client.ask("SELECT COUNT() FROM Task").content["totalSize"]
    job = completed(client, TASKS)
    assert client.get(f"jobs/query/{job}").content["numberRecordsProcessed"] == total
    rows, locator = [], ""
    while locator != "null":
        more = f"&locator={locator}" if locator else ""
        answer = part(client, job, f"?maxRecords=1500{more}")
        assert answer.headers["Content-Type"].startswith("text/csv")
        found = parsed(answer)
        assert answer.headers["Sforce-NumberOfRecords"] == str(len(found))
        rows += found
        locator = answer.headers["Sforce-Locator"]
    assert len({row["Id"] for row in rows}) == len(rows) == total


def test_values_are_written_as_text(client: Client) -> None:
    """§1.9, §1.14: parents by their path, booleans as words, moments with Z, nulls empty."""
    task = client.create("Task", Subject='Say "hello", twice\nand more', Status="Completed")
    answer = part(client, completed(client, f"{TASKS} WHERE Id = '{task}'"))
    (row,) = parsed(answer)
    assert row == {
        "Id": task,
        "Subject": 'Say "hello", twice\nand more',
        "Owner.Name": "Maya Lindåker",
        "IsClosed": "true",
        "LastModifiedDate": "2026-11-23T09:00:30.000Z",
        "WhoId": "",
    }
    assert answer.headers["Sforce-Locator"] == "null"


def test_an_empty_result_is_its_header(client: Client) -> None:
    """§1.9."""
    answer = part(client, completed(client, "SELECT Id, Subject FROM Task WHERE Subject = 'none'"))
    assert answer.body == b'"Id","Subject"\n'
    assert answer.headers["Sforce-NumberOfRecords"] == "0"


def test_delimiter_and_line_ending_can_be_chosen(client: Client) -> None:
    """§1.9."""
    query = "SELECT Id, Name FROM Account LIMIT 1"
    job = completed(client, query, columnDelimiter="PIPE", lineEnding="CRLF")
    assert part(client, job).body.startswith(b'"Id"|"Name"\r\n')


def test_query_all_sees_the_bin(client: Client) -> None:
    """§1.9: the operation decides."""
    task = client.create("Task", Subject="binned")
    client.delete(f"sobjects/Task/{task}")
    query = f"SELECT Id FROM Task WHERE Id = '{task}'"
    assert parsed(part(client, completed(client, query))) == []
    assert parsed(part(client, completed(client, query, "queryAll"))) == [{"Id": task}]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT COUNT() FROM Task",
        "SELECT Status, COUNT(Id) FROM Task GROUP BY Status",
        "SELECT Id FROM Task LIMIT 5 OFFSET 5",
        "SELECT TYPEOF What WHEN Account THEN Name END FROM Task",
        "SELECT Nonsense FROM Task",
        "SELECT Id FROM",
    ],
)
def test_what_bulk_cannot_do_is_refused_at_once(client: Client, query: str) -> None:
    """§1.9: no GROUP BY, OFFSET, TYPEOF or aggregates."""
    answer = client.post("jobs/query", {"operation": "query", "query": query})
    assert answer.status == 400


@pytest.mark.parametrize(
    "job",
    [
        {"operation": "insert", "query": "SELECT Id FROM Task"},
        {"operation": "query"},
        {"operation": "query", "query": "SELECT Id FROM Task", "columnDelimiter": "HASH"},
        {"operation": "query", "query": "SELECT Id FROM Task", "lineEnding": "CR"},
    ],
)
def test_a_job_that_makes_no_sense_is_invalid(client: Client, job: dict[str, str]) -> None:
    assert client.post("jobs/query", job).code == "INVALIDJOB"


def test_a_job_takes_its_time_or_fails(client: Client, org: Org) -> None:
    """§1.9: InProgress for some polls; Failed with a message; no results before the end."""
    told(org, "faults", add=["bulk-wait polls=2", "bulk-fail skip=1"])
    slow, broken = created(client, TASKS), created(client, TASKS)
    states = [client.get(f"jobs/query/{slow}").content["state"] for _ in range(3)]
    assert states == ["InProgress", "InProgress", "JobComplete"]
    failed = client.get(f"jobs/query/{broken}").content
    assert (failed["state"], "errorMessage" in failed) == ("Failed", True)
    assert client.get(f"jobs/query/{broken}/results").code == "INVALIDJOBSTATE"


def test_a_job_can_be_aborted_and_deleted_by_its_owner_alone(client: Client, org: Org) -> None:
    """§1.9."""
    job = created(client, TASKS)
    assert client.delete(f"jobs/query/{job}").code == "INVALIDJOBSTATE"
    assert client.patch(f"jobs/query/{job}", {"state": "Aborted"}).content["state"] == "Aborted"
    assert client.patch(f"jobs/query/{job}", {"state": "Aborted"}).code == "INVALIDJOBSTATE"
    other = org.storage.rows("SELECT Id FROM User WHERE IsActive = 1 ORDER BY Id")[1][0]
    assert Client(org, org.session(str(other))).get(f"jobs/query/{job}").status == 404
    assert job in [each["id"] for each in client.get("jobs/query").content["records"]]
    assert client.delete(f"jobs/query/{job}").status == 204
    assert client.get(f"jobs/query/{job}").status == 404


def test_a_bad_or_lost_locator_is_refused(client: Client, org: Org) -> None:
    """§5, 29: the locator of a result can be lost in the middle of a load."""
    job = completed(client, TASKS)
    assert client.get(f"jobs/query/{job}/results?locator=!").code == "INVALID_QUERY_LOCATOR"
    locator = part(client, job, "?maxRecords=10").headers["Sforce-Locator"]
    told(org, "faults", add=["lost-locator"])
    answer = client.get(f"jobs/query/{job}/results?locator={locator}")
    assert answer.code == "INVALID_QUERY_LOCATOR"
    assert len(parsed(part(client, job, f"?maxRecords=10&locator={locator}"))) == 10


def test_a_result_is_kept_for_seven_days(client: Client, org: Org) -> None:
    """§1.9."""
    job = completed(client, TASKS)
    org.advance(timedelta(days=8))
    created(client, TASKS)
    assert client.get(f"jobs/query/{job}").status == 404


def test_hidden_rows_stay_hidden(client: Client, org: Org) -> None:
    """§1.17: a job sees what its user sees."""
    other = str(org.storage.rows("SELECT Id FROM User WHERE IsActive = 1 ORDER BY Id")[1][0])
    task = client.create("Task", Subject="secret")
    told(org, "unshare", user_id=other, ids=[task])
    colleague = Client(org, org.session(other))
    query = "SELECT Id FROM Task WHERE Subject = 'secret'"
    assert parsed(part(colleague, completed(colleague, query))) == []
