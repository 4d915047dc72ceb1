"""Each verb on tasks, its effect read back by another command."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from cockpit_tui.store.engine import Store
from cockpit_tui.store.tables import mirror_schema
from tests.cli.cockpit_call import Cockpit


@pytest.fixture
def with_tasks(cockpit: Cockpit) -> Cockpit:
    """CTA-1 with TASK-1 of Ana, and TASK-2 of Leo and Sam."""
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down", "--due", "+30d")
    cockpit.ok("task", "add", "CTA-1", "--title", "Call", "--due", "wed", "--comments", "Budget")
    cockpit.ok(
        *("task", "add", "CTA-1", "--title", "Write", "--due", "tue"),
        *("--assignee", "leo", "--assignee", "sam"),
    )
    return cockpit


def task(cockpit: Cockpit, word: str) -> Any:
    return cockpit.json("task", "show", word)


def test_a_task_is_added_by_hand_with_its_origin_tp_3(with_tasks: Cockpit) -> None:
    document = task(with_tasks, "TASK-1")
    assert (document["title"], document["due"]) == ("Call", "2026-11-25")
    assert (document["assignees"], document["source"]) == (["Ana"], "person")
    assert (document["cta_id"], document["comments"]) == ("CTA-1", "Budget")


def test_tasks_of_one_cta_have_different_owners_tp_4(with_tasks: Cockpit) -> None:
    document = task(with_tasks, "TASK-2")
    assert document["assignees"] == ["Leo", "Sam"]
    assert [part["assignee"] for part in document["parts"]] == ["Leo", "Sam"]


def test_set_takes_the_documents_keys_as_one_batch(with_tasks: Cockpit) -> None:
    answer = with_tasks.json(
        *("task", "set", "TASK-1", "title=Call twice", "priority=high", "due=24 nov"),
        *("assignees=sam,ana", "comments=Later", "status=in progress"),
    )
    document = task(with_tasks, "TASK-1")
    (changed,) = answer["items"]
    assert changed == {key: document[key] for key in changed}
    assert (document["title"], document["priority"]) == ("Call twice", "High")
    assert (document["due"], document["comments"]) == ("2026-11-24", "Later")
    assert (document["assignees"], document["status"]) == (["Sam", "Ana"], "In progress")
    with_tasks.ok("undo")
    document = task(with_tasks, "TASK-1")
    assert (document["title"], document["assignees"]) == ("Call", ["Ana"])


def test_a_task_cannot_be_left_without_an_assignee(with_tasks: Cockpit) -> None:
    assert with_tasks("task", "set", "TASK-1", "assignees=").status == 2
    assert task(with_tasks, "TASK-1")["assignees"] == ["Ana"]


def test_done_closes_every_part_and_reopen_opens_it_again(with_tasks: Cockpit) -> None:
    with_tasks.ok("task", "done", "TASK-2")
    document = task(with_tasks, "TASK-2")
    assert document["closed"] is True
    assert [part["closed"] for part in document["parts"]] == [True, True]
    assert with_tasks.json("cta", "show", "CTA-1")["tasks_open"] == 1
    with_tasks.ok("task", "reopen", "TASK-2")
    assert task(with_tasks, "TASK-2")["closed"] is False


def test_a_filter_picks_open_tasks_to_complete_and_closed_ones_to_reopen(
    with_tasks: Cockpit,
) -> None:
    with_tasks.ok("task", "done", "TASK-1")
    done = with_tasks.json("task", "done", "--filter", "account:globex")
    assert [item["id"] for item in done["items"]] == ["TASK-2"]
    opened = with_tasks.json("task", "reopen", "--filter", "account:globex")
    assert [item["id"] for item in opened["items"]] == ["TASK-1", "TASK-2"]


def test_a_deleted_task_changes_the_count_and_comes_back_tp_14(with_tasks: Cockpit) -> None:
    with_tasks.ok("task", "delete", "TASK-1")
    assert with_tasks.json("cta", "show", "CTA-1")["tasks_total"] == 1
    with_tasks.ok("undo")
    assert task(with_tasks, "TASK-1")["title"] == "Call"


def test_sync_and_desync_switch_the_manual_mirror_sy_2_sy_8(with_tasks: Cockpit) -> None:
    with_tasks.ok("task", "sync", "TASK-1")
    document = task(with_tasks, "TASK-1")
    assert document["synced"] is True
    assert with_tasks.json("status")["pending"] == 1
    answer = with_tasks.ok("task", "desync", "TASK-1")
    assert "No record of it is known in Salesforce." in answer.err
    assert task(with_tasks, "TASK-1")["sync_state"] == "local"
    assert with_tasks.json("status")["pending"] == 0


def test_sy_8_a_task_that_is_deleted_is_said_to_be_kept_in_salesforce_only_if_it_is_there(
    with_tasks: Cockpit,
) -> None:
    with_tasks.ok("task", "sync", "TASK-1", "TASK-2")
    assert with_tasks.json("task", "delete", "TASK-2")["notes"] == []
    store = Store(f"sqlite:///{with_tasks.home / 'data' / 'cockpit.db'}")
    with store.write() as connection:
        connection.execute(
            insert(mirror_schema.link).values(
                sobject="Task", local_id=1, salesforce_id="00T000000000001AAA", state="active"
            )
        )
    store.close()
    answer = with_tasks.json("task", "delete", "TASK-1")
    assert answer["notes"] == ["1 mirrored task kept in Salesforce."]


def test_list_shows_the_tasks_of_ctas_by_name_filter_or_all(with_tasks: Cockpit) -> None:
    with_tasks.ok("task", "done", "TASK-1")
    assert with_tasks.json("task", "list", "CTA-1")["total"] == 2
    assert with_tasks.json("task", "list", "--filter", "account:hooli")["total"] == 0
    opened = with_tasks.json("task", "list", "--open")
    assert [item["id"] for item in opened["items"]] == ["TASK-2"]
    by_due = with_tasks.json("task", "list", "--sort", "due", "--limit", "1")
    assert [item["id"] for item in by_due["items"]] == ["TASK-2"]
    assert by_due["total"] == 2


def test_cd_9_and_cd_8_are_flags(with_tasks: Cockpit) -> None:
    document = with_tasks.json("task", "set", "TASK-1", "due=+31d")
    assert document["notes"] == ["The CTA is due Wed 23 Dec, before this task."]
    document = with_tasks.json("task", "set", "TASK-1", "due=+30d", "--dates", "following")
    assert document["notes"] == ["1 following task moved along."]
    assert task(with_tasks, "TASK-2")["due"] == "2026-11-23"
    document = with_tasks.json("task", "set", "TASK-1", "due=+33d", "--dates", "cta")
    assert with_tasks.json("cta", "show", "CTA-1")["due"] == "2026-12-28", (
        "three working days after Wednesday: the Saturday counts as Monday"
    )
    document = with_tasks.json("task", "set", "TASK-1", "due=+40d", "--move-cta")
    assert document["notes"] == ["The CTA is due Sat 2 Jan 2027 now."]
    assert with_tasks("task", "set", "TASK-1", "title=Other", "--dates", "cta").status == 2


def test_cd_9_what_follows_several_tasks_moves_as_one_batch(with_tasks: Cockpit) -> None:
    with_tasks.ok("task", "add", "CTA-1", "--title", "Follow up", "--due", "thu")
    words = ("task", "shift", "TASK-1", "TASK-2", "--by", "1", "--dates", "cta")
    rehearsed = with_tasks.json(*words, "--dry-run")
    assert len(rehearsed["changes"]) == 4, "two tasks, one that follows, the CTA"
    moved = with_tasks.json(*words)
    assert moved["notes"] == ["1 following task moved along.", "1 CTA moved along."]
    assert task(with_tasks, "TASK-3")["due"] == "2026-11-27"
    with_tasks.ok("undo")
    assert task(with_tasks, "TASK-3")["due"] == "2026-11-26"
    assert task(with_tasks, "TASK-1")["due"] == "2026-11-25"
    all_of_them = ("task", "set", "--filter", "usage", "due=+9d", "--dates", "following")
    assert with_tasks.json(*all_of_them)["notes"][0] == "No task follows them."


def test_cl_22_dates_of_all_tasks_that_a_filter_finds_shift_at_once(with_tasks: Cockpit) -> None:
    before = [task(with_tasks, word)["due"] for word in ("TASK-1", "TASK-2")]
    assert before == ["2026-11-25", "2026-11-24"]
    rehearsed = with_tasks.json("task", "shift", "--filter", "usage", "--by", "3", "--dry-run")
    assert len(rehearsed["changes"]) == 2
    with_tasks.ok("task", "shift", "--filter", "usage", "--by", "3")
    assert [task(with_tasks, word)["due"] for word in ("TASK-1", "TASK-2")] == [
        "2026-11-28",
        "2026-11-27",
    ]
    with_tasks.ok("undo")
    assert [task(with_tasks, word)["due"] for word in ("TASK-1", "TASK-2")] == before
    assert with_tasks("task", "shift", "TASK-1", "--by", "99999").status == 2


def test_cl_1_tasks_of_one_person_are_listed_by_date_over_all_ctas(with_tasks: Cockpit) -> None:
    with_tasks.ok("cta", "add", "--account", "Hooli", "--name", "Other", "--owner", "leo")
    with_tasks.ok("task", "add", "CTA-2", "--title", "Ask", "--due", "today", "--assignee", "ana")
    words = ("task", "list", "--open", "--sort", "due", "--assignee", "me")
    assert [row["title"] for row in with_tasks.json(*words)["items"]] == ["Ask", "Call"]
    assert with_tasks.json(*words[:-1], "sam")["total"] == 1
    with_tasks.ok("task", "done", "TASK-1")
    assert with_tasks.json(*words)["total"] == 1
    assert with_tasks.json("task", "list", "--assignee", "me")["total"] == 2
    assert with_tasks("task", "list", "--assignee", "nobody").status == 1
