"""Records that the database writes as JSON are those that Python would write (fact sheet §1.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cockpit_sandbox.clock import VirtualClock
from cockpit_sandbox.objects import standard_schema
from cockpit_sandbox.objects.fields import text
from cockpit_sandbox.org import Org
from cockpit_sandbox.schema import Schema
from cockpit_sandbox.seed import seed_org
from tests.sandbox.client import Client
from tests.sandbox.conftest import NOW

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80)


@pytest.fixture(scope="module")
def shared() -> Iterator[Org]:
    """One org for all examples."""
    org = Org(clock=VirtualClock(NOW))
    seed_org(org)
    yield org
    org.close()


def shown(client: Client, name: str, fields: list[str], record_id: str) -> dict[str, Any]:
    (row,) = client.rows(f"SELECT {', '.join(fields)} FROM {name} WHERE Id = '{record_id}'")
    return row


@given(words=TEXTS)
def test_any_text_comes_back_as_it_is_stored(shared: Org, words: str) -> None:
    """§1.14: quotes, control characters, emoji; a query and a row agree."""
    client = Client(shared, shared.session(shared.main_user_id))
    task = client.create("Task", Subject="Nasty", Description=words)
    row = shown(client, "Task", ["Description"], task)
    assert row["Description"] == client.row("Task", task)["Description"]


def test_a_query_of_all_fields_is_the_row(client: Client) -> None:
    """§1.3, §1.14: numbers, booleans, nulls and moments are written alike."""
    for name in ("Account", "Task", "Event", "Opportunity", "Case", "User"):
        record_id = client.ids(f"SELECT Id FROM {name} ORDER BY Id LIMIT 1")[0]
        row = client.row(name, record_id)
        fields = [field for field in row if field != "attributes"]
        assert shown(client, name, fields, record_id) == row


def test_more_values_than_one_call_of_a_function_takes(client: Client) -> None:
    """§1.3: parents of parents; a hundred values of one record."""
    task = client.ids("SELECT Id FROM Task WHERE AccountId != null ORDER BY Id LIMIT 1")[0]
    own = [field for field in client.row("Task", task) if field != "attributes"]
    account = client.row("Task", task)["AccountId"]
    theirs = [field for field in client.row("Account", account) if field != "attributes"]
    owner = list(client.row("User", client.row("Account", account)["OwnerId"]))
    paths = [
        *own,
        *(f"Account.{field}" for field in theirs),
        *(f"Account.Owner.{field}" for field in owner if field != "attributes"),
        *(f"Account.Parent.{field}" for field in theirs),
    ]
    row = shown(client, "Task", paths, task)
    assert {field: row[field] for field in own} == {
        field: client.row("Task", task)[field] for field in own
    }
    expected = client.row("Account", account)
    assert {field: row["Account"][field] for field in theirs} == {
        field: expected[field] for field in theirs
    }
    assert row["Account"]["Owner"]["Id"] == expected["OwnerId"]
    assert row["Account"]["attributes"] == expected["attributes"]


def test_a_wide_object_is_put_together_from_parts() -> None:
    """§1.3: more fields than one call of a function of the database takes."""
    wide = Schema(
        replace(each, fields=(*each.fields, *(text(f"F{n}__c", 20) for n in range(150))))
        if each.name == "Task"
        else each
        for each in standard_schema()
    )
    org = Org(schema=wide, clock=VirtualClock(NOW))
    seed_org(org)
    client = Client(org, org.session(org.main_user_id))
    task = client.create("Task", Subject="wide", F149__c="}}last{{")
    names = [field for field in client.row("Task", task) if field != "attributes"]
    row = shown(client, "Task", [*names, "Owner.Name"], task)
    assert row.pop("Owner")["Name"] == "Maya Lindåker"
    assert row == client.row("Task", task)
    org.close()
