"""`cockpit doctor`: what the org lets us do, what follows from it, and what an admin should add."""

from __future__ import annotations

import json
import socket
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cockpit_sandbox.launch import Sandbox
from tests.cli.cockpit_call import Cockpit
from tests.cli.mirrored import change_org, change_sign_in

SPACE = "{http://soap.sforce.com/2006/04/metadata}"


def checks(cockpit: Cockpit, *words: str) -> dict[str, dict[str, Any]]:
    answer = cockpit("doctor", "--json", *words)
    return {check["name"]: check for check in answer.document["checks"]}


def change_capabilities(cockpit: Cockpit, change: Callable[[dict[str, Any]], None]) -> None:
    """As if the org allowed something else when it was connected."""
    database = sqlite3.connect(cockpit.home / "data" / "cockpit.db")
    (text,) = database.execute("SELECT capabilities FROM org").fetchone()
    found = json.loads(text)
    change(found)
    database.execute("UPDATE org SET capabilities = ?", (json.dumps(found),))
    database.commit()
    database.close()


def test_a_healthy_org_is_told_without_a_call_to_it(connected: Cockpit, sandbox: Sandbox) -> None:
    calls = sandbox.control.calls()
    found = checks(connected)
    assert sandbox.control.calls() == calls
    assert found["Tasks"]["message"] == "may be created, changed and closed"
    assert found["Creates"]["message"].startswith("mode A: exact, by Cockpit_Ref__c")
    assert found["Reads"]["state"] == "ok"
    assert "as the org counts" in found["API calls"]["message"]
    facts = connected.json("doctor")["org"]
    assert (facts["org"], facts["create_mode"], facts["has_ref_field"]) == (
        sandbox.org_id,
        "A",
        True,
    )
    assert facts["unmapped"] == {"statuses": [], "priorities": [], "ours": []}
    assert "Subject" in facts["task_fields"]["createable"]


def test_missing_rights_fields_and_values_are_named_with_whose_job_they_are(
    connected: Cockpit,
) -> None:
    def change(found: dict[str, Any]) -> None:
        task, account = found["objects"]["Task"], found["objects"]["Account"]
        task["updateable"].remove("OwnerId")
        task["readable"].remove("Description")
        account["readable"] = [name for name in account["readable"] if name != "NPS__c"]
        found["statuses"].append({"value": "Escalated", "is_closed": False, "is_default": False})
        found["priorities"].append("Urgent")
        found["has_ref"] = False

    change_capabilities(connected, change)
    change_org(connected, create_mode="E")
    found = checks(connected)
    assert (found["Tasks"]["state"], found["Tasks"]["message"]) == (
        "note",
        "may be created and changed, but not their assignee",
    )
    assert "Task: Description" in found["Reads"]["message"]
    assert found["Customer facts"]["message"] == "Account has no NPS__c: they stay empty"
    assert found["Unmapped"]["message"] == "the org's status “Escalated”, priority “Urgent”"
    assert "never rewritten" in found["Unmapped"]["hint"]
    assert found["Creates"]["message"].startswith("mode E: by comparing")
    assert "cockpit doctor --metadata FOLDER" in found["Creates"]["hint"]
    facts = connected.json("doctor")["org"]
    assert facts["unmapped"]["statuses"] == ["Escalated"]
    assert facts["unreadable"] == {"Task": ["Description"]}
    change_capabilities(connected, lambda org: org["objects"]["Task"].update(createable=[]))
    answer = connected("doctor", "--json")
    assert answer.status == 1
    (tasks,) = [check for check in answer.document["checks"] if check["name"] == "Tasks"]
    assert tasks["message"] == "this user may not create tasks (Subject, WhatId)"


def test_the_metadata_is_a_package_with_the_field_and_the_rights_on_it(
    empty: Cockpit, tmp_path: Path
) -> None:
    folder = tmp_path / "package"
    written = empty.json("doctor", "--metadata", str(folder))["files"]
    assert sorted(written) == sorted(str(file) for file in folder.rglob("*") if file.is_file())
    package = ET.parse(folder / "package.xml").getroot()  # noqa: S314 written by ourselves
    members = {
        kind.findtext(f"{SPACE}name"): kind.findtext(f"{SPACE}members")
        for kind in package.iter(f"{SPACE}types")
    }
    assert members == {
        "CustomField": "Activity.Cockpit_Ref__c",
        "PermissionSet": "Cockpit_Mirror",
    }
    assert package.findtext(f"{SPACE}version") == "66.0"
    activity = ET.parse(folder / "objects" / "Activity.object").getroot()  # noqa: S314
    field = activity.find(f"{SPACE}fields")
    assert field is not None
    facts = {child.tag.removeprefix(SPACE): child.text for child in field}
    assert facts["fullName"] == "Cockpit_Ref__c"
    wanted = {"externalId": "true", "unique": "true", "type": "Text", "length": "36"}
    assert wanted.items() <= facts.items()
    rights = ET.parse(folder / "permissionsets" / "Cockpit_Mirror.permissionset")  # noqa: S314
    allowed = {
        entry.findtext(f"{SPACE}field"): entry.findtext(f"{SPACE}editable")
        for entry in rights.getroot().iter(f"{SPACE}fieldPermissions")
    }
    assert allowed == {"Task.Cockpit_Ref__c": "true", "Event.Cockpit_Ref__c": "true"}
    assert "sf project deploy start" in (folder / "README.txt").read_text(encoding="utf-8")
    refused = empty("doctor", "--metadata", str(folder))
    assert refused.status == 2
    assert "Nothing was written" in refused.err


def test_online_reports_each_layer_and_the_session(connected: Cockpit) -> None:
    found = checks(connected, "--online")
    assert [name for name in found if found[name]["state"] == "problem"] == []
    assert "speaks API" in found["Host"]["message"]
    assert found["Sign-in"]["message"].startswith("the session works, as ")
    assert "calls spent" in found["API"]["message"]


def test_online_stops_at_the_layer_that_fails_and_says_whose_job_it_is(
    connected: Cockpit,
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        change_sign_in(connected, f"http://127.0.0.1:{closed.getsockname()[1]}")
        found = checks(connected, "--online")
    assert found["Name"]["state"] == "ok"
    assert found["Line"]["state"] == "problem"
    assert found["Line"]["hint"].startswith("For your network's people:")
    assert "Sign-in" not in found


def test_online_tells_that_the_session_has_ended(connected: Cockpit, sandbox: Sandbox) -> None:
    sandbox.control.add_faults("expired-session path=/services/oauth2/userinfo")
    found = checks(connected, "--online")
    assert "session has ended" in found["Online"]["message"]
    assert found["Online"]["hint"].startswith("For you: sign in again")


def test_online_without_an_org_says_that_there_is_nothing_to_reach(empty: Cockpit) -> None:
    assert checks(empty, "--online")["Online"]["state"] == "note"
