"""Creates that are done once by their key (fact sheet §0.4, §1.11, §2)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid1, uuid4

import pytest

from cockpit_sandbox.errors import AnswerLost
from cockpit_sandbox.org import Org
from tests.sandbox.client import Client, Received, told


def create(client: Client, key: str | None, subject: str = "Once") -> Received:
    headers = {} if key is None else {"Idempotency-Key": key}
    content = {"apiName": "Task", "fields": {"Subject": subject}}
    return client.send("POST", "ui-api/records", content, headers)


def count(client: Client, subject: str = "Once") -> int:
    return len(client.ids(f"SELECT Id FROM Task WHERE Subject = '{subject}'"))


def test_a_key_creates_once_and_gives_the_same_answer_again(client: Client) -> None:
    """§2 B: replays return the cached response."""
    key = str(uuid4())
    first, second = create(client, key), create(client, key)
    assert (first.status, second.status) == (201, 201)
    assert first.content == second.content
    assert first.content["fields"]["Subject"]["value"] == "Once"
    assert count(client) == 1


def test_without_a_key_every_request_creates(client: Client) -> None:
    """§2 B."""
    create(client, None)
    create(client, None)
    assert count(client) == 2


def test_a_lost_answer_is_asked_for_again(client: Client, org: Org) -> None:
    """§5, 12: timed out, committed; the same key brings the id."""
    key = str(uuid4())
    told(org, "faults", add=["drop-after path=/ui-api"])
    with pytest.raises(AnswerLost):
        create(client, key)
    answer = create(client, key)
    assert client.row("Task", answer.content["id"])["Subject"] == "Once"
    assert count(client) == 1


def test_a_refusal_is_not_kept(client: Client, org: Org) -> None:
    """§2 B: what was not done can be tried again under its key."""
    key = str(uuid4())
    told(org, "faults", add=["lock"])
    assert create(client, key).code == "UNABLE_TO_LOCK_ROW"
    assert create(client, key).status == 201


def test_a_key_is_a_uuid_of_version_4(client: Client) -> None:
    """§2 B."""
    for key in ("k1", str(uuid1())):
        assert create(client, key).status == 400
    assert count(client) == 0


def test_a_key_lives_for_thirty_days_and_belongs_to_its_user(client: Client, org: Org) -> None:
    """§2 B: an expired key is like a new one."""
    key = str(uuid4())
    create(client, key)
    other = str(org.storage.rows("SELECT Id FROM User WHERE IsActive = 1 ORDER BY Id")[1][0])
    create(Client(org, org.session(other)), key)
    assert count(client) == 2
    org.advance(timedelta(days=31))
    create(client, key)
    assert count(client) == 3


def test_changes_and_deletions_can_carry_a_key_too(client: Client) -> None:
    """§2 B: POST, PATCH and DELETE on records."""
    record = create(client, None).content
    headers = {"Idempotency-Key": str(uuid4())}
    path = f"ui-api/records/{record['id']}"
    changed = client.send("PATCH", path, {"fields": {"Subject": "Other"}}, headers)
    assert changed.content["fields"]["Subject"]["value"] == "Other"
    client.patch(f"sobjects/Task/{record['id']}", {"Subject": "Later"})
    again = client.send("PATCH", path, {"fields": {"Subject": "Other"}}, headers)
    assert again.content == changed.content
    assert client.row("Task", record["id"])["Subject"] == "Later"
    deleting = {"Idempotency-Key": str(uuid4())}
    assert client.send("DELETE", path, None, deleting).status == 204
    assert client.send("DELETE", path, None, deleting).status == 204
    assert client.send("DELETE", path, None).status == 404


def test_a_record_is_read_by_qualified_fields(client: Client) -> None:
    """§1.11: the user interface's own form of a record."""
    record = create(client, None).content
    path = f"ui-api/records/{record['id']}"
    read = client.get(f"{path}?fields=Task.Subject,Task.IsClosed").content
    assert read["fields"] == {
        "Subject": {"displayValue": None, "value": "Once"},
        "IsClosed": {"displayValue": None, "value": False},
    }
    assert client.get(path).status == 400
    assert client.get(f"{path}?fields=Task.Nonsense").code == "INVALID_FIELD"
    stale = {"If-Modified-Since": "2020-01-01T00:00:00.000+0000"}
    assert client.patch(path, {"fields": {"Subject": "x"}}, stale).status == 412


def test_the_choices_of_a_picklist_are_known_by_record_type(client: Client) -> None:
    """§1.11: the default record type is 012000000000000AAA."""
    path = "ui-api/object-info/Task/picklist-values/012000000000000AAA"
    answer = client.get(f"{path}/Status").content
    assert answer["defaultValue"]["value"] == "Not Started"
    assert "Completed" in [each["value"] for each in answer["values"]]
    assert client.get(f"{path}/IsClosed").status == 404


@pytest.mark.parametrize(
    "content", [{"apiName": "Nothing", "fields": {}}, {"apiName": "Task"}, {"fields": {}}]
)
def test_what_makes_no_record_is_refused(client: Client, content: dict[str, object]) -> None:
    assert client.post("ui-api/records", content).status == 400
