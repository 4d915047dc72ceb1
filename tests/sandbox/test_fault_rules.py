"""Faults on the way and at rows (fact sheet §1.12, §1.13, §1.19, §5)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from cockpit_sandbox.errors import AnswerLost
from cockpit_sandbox.org import Org
from tests.sandbox.client import BASE, Client, told


def strike(org: Org, *rules: str) -> None:
    told(org, "faults", add=list(rules), clear=True)


def subjects(client: Client, subject: str) -> list[str]:
    return client.ids(f"SELECT Id FROM Task WHERE Subject = '{subject}'")


def test_work_can_be_done_minutes_after_the_connection_broke(client: Client, org: Org) -> None:
    """§5, 14: read timeout, and the server commits five minutes later."""
    strike(org, "late-commit seconds=300 method=POST")
    with pytest.raises(AnswerLost) as lost:
        client.post("sobjects/Task", {"Subject": "late"})
    assert not lost.value.committed
    assert subjects(client, "late") == []
    org.advance(timedelta(seconds=299))
    assert subjects(client, "late") == []
    org.advance(timedelta(seconds=1))
    (task,) = subjects(client, "late")
    assert client.row("Task", task)["SystemModstamp"] == "2026-11-23T09:05:30.000+0000"


def test_a_late_row_can_bear_the_time_of_its_request(client: Client, org: Org) -> None:
    """§5, 26: stamped t, visible later."""
    strike(org, "late-commit seconds=2700 stamp=request method=POST")
    with pytest.raises(AnswerLost):
        client.post("sobjects/Task", {"Subject": "late"})
    org.advance(timedelta(seconds=2_700))
    (task,) = subjects(client, "late")
    assert client.row("Task", task)["SystemModstamp"] == "2026-11-23T09:00:30.000+0000"
    assert org.clock.now().minute == 45


def test_late_work_meets_no_fault_and_is_counted_once(client: Client, org: Org) -> None:
    """§1.12: the call was made when it was sent."""
    strike(org, "late-commit seconds=10 method=POST", "lock times=always")
    with pytest.raises(AnswerLost):
        client.post("sobjects/Task", {"Subject": "late"})
    assert org.meter.total == 1
    org.advance(timedelta(seconds=10))
    assert len(subjects(client, "late")) == 1


def test_a_request_can_be_delivered_twice(client: Client, org: Org) -> None:
    """§5, 18: a plain create makes twins, an upsert does not."""
    strike(org, "twice times=2 method=POST", "twice method=PATCH")
    client.create("Task", Subject="twin")
    assert len(subjects(client, "twin")) == 2
    answer = client.patch("sobjects/Task/Cockpit_Ref__c/k", {"Subject": "keyed"})
    assert (answer.status, answer.content["created"]) == (200, False)
    assert len(subjects(client, "keyed")) == 1


def test_a_body_can_break_off(client: Client, org: Org) -> None:
    """§5, 15: the work was done."""
    strike(org, "cut-body method=POST")
    with pytest.raises(AnswerLost) as lost:
        client.post("sobjects/Task", {"Subject": "cut"})
    assert lost.value.committed
    assert len(subjects(client, "cut")) == 1


def test_a_body_can_be_complete_for_http_and_no_json(org: Org, client: Client) -> None:
    """§5, 16: truncated JSON with 200."""
    strike(org, "truncate bytes=20")
    headers = {"Authorization": f"Bearer {client.token}"}
    answer = org.handle("GET", f"{BASE}/limits", headers)
    assert (answer.status, len(answer.body)) == (200, 20)
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.body)


@pytest.mark.parametrize(("done", "rows"), [("no", 0), ("yes", 1)])
def test_a_gateway_answers_html_before_or_after_the_work(
    client: Client, org: Org, done: str, rows: int
) -> None:
    """§5, 17: HTML from the edge says nothing about what was done."""
    strike(org, f"gateway status=503 method=POST done={done}")
    headers = {"Authorization": f"Bearer {client.token}"}
    answer = org.handle("POST", f"{BASE}/sobjects/Task", headers, b'{"Subject": "edge"}')
    assert (answer.status, answer.headers["Content-Type"]) == (503, "text/html")
    assert answer.body.startswith(b"<html>")
    assert "Sforce-Limit-Info" not in answer.headers
    assert len(subjects(client, "edge")) == rows


@pytest.mark.parametrize(
    ("body", "start"), [("array", b'[{"message'), ("dict", b'{"error"'), ("html", b"<html>")]
)
def test_an_ended_session_is_told_in_several_forms(
    org: Org, client: Client, body: str, start: bytes
) -> None:
    """§1.2, §5, 20 and 21: other 401 bodies may be no list; for ever, if the rule says so."""
    strike(org, f"expired-session times=always body={body}")
    headers = {"Authorization": f"Bearer {client.token}"}
    for _ in range(3):
        answer = org.handle("GET", f"{BASE}/limits", headers)
        assert answer.status == 401
        assert answer.body.startswith(start)


def test_the_api_can_be_switched_off(org: Org, client: Client) -> None:
    """§1.13."""
    strike(org, "api-disabled")
    answer = client.get("limits")
    assert (answer.status, answer.code) == (403, "API_DISABLED_FOR_ORG")


@pytest.mark.parametrize(
    ("status", "code"),
    [(500, "UNKNOWN_EXCEPTION"), (400, "QUERY_TIMEOUT"), (429, "REQUEST_LIMIT_EXCEEDED")],
)
def test_any_refusal_of_a_request_can_be_had(
    org: Org, client: Client, status: int, code: str
) -> None:
    """§1.13: the codes that time mends and those that it does not."""
    strike(org, f'refuse status={status} code={code} message="Not now"')
    answer = client.get("limits")
    assert (answer.status, answer.code) == (status, code)
    assert answer.content[0]["message"] == "Not now"


def test_the_page_size_a_client_asks_for_is_a_hint(client: Client, org: Org) -> None:
    """§1.3, §5, 28: 37 rows a page, and every row once."""
    strike(org, "page-size rows=37")
    answer = client.ask("SELECT Id FROM Account", headers={"Sforce-Query-Options": "batchSize=500"})
    assert len(answer.content["records"]) == 37
    more = client.get(answer.content["nextRecordsUrl"])
    assert len(more.content["records"]) == answer.content["totalSize"] - 37


def test_a_locator_can_be_lost(client: Client, org: Org) -> None:
    """§1.3, §5, 29: INVALID_QUERY_LOCATOR in the middle of a load."""
    url = client.ask("SELECT Id FROM Task").content["nextRecordsUrl"]
    strike(org, "lost-locator")
    assert client.get(url).code == "INVALID_QUERY_LOCATOR"
    assert client.get(url).status == 200


def test_a_composite_can_answer_for_fewer_parts_than_were_sent(client: Client, org: Org) -> None:
    """§5, 44: what has no result is in doubt."""
    strike(org, "short-answer drop=1")
    parts = [
        {"method": "GET", "url": f"{BASE}/limits", "referenceId": f"r{index}"} for index in range(3)
    ]
    answer = client.post("composite", {"compositeRequest": parts})
    assert [each["referenceId"] for each in answer.content["compositeResponse"]] == ["r0", "r1"]


def test_a_trigger_can_rewrite_what_was_sent(client: Client, org: Org) -> None:
    """§1.15, §5, 32: always read back what the server made of a write."""
    strike(org, 'rewrite object=Task field=Status value=Completed to="In Progress"')
    task = client.create("Task", Subject="x")
    client.patch(f"sobjects/Task/{task}", {"Status": "Completed"})
    row = client.row("Task", task)
    assert (row["Status"], row["IsClosed"]) == ("In Progress", False)
    strike(org, "rewrite object=Task field=Subject to='[CS] {}' times=1")
    client.patch(f"sobjects/Task/{task}", {"Subject": "Call"})
    assert client.row("Task", task)["Subject"] == "[CS] Call"


def test_a_trigger_can_create_a_row_once(client: Client, org: Org) -> None:
    """§1.19: triggers create rows; not again while the value stays."""
    strike(org, 'spawn object=Task field=Status value=Completed subject="Follow up!"')
    task = client.create("Task", Subject="x", Status="Completed")
    client.patch(f"sobjects/Task/{task}", {"Subject": "y"})
    assert len(subjects(client, "Follow up!")) == 1


def test_a_trigger_can_throw_with_a_code_of_its_own(client: Client, org: Org) -> None:
    """§1.13: CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY, ENTITY_IS_LOCKED and others."""
    strike(org, "validation field=Subject value=bad code=ENTITY_IS_LOCKED message='In approval'")
    answer = client.post("sobjects/Task", {"Subject": "bad"})
    assert (answer.code, answer.content[0]["message"]) == ("ENTITY_IS_LOCKED", "In approval")


def test_a_colleague_can_be_quicker(client: Client, org: Org) -> None:
    """§5, 36 and 37: the record changes between our reading and our writing, in the same second."""
    task = client.create("Task", Subject="Ours", Type="Call")
    org.advance(timedelta(seconds=5))
    read = client.get(f"sobjects/Task/{task}").headers["Last-Modified"]
    strike(org, f'meanwhile id={task} field=Subject to="Theirs" method=PATCH')
    guarded = {"If-Unmodified-Since": read}
    calls = org.meter.total
    assert client.patch(f"sobjects/Task/{task}", {"Type": "Email"}, guarded).status == 412
    assert org.meter.total == calls + 1
    row = client.row("Task", task)
    assert (row["Subject"], row["Type"]) == ("Theirs", "Call")
    assert row["LastModifiedById"] != org.main_user_id


def test_line_ends_can_come_back_otherwise(client: Client, org: Org) -> None:
    """§1.14, §5, 72: compare texts in a canonical form."""
    strike(org, "newlines to=CRLF object=Task")
    task = client.create("Task", Subject="x", Description="one\ntwo")
    assert client.row("Task", task)["Description"] == "one\r\ntwo"


def test_one_bad_record_can_refuse_the_whole_call(client: Client, org: Org) -> None:
    """§5, 41: a poison value; nothing of the call is written."""
    strike(org, "validation field=Subject value=poison whole=yes code=JSON_PARSER_ERROR")
    records = [
        {"attributes": {"type": "Task"}, "Subject": subject} for subject in ("fine one", "poison")
    ]
    answer = client.post("composite/sobjects", {"records": records})
    assert (answer.status, answer.code) == (400, "JSON_PARSER_ERROR")
    assert subjects(client, "fine one") == []


def test_a_duplicate_rule_gives_way_to_consent(client: Client, org: Org) -> None:
    """§1.13, §5, 47: DUPLICATES_DETECTED unless Sforce-Duplicate-Rule-Header allows the save."""
    strike(org, "duplicate-rule field=Subject value=Twin")
    body = {"Subject": "Twin"}
    assert client.post("sobjects/Task", body).code == "DUPLICATES_DETECTED"
    allowed = {"Sforce-Duplicate-Rule-Header": "allowSave=true"}
    assert client.send("POST", "sobjects/Task", body, allowed).status == 201
    part = {
        "method": "POST",
        "url": f"{BASE}/sobjects/Task",
        "referenceId": "one",
        "body": body,
        "httpHeaders": allowed,
    }
    answer = client.post("composite", {"compositeRequest": [part]})
    assert answer.content["compositeResponse"][0]["httpStatusCode"] == 201


def test_a_trigger_runs_out_of_time_at_200_and_not_at_50(client: Client, org: Org) -> None:
    """§5, 43: a smaller batch passes."""
    strike(org, "row-limit over=50 object=Task")

    def records(count: int) -> dict[str, object]:
        return {"records": [{"attributes": {"type": "Task"}, "Subject": "n"}] * count}

    refused = client.post("composite/sobjects", records(200)).content
    assert {each["errors"][0]["statusCode"] for each in refused} == {
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"
    }
    assert all(each["success"] for each in client.post("composite/sobjects", records(50)).content)


def test_other_integrations_use_up_the_day(client: Client, org: Org) -> None:
    """§1.12, §5, 64 and 66: the header tells; the limit refuses."""
    told(org, "usage", others=96_000)
    assert client.get("limits").headers["Sforce-Limit-Info"] == "api-usage=96001/100000"
    told(org, "usage", others=100_000)
    assert "TotalRequests" in client.get("limits").content[0]["message"]


def test_the_org_tells_what_was_called(client: Client, org: Org) -> None:
    """§1.12: a ledger can be compared call by call; a lost answer is a call too."""
    strike(org, "drop-after method=POST")
    with pytest.raises(AnswerLost):
        client.post("sobjects/Task", {"Subject": "x"})
    client.get("limits")
    made = told(org, "requests")["requests"]
    assert [(each["method"], each["path"], each["status"]) for each in made] == [
        ("POST", f"{BASE}/sobjects/Task", 201),
        ("GET", f"{BASE}/limits", 200),
    ]
    assert {each["user_id"] for each in made} == {org.main_user_id}
    assert told(org, "calls")["total"] == 2


def test_sign_in_is_struck_only_by_a_rule_that_names_it(org: Org) -> None:
    """§1.2: a refresh can fail for ever while the API answers."""
    strike(org, "unavailable times=always", "unavailable times=always path=/services/oauth2/token")
    assert org.handle("POST", "/services/oauth2/token", {}, b"").status == 503
    assert org.handle("POST", "/services/oauth2/revoke", {}, b"").status == 400
    strike(org, "drop-after", "gateway done=yes path=/services/oauth2/token")
    answer = org.handle("POST", "/services/oauth2/token", {}, b"")
    assert (answer.status, answer.headers["Content-Type"]) == (502, "text/html")
    strike(org, "late-commit seconds=1 path=/services/oauth2/token")
    with pytest.raises(AnswerLost):
        org.handle("POST", "/services/oauth2/token", {}, b"")


@pytest.mark.parametrize(
    "rule",
    [
        "late-commit",
        "late-commit seconds=soon",
        "expired-session body=xml",
        "page-size",
        "rewrite field=Subject",
        "row-limit over=many",
        "gateway done=maybe",
        "refuse status=99 code=X",
        "drip rows=3",
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(org: Org, rule: str) -> None:
    answer = org.handle(
        "POST",
        "/__control__",
        {"Authorization": f"Bearer {org.control_token}"},
        json.dumps({"verb": "faults", "add": [rule]}).encode(),
    )
    assert answer.status == 400
