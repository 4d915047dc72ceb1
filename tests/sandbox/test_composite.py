"""Fact sheet, "Composite family": /composite."""

from __future__ import annotations

from typing import Any

import pytest

from cockpit_sandbox.org import Org
from tests.sandbox.client import BASE, Client, Received


def part(reference: str, method: str, path: str, **more: object) -> dict[str, object]:
    return {"method": method, "url": f"{BASE}/{path}", "referenceId": reference, **more}


def send(client: Client, *parts: object, **options: object) -> Received:
    return client.post("composite", {"compositeRequest": list(parts), **options})


def answers(client: Client, *parts: object, **options: object) -> list[dict[str, Any]]:
    received = send(client, *parts, **options)
    assert received.status == 200, received.content
    parts_answered: list[dict[str, Any]] = received.content["compositeResponse"]
    return parts_answered


def test_later_parts_use_what_earlier_ones_answered(client: Client) -> None:
    """§1.8."""
    made, changed, read = answers(
        client,
        part("made", "POST", "sobjects/Account", body={"Name": "New & Co"}),
        part("changed", "POST", "sobjects/Task", body={"Subject": "x", "WhatId": "@{made.id}"}),
        part("read", "GET", "query?q=SELECT+Id+FROM+Task+WHERE+WhatId='@{made.id}'"),
    )
    assert [made["httpStatusCode"], changed["httpStatusCode"]] == [201, 201]
    assert read["body"]["records"][0]["Id"] == changed["body"]["id"]


def test_a_reference_can_reach_into_records(client: Client, account: str) -> None:
    """§1.8."""
    _, read = answers(
        client,
        part("found", "GET", f"query?q=SELECT+Id+FROM+Account+WHERE+Id='{account}'"),
        part("read", "GET", "sobjects/Account/@{found.records[0].Id}?fields=Id"),
    )
    assert read["body"]["Id"] == account


def test_a_part_fails_alone_unless_all_or_none(client: Client) -> None:
    """§1.8."""
    good = part("good", "POST", "sobjects/Task", body={"Subject": "kept"})
    bad = part("bad", "POST", "sobjects/Task", body={"Nonsense": 1})
    dependent = part("dependent", "GET", "sobjects/Task/@{bad.id}")
    statuses = [each["httpStatusCode"] for each in answers(client, good, bad, dependent)]
    assert statuses == [201, 400, 400]
    assert len(client.rows("SELECT Id FROM Task WHERE Subject = 'kept'")) == 1


def test_all_or_none_undoes_everything_and_halts_the_others(client: Client) -> None:
    """§1.8."""
    good = part("good", "POST", "sobjects/Task", body={"Subject": "undone"})
    bad = part("bad", "POST", "sobjects/Task", body={"Nonsense": 1})
    never = part("never", "POST", "sobjects/Task", body={"Subject": "undone"})
    results = answers(client, good, bad, never, allOrNone=True)
    codes = [each["body"][0]["errorCode"] for each in results]
    assert codes == ["PROCESSING_HALTED", "INVALID_FIELD", "PROCESSING_HALTED"]
    assert [each["httpStatusCode"] for each in results] == [400, 400, 400]
    assert client.rows("SELECT Id FROM Task WHERE Subject = 'undone'") == []


def test_a_composite_counts_as_one_call(client: Client, org: Org) -> None:
    """§1.8."""
    before = org.meter.total
    answers(client, *(part(f"p{i}", "GET", "limits") for i in range(25)))
    assert org.meter.total == before + 1


def test_read_write_and_read_fit_one_call(client: Client) -> None:
    """§1.8: The pattern of the mirror: what was there, the change, what is there now."""
    tasks = client.ids("SELECT Id FROM Task ORDER BY Id LIMIT 150")
    wanted = {"ids": tasks, "fields": ["Id", "Subject", "SystemModstamp"]}
    records = [{"attributes": {"type": "Task"}, "id": t, "Subject": "Mirrored"} for t in tasks]
    before, written, after = answers(
        client,
        part("before", "POST", "composite/sobjects/Task", body=wanted),
        part("write", "PATCH", "composite/sobjects", body={"records": records}),
        part("after", "POST", "composite/sobjects/Task", body=wanted),
    )
    assert all(each["success"] for each in written["body"])
    assert [row["Id"] for row in before["body"]] == [row["Id"] for row in after["body"]] == tasks
    assert {row["Subject"] for row in after["body"]} == {"Mirrored"}
    assert before["body"] != after["body"]


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [part(f"p{i}", "GET", "limits") for i in range(26)],
        [part(f"q{i}", "GET", "query?q=SELECT+Id+FROM+User") for i in range(6)],
        [part(f"c{i}", "POST", "composite/sobjects/Task", body={}) for i in range(6)],
        [part("twice", "GET", "limits"), part("twice", "GET", "limits")],
        [part("h", "GET", "limits", httpHeaders={"Content-Type": "x"})],
        [part("h", "GET", "limits", httpHeaders={"authorization": "x"})],
        [part("h", "GET", "limits", httpHeaders={"Accept": "x"})],
        [{"method": "GET", "url": "/services/data/v66.0/limits"}],
        ["text"],
    ],
    ids=[
        "none",
        "26 parts",
        "6 queries",
        "6 collections",
        "same reference",
        "content type",
        "authorization",
        "accept",
        "no reference",
        "no object",
    ],
)
def test_a_composite_that_breaks_a_rule_is_refused_as_a_whole(
    client: Client, parts: list[object]
) -> None:
    """§1.8."""
    assert send(client, *parts).status == 400


def test_five_queries_are_allowed(client: Client) -> None:
    """§1.8."""
    parts = [part(f"q{i}", "GET", "queryAll?q=SELECT+Id+FROM+User") for i in range(5)]
    assert [each["httpStatusCode"] for each in answers(client, *parts)] == [200] * 5


def test_a_composite_does_not_contain_another(client: Client) -> None:
    """§1.8."""
    inner = part("inner", "POST", "composite", body={"compositeRequest": []})
    assert answers(client, inner)[0]["httpStatusCode"] == 400


def test_a_part_with_an_unknown_path_fails_with_its_own_status(client: Client) -> None:
    """§1.8."""
    assert answers(client, part("p", "GET", "nonsense"))[0]["httpStatusCode"] == 404
