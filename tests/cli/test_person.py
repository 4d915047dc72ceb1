"""`cockpit person`: whose holidays count, and what that does to dates (TP-7)."""

from __future__ import annotations

from tests.cli.cockpit_call import Cockpit


def test_holidays_of_a_person_move_the_dates_of_a_playbook_tp_7(cockpit: Cockpit) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Sad", "--type", "risk")
    plan = ("playbook", "apply", "detractor", "CTA-1", "--dry-run")
    before = [task["due"] for task in cockpit.json(*plan)["plans"][0]["tasks"]]
    dry = cockpit.json("person", "set", "me", "holidays=us", "--dry-run")
    assert (dry["dry_run"], dry["items"][0]["holidays"]) == (True, "US")
    assert cockpit.json("person", "list")["items"][0]["holidays"] is None
    done = cockpit.json("person", "set", "me", "holidays=us")
    assert (done["items"][0]["holidays"], done["items"][0]["holidays_of"]) == ("US", "US")
    tasks = cockpit.json(*plan)["plans"][0]["tasks"]
    assert [task["due"] for task in tasks] != before
    assert "Thanksgiving Day" in {task["holidays"] for task in tasks}
    assert "United States" in cockpit.ok("person", "list").out
    cockpit.ok("undo")
    assert [task["due"] for task in cockpit.json(*plan)["plans"][0]["tasks"]] == before
    wrong = cockpit("person", "set", "me", "holidays=DX")
    assert wrong.status == 2
    assert "Write a country's two letters" in wrong.err
    assert cockpit("person", "set", "me", "role=admin").status == 2
    assert cockpit("person", "set", "holidays=DE").status == 2
