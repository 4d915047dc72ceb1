"""Fact sheet, "Limits" and "Errors"; and the fault rules that provoke them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from cockpit_sandbox.errors import AnswerLost
from cockpit_sandbox.faults import Fault, FaultRuleError
from cockpit_sandbox.org import Org
from tests.sandbox.client import Client


def provoke(org: Org, *rules: str) -> None:
    org.faults.rules += [Fault.parse(rule) for rule in rules]


def control(org: Org, **content: object) -> tuple[int, dict[str, object]]:
    headers = {"Authorization": f"Bearer {org.control_token}"}
    answer = org.handle("POST", "/__control__", headers, json.dumps(content).encode())
    return answer.status, json.loads(answer.body)


def test_every_answer_tells_the_usage(client: Client) -> None:
    """§1.12."""
    first = client.get("limits")
    assert first.headers["Sforce-Limit-Info"] == "api-usage=1/100000"
    assert first.content == {"DailyApiRequests": {"Max": 100_000, "Remaining": 99_999}}
    missing = client.get("sobjects/Task/00TdL0000zzzzzz")
    assert missing.headers["Sforce-Limit-Info"] == "api-usage=2/100000"


def test_calls_are_forgotten_after_a_day(client: Client, org: Org) -> None:
    """§1.12."""
    client.get("limits")
    org.advance(timedelta(hours=25))
    assert client.get("limits").headers["Sforce-Limit-Info"] == "api-usage=1/100000"


def test_the_used_up_day_refuses_calls(client: Client, org: Org) -> None:
    """§1.12."""
    org.meter.maximum = 1
    assert client.get("limits").status == 200
    answer = client.get("limits")
    assert (answer.status, answer.code) == (403, "REQUEST_LIMIT_EXCEEDED")
    assert answer.content[0]["message"].startswith("TotalRequests")


@pytest.mark.parametrize(
    ("rule", "status", "code"),
    [
        ("expired-session", 401, "INVALID_SESSION_ID"),
        ("unavailable", 503, "SERVER_UNAVAILABLE"),
        ("limit", 403, "REQUEST_LIMIT_EXCEEDED"),
        ("limit kind=concurrent", 403, "REQUEST_LIMIT_EXCEEDED"),
    ],
)
def test_a_rule_refuses_one_request(
    client: Client, org: Org, rule: str, status: int, code: str
) -> None:
    """§1.13."""
    provoke(org, rule)
    answer = client.get("limits")
    assert (answer.status, answer.code) == (status, code)
    assert client.get("limits").status == 200


def test_the_meanings_of_the_limit_error_differ_by_message(client: Client, org: Org) -> None:
    """§1.12."""
    provoke(org, "limit kind=daily", "limit kind=concurrent", "limit kind=long")
    messages = [client.get("limits").content[0]["message"] for _ in range(3)]
    assert [message.split()[0] for message in messages] == [
        "TotalRequests",
        "ConcurrentRequests",
        "ConcurrentPerOrgLongTxn",
    ]


def test_an_answer_can_be_lost_after_the_work_was_done(client: Client, org: Org) -> None:
    """§1.19."""
    provoke(org, "drop-after method=POST")
    with pytest.raises(AnswerLost) as lost:
        client.post("sobjects/Task", {"Subject": "done"})
    assert lost.value.committed
    assert len(client.rows("SELECT Id FROM Task WHERE Subject = 'done'")) == 1


def test_a_request_can_be_lost_before_anything_was_done(client: Client, org: Org) -> None:
    """§1.19."""
    provoke(org, "drop-before method=POST")
    with pytest.raises(AnswerLost) as lost:
        client.post("sobjects/Task", {"Subject": "not done"})
    assert not lost.value.committed
    assert client.rows("SELECT Id FROM Task WHERE Subject = 'not done'") == []


def test_a_locked_row_fails_as_often_as_the_rule_says(client: Client, org: Org) -> None:
    """§1.13."""
    provoke(org, "lock object=Task times=2")
    codes = [client.post("sobjects/Task", {"Subject": "x"}) for _ in range(3)]
    assert [answer.status for answer in codes] == [400, 400, 201]
    assert codes[0].code == "UNABLE_TO_LOCK_ROW"
    assert client.post("sobjects/Account", {"Name": "x"}).status == 201


def test_a_lock_inside_a_collection_fails_one_record(client: Client, org: Org) -> None:
    """§1.13."""
    provoke(org, "lock skip=1")
    records = [{"attributes": {"type": "Task"}, "Subject": "x"} for _ in range(3)]
    answer = client.post("composite/sobjects", {"records": records})
    assert [each["success"] for each in answer.content] == [True, False, True]


def test_a_validation_rule_refuses_a_value_until_it_is_taken_away(client: Client, org: Org) -> None:
    """§1.13."""
    provoke(org, 'validation object=Task field=Subject value=bad message="Say more"')
    for _ in range(2):
        answer = client.post("sobjects/Task", {"Subject": "bad"})
        assert answer.code == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
        assert answer.content[0]["message"] == "Say more"
    assert client.post("sobjects/Task", {"Subject": "good"}).status == 201
    org.faults.rules.clear()
    assert client.post("sobjects/Task", {"Subject": "bad"}).status == 201


def test_a_rule_can_wait_and_choose_its_requests(client: Client, org: Org) -> None:
    """§1.19."""
    provoke(org, "unavailable path=/composite skip=1 times=2")
    body = {"compositeRequest": [{"method": "GET", "url": "/x", "referenceId": "x"}]}
    assert client.get("limits").status == 200
    statuses = [client.post("composite", body).status for _ in range(4)]
    assert statuses == [200, 503, 503, 200]


def test_a_delay_is_handed_to_the_caller_of_the_org(client: Client, org: Org) -> None:
    """§1.19."""
    provoke(org, "delay seconds=2.5")
    headers = {"Authorization": f"Bearer {client.token}"}
    path = "/services/data/v66.0/limits"
    assert org.deliver("GET", path, headers).delay_seconds == 2.5
    assert org.deliver("GET", path, headers).delay_seconds == 0


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "nonsense",
        "lock times=many",
        "lock colour=red",
        "delay",
        "delay seconds=soon",
        "validation field=Subject",
        "limit kind=weekly",
        "lock 'open",
        "lock times",
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule: str) -> None:
    with pytest.raises(FaultRuleError):
        Fault.parse(rule)


def test_control_needs_its_own_token(org: Org, client: Client) -> None:
    headers = {"Authorization": f"Bearer {client.token}"}
    answer = org.handle("POST", "/__control__", headers, b'{"verb": "calls"}')
    assert answer.status == 401


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"verb": "nonsense"},
        {"verb": ["x"]},
        {"verb": "advance_clock"},
        {"verb": "faults", "add": ["nonsense"]},
        {"verb": "delete_hard", "object": "Task"},
        {"verb": "session", "user_id": "x"},
    ],
)
def test_control_refuses_what_it_does_not_understand(org: Org, content: dict[str, object]) -> None:
    assert control(org, **content)[0] == 400


def test_control_moves_the_clock(org: Org, client: Client) -> None:
    """§1.13."""
    assert control(org, verb="advance_clock", seconds=3_600)[0] == 200
    row = client.row("Task", client.create("Task", Subject="x"))
    assert row["CreatedDate"] == "2026-11-23T10:00:30.000+0000"


def test_control_lists_and_clears_faults(org: Org, client: Client) -> None:
    """§1.19."""
    control(org, verb="faults", add=["unavailable times=2"])
    client.get("limits")
    _, told = control(org, verb="faults")
    assert told["faults"] == [{"rule": "unavailable times=2", "struck": 1, "remaining": 1}]
    control(org, verb="faults", clear=True)
    assert client.get("limits").status == 200


def test_control_counts_calls_without_being_one(org: Org, client: Client) -> None:
    """§1.12."""
    client.get("limits")
    control(org, verb="calls")
    assert control(org, verb="calls")[1] == {"total": 1, "last_24_hours": 1}


def test_control_purges_a_row_from_the_bin(org: Org, client: Client) -> None:
    """§1.19."""
    task = client.create("Task", Subject="x")
    client.delete(f"sobjects/Task/{task}")
    assert control(org, verb="delete_hard", object="Task", id=task)[1] == {"purged": True}
    assert client.rows(f"SELECT Id FROM Task WHERE Id = '{task}'", deleted=True) == []
    assert control(org, verb="delete_hard", object="Task", id=task)[1] == {"purged": False}


def test_control_ends_all_sessions(org: Org, client: Client) -> None:
    """§1.19."""
    token = control(org, verb="expire_sessions")[1]["access_token"]
    assert client.get("limits").status == 401
    assert Client(org, str(token)).get("limits").status == 200
