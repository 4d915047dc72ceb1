"""An org with other fields is another value of `Schema` and no other code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from cockpit_sandbox.clock import VirtualClock
from cockpit_sandbox.objects import standard_schema
from cockpit_sandbox.objects.fields import text
from cockpit_sandbox.org import Org
from cockpit_sandbox.schema import Schema
from cockpit_sandbox.seed import seed_org
from tests.sandbox.client import Client
from tests.sandbox.conftest import NOW


def with_legacy_key() -> Schema:
    """The standard objects; Task has an external id that is not unique as well."""
    key = replace(text("Legacy_Key__c", 20), external_id=True, id_lookup=True)
    return Schema(
        replace(each, fields=(*each.fields, key)) if each.name == "Task" else each
        for each in standard_schema()
    )


@pytest.fixture
def client() -> Iterator[Client]:
    org = Org(schema=with_legacy_key(), clock=VirtualClock(NOW))
    seed_org(org)
    yield Client(org, org.session(org.main_user_id))
    org.close()


def test_a_custom_field_is_described_written_and_queried(client: Client) -> None:
    """§1.15."""
    described = client.get("sobjects/Task/describe").content["fields"]
    assert any(each["name"] == "Legacy_Key__c" and each["custom"] for each in described)
    task = client.create("Task", Subject="x", Legacy_Key__c="L1")
    assert client.ids("SELECT Id FROM Task WHERE Legacy_Key__c = 'l1'") == [task]


def test_a_key_that_is_not_unique_permits_duplicates_and_upsert_lists_them(
    client: Client,
) -> None:
    """§1.15: Fact sheet, "Rows CRUD and upsert": several matches answer 300, nothing is written."""
    twins = [client.create("Task", Subject="x", Legacy_Key__c="twin") for _ in range(2)]
    answer = client.patch("sobjects/Task/Legacy_Key__c/twin", {"Subject": "changed"})
    assert answer.status == 300
    assert [url.rpartition("/")[2] for url in answer.content] == twins
    assert client.rows("SELECT Id FROM Task WHERE Subject = 'changed'") == []


def test_several_matches_fail_one_record_of_a_collection(client: Client) -> None:
    """§1.15."""
    for _ in range(2):
        client.create("Task", Subject="x", Legacy_Key__c="twin")
    records = [
        {"attributes": {"type": "Task"}, "Legacy_Key__c": key, "Subject": "y"}
        for key in ("twin", "other")
    ]
    path = "composite/sobjects/Task/Legacy_Key__c"
    answer = client.patch(path, {"records": records})
    assert [each["success"] for each in answer.content] == [False, True]
    assert answer.content[0]["errors"][0]["statusCode"] == "DUPLICATE_EXTERNAL_ID"


def test_a_file_of_an_older_release_gains_the_fields_that_came_since(tmp_path: Path) -> None:
    """§1.15."""
    file = tmp_path / "org.sqlite"
    older = Org(file, clock=VirtualClock(NOW))
    seed_org(older)
    older.close()
    newer = Org(file, schema=with_legacy_key(), clock=VirtualClock(NOW))
    client = Client(newer, newer.session(newer.main_user_id))
    assert client.rows("SELECT Legacy_Key__c FROM Task LIMIT 1")[0]["Legacy_Key__c"] is None
    task = client.create("Task", Subject="x", Legacy_Key__c="L1")
    assert client.row("Task", task)["Legacy_Key__c"] == "L1"
    newer.close()


def test_an_interrupted_seed_leaves_the_org_empty(tmp_path: Path) -> None:
    """§1.15."""
    org = Org(tmp_path / "org.sqlite", clock=VirtualClock(NOW))

    def interrupted_seed() -> None:
        with org.storage.transaction():
            seed_org(org)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted_seed()
    assert org.org_id == ""
    seed_org(org)
    assert org.org_id.startswith("00D")
    org.close()
