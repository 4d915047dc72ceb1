"""The mirror by commands alone, against a sandbox org over HTTP."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import urllib.request
from typing import Any

import pytest
from sqlalchemy import insert, update

from cockpit_sandbox.launch import Sandbox
from cockpit_tui.domain import style
from cockpit_tui.store import schema
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import leases, mirror_schema
from tests.cli.cockpit_call import LONGEST_SECONDS, PROGRAM, Cockpit

CYCLE_KEYS = [
    *("org", "org_name", "production", "started_at", "seconds", "pulled", "pushed", "conflicts"),
    *("quarantined", "in_doubt", "pending", "api_calls", "api_usage", "create_mode", "errors"),
]


@pytest.fixture
def mirrored(connected: Cockpit) -> Cockpit:
    """A connected workspace in which TASK-1 of CTA-1 has its twin in Salesforce."""
    account = connected.json("account", "list", "--limit", "1")["items"][0]
    connected.ok("cta", "add", "--account", account["id"], "--name", "Usage down")
    connected.ok("task", "add", "CTA-1", "--title", "Call the champion", "--due", "+3d")
    connected.ok("task", "sync", "TASK-1")
    connected.ok("sync")
    return connected


def remote(sandbox: Sandbox, cockpit: Cockpit, **changes: str) -> dict[str, Any]:
    """The Salesforce Task of TASK-1, changed there first if anything is given."""
    task_id = cockpit.json("task", "show", "TASK-1")["salesforce_ids"][0]
    address = f"{sandbox.instance_url}/services/data/v66.0/sobjects/Task/{task_id}"
    headers = {
        "Authorization": f"Bearer {sandbox.access_token}",
        "Content-Type": "application/json",
    }
    if changes:
        body = json.dumps(changes).encode()
        request = urllib.request.Request(address, body, headers, method="PATCH")  # noqa: S310
        urllib.request.urlopen(request, timeout=30).close()  # noqa: S310
    request = urllib.request.Request(address, headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
    return found


def change_org(cockpit: Cockpit, **columns: object) -> None:
    store = Store(f"sqlite:///{cockpit.home / 'data' / 'cockpit.db'}")
    with store.write() as connection:
        connection.execute(update(mirror_schema.org).values(**columns))
    store.close()


def change_sign_in(cockpit: Cockpit, instance_url: str) -> str:
    """Where the kept session points from now on; where it pointed before."""
    file = cockpit.home / "data" / "sign-ins.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    (entry,) = kept.values()
    before: str = entry["instance_url"]
    entry["instance_url"] = instance_url
    file.write_text(json.dumps(kept), encoding="utf-8")
    return before


def test_connect_says_what_it_found_and_keeps_the_token_private(
    empty: Cockpit, sandbox: Sandbox
) -> None:
    answer = empty.process(
        "connect", "--instance-url", sandbox.instance_url, "--json", stdin=sandbox.access_token
    )
    assert answer.status == 0, answer
    document = answer.document
    assert document["org"] == sandbox.org_id
    assert (document["production"], document["armed"]) == (False, True)
    assert (document["create_mode"], document["mapped"]) == ("A", True)
    assert document["sign_in"] == "file"
    assert sandbox.access_token not in answer.out + answer.err
    kept = empty.home / "data" / "sign-ins.json"
    assert document["sign_in_file"] == str(kept)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert document["first_cycle"]["pulled"]["Account"]["applied"] == 60
    assert empty.json("account", "list")["total"] == 60
    assert empty.json("cta", "list")["total"] == 0


def test_a_token_that_does_not_work_makes_no_workspace(empty: Cockpit, sandbox: Sandbox) -> None:
    answer = empty(
        "connect", "--instance-url", sandbox.instance_url, "--json", stdin="x" * 40 + "\n"
    )
    assert answer.status == 5, answer
    assert not (empty.home / "data" / "cockpit.db").exists()


def test_a_token_file_that_others_can_read_is_refused(empty: Cockpit, sandbox: Sandbox) -> None:
    file = empty.home.parent / "token"
    file.write_text(sandbox.access_token, encoding="utf-8")
    file.chmod(0o644)
    words = ("connect", "--instance-url", sandbox.instance_url, "--token-file", str(file))
    answer = empty(*words)
    assert answer.status == 2
    assert "chmod 600" in answer.err
    file.chmod(0o600)
    empty.ok(*words)


def test_a_session_is_never_sent_over_plain_http(empty: Cockpit) -> None:
    answer = empty("connect", "--instance-url", "http://example.com", stdin="x" * 40)
    assert answer.status == 2
    assert "plain http" in answer.err


def test_sync_with_a_session_in_the_environment_makes_the_workspace_sy_9(
    empty: Cockpit, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_SALESFORCE_INSTANCE_URL", sandbox.instance_url)
    monkeypatch.setenv("COCKPIT_SALESFORCE_ACCESS_TOKEN", sandbox.access_token)
    answer = empty.process("sync", "--once", "--json")
    assert answer.status == 0, answer
    document = answer.document
    assert list(document) == CYCLE_KEYS
    assert list(document["pulled"]["Task"]) == ["seen", "applied", "deleted"]
    assert list(document["pushed"]) == ["created", "updated", "deleted"]
    assert list(document["api_usage"]) == ["used", "limit"]
    checks = {check["name"]: check for check in empty.json("doctor")["checks"]}
    assert checks["Mapping"]["state"] == "ok"
    assert sandbox.access_token not in empty.ok("doctor").out


def test_a_synced_task_becomes_one_salesforce_task_on_the_account_sy_1_sy_6(
    mirrored: Cockpit, sandbox: Sandbox
) -> None:
    found = remote(sandbox, mirrored)
    cta = mirrored.json("cta", "show", "CTA-1")
    assert (found["Subject"], found["WhatId"]) == ("Call the champion", cta["account_id"])
    assert mirrored.json("task", "show", "TASK-1")["sync_state"] == "in-sync"
    activities = mirrored.json("account", "activities", cta["account_id"], "--open")
    ours = [item for item in activities["items"] if item["cta_id"] == "CTA-1"]
    assert [item["subject"] for item in ours] == ["Call the champion"]


def test_records_are_found_by_salesforce_ids_and_names_too(mirrored: Cockpit) -> None:
    task_id = mirrored.json("task", "show", "TASK-1")["salesforce_ids"][0]
    for word in (task_id, task_id[:15], "1", "task-1", "call the champion"):
        assert mirrored.json("task", "show", word)["id"] == "TASK-1"
    for word in (task_id, "Usage down", "cta-1"):
        assert mirrored.json("cta", "show", word)["id"] == "CTA-1"


def test_progress_and_comments_flow_out_sy_4(mirrored: Cockpit, sandbox: Sandbox) -> None:
    mirrored.ok("task", "set", "TASK-1", "comments=Budget is frozen", "title=Call again")
    mirrored.ok("task", "done", "TASK-1")
    assert mirrored.json("sync")["pushed"]["updated"] == 1
    found = remote(sandbox, mirrored)
    assert (found["Subject"], found["Description"]) == ("Call again", "Budget is frozen")
    assert found["Status"] == "Completed"


def test_what_a_sales_rep_closes_in_salesforce_is_closed_here_sy_10_sy_5(
    mirrored: Cockpit, sandbox: Sandbox
) -> None:
    remote(sandbox, mirrored, Status="Completed", Subject="Called")
    assert mirrored.json("sync")["pending"] == 0
    document = mirrored.json("task", "show", "TASK-1")
    assert (document["closed"], document["title"]) == (True, "Called")
    assert mirrored.json("history", "CTA-1")["items"][0]["origin"] == "mirror"


def test_undo_reaches_salesforce_like_any_edit(mirrored: Cockpit, sandbox: Sandbox) -> None:
    mirrored.ok("task", "set", "TASK-1", "title=Another title")
    mirrored.ok("sync")
    mirrored.ok("undo")
    mirrored.ok("sync")
    assert remote(sandbox, mirrored)["Subject"] == "Call the champion"


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
    assert "configure workspace" in refused.document["error"]["message"]
    monkeypatch.delenv("COCKPIT_USER")
    assert connected.json("connect", "--arm")["armed"] is True
    assert connected.json("status")["armed"] is True


def test_another_org_is_refused_with_both_names(connected: Cockpit) -> None:
    with Sandbox.start(seed=8) as other:
        answer = connected(
            "connect", "--instance-url", other.instance_url, "--json", stdin=other.access_token
        )
        assert answer.status == 4, answer
        assert other.org_id in answer.document["error"]["message"]
        assert connected.json("status")["org"] in answer.document["error"]["message"]


def test_an_org_that_is_gone_gives_status_5_and_edits_are_kept(mirrored: Cockpit) -> None:
    mirrored.ok("task", "set", "TASK-1", "title=On the train")
    address = change_sign_in(mirrored, "http://127.0.0.1:9")
    answer = mirrored("sync", "--json")
    assert answer.status == 5, answer
    assert answer.document["pending"] == 1
    assert answer.document["errors"]
    change_sign_in(mirrored, address)
    mirrored.ok("sync")
    assert mirrored.json("task", "show", "TASK-1")["sync_state"] == "in-sync"


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


def test_watch_prints_one_document_a_cycle_and_hears_edits_of_other_programs(
    mirrored: Cockpit, sandbox: Sandbox
) -> None:
    with subprocess.Popen(
        [PROGRAM, "sync", "--watch", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert list(json.loads(process.stdout.readline())) == CYCLE_KEYS
        mirrored.ok("task", "set", "TASK-1", "title=From elsewhere")
        for line in process.stdout:
            if json.loads(line)["pushed"]["updated"]:
                break
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=LONGEST_SECONDS)
    assert process.returncode == 130
    assert remote(sandbox, mirrored)["Subject"] == "From elsewhere"


def test_full_reads_everything_again(connected: Cockpit) -> None:
    assert connected.json("sync")["pulled"]["Account"]["seen"] <= 1
    assert connected.json("sync", "--full")["pulled"]["Account"]["seen"] == 60


def test_activities_are_all_of_the_account_whoever_owns_them_c3_2(connected: Cockpit) -> None:
    account = connected.json("account", "list", "--limit", "1")["items"][0]
    every = connected.json("account", "activities", account["id"])
    sides = [
        connected.json("account", "activities", account["id"], side)["total"]
        for side in ("--open", "--past")
    ]
    assert every["total"] == sum(sides) == len(every["items"])
    assert len({item["owner"] for item in every["items"]}) > 1
    assert list(every["items"][0]) == [
        *("salesforce_id", "kind", "subtype", "subject", "status", "closed", "priority", "date"),
        *("start", "end", "owner", "who", "what", "account_id", "archived", "comments", "cta_id"),
    ]
    fresh = connected.json("account", "activities", account["id"], "--no-archived")
    assert fresh["total"] < every["total"]
    assert not any(item["archived"] for item in fresh["items"])


def test_once_waits_for_a_living_mirror_and_says_so(connected: Cockpit) -> None:
    store = Store(f"sqlite:///{connected.home / 'data' / 'cockpit.db'}")
    org = connected.json("status")["org"]
    with store.write() as connection:
        held = leases.acquire(connection, f"pull:{org}", leases.Holder.of_this_process())
    assert held is not None
    with subprocess.Popen(
        [PROGRAM, "sync", "--once", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert "waiting" in process.stderr.readline()
        assert process.poll() is None
        with store.write() as connection:
            leases.release(connection, held)
        out, _ = process.communicate(timeout=LONGEST_SECONDS)
    store.close()
    assert process.returncode == 0
    assert json.loads(out)["errors"] == []


def test_the_demo_is_made_without_a_terminal_and_mirrors_with_its_own_org(empty: Cockpit) -> None:
    made = empty.process("demo", "--json")
    assert made.status == 0, made
    assert made.document["seed"] == 1
    assert empty.json("cta", "list")["total"] == 80
    assert empty.json("status")["production"] is False
    cycle = empty.json("sync")
    assert (cycle["pending"], cycle["errors"]) == (0, [])


KEYRING = '''
import json
import os

from keyring.backend import KeyringBackend


class Keyring(KeyringBackend):
    """Keeps passwords in the file that FILE_KEYRING names."""

    priority = 1

    def _kept(self):
        try:
            with open(os.environ["FILE_KEYRING"], encoding="utf-8") as file:
                return json.load(file)
        except OSError:
            return {}

    def get_password(self, service, username):
        return self._kept().get(f"{service} {username}")

    def set_password(self, service, username, password):
        kept = {**self._kept(), f"{service} {username}": password}
        with open(os.environ["FILE_KEYRING"], "w", encoding="utf-8") as file:
            json.dump(kept, file)
'''


def test_the_token_goes_into_the_keyring_where_there_is_one(
    empty: Cockpit, sandbox: Sandbox
) -> None:
    folder = empty.home.parent
    (folder / "file_keyring.py").write_text(KEYRING, encoding="utf-8")
    environment = {
        "PYTHON_KEYRING_BACKEND": "file_keyring.Keyring",
        "PYTHONPATH": str(folder),
        "FILE_KEYRING": str(folder / "kept.json"),
    }
    words = ("connect", "--instance-url", sandbox.instance_url, "--json")
    made = empty.process(*words, stdin=sandbox.access_token, **environment)
    assert made.document["sign_in"] == "keyring"
    kept = empty.home / "data" / "sign-ins.json"
    assert sandbox.access_token not in kept.read_text(encoding="utf-8")
    assert empty.process("sync", **environment).status == 0
    del environment["FILE_KEYRING"]
    locked = empty.process("sync", "--json", FILE_KEYRING="/nowhere", **environment)
    assert locked.status == 5
    assert "keyring" in locked.document["error"]["message"]
    # What needs no network opens no keyring.
    for quiet in ("status", "doctor"):
        assert empty.process(quiet, PYTHON_KEYRING_BACKEND="no.such.Keyring").status == 0


def test_a_keyring_that_keeps_nothing_is_not_trusted(empty: Cockpit, sandbox: Sandbox) -> None:
    words = ("connect", "--instance-url", sandbox.instance_url, "--json")
    null = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    assert empty.process(*words, stdin=sandbox.access_token, **null).document["sign_in"] == "file"
    assert empty.process("sync", **null).status == 0


def test_the_same_commands_work_on_both_databases(
    empty: Cockpit, sandbox: Sandbox, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_DATABASE_URL", database_url)
    empty.ok("connect", "--instance-url", sandbox.instance_url, stdin=sandbox.access_token)
    account = empty.json("account", "list", "--limit", "1")["items"][0]
    empty.ok("cta", "add", "--account", account["id"], "--name", "Usage down")
    empty.ok("task", "add", "CTA-1", "--title", "On both", "--assignee", "me")
    empty.ok("task", "sync", "TASK-1")
    assert empty.json("cta", "close", "1", "--tasks", "close", "--dry-run")["changes"]
    assert empty.json("sync")["pushed"]["created"] == 1
    assert remote(sandbox, empty)["Subject"] == "On both"
    empty.ok("task", "done", "TASK-1")
    empty.ok("undo")
    assert empty.json("task", "show", "TASK-1")["closed"] is False
    assert empty.json("history", "CTA-1")["total"] > 3


def test_a_user_who_loses_the_api_right_reads_whose_job_it_is_and_loses_no_edit(
    mirrored: Cockpit, sandbox: Sandbox
) -> None:
    mirrored.ok("task", "set", "TASK-1", "title=Typed without the right")
    sandbox.control.add_faults("api-disabled times=always")
    answer = mirrored("sync")
    assert (answer.status, "pending" in answer.out.lower()) == (5, True), answer
    assert "This user may not use Salesforce's API." in answer.err
    assert "Edits are kept." in answer.err
    assert "For your Salesforce admin: give the permission “API Enabled”" in answer.err
    status = mirrored.json("status")
    assert (status["pending"], "API" in status["problem"]) == (1, True), status
    assert "API Enabled" in mirrored("doctor", "--online").out
    sandbox.control.clear_faults()
    mirrored.ok("sync")
    assert mirrored.json("status")["problem"] in ("", None)
    assert remote(sandbox, mirrored)["Subject"] == "Typed without the right"


def test_amounts_are_in_the_currency_of_the_org_everywhere(mirrored: Cockpit) -> None:
    mirrored.monkeypatch.setattr(style, "_currency", ["USD"])
    store = Store(f"sqlite:///{mirrored.home / 'data' / 'cockpit.db'}")
    with store.write() as connection:
        connection.execute(update(mirror_schema.org).values(currency="EUR"))
        connection.execute(update(schema.account).values(arr_cents=27_200_000))
    store.close()
    name = mirrored.json("cta", "show", "1")["account"]
    for words in (("account", "show", name), ("cta", "explain", "1")):
        told = mirrored.ok(*words).out
        assert "€272k" in told, words
        assert "$" not in told, words
