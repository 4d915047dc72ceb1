"""`cockpit conflict resolve` and `cockpit doubt`: the twins of the sync screen's keys."""

from __future__ import annotations

import contextlib
import json
import sqlite3

from tests.cli.cockpit_call import Cockpit

BASE, THEIRS = "One\nTwo\nThree", "One\nTwo\nThree, theirs"
MINE, BOTH = "One, ours\nTwo\nThree", "One, ours\nTwo\nThree, theirs"


def opened(cockpit: Cockpit) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(cockpit.home / "data" / "cockpit.db"))


def add_contacts(cockpit: Cockpit, *names: str) -> list[int]:
    """Contacts of the first CTA's customer; their numbers."""
    with opened(cockpit) as database:
        (account,) = database.execute("SELECT account_id FROM cta").fetchone()
        made = [
            database.execute(
                "INSERT INTO contact (account_id, name, title, email, phone, is_deleted)"
                " VALUES (?, ?, '', '', '', 0)",
                (account, name),
            ).lastrowid
            for name in names
        ]
        database.commit()
        return [int(number or 0) for number in made]


def contacts_of_tasks(cockpit: Cockpit) -> list[int]:
    query = "SELECT contact_id FROM record_link WHERE task_id IS NOT NULL ORDER BY id"
    with opened(cockpit) as database:
        return [int(row[0]) for row in database.execute(query)]


def ask_about(
    cockpit: Cockpit,
    mine: str | int,
    *,
    field: str = "comments",
    base: str | int = BASE,
    theirs: str | int = THEIRS,
) -> int:
    """A conflict about a field of TASK-1, as the mirror would have written it; its number."""
    with opened(cockpit) as database:
        (part,) = database.execute("SELECT id FROM task_part").fetchone()
        made = database.execute(
            "INSERT INTO conflict (sobject, local_id, field, base, mine, theirs, theirs_by, chosen,"
            " rule, at, is_open) VALUES ('Task', ?, ?, ?, ?, ?, 'Sam', 'ask', 'ask',"
            " '2026-11-23 07:00:00', 1)",
            (part, field, *(json.dumps(value) for value in (base, mine, theirs))),
        )
        database.commit()
        return int(made.lastrowid or 0)


def test_both_texts_are_kept_where_they_fit_and_refused_where_they_do_not(cockpit: Cockpit) -> None:
    account = cockpit.json("account", "list", "--limit", "1")["items"][0]
    cockpit.ok("cta", "add", "--account", account["id"], "--name", "Usage down")
    cockpit.ok("task", "add", "CTA-1", "--title", "Call", "--comments", MINE)
    number = str(ask_about(cockpit, MINE))
    cockpit.ok("conflict", "resolve", number, "--both")
    assert cockpit.json("task", "show", "TASK-1")["comments"] == BOTH
    assert cockpit.json("conflict", "list")["total"] == 0
    cockpit.ok("undo")
    assert cockpit.json("task", "show", "TASK-1")["comments"] == MINE
    cockpit.ok("task", "set", "TASK-1", "comments=Something else")
    clash = str(ask_about(cockpit, "Something else"))
    refused = cockpit("conflict", "resolve", clash, "--both", "--json")
    assert refused.status == 2
    assert "cannot stand together" in refused.document["error"]["message"]
    cockpit.ok("conflict", "resolve", clash, "--value", "What I say")
    assert cockpit.json("task", "show", "TASK-1")["comments"] == "What I say"
    assert cockpit.json("conflict", "list", "--all")["items"][0]["chosen"] == "own"
    cockpit.ok("undo")
    assert cockpit.json("task", "show", "TASK-1")["comments"] == "Something else"


def test_an_own_contact_is_one_of_the_customers_and_the_task_keeps_its_own_otherwise(
    cockpit: Cockpit,
) -> None:
    account = cockpit.json("account", "list", "--limit", "1")["items"][0]
    cockpit.ok("cta", "add", "--account", account["id"], "--name", "Usage down")
    cockpit.ok("task", "add", "CTA-1", "--title", "Call")
    ada, bo = add_contacts(cockpit, "Ada Olsen", "Bo Lind")
    cockpit.ok("task", "link", "TASK-1", "--contact", "Ada Olsen")
    number = str(ask_about(cockpit, ada, field="contact_id", base=bo, theirs=bo))
    (listed,) = cockpit.json("conflict", "list")["items"]
    assert [listed[side] for side in ("base", "mine", "theirs")] == [
        "Bo Lind",
        "Ada Olsen",
        "Bo Lind",
    ]
    assert "Ada Olsen" in cockpit.ok("conflict", "list").out
    assert "Ada Olsen" in cockpit.ok("conflict", "show", number).out
    refused = cockpit("conflict", "resolve", number, "--value", "Cy Nobody", "--json")
    assert refused.status == 1
    assert "no contact “Cy Nobody”" in refused.document["error"]["message"]
    assert contacts_of_tasks(cockpit) == [ada]
    cockpit.ok("conflict", "resolve", number, "--value", "bo")
    assert contacts_of_tasks(cockpit) == [bo]


def test_what_is_not_in_doubt_is_not_sent_again(cockpit: Cockpit) -> None:
    assert cockpit.json("doubt", "list") == {"items": [], "total": 0}
    refused = cockpit("doubt", "resend", "7", "--json")
    assert refused.status == 1
    assert "Nothing with number 7 is in doubt" in refused.document["error"]["message"]
