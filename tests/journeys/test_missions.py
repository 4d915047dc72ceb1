"""The demo's six missions, ended by somebody who was told nothing but the words on the screen."""

from __future__ import annotations

import json

from cockpit_tui.domain.missions import Mission
from tests.journeys.house import House
from tests.journeys.steps import WIDE, a_mirrored_task, opened
from tests.journeys.terminal import Terminal

MOST_KEYS = 40


class Fingers:
    """Types, and counts every key."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.keys = 0

    def type(self, keys: str, seen: str) -> None:
        """Letters one by one, until something is seen."""
        self.keys += len(keys)
        self.terminal.type(keys)
        self.terminal.wait_for(seen)

    def press(self, key: str, seen: str) -> None:
        self.keys += 1
        self.terminal.press(key)
        self.terminal.wait_for(seen)


def test_all_missions_are_ended_in_forty_keys_and_tick_by_what_was_done(house: House) -> None:
    """friendliness §4.7: close, snooze, bulk, undo, work offline, settle a conflict."""
    task = a_mirrored_task(house)
    house.run("task", "set", str(task.task_id), "comments=Nothing yet")
    house.run("cta", "set", str(task.cta_id), "due=2020-01-01", "owner=me", "--keep-tasks")
    terminal = opened(house, size=WIDE)
    terminal.wait_for("Missions 0/6 · c closes a CTA")
    you = Fingers(terminal)

    # It is the most overdue of all, so it stays first while others are closed and put to sleep.
    you.type("jjc", "Close")
    you.press("enter", r"open tasks?\b|Missions 1/6")
    if "Missions 1/6" not in terminal.text:
        you.press("enter", "Missions 1/6 · s puts one to sleep")
    you.type("js", "Snooze")
    you.press("enter", "Why")
    you.press("enter", "Missions 2/6 · Space marks")
    you.press("space", "1 marked")
    you.press("space", "2 marked")
    you.type("p3", "nothing is written yet|Enter")
    you.press("enter", "Missions 3/6 · u takes it back")
    you.type("u", "Missions 4/6 · : cut")

    you.type("gg", "▌.*Kestrel")
    you.press("tab", "c complete")
    you.type(":cut\r", "is cut")
    you.type("m", "Comments")
    you.type("!", "!")
    you.press("ctrl+s", "Missions 5/6 · : colleague")
    terminal.wait_for("∅ offline")
    you.type(":coll\r", "wrote the comments")
    you.type(":cut\r", "network is back")
    terminal.wait_for("≠ 1 conflict", 20)
    you.type("X", "≠ Comments +.*Spoke to them")
    you.press("left", "writes 1 field")
    you.press("enter", "Settled 1 conflict")
    you.press("esc", "Missions 6/6 done")
    assert you.keys <= MOST_KEYS, you.keys
    terminal.wait_until_gone("≠ 1 conflict", 20)

    comments = house.value("SELECT comments FROM task WHERE id = ?", task.task_id)
    assert comments.startswith("Nothing yet"), "mine"
    kept = json.loads(house.value("SELECT value FROM workspace WHERE key = 'missions'"))
    assert set(kept["done"]) == set(Mission)


def test_missions_can_be_hidden_for_good(house: House) -> None:
    terminal = opened(house, size=WIDE)
    terminal.wait_for("Missions 0/6")
    terminal.type(":missions\r")
    terminal.wait_for("□ Close a CTA: c, and its outcome")
    terminal.type("h")
    terminal.wait_until_gone("Missions")
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    again = opened(house, size=WIDE)
    again.type("f")
    again.wait_for("✓ ")
    assert "Missions" not in again.text


def test_a_workspace_of_ones_own_has_none(house: House) -> None:
    (house.root / "data" / "demo.db").rename(house.root / "data" / "cockpit.db")
    terminal = house.open(size=WIDE)
    terminal.wait_for(r"\d+ CTAs")
    terminal.type(":cut the network")
    terminal.wait_for("nothing fits")
    assert "Missions" not in terminal.text
