"""Fact sheet, "Conditional requests"."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cockpit_sandbox.org import Org
from tests.sandbox.client import Client

STAMP = "Mon, 23 Nov 2026 09:00:30 GMT"
EARLIER = "Mon, 23 Nov 2026 09:00:29 GMT"


@pytest.fixture
def task(client: Client) -> str:
    return client.create("Task", Subject="Guarded")


def test_a_row_says_when_it_was_modified(client: Client, task: str) -> None:
    """§1.7."""
    headers = client.get(f"sobjects/Task/{task}").headers
    assert headers["Last-Modified"] == STAMP
    assert "ETag" not in headers


def test_a_write_is_refused_when_the_row_is_newer(client: Client, org: Org, task: str) -> None:
    """§1.7."""
    org.advance(timedelta(seconds=1))
    client.patch(f"sobjects/Task/{task}", {"Subject": "By another"})
    answer = client.patch(
        f"sobjects/Task/{task}", {"Subject": "Mine"}, {"If-Unmodified-Since": STAMP}
    )
    assert answer.status == 412
    assert client.row("Task", task)["Subject"] == "By another"


def test_a_write_within_the_same_second_passes(client: Client, task: str) -> None:
    """§1.7."""
    client.patch(f"sobjects/Task/{task}", {"Subject": "By another"})
    headers = {"If-Unmodified-Since": STAMP}
    assert client.patch(f"sobjects/Task/{task}", {"Subject": "Mine"}, headers).status == 204


def test_an_unreadable_date_refuses_a_write(client: Client, task: str) -> None:
    """§1.7."""
    headers = {"If-Unmodified-Since": "yesterday"}
    assert client.patch(f"sobjects/Task/{task}", {"Subject": "x"}, headers).status == 400


def test_a_delete_does_not_look_at_conditions(client: Client, task: str) -> None:
    """§1.7."""
    headers = {"If-Unmodified-Since": EARLIER}
    assert client.send("DELETE", f"sobjects/Task/{task}", headers=headers).status == 204


def test_an_unchanged_row_is_not_sent_again(client: Client, task: str) -> None:
    """§1.7."""
    answer = client.get(f"sobjects/Task/{task}", {"If-Modified-Since": STAMP})
    assert (answer.status, answer.content) == (304, None)
    assert client.get(f"sobjects/Task/{task}", {"If-Modified-Since": EARLIER}).status == 200


def test_an_account_alone_has_an_etag(client: Client, account: str) -> None:
    """§1.7."""
    etag = client.get(f"sobjects/Account/{account}").headers["ETag"]
    path = f"sobjects/Account/{account}"
    assert client.get(path, {"If-None-Match": etag}).status == 304
    assert client.patch(path, {"Website": "x.example"}, {"If-None-Match": etag}).status == 412
    assert client.patch(path, {"Website": "x.example"}, {"If-Match": '"old"'}).status == 412
    assert client.patch(path, {"Website": "x.example"}, {"If-Match": etag}).status == 204


def test_an_account_is_guarded_by_its_etag(client: Client, account: str, org: Org) -> None:
    """§1.7: If-Match mismatch 412; If-None-Match 304 on reads and 412 on writes; else 400."""
    path = f"sobjects/Account/{account}"
    tag = client.get(path).headers["ETag"]
    assert client.send("HEAD", path, None, {"If-None-Match": tag}).status == 304
    assert client.patch(path, {"Phone": "1"}, {"If-None-Match": tag}).status == 412
    assert client.patch(path, {"Phone": "1"}, {"If-Match": '"other"'}).status == 412
    assert client.patch(path, {"Phone": "1"}, {"If-Match": tag}).status == 204
    org.advance(timedelta(seconds=1))
    client.patch(path, {"Phone": "2"})
    assert client.patch(path, {"Phone": "3"}, {"If-Match": tag}).status == 412
    for header in ("If-Match", "If-None-Match"):
        assert client.patch(path, {"Phone": "4"}, {header: "nonsense"}).status == 400
    assert client.row("Account", account)["Phone"] == "2"


def test_describe_is_not_sent_again(client: Client) -> None:
    """§1.7."""
    changed = client.get("sobjects/Task/describe").headers["Last-Modified"]
    answer = client.get("sobjects/Task/describe", {"If-Modified-Since": changed})
    assert answer.status == 304


def test_a_part_of_a_composite_can_be_guarded(client: Client, task: str) -> None:
    """§1.7."""
    parts = [
        {
            "method": "PATCH",
            "url": f"/services/data/v66.0/sobjects/Task/{task}",
            "referenceId": "guarded",
            "httpHeaders": {"If-Unmodified-Since": EARLIER},
            "body": {"Subject": "Mine"},
        },
        {"method": "GET", "url": f"/services/data/v66.0/sobjects/Task/{task}", "referenceId": "r"},
    ]
    answers = client.post("composite", {"compositeRequest": parts}).content["compositeResponse"]
    assert [each["httpStatusCode"] for each in answers] == [412, 200]
    assert answers[1]["body"]["Subject"] == "Guarded"
