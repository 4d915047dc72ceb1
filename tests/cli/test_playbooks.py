"""`cockpit playbook`, and what playbooks and waiting tasks are to other commands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.cockpit_call import Cockpit

DETRACTOR = "Detractor survey response"


@pytest.fixture
def with_cta(cockpit: Cockpit) -> Cockpit:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Score of 3", "--type", "risk")
    return cockpit


def tasks(cockpit: Cockpit, cta: str = "CTA-1") -> Any:
    return cockpit.json("task", "list", cta)["items"]


def test_playbooks_are_there_without_an_import_tp_15(cockpit: Cockpit) -> None:
    items = cockpit.json("playbook", "list")["items"]
    assert DETRACTOR in [item["name"] for item in items]
    shown = cockpit.json("playbook", "show", "detractor")
    assert (shown["type"], shown["active"], shown["source"]) == ("Risk", True, "shipped")
    first = shown["steps"][0]
    assert list(first) == [
        *("number", "title", "day", "owner", "priority", "mirror", "after", "description")
    ]
    assert DETRACTOR in cockpit.ok("playbook", "show", "detractor").out


def test_playbooks_are_listed_by_type_and_state_tp_10(cockpit: Cockpit) -> None:
    def names(*words: str) -> set[str]:
        return {item["name"] for item in cockpit.json("playbook", "list", *words)["items"]}

    assert DETRACTOR in names("--type", "risk")
    assert DETRACTOR not in names("--type", "event")
    assert names("--state", "inactive") == set()
    assert names("--state", "all") == names()


def test_a_dry_run_shows_dates_and_owners_and_writes_nothing(with_cta: Cockpit) -> None:
    call = ("playbook", "apply", "detractor", "CTA-1", "--dry-run")
    document = with_cta.json(*call)
    assert (document["dry_run"], document["batch"]) == (True, None)
    plan = document["plans"][0]
    assert (plan["cta_id"], plan["refused"]) == ("CTA-1", None)
    assert (plan["tasks"][0]["due"], plan["tasks"][0]["assignee"]) == ("2026-11-23", "Ana")
    assert plan["tasks"][1]["after"] == [1]
    shown = with_cta.ok(*call)
    assert "Mon 23 Nov" in shown.out
    assert "Nothing was changed." in shown.out
    assert tasks(with_cta) == []


def test_a_playbook_is_applied_and_undone(with_cta: Cockpit) -> None:
    answer = with_cta.json("playbook", "apply", DETRACTOR, "CTA-1")
    assert answer["items"][0]["playbook"] == DETRACTOR
    made = tasks(with_cta)
    assert [task["title"] for task in made] == [t["title"] for t in answer["plans"][0]["tasks"]]
    assert {task["source"] for task in made} == {"playbook"}
    with_cta.ok("undo")
    assert tasks(with_cta) == []
    assert with_cta.json("cta", "show", "CTA-1")["playbook"] is None


def test_apply_refuses_a_second_time_and_replace_takes_its_place_tp_9(with_cta: Cockpit) -> None:
    with_cta.ok("playbook", "apply", DETRACTOR, "CTA-1")
    refused = with_cta("playbook", "apply", "adoption", "CTA-1", "--json")
    assert refused.status == 1
    assert "playbook replace" in refused.document["error"]["hint"]
    answer = with_cta.json("playbook", "replace", "adoption", "CTA-1")
    assert len(answer["plans"][0]["removed"]) == 9
    assert with_cta.json("cta", "show", "CTA-1")["playbook"] == "Adoption risk"
    assert {task["source"] for task in tasks(with_cta)} == {"playbook"}


def test_a_filter_applies_to_all_that_fit_and_tells_of_the_others(with_cta: Cockpit) -> None:
    with_cta.ok("cta", "add", "--account", "Hooli", "--name", "Review", "--type", "event")
    answer = with_cta.json("playbook", "apply", DETRACTOR, "--filter", "is:open")
    assert [item["id"] for item in answer["items"]] == ["CTA-1"]
    assert [plan["cta_id"] for plan in answer["plans"] if plan["refused"]] == ["CTA-2"]
    assert any("CTA-2" in note for note in answer["notes"])


def test_a_cta_is_added_with_a_playbook_in_one_batch_tp_5(cockpit: Cockpit) -> None:
    words = ("cta", "add", "--account", "Globex", "--name", "Score of 3", "--playbook", "detractor")
    document = cockpit.json(*words)
    assert (document["playbook"], document["tasks_total"]) == (DETRACTOR, 9)
    cockpit.ok("undo")
    assert cockpit.json("cta", "list")["total"] == 0
    refused = cockpit(*words[:-1], "onboarding", "--type", "risk", "--json")
    assert refused.status == 1
    assert cockpit.json("cta", "list")["total"] == 0


def test_a_waiting_task_refuses_and_names_the_way_out_tp_16(with_cta: Cockpit) -> None:
    for title in ("Draft", "Send"):
        with_cta.ok("task", "add", "CTA-1", "--title", title)
    with_cta.ok("task", "set", "TASK-2", "after=TASK-1")
    shown = with_cta.json("task", "show", "TASK-2")
    assert (shown["after"], shown["waits_for"]) == (["TASK-1"], ["TASK-1"])
    refused = with_cta("task", "done", "TASK-2", "--json")
    assert refused.status == 1
    assert refused.document["error"]["code"] == "blocked"
    assert "Draft" in refused.document["error"]["message"]
    assert "--anyway" in refused.document["error"]["hint"]
    with_cta.ok("task", "done", "TASK-2", "--anyway")
    with_cta.ok("undo")
    with_cta.ok("task", "set", "TASK-2", "after=none")
    with_cta.ok("task", "done", "TASK-2")


def test_tp_12_the_order_of_tasks_is_a_setting(with_cta: Cockpit) -> None:
    with_cta.ok("task", "add", "CTA-1", "--title", "Late", "--due", "+9d")
    with_cta.ok("task", "add", "CTA-1", "--title", "Soon", "--due", "+1d")
    assert [task["title"] for task in tasks(with_cta)] == ["Late", "Soon"]
    with_cta.ok("config", "set", "tasks.order", "due")
    assert [task["title"] for task in tasks(with_cta)] == ["Soon", "Late"]


def test_the_task_count_follows_every_edit_at_once_tp_14(with_cta: Cockpit) -> None:
    def counts() -> tuple[int, int]:
        document = with_cta.json("cta", "show", "CTA-1")
        return document["tasks_open"], document["tasks_total"]

    with_cta.ok("playbook", "apply", DETRACTOR, "CTA-1")
    assert counts() == (9, 9)
    first = tasks(with_cta)[0]["id"]
    with_cta.ok("task", "done", first)
    assert counts() == (8, 9)
    with_cta.ok("task", "delete", first)
    assert counts() == (8, 8)
    with_cta.ok("task", "add", "CTA-1", "--title", "One more")
    assert counts() == (9, 9)


def test_a_task_shows_priority_status_description_and_its_playbook_tp_13(with_cta: Cockpit) -> None:
    with_cta.ok("playbook", "apply", DETRACTOR, "CTA-1")
    document = with_cta.json("task", "show", tasks(with_cta)[0]["id"])
    assert (document["priority"], document["status"]) == ("High", "Open")
    assert document["comments"].startswith("What did they score")
    assert document["playbook"] == DETRACTOR


def test_holidays_of_a_setting_move_dates_tp_7(with_cta: Cockpit) -> None:
    with_cta.ok("config", "set", "tasks.holidays", "US")
    plan = with_cta.json("playbook", "apply", "detractor", "CTA-1", "--dry-run")["plans"][0]
    call = next(task for task in plan["tasks"] if task["day"] == 3)
    assert (call["due"], call["holidays"]) == ("2026-11-27", "Thanksgiving Day")
    refused = with_cta("config", "set", "tasks.holidays", "XX")
    assert refused.status == 2
    assert "XX" in refused.err
