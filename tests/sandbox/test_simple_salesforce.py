"""simple-salesforce, unchanged, reads and writes (fact sheet, "simple-salesforce 1.12").

The library always speaks https; an adapter sends what goes to an invalid host to the sandbox.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import (
    SalesforceExpiredSession,
    SalesforceGeneralError,
    SalesforceMalformedRequest,
    SalesforceResourceNotFound,
)
from simple_salesforce.format import format_soql

from cockpit_sandbox import Sandbox

HOST = "https://sandbox.invalid"


class Loopback(HTTPAdapter):
    """Sends requests to the sandbox instead of the host that the library believes in."""

    def __init__(self, instance_url: str) -> None:
        super().__init__()
        self._instance_url = instance_url

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = request.url.replace(HOST, self._instance_url, 1)
        return super().send(request, *args, **kwargs)


@pytest.fixture
def salesforce(sandbox: Sandbox) -> Iterator[Any]:
    """The library, as Any: its annotations know neither `sf.Task` nor what `restful` returns."""
    with requests.Session() as session:
        session.mount(HOST, Loopback(sandbox.instance_url))
        yield Salesforce(
            instance_url=HOST, session_id=sandbox.access_token, version="66.0", session=session
        )


def test_it_reads_page_after_page(salesforce: Any) -> None:
    """§1.18."""
    first = salesforce.query("SELECT Id FROM Task")
    assert not first["done"]
    everything = salesforce.query_all("SELECT Id FROM Task")
    assert everything["totalSize"] == len(everything["records"]) > 4_000


def test_it_sees_archived_rows_with_include_deleted(salesforce: Any) -> None:
    """§1.18."""
    soql = "SELECT COUNT() FROM Task"
    with_archived = salesforce.query(soql, include_deleted=True)["totalSize"]
    assert with_archived > salesforce.query(soql)["totalSize"]


def test_it_writes_reads_changes_and_deletes(salesforce: Any) -> None:
    """§1.18."""
    created = salesforce.Task.create({"Subject": "From the library"})
    assert created["success"]
    assert salesforce.Task.update(created["id"], {"Status": "Completed"}) == 204
    assert salesforce.Task.get(created["id"])["IsClosed"] is True
    assert salesforce.Task.delete(created["id"]) == 204
    with pytest.raises(SalesforceResourceNotFound):
        salesforce.Task.get(created["id"])


def test_it_upserts_by_the_external_id(salesforce: Any) -> None:
    """§1.18."""
    path = f"Cockpit_Ref__c/{uuid4()}"
    assert salesforce.Task.upsert(path, {"Subject": "One"}) == 201
    assert salesforce.Task.upsert(path, {"Subject": "Two"}) == 200
    assert salesforce.Task.get(path)["Subject"] == "Two"


def test_it_reads_by_bulk_query(salesforce: Any) -> None:
    """§1.9, §1.18: bulk2 polls the job and follows Sforce-Locator."""
    total = salesforce.query("SELECT COUNT() FROM Task")["totalSize"]
    parts = list(salesforce.bulk2.Task.query("SELECT Id, Subject FROM Task", max_records=2_500))
    lines = [line for part in parts for line in csv.reader(io.StringIO(part))]
    assert len(parts) == -(-total // 2_500)
    assert len({line[0] for line in lines} - {"Id"}) == total


def test_it_describes(salesforce: Any) -> None:
    """§1.18."""
    described = salesforce.describe()
    assert described is not None
    assert "Task" in {each["name"] for each in described["sobjects"]}
    names = {each["name"] for each in salesforce.Task.describe()["fields"]}
    assert "Cockpit_Ref__c" in names


def test_its_quoting_is_understood(salesforce: Any) -> None:
    """§1.18."""
    name = 'O\'Neil \\ "Söhne"\n50 % _x'
    salesforce.Account.create({"Name": name})
    found = salesforce.query(format_soql("SELECT Name FROM Account WHERE Name = {}", name))
    assert [row["Name"] for row in found["records"]] == [name]


def test_its_composite_calls_pass(salesforce: Any) -> None:
    """§1.18."""
    body = {
        "compositeRequest": [
            {"method": "GET", "url": "/services/data/v66.0/limits", "referenceId": "limits"}
        ]
    }
    answer = salesforce.restful("composite", method="POST", json=body)
    assert answer["compositeResponse"][0]["httpStatusCode"] == 200


def test_its_exceptions_follow_the_status(salesforce: Any, sandbox: Sandbox) -> None:
    """§1.18."""
    with pytest.raises(SalesforceMalformedRequest, match="MALFORMED_QUERY"):
        salesforce.query("SELECT")
    task = salesforce.Task.create({"Subject": "x"})["id"]
    old = {"If-Unmodified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}
    with pytest.raises(SalesforceGeneralError) as refused:
        salesforce.Task.update(task, {"Subject": "y"}, headers=old)
    assert refused.value.status == 412
    sandbox.control.add_faults("expired-session")
    before = sandbox.control.calls()
    with pytest.raises(SalesforceExpiredSession):
        salesforce.query("SELECT Id FROM User")
    assert sandbox.control.calls() == before


def test_it_reads_what_changed_and_what_was_deleted(salesforce: Any) -> None:
    """§1.18."""
    created = salesforce.Task.create({"Subject": "To be found"})["id"]
    stamp = salesforce.Task.get(created)["SystemModstamp"]
    start = datetime.fromisoformat(stamp).astimezone(UTC)
    span = (start - timedelta(minutes=2), start + timedelta(minutes=2))
    assert created in salesforce.Task.updated(*span)["ids"]
    salesforce.Task.delete(created)
    gone = salesforce.Task.deleted(*span)["deletedRecords"]
    assert created in {each["id"] for each in gone}
