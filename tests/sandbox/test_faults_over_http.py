"""Faults that only a socket can show (fact sheet §1.19, §5)."""

from __future__ import annotations

from time import monotonic
from typing import Any

import pytest
import requests

from cockpit_sandbox import Sandbox
from tests.sandbox.client import BASE

PATIENCE_SECONDS = 20.0


@pytest.fixture
def struck(sandbox: Sandbox) -> Any:
    """Puts rules in force for one test."""
    yield sandbox.control.add_faults
    sandbox.control.clear_faults()


def send(sandbox: Sandbox, method: str, path: str, **more: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {sandbox.access_token}"}
    return requests.request(
        method, f"{sandbox.instance_url}{BASE}/{path}", headers=headers, timeout=10, **more
    )


def count(sandbox: Sandbox, subject: str) -> int:
    soql = f"SELECT COUNT() FROM Task WHERE Subject = '{subject}'"
    return int(send(sandbox, "GET", "query", params={"q": soql}).json()["totalSize"])


def test_a_body_that_breaks_off_is_a_broken_connection(sandbox: Sandbox, struck: Any) -> None:
    """§5, 15: reset in the middle of the body; the work was done."""
    struck("cut-body method=POST")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        send(sandbox, "POST", "sobjects/Task", json={"Subject": "cut off"})
    assert count(sandbox, "cut off") == 1


def test_a_body_comes_slowly(sandbox: Sandbox, struck: Any) -> None:
    """§1.19: slow enough for a read timeout per piece not to strike, and whole in the end."""
    struck("drip seconds=0.3")
    start = monotonic()
    answer = send(sandbox, "GET", "limits")
    assert answer.json()["DailyApiRequests"]["Max"] == 100_000
    assert monotonic() - start >= 0.25


def test_truncated_json_and_html_arrive_as_they_are(sandbox: Sandbox, struck: Any) -> None:
    """§5, 16 and 17."""
    struck("truncate bytes=12", "gateway skip=1")
    assert len(send(sandbox, "GET", "limits").content) == 12
    answer = send(sandbox, "GET", "limits")
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html")


def test_late_work_is_done_by_itself(sandbox: Sandbox, struck: Any) -> None:
    """§5, 14: nobody has to ask the org for it to happen."""
    struck("late-commit seconds=0.2 method=POST")
    with pytest.raises(requests.ConnectionError):
        send(sandbox, "POST", "sobjects/Task", json={"Subject": "by itself"})
    limit = monotonic() + PATIENCE_SECONDS
    while count(sandbox, "by itself") == 0:
        assert monotonic() < limit


def test_a_colleague_writes_by_control(sandbox: Sandbox) -> None:
    """§1.12: counted by nobody."""
    before = sandbox.control.calls()
    made = sandbox.control.write("POST", f"{BASE}/sobjects/Task", {"Subject": "by control"})
    assert made["status"] == 201
    assert sandbox.control.calls() == before
    assert count(sandbox, "by control") == 1
    assert sandbox.control.requests()[-1]["path"] == f"{BASE}/query"
