"""Custom fields and objects from a file (fact sheet §1.11, §1.15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cockpit_sandbox import Sandbox
from cockpit_sandbox.clock import VirtualClock
from cockpit_sandbox.launch import SandboxStartError
from cockpit_sandbox.objects import standard_schema
from cockpit_sandbox.org import Org
from cockpit_sandbox.schema_file import SchemaFileError, with_declarations
from cockpit_sandbox.seed import seed_org
from tests.sandbox.client import Client
from tests.sandbox.conftest import NOW, TODAY

DECLARED = """
[Task]
without = ["Cockpit_Ref__c"]

[Task.fields.Effort__c]
type = "double"
label = "Effort in hours"

[Task.fields.Kind__c]
type = "picklist"
values = ["Onboarding", "Renewal"]
restricted = true

[Task.fields.Legacy_Key__c]
type = "string"
length = 20
external_id = true

[Invoice__c]
key_prefix = "a00"

[Invoice__c.fields.Account__c]
type = "reference"
reference_to = ["Account"]
children = "Invoices__r"
cascade = true

[Invoice__c.fields.Amount__c]
type = "currency"
required = true

[Invoice__c.fields.Paid__c]
type = "boolean"
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "fields.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def declared(write: Write) -> Iterator[Client]:
    schema = with_declarations(standard_schema(), write(DECLARED))
    org = Org(schema=schema, clock=VirtualClock(NOW))
    seed_org(org)
    yield Client(org, org.session(org.main_user_id))
    org.close()


def test_declared_fields_are_described_checked_and_queried(declared: Client) -> None:
    """§1.11."""
    fields = {
        each["name"]: each for each in declared.get("sobjects/Task/describe").content["fields"]
    }
    assert fields["Effort__c"]["label"] == "Effort in hours"
    assert [each["value"] for each in fields["Kind__c"]["picklistValues"]] == [
        "Onboarding",
        "Renewal",
    ]
    task = declared.create("Task", Subject="x", Effort__c=1.5, Kind__c="Renewal")
    assert declared.ids("SELECT Id FROM Task WHERE Effort__c > 1") == [task]
    refused = declared.post("sobjects/Task", {"Subject": "x", "Kind__c": "Other"})
    assert refused.code == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"


def test_an_org_can_lack_our_key(declared: Client) -> None:
    """§2: creates without a key of our own."""
    assert declared.ask("SELECT Cockpit_Ref__c FROM Task").code == "INVALID_FIELD"
    assert declared.ask("SELECT Cockpit_Ref__c FROM Event LIMIT 1").status == 200


def test_a_key_that_is_not_unique_permits_twins(declared: Client) -> None:
    """§1.6: several matches answer 300."""
    for _ in range(2):
        declared.create("Task", Subject="x", Legacy_Key__c="twin")
    answer = declared.patch("sobjects/Task/Legacy_Key__c/twin", {"Subject": "y"})
    assert answer.status == 300


def test_a_custom_object_is_an_object_like_others(declared: Client) -> None:
    """§1.15: rows, parents, children, cascades."""
    account = declared.create("Account", Name="Buyer")
    refused = declared.post("sobjects/Invoice__c", {"Name": "I-1", "Account__c": account})
    assert refused.code == "REQUIRED_FIELD_MISSING"
    invoice = declared.create("Invoice__c", Name="I-1", Account__c=account, Amount__c=99)
    assert invoice.startswith("a00")
    (row,) = declared.rows("SELECT Name, Account__r.Name, Paid__c, Amount__c FROM Invoice__c")
    assert (row["Account__r"]["Name"], row["Paid__c"], row["Amount__c"]) == ("Buyer", False, 99)
    (row,) = declared.rows(
        f"SELECT Id, (SELECT Name FROM Invoices__r) FROM Account WHERE Id = '{account}'"
    )
    assert row["Invoices__r"]["records"][0]["Name"] == "I-1"
    described = declared.get("sobjects/Invoice__c/describe").content
    assert (described["custom"], described["label"]) == (True, "Invoice")
    declared.delete(f"sobjects/Account/{account}")
    assert declared.ids("SELECT Id FROM Invoice__c") == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[Task", "table declaration"),
        ("[Nothing]", "no such object: Nothing"),
        ("[Task]\ncolour = 1", "colour"),
        ("[Task]\nwithout = ['Subject']", "cannot go without Subject"),
        ("[Task.fields.Effort]\ntype = 'double'", "not a name of a custom field"),
        ("[Task.fields.Cockpit_Ref__c]\ntype = 'double'", "is there already"),
        ("[Task.fields.Effort__c]\ntype = 'colour'", "colour"),
        ("[Task.fields.Link__c]\ntype = 'reference'", "reference_to"),
        ("[Task.fields.L__c]\ntype = 'reference'\nreference_to = ['X__c']", "no such object: X__c"),
        ("[Invoice__c]", "key_prefix"),
        ("[Invoice__c]\nkey_prefix = '001'", "key_prefix"),
    ],
)
def test_a_file_that_makes_no_sense_says_where(write: Write, text: str, reason: str) -> None:
    with pytest.raises(SchemaFileError, match=reason) as refused:
        with_declarations(standard_schema(), write(text))
    assert "fields.toml" in str(refused.value)


def test_the_process_takes_a_file(write: Write) -> None:
    """§1.11: over HTTP, and a bad one ends the start with a reason."""
    with Sandbox.start(schema=write(DECLARED), today=TODAY) as running:
        assert running.control.send("rights", object="Invoice__c", access="read") == {}
    with pytest.raises(SandboxStartError, match="no such object"):
        Sandbox.start(schema=write("[Nothing]"))
