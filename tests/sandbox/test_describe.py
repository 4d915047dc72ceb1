"""Fact sheet, "Describe"."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.client import Client


def fields(client: Client, object_name: str) -> dict[str, dict[str, Any]]:
    content = client.get(f"sobjects/{object_name}/describe").content
    return {each["name"]: each for each in content["fields"]}


def test_the_org_lists_its_objects_with_key_prefixes(client: Client) -> None:
    """§1.11."""
    listed = {each["name"]: each for each in client.get("sobjects").content["sobjects"]}
    prefixes = {name: each["keyPrefix"] for name, each in listed.items()}
    assert prefixes["Account"] == "001"
    assert prefixes["Task"] == "00T"
    assert prefixes["Event"] == "00U"
    assert prefixes["Case"] == "500"
    assert listed["TaskStatus"]["createable"] is False
    assert (prefixes["Lead"], prefixes["Group"], prefixes["FeedItem"]) == ("00Q", "00G", "0D5")
    assert len(prefixes) == 15


@pytest.mark.parametrize("object_name", ["Account", "Contact", "Opportunity", "Case", "Task"])
def test_every_described_field_can_be_selected(client: Client, object_name: str) -> None:
    """§1.11."""
    names = ", ".join(fields(client, object_name))
    assert client.rows(f"SELECT {names} FROM {object_name} LIMIT 1")


def test_the_external_key_is_unique_and_36_long(client: Client) -> None:
    """§1.11."""
    for object_name in ("Task", "Event"):
        key = fields(client, object_name)["Cockpit_Ref__c"]
        assert (key["externalId"], key["unique"], key["idLookup"], key["length"]) == (
            True,
            True,
            True,
            36,
        )


def test_derived_fields_are_read_only(client: Client) -> None:
    """§1.11."""
    task = fields(client, "Task")
    for name in ("AccountId", "IsClosed", "IsHighPriority", "CompletedDateTime", "IsArchived"):
        assert not task[name]["createable"]
        assert not task[name]["updateable"]
    assert (task["TaskSubtype"]["createable"], task["TaskSubtype"]["updateable"]) == (True, False)
    assert fields(client, "Contact")["Name"]["calculated"] is True


def test_long_text_is_neither_filterable_nor_sortable(client: Client) -> None:
    """§1.11."""
    text = fields(client, "Task")["Description"]
    assert (text["type"], text["length"]) == ("textarea", 32_000)
    assert not text["filterable"]
    assert not text["sortable"]


def test_required_on_create_follows_from_three_flags(client: Client) -> None:
    """§1.11."""
    required = {
        name
        for name, each in fields(client, "Opportunity").items()
        if each["createable"] and not each["nillable"] and not each["defaultedOnCreate"]
    }
    assert required == {"Name", "StageName", "CloseDate"}


def test_references_name_their_targets_and_relationship(client: Client) -> None:
    """§1.11."""
    task = fields(client, "Task")
    assert task["WhatId"]["referenceTo"] == ["Account", "Opportunity", "Case"]
    assert task["WhatId"]["relationshipName"] == "What"
    assert task["WhatId"]["polymorphicForeignKey"] is True
    assert fields(client, "User")["ManagerId"]["referenceTo"] == ["User"]


def test_a_picklist_lists_its_values_with_the_default(client: Client) -> None:
    """§1.11."""
    status = fields(client, "Task")["Status"]
    assert status["restrictedPicklist"] is True
    values = [(each["value"], each["defaultValue"]) for each in status["picklistValues"]]
    assert values[0] == ("Not Started", True)
    assert ("Completed", False) in values


def test_the_tables_say_which_states_are_closed(client: Client) -> None:
    """§1.11."""
    rows = client.rows(
        "SELECT MasterLabel, ApiName, IsClosed, IsDefault, SortOrder FROM TaskStatus"
        " ORDER BY SortOrder"
    )
    assert [row["ApiName"] for row in rows if row["IsClosed"]] == ["Completed"]
    assert [row["ApiName"] for row in rows if row["IsDefault"]] == ["Not Started"]
    high = client.rows("SELECT ApiName FROM TaskPriority WHERE IsHighPriority = true")
    assert [row["ApiName"] for row in high] == ["High"]


def test_an_unknown_object_is_not_found(client: Client) -> None:
    """§1.11."""
    assert client.get("sobjects/Nonsense/describe").status == 404
