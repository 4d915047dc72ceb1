"""The mirror by commands alone, against a sandbox org over HTTP."""

from __future__ import annotations

import json
import signal
import subprocess

import pytest
from sqlalchemy import update

from cockpit_sandbox.launch import Sandbox
from cockpit_tui.domain import style
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import leases
from cockpit_tui.store.tables import mirror_schema, schema
from tests.cli.cockpit_call import LONGEST_SECONDS, PROGRAM, Cockpit
from tests.cli.mirrored import change_sign_in, remote

CYCLE_KEYS = [
    *("org", "org_name", "production", "started_at", "seconds", "pulled", "pushed", "conflicts"),
    *("quarantined", "in_doubt", "pending", "api_calls", "api_usage", "create_mode", "errors"),
]


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
    for amount, *words in (("€272,000", "account", "show", name), ("€272k", "cta", "explain", "1")):
        told = mirrored.ok(*words).out
        assert amount in told, words
        assert "$" not in told, words


def test_what_was_logged_names_its_customer_as_the_list_does(mirrored: Cockpit) -> None:
    customer = mirrored.json("account", "list", "--limit", "1")["items"][0]
    words = ("account", "log", customer["id"], "--kind", "call", "--subject", "Check-in")
    logged = mirrored.json(*words)
    assert (logged["what"], logged["account_id"]) == (customer["name"], customer["id"])
