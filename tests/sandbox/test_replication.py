"""Fact sheet, "/sobjects/X/updated and /deleted"."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cockpit_sandbox.org import Org
from tests.sandbox.client import Client

START = "2026-11-23T09:00:00%2B00:00"
END = "2026-11-23T09:05:00Z"


def test_updated_lists_living_rows_of_the_span(client: Client, org: Org) -> None:
    """§1.5."""
    kept, binned = (client.create("Task", Subject="x") for _ in range(2))
    client.delete(f"sobjects/Task/{binned}")
    org.advance(timedelta(minutes=10))
    later = client.create("Task", Subject="x")
    content = client.get(f"sobjects/Task/updated?start={START}&end={END}").content
    assert content == {"ids": [kept], "latestDateCovered": "2026-11-23T09:05:00.000+0000"}
    assert later not in content["ids"]


def test_deleted_lists_ids_with_their_dates(client: Client, org: Org) -> None:
    """§1.5."""
    task = client.create("Task", Subject="x")
    client.delete(f"sobjects/Task/{task}")
    org.advance(timedelta(minutes=10))
    content = client.get(f"sobjects/Task/deleted?start={START}&end={END}").content
    assert content["deletedRecords"] == [
        {"id": task, "deletedDate": "2026-11-23T09:00:30.000+0000"}
    ]
    assert content["earliestDateAvailable"].startswith("2026-11-08")


def test_what_is_covered_never_lies_in_the_future(client: Client) -> None:
    """§1.5."""
    content = client.get(f"sobjects/Task/updated?start={START}&end={END}").content
    assert content["latestDateCovered"] == "2026-11-23T09:00:30.000+0000"


@pytest.mark.parametrize(
    "span",
    [
        "start=2026-11-23T09:00:00Z&end=2026-11-23T09:00:59Z",
        "start=2026-11-23T09:05:00Z&end=2026-11-23T09:00:00Z",
        "start=2026-10-01T00:00:00Z&end=2026-11-23T09:00:00Z",
        "start=nonsense&end=2026-11-23T09:00:00Z",
        "",
    ],
    ids=["within a minute", "backwards", "too long ago", "no date", "no span"],
)
def test_a_bad_span_is_refused(client: Client, span: str) -> None:
    """§1.5."""
    answer = client.get(f"sobjects/Task/updated?{span}")
    assert (answer.status, answer.code) == (400, "INVALID_REPLICATION_DATE")


def test_deletions_reach_back_for_fifteen_days(client: Client) -> None:
    """§1.5."""
    span = "start=2026-11-04T00:00:00Z&end=2026-11-23T09:00:00Z"
    assert client.get(f"sobjects/Task/updated?{span}").status == 200
    assert client.get(f"sobjects/Task/deleted?{span}").code == "INVALID_REPLICATION_DATE"
