"""Production is looked at first and written to when it is armed; the first writes in words."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from typing import Any

import pytest

from cockpit_sandbox.launch import Sandbox
from tests.cli.cockpit_call import Cockpit
from tests.cli.mirrored import change_org, remote

TITLES = [f"Prepare the review, part {number}" for number in range(1, 8)]


@pytest.fixture
def production(connected: Cockpit) -> Cockpit:
    """A connected production org that is not armed, with seven creates, a change and a deletion."""
    account = connected.json("account", "list", "--limit", "1")["items"][0]
    connected.ok("cta", "add", "--account", account["id"], "--name", "Usage down")
    connected.ok("task", "add", "CTA-1", "--title", "Call the champion", "--due", "+3d")
    connected.ok("task", "add", "CTA-1", "--title", "Old news")
    connected.ok("task", "sync", "TASK-1", "TASK-2")
    connected.ok("sync")
    change_org(connected, is_sandbox=False, is_loopback=False, is_armed=False)
    for title in TITLES:
        connected.ok("task", "add", "CTA-1", "--title", title, "--due", "2026-12-01")
    connected.ok("task", "sync", *(f"TASK-{number}" for number in range(3, 10)))
    return connected


def tasks_called(sandbox: Sandbox, title: str) -> list[dict[str, Any]]:
    soql = f"SELECT Id, Subject, ActivityDate, Priority, Status FROM Task WHERE Subject = '{title}'"
    query = urllib.parse.urlencode({"q": soql})
    request = urllib.request.Request(  # noqa: S310 the sandbox's own address
        f"{sandbox.instance_url}/services/data/v66.0/query?{query}",
        headers={"Authorization": f"Bearer {sandbox.access_token}"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        found: list[dict[str, Any]] = json.load(answer)["records"]
    return found


def test_arming_is_rehearsed_and_then_exactly_the_previewed_writes_are_made(
    production: Cockpit, sandbox: Sandbox
) -> None:
    name = production.json("status")["org_name"]
    calls = sandbox.control.calls()
    shown = production.json("connect", "--arm", "--dry-run")
    assert (shown["dry_run"], shown["armed"], shown["production"]) == (True, False, True)
    preview = shown["writes"]
    assert (preview["org_name"], preview["total"], len(preview["first"])) == (name, 7, 5)
    assert "validation rules" in preview["unchecked"]
    assert sandbox.control.calls() == calls, "a preview needs no network"
    assert not any(tasks_called(sandbox, title) for title in TITLES)
    assert production("sync").status == 3
    assert not any(tasks_called(sandbox, title) for title in TITLES)
    armed = production.json("connect", "--arm")
    assert armed["armed"] is True
    assert armed["writes"] == preview
    assert production.json("sync")["pushed"] == {"created": 7, "updated": 0, "deleted": 0}
    for write in preview["first"]:
        (found,) = tasks_called(sandbox, write["fields"]["Subject"])
        said = {key: write["fields"][key] for key in ("Subject", "ActivityDate", "Priority")}
        assert said.items() <= found.items()


def test_each_write_is_one_line_in_our_words(production: Cockpit) -> None:
    production.ok("task", "set", "TASK-1", "due=2026-12-24", "priority=High")
    production.ok("task", "delete", "TASK-2", "--delete")
    production.ok("task", "desync", "TASK-3", "TASK-4", "TASK-5", "TASK-6", "TASK-7", "--keep")
    org_name = production.json("status")["org_name"]
    answer = production.ok("connect", "--arm", "--dry-run")
    lines = answer.out.splitlines()
    assert lines[0] == f"The next cycle would write 4 tasks to {org_name} (PRODUCTION):"
    assert lines[1].startswith("  1. Create a task “Prepare the review, part 6” on ")
    assert "due date 2026-12-01" in lines[1]
    assert lines[3].startswith("  3. Change the task “Call the champion” (00T")
    assert "due date 2026-11-26 → 2026-12-24" in lines[3]
    assert lines[4].startswith("  4. Delete the task “Old news” (00T")
    assert lines[5].startswith("Checked: ")
    assert production.json("status")["would_write"] == 4


def test_allow_production_arms_the_org_of_that_name_alone(
    production: Cockpit, sandbox: Sandbox
) -> None:
    name = production.json("status")["org_name"]
    answer = production("connect", "--allow-production", "Another Inc", "--json")
    assert answer.status == 4
    assert f"“{name}”, not “Another Inc”" in answer.document["error"]["message"]
    assert answer.document["error"]["hint"] == f"--allow-production '{name}'"
    held = production("sync")
    assert "cockpit connect --arm --dry-run" in held.err
    assert production("connect", "--allow-production", name, "--dry-run").status == 0
    assert production.json("status")["would_write"] == 7
    production.ok("connect", "--allow-production", name)
    production.ok("sync")
    assert remote(sandbox, production)["Subject"] == "Call the champion"
    assert production.json("status")["would_write"] == 0


def test_a_rehearsal_without_arming_is_refused(production: Cockpit) -> None:
    assert production("connect", "--dry-run").status == 2
    assert production("connect", "--dry-run", "--arm", "--web").status == 2
