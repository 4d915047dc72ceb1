"""`cockpit conflict resolve` and `cockpit doubt`: the twins of the sync screen's keys."""

from __future__ import annotations

import contextlib
import json
import sqlite3

from tests.cli.cockpit_call import Cockpit

BASE, THEIRS = "One\nTwo\nThree", "One\nTwo\nThree, theirs"
MINE, BOTH = "One, ours\nTwo\nThree", "One, ours\nTwo\nThree, theirs"


def ask_about(cockpit: Cockpit, mine: str) -> int:
    """A conflict about the comments of TASK-1, as the mirror would have written it; its number."""
    with contextlib.closing(sqlite3.connect(cockpit.home / "data" / "cockpit.db")) as database:
        (part,) = database.execute("SELECT id FROM task_part").fetchone()
        made = database.execute(
            "INSERT INTO conflict (sobject, local_id, field, base, mine, theirs, theirs_by, chosen,"
            " rule, at, is_open) VALUES ('Task', ?, 'comments', ?, ?, ?, 'Sam', 'ask', 'ask',"
            " '2026-11-23 07:00:00', 1)",
            (part, *(json.dumps(text) for text in (BASE, mine, THEIRS))),
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


def test_what_is_not_in_doubt_is_not_sent_again(cockpit: Cockpit) -> None:
    assert cockpit.json("doubt", "list") == {"items": [], "total": 0}
    refused = cockpit("doubt", "resend", "7", "--json")
    assert refused.status == 1
    assert "Nothing with number 7 is in doubt" in refused.document["error"]["message"]
