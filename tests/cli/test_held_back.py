"""What is not sent: read-only, an org that is not armed, refused edits, conflicts."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import insert

from cockpit_sandbox.launch import Sandbox
from cockpit_tui.store.engine import Store
from cockpit_tui.store.tables import schema
from tests.cli.cockpit_call import Cockpit
from tests.cli.mirrored import change_org, change_sign_in, remote


def test_read_only_keeps_edits_and_says_would_write(mirrored: Cockpit, sandbox: Sandbox) -> None:
    mirrored.ok("task", "set", "TASK-1", "title=Kept here")
    answer = mirrored("sync", "--read-only", "--json")
    assert answer.status == 3, answer
    assert answer.document["pushed"]["updated"] == 0
    assert mirrored.json("task", "show", "TASK-1")["sync_state"] == "would-write"
    assert mirrored.json("status")["would_write"] == 1
    assert remote(sandbox, mirrored)["Subject"] == "Call the champion"
    mirrored.ok("sync")
    assert remote(sandbox, mirrored)["Subject"] == "Kept here"


def test_read_only_tells_an_exchange_what_it_would_write(mirrored: Cockpit) -> None:
    mirrored.ok("task", "set", "TASK-1", "title=Kept here")
    answer = mirrored("sync", "--once", "--read-only")
    assert answer.status == 3
    assert re.search(r"^Would write +1$", answer.out, re.MULTILINE), answer.out
    assert "pending" not in answer.out


def test_read_only_says_would_write_before_any_mirror_of_that_kind_ran(mirrored: Cockpit) -> None:
    """COCKPIT_READ_ONLY is of this process: the fact that mirrors share says nothing of it."""
    mirrored.ok("task", "set", "1", "comments=Waiting for a pen")
    assert mirrored.json("task", "show", "1")["sync_state"] == "pending"
    with mirrored.monkeypatch.context() as here:
        here.setenv("COCKPIT_READ_ONLY", "1")
        assert mirrored.json("task", "show", "1")["sync_state"] == "would-write"
        status = mirrored.json("status")
        assert (status["pending"], status["would_write"]) == (0, 1)
        told = mirrored.ok("status")
        assert "read-only (COCKPIT_READ_ONLY): nothing is written" in told.out
        assert "--arm" not in told.err
    told = mirrored.ok("--read-only", "task", "done", "TASK-1")
    assert "Read-only (--read-only): 1 edit for Salesforce is kept here" in told.err
    assert mirrored.json("task", "show", "1")["sync_state"] == "pending"


def test_an_unarmed_production_org_is_not_written_to_until_it_is_named(
    mirrored: Cockpit, sandbox: Sandbox
) -> None:
    change_org(mirrored, is_armed=False, is_sandbox=False, is_loopback=False)
    mirrored.ok("task", "set", "TASK-1", "title=Not yet")
    answer = mirrored("sync")
    assert answer.status == 3
    assert "cockpit connect --arm" in answer.err
    assert mirrored.json("status")["production"] is True
    refused = mirrored("sync", "--allow-production", "Another Org", "--json")
    assert refused.status == 4
    name = mirrored.json("status")["org_name"]
    assert name in refused.document["error"]["message"]
    mirrored.ok("sync", "--allow-production", name)
    assert remote(sandbox, mirrored)["Subject"] == "Not yet"


def test_arming_needs_no_network_but_the_right_to_configure(
    connected: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_org(connected, is_armed=False, is_sandbox=False, is_loopback=False)
    change_sign_in(connected, "http://127.0.0.1:9")
    store = Store(f"sqlite:///{connected.home / 'data' / 'cockpit.db'}")
    with store.write() as connection:
        connection.execute(insert(schema.person).values(name="Mem Ber", role="member"))
    store.close()
    monkeypatch.setenv("COCKPIT_USER", "Mem Ber")
    refused = connected("connect", "--arm", "--json")
    assert refused.status == 4
    assert "configure the workspace" in refused.document["error"]["message"]
    monkeypatch.delenv("COCKPIT_USER")
    assert connected.json("connect", "--arm")["armed"] is True
    assert connected.json("status")["armed"] is True


def test_a_refused_edit_waits_in_quarantine_and_is_sent_again_when_told(
    mirrored: Cockpit, sandbox: Sandbox
) -> None:
    rule = 'validation object=Task field=Subject value=forbidden message="Say more"'
    sandbox.control.add_faults(rule)
    mirrored.ok("task", "set", "TASK-1", "title=forbidden")
    assert mirrored("sync", "--json").status == 3
    waiting = mirrored.json("quarantine", "list")
    assert waiting["total"] == 1
    entry = waiting["items"][0]
    assert entry["fields"] == {"title": "forbidden"}
    assert "Say more" in entry["message"]
    assert "Say more" in mirrored.ok("quarantine", "list").out
    assert mirrored("quarantine", "retry", "9999").status == 1
    sandbox.control.clear_faults()
    mirrored.ok("quarantine", "retry", entry["id"])
    mirrored.ok("sync")
    assert remote(sandbox, mirrored)["Subject"] == "forbidden"


def test_a_refused_edit_can_be_dropped(mirrored: Cockpit, sandbox: Sandbox) -> None:
    sandbox.control.add_faults("validation object=Task field=Subject value=forbidden")
    mirrored.ok("task", "set", "TASK-1", "title=forbidden")
    mirrored("sync")
    mirrored.ok("quarantine", "drop", "--all")
    assert mirrored.json("quarantine", "list")["total"] == 0
    assert mirrored.json("sync")["quarantined"] == 0


@pytest.mark.parametrize(
    ("choice", "here", "there"),
    [("--mine", "In progress", "In Progress"), ("--theirs", "Completed", "Completed")],
)
def test_a_conflict_is_listed_shown_and_settled(
    mirrored: Cockpit, sandbox: Sandbox, choice: str, here: str, there: str
) -> None:
    mirrored.ok("task", "set", "TASK-1", "status=in progress")
    remote(sandbox, mirrored, Status="Completed")
    assert mirrored("sync", "--json").status == 3
    listed = mirrored.json("conflict", "list")
    assert listed["total"] == 1, listed
    found = listed["items"][0]
    assert (found["field"], found["base"], found["chosen"]) == ("status", "Open", "theirs")
    assert (found["mine"], found["theirs"]) == ("In progress", "Completed")
    shown = mirrored.ok("conflict", "show", found["id"])
    assert "In progress" in shown.out
    assert "Completed" in shown.out
    assert mirrored("conflict", "resolve", found["id"]).status == 2
    mirrored.ok("conflict", "resolve", found["id"], choice)
    assert mirrored.json("conflict", "list")["total"] == 0
    assert mirrored.json("conflict", "list", "--all")["total"] == 1
    mirrored.ok("sync")
    assert remote(sandbox, mirrored)["Status"] == there
    assert mirrored.json("task", "show", "TASK-1")["status"] == here
