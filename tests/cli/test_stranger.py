"""A stranger's script: only what the contract promises, only JSON, each call its own process."""

from __future__ import annotations

import json
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import Struct

from tests.cli.cockpit_call import LONGEST_SECONDS, PROGRAM, Answer, Cockpit

NEEDS_A_PERSON, WRONG_WORDS, FAILED = 3, 2, 1


class Script(Struct, frozen=True):
    """Runs commands with `--json` against the org that `cockpit sandbox` announced."""

    cockpit: Cockpit
    instance_url: str
    access_token: str

    def run(self, *words: str) -> Answer:
        return self.cockpit.process(
            *words,
            "--json",
            COCKPIT_SALESFORCE_INSTANCE_URL=self.instance_url,
            COCKPIT_SALESFORCE_ACCESS_TOKEN=self.access_token,
        )

    def __call__(self, *words: str) -> Any:
        answer = self.run(*words)
        assert answer.status == 0, answer
        return answer.document

    def org(self, soql: str) -> list[dict[str, Any]]:
        """What the org itself answers to a query."""
        address = f"{self.instance_url}/services/data/v66.0/query?q={urllib.parse.quote(soql)}"
        headers = {"Authorization": f"Bearer {self.access_token}"}
        request = urllib.request.Request(address, headers=headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=LONGEST_SECONDS) as answer:  # noqa: S310
            found: list[dict[str, Any]] = json.load(answer)["records"]
        return found


@pytest.fixture
def script(empty: Cockpit) -> Iterator[Script]:
    """An org of its own, as one line of JSON tells it."""
    served = subprocess.Popen(
        [PROGRAM, "sandbox", "--seed", "11", "--size", "small"], stdout=subprocess.PIPE, text=True
    )
    assert served.stdout is not None
    told = json.loads(served.stdout.readline())
    yield Script(empty, told["instance_url"], told["access_token"])
    served.terminate()
    served.wait(LONGEST_SECONDS)
    served.stdout.close()


def test_a_script_does_a_mornings_work_by_json_alone(
    script: Script, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D15: on either kind of database."""
    monkeypatch.setenv("COCKPIT_DATABASE_URL", database_url)
    first = script("sync", "--once")
    assert first["pulled"]["Account"]["applied"] > 0
    account = script("account", "list", "--limit", "1")["items"][0]
    people = {row["Name"] for row in script.org("SELECT Name FROM User WHERE IsActive = true")}

    cta = script("cta", "add", "--account", account["name"], "--name", "Seats unused")
    assert (cta["closed"], cta["account_id"]) == (False, account["id"])
    somebody = min(people - {cta["owner"]})
    titles = ("Pull the report", "Call the champion")
    tasks = [
        script("task", "add", cta["id"], "--title", title, "--due", "+3d", "--assignee", somebody)
        for title in titles
    ]
    assert [task["sync_state"] for task in tasks] == ["local", "local"]
    script("task", "sync", *[task["id"] for task in tasks])
    assert script("status")["pending"] == len(tasks)
    assert script("sync", "--once")["pushed"]["created"] == len(tasks)
    names = ", ".join(f"'{title}'" for title in titles)
    written = script.org(
        f"SELECT Owner.Name, Account.Name FROM Task WHERE Subject IN ({names})"
        f" AND Cockpit_Ref__c != null"
    )
    assert len(written) == len(titles)
    assert {row["Owner"]["Name"] for row in written} == {somebody}
    assert {row["Account"]["Name"] for row in written} == {account["name"]}

    script("task", "done", tasks[0]["id"])
    script("task", "set", "--filter", "seats", "priority=High")
    script("cta", "set", cta["id"], "due=+10d", f"owner={somebody}", "--shift-tasks")
    script("sync", "--once")
    (twin,) = script("task", "show", tasks[0]["id"])["salesforce_ids"]
    assert script.org(f"SELECT Status FROM Task WHERE Id = '{twin}'")[0]["Status"] == "Completed"
    shown = script("cta", "show", cta["id"])
    assert (shown["tasks_open"], shown["tasks_total"], shown["owner"]) == (1, 2, somebody)

    groups = script("cta", "list", "--filter", "seats is:open", "--group-by", "owner")["groups"]
    assert [(group["label"], group["count"]) for group in groups] == [(somebody, 1)]
    rehearsed = script("cta", "close", cta["id"], "--tasks", "close", "--dry-run")
    assert rehearsed
    assert script("cta", "list", "--filter", "seats is:closed")["total"] == 0
    script("cta", "close", cta["id"], "--outcome", "success", "--tasks", "close")
    assert script("cta", "list", "--filter", "seats is:closed")["total"] == 1
    script("undo")
    assert script("cta", "show", cta["id"])["closed"] is False
    assert script("history", cta["id"])["items"]
    assert script("sync", "--once")["pending"] == 0


def test_a_script_can_tell_every_kind_of_failure_apart(script: Script) -> None:
    script("sync", "--once")
    unknown = script.run("cta", "show", "CTA-404404")
    assert (unknown.status, set(unknown.document["error"])) == (FAILED, {"code", "message", "hint"})
    wrong = script.run("cta", "list", "--filter", "typo:risk")
    assert (wrong.status, bool(wrong.document["error"]["hint"])) == (WRONG_WORDS, True)
    account = script("account", "list", "--limit", "1")["items"][0]
    cta = script("cta", "add", "--account", account["id"], "--name", "Held back")
    task = script("task", "add", cta["id"], "--title", "Never sent")
    script("task", "sync", task["id"])
    held = script.run("sync", "--once", "--read-only")
    assert held.status == NEEDS_A_PERSON
    assert script.org("SELECT Id FROM Task WHERE Subject = 'Never sent'") == []
