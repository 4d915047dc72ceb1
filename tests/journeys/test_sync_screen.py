"""The sync screen by keys alone; the effect of each verb is read from the org."""

from __future__ import annotations

import contextlib
import json
import sqlite3

from tests.journeys.house import House
from tests.journeys.org import Colleague
from tests.journeys.steps import NARROW, Mirrored, a_mirrored_task, opened

ASSIGNEE = "SELECT assignee_id FROM task_part WHERE task_id = ?"
OTHERS = "SELECT Id, Name FROM User WHERE IsActive = true AND Department = 'Sales' ORDER BY Name"
MIDDLE = (100, 30)


def edited_on_both_sides(house: House) -> tuple[Mirrored, Colleague, str, str]:
    """A task whose assignee was changed here before the mirror ran, and there: the task, the org,
    and the Salesforce users that are mine and theirs."""
    task = a_mirrored_task(house)
    org = house.serve_org()
    theirs, mine = (row["Id"] for row in org.rows(OTHERS)[:2])
    ours = house.value("SELECT name FROM person WHERE salesforce_id = ?", mine)
    house.run("task", "set", str(task.task_id), f"assignees={ours}")
    org.update("Task", task.salesforce_id, {"OwnerId": theirs})
    return task, org, mine, theirs


def owner_is(task: Mirrored, user: str) -> str:
    return f"SELECT Id FROM Task WHERE Id = '{task.salesforce_id}' AND OwnerId = '{user}'"


def test_mine_is_taken_and_taken_back_and_a_value_is_written_in_place_of_both(
    house: House,
) -> None:
    task, org, mine, theirs = edited_on_both_sides(house)
    third = org.rows(OTHERS)[2]
    terminal = opened(house, size=MIDDLE)
    terminal.wait_for("≠ 1")
    terminal.type("X")
    terminal.wait_for("3 Conflicts 1")
    terminal.wait_for("≠ Assignee")
    terminal.wait_for("writes no field to Cockpit Demo · SANDBOX, one undo")
    terminal.press("left")
    terminal.wait_for("writes 1 field to Cockpit Demo · SANDBOX, one undo")
    assert org.rows(owner_is(task, theirs)), "nothing is written before Enter"
    terminal.press("enter")
    terminal.wait_for("✓ Settled 1 conflict")
    org.wait_for_row(owner_is(task, mine))
    terminal.wait_for("No conflicts")
    terminal.type("u")
    terminal.wait_for("Undid")
    org.wait_for_row(owner_is(task, theirs))
    terminal.wait_for("3 Conflicts 1")
    terminal.type("e")
    terminal.wait_for("History of TASK-.*Assignee")
    terminal.wait_for("Why .*Both sides changed it|Why .*wins here by rule")
    terminal.press("esc")
    terminal.type("E")
    terminal.wait_for("Assignee")
    terminal.type(third["Name"])
    terminal.press("enter")
    terminal.wait_for(f"Written: {third['Name']}")
    terminal.press("enter")
    terminal.wait_for("✓ Settled 1 conflict")
    org.wait_for_row(owner_is(task, third["Id"]))


def test_theirs_is_kept_by_two_keys_and_nothing_is_written(house: House) -> None:
    task, _, _, theirs = edited_on_both_sides(house)
    terminal = opened(house, size=NARROW)
    terminal.wait_for("≠ 1")
    terminal.type("X")
    terminal.wait_for("≠ Assignee")
    terminal.press("right", "enter")
    terminal.wait_for("✓ Settled 1 conflict")
    terminal.wait_for("No conflicts")
    assert house.value("SELECT count(*) FROM outbox") == 0
    shown = house.value("SELECT salesforce_id FROM person WHERE id = ?", assignee(house, task))
    assert shown == theirs


def assignee(house: House, task: Mirrored) -> int:
    return int(house.value(ASSIGNEE, task.task_id))


def test_both_texts_are_taken_by_one_key_where_they_fit_together(house: House) -> None:
    task = a_mirrored_task(house)
    base, mine, theirs = "One\nTwo\nThree", "One, ours\nTwo\nThree", "One\nTwo\nThree, theirs"
    house.run("task", "set", str(task.task_id), f"comments={mine}")
    part = house.value("SELECT id FROM task_part WHERE task_id = ?", task.task_id)
    database = sqlite3.connect(house.root / "data" / "demo.db")
    with contextlib.closing(database):
        database.execute(
            "INSERT INTO conflict (sobject, local_id, salesforce_id, field, base, mine, theirs,"
            " theirs_by, chosen, rule, at, is_open) VALUES ('Task', ?, ?, 'comments', ?, ?, ?,"
            " 'Ana Pires', 'ask', 'keeps changing', '2026-11-23 07:00:00', 1)",
            (part, task.salesforce_id, *(json.dumps(text) for text in (base, mine, theirs))),
        )
        database.commit()
    org = house.serve_org()
    terminal = opened(house, size=MIDDLE)
    terminal.wait_for("≠ 1")
    terminal.type("X")
    terminal.wait_for("Both fit together: \\+ takes both")
    terminal.type("+")
    terminal.wait_for("Comments both")
    terminal.press("enter")
    terminal.wait_for("✓ Settled 1 conflict")
    assert org.wait_for_value(task.salesforce_id, "Description", "Three, theirs") == (
        "One, ours\nTwo\nThree, theirs"
    )


def refused(house: House, title: str) -> tuple[Mirrored, Colleague]:
    """A task whose new title a validation rule refuses, on every call."""
    task = a_mirrored_task(house)
    org = house.serve_org()
    house.org_control.add_faults("validation field=Subject value=forbidden times=99")
    house.run("task", "set", str(task.task_id), f"title={title}")
    return task, org


def test_a_refused_edit_is_explained_and_sent_again_by_a_key(house: House) -> None:
    task, org = refused(house, "forbidden")
    terminal = opened(house, size=MIDDLE)
    terminal.wait_for("× 1")
    terminal.type("X")
    terminal.wait_for("4 Quarantine 1")
    terminal.wait_for("Means +A validation rule of the org")
    terminal.wait_for("Do +Change the task as the rule says")
    subject = f"SELECT Id FROM Task WHERE Id = '{task.salesforce_id}' AND Subject = "
    assert not org.rows(f"{subject}'forbidden'")
    house.org_control.clear_faults()
    terminal.type("y")
    terminal.wait_for("✓ 1 edit will be sent again")
    org.wait_for_row(f"{subject}'forbidden'")
    terminal.wait_for("Nothing is in quarantine")


def test_a_refused_edit_is_dropped_by_a_key_and_each_side_keeps_its_own(house: House) -> None:
    task, org = refused(house, "forbidden")
    terminal = opened(house, size=MIDDLE)
    terminal.wait_for("× 1")
    terminal.type("X")
    terminal.wait_for("4 Quarantine 1")
    terminal.type("x")
    terminal.wait_for("Dropped 1 refused edit")
    terminal.wait_for("Nothing is in quarantine")
    (kept,) = org.rows(f"SELECT Subject FROM Task WHERE Id = '{task.salesforce_id}'")
    assert kept["Subject"] == task.title
    assert house.value("SELECT title FROM task WHERE id = ?", task.task_id) == "forbidden"


def test_what_would_be_written_is_seen_in_the_outbox_and_leads_to_its_cta(house: House) -> None:
    task = a_mirrored_task(house)
    org = house.serve_org()
    house.run("task", "set", str(task.task_id), "title=Held back here")
    terminal = opened(house, "--read-only", size=MIDDLE)
    terminal.wait_for("≈ 1")
    terminal.type("X")
    terminal.wait_for("1 Outbox 1")
    terminal.wait_for(r"≈ Held back here")
    terminal.wait_for(f"Title: {task.title[:20]}")
    for digit, words in (("2", "Nothing is in doubt"), ("6", "Our calls in the last 24 hours")):
        terminal.type(digit)
        terminal.wait_for(words)
    terminal.type("1")
    terminal.wait_for(r"≈ Held back here")
    terminal.press("enter")
    terminal.wait_for("Kestrel crossing")
    (kept,) = org.rows(f"SELECT Subject FROM Task WHERE Id = '{task.salesforce_id}'")
    assert kept["Subject"] == task.title


LOST = "lost on the way"
NO_ANSWER = "drop-after method=POST path=/composite skip={} times=always"


def two_in_doubt(house: House) -> tuple[Mirrored, Colleague]:
    """A new task in an org without our key whose request never arrived, and a change that did
    arrive; of neither did an answer come, and the org goes on not answering."""
    task = a_mirrored_task(house)
    org = house.serve_org()
    house.run("sync", "--once")
    database = sqlite3.connect(house.root / "data" / "demo.db")
    with contextlib.closing(database):
        ((text,),) = database.execute("SELECT capabilities FROM org").fetchall()
        keyless = json.dumps({**json.loads(text), "has_ref": False})
        database.execute("UPDATE org SET capabilities = ?", (keyless,))
        database.commit()
    house.run("task", "add", str(task.cta_id), "--title", LOST)
    new = house.value("SELECT id FROM task WHERE title = ?", LOST)
    house.run("task", "sync", str(new))
    # Two calls read, the third writes; the next time one looks up what is in doubt before that.
    house.org_control.add_faults("drop-before method=POST path=/composite skip=2")
    house.run("sync", "--once", statuses=(3,))
    house.run("task", "set", str(task.task_id), "title=Arrived all the same")
    house.org_control.add_faults(NO_ANSWER.format(3))
    house.run("sync", "--once", statuses=(3, 5))
    return task, org


def test_what_is_in_doubt_is_settled_by_an_exchange_or_sent_again_by_a_key(house: House) -> None:
    task, org = two_in_doubt(house)
    terminal = opened(house, size=MIDDLE, words="\\? 2")
    terminal.type("X")
    terminal.wait_for("2 In doubt 2")
    terminal.type("G")
    terminal.wait_for("▌. Arrived all the same")
    terminal.wait_for("State +Sent at .* no answer came. The next exchange looks it up")
    house.org_control.clear_faults()
    terminal.type("R")
    terminal.wait_for("2 In doubt 1")
    assert org.wait_for_value(task.salesforce_id, "Subject", "Arrived") == "Arrived all the same"
    terminal.wait_for(f"▌. {LOST}")
    terminal.wait_for("looked for until")
    lost = f"SELECT Id FROM Task WHERE Subject = '{LOST}'"
    assert not org.rows(lost)
    terminal.type("y")
    terminal.wait_for("It may be there already")
    terminal.type("s")
    terminal.wait_for("✓ 1 new record will be sent again")
    org.wait_for_row(lost)
    terminal.wait_for("Nothing is in doubt")
    assert len(org.rows(lost)) == 1
