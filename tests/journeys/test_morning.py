"""A whole morning without the mouse: from half past eight until the queue is clear (CL-1)."""

from __future__ import annotations

import re

import pytest

from tests.journeys.house import House
from tests.journeys.steps import ERASE, NARROW, WIDE, opened
from tests.journeys.terminal import Terminal

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
NEW = "Kestrel landing"


def _queue(house: House) -> int:
    """How many open, awake CTAs Maya owns."""
    return int(
        house.value(
            "SELECT COUNT(*) FROM cta JOIN person ON person.id = cta.owner_id"
            " WHERE person.name = 'Maya Lindåker' AND cta.state = 0"
        )
    )


def _counted(terminal: Terminal, tab: str) -> int:
    found = re.search(rf"{tab} (\d+)", terminal.text)
    assert found is not None, terminal.text
    return int(found[1])


@SIZES
def test_cl_1_d9_a_morning_from_the_first_look_to_the_last_key(
    house: House, size: tuple[int, int]
) -> None:
    org = house.serve_org()
    before = _queue(house)
    terminal = opened(house, size=size)

    # The late ones first, one at a time.
    terminal.type(f"/{ERASE}mine:yes is:overdue\r")
    terminal.wait_until_gone("Today")
    terminal.type("T")
    terminal.wait_for(r"Triage  1 of \d\b")
    terminal.type("cs")
    terminal.wait_for(r"open tasks|1 closed")
    if "open tasks" in terminal.text:
        terminal.type("s")
    terminal.wait_for("1 closed")
    terminal.type("s")
    terminal.wait_for("Snooze through")
    terminal.type("r")
    terminal.wait_for("Why")
    terminal.type("1")
    terminal.wait_for("1 closed · 1 snoozed")
    terminal.type(".")
    terminal.wait_for("1 closed · 2 snoozed")
    terminal.type("j")
    terminal.wait_for("1 skipped")
    terminal.type("u")
    terminal.wait_for("1 closed · 1 snoozed")
    terminal.type("q")
    terminal.wait_for("Triage: 1 closed · 1 snoozed · 1 skipped")
    assert _queue(house) == before - 2

    # A bulk: seen first, done with one key, taken back with one.
    terminal.type(f"/{ERASE}mine:yes due:today\r")
    terminal.wait_until_gone("Overdue")
    terminal.wait_for("▾ Today")
    terminal.type("*p1")
    terminal.wait_for("nothing is written yet")
    terminal.press("enter")
    terminal.wait_for("✓ .*[Pp]riority.*u undo")
    high = "SELECT COUNT(*) FROM cta JOIN picklist_value AS v ON v.id = cta.priority_id"
    raised = house.value(f"{high} WHERE v.label = 'High' AND cta.state = 0")
    terminal.press("esc")
    terminal.type("u")
    terminal.wait_for("Undid")
    assert house.value(f"{high} WHERE v.label = 'High' AND cta.state = 0") <= raised

    # A new CTA with its first task, mirrored.
    terminal.press("1")
    terminal.wait_for("/ mine:yes is:open")
    terminal.type("n")
    terminal.wait_for("New CTA")
    terminal.type(NEW)
    terminal.type("\x13")
    terminal.wait_for(f"✓ Added “{NEW}")
    terminal.type(f"/{ERASE}kestrel\r")
    terminal.wait_for("1 CTA ")
    terminal.type("t")
    terminal.wait_for("New task")
    terminal.type("Call the harbour master\x13")
    terminal.wait_until(lambda: "0/1" in terminal.cursor_row, "the task is counted")
    if size == NARROW:
        terminal.press("enter")
    else:
        terminal.press("tab")
    terminal.wait_for("c complete")
    terminal.type("y")
    org.wait_for_row("SELECT Id FROM Task WHERE Subject = 'Call the harbour master'")
    terminal.type("c")
    org.wait_for_row(
        "SELECT Id FROM Task WHERE Subject = 'Call the harbour master' AND IsClosed = true"
    )
    terminal.press("esc")

    # What did anybody do with this customer, and what comes next week?
    terminal.type("A")
    terminal.wait_for(r"All [\d,]+")
    terminal.press("esc")
    terminal.type("K")
    terminal.wait_for("1 Month +2 Week +3 Day")
    terminal.type("2q")
    terminal.wait_for("1 CTA ")
    terminal.press("1")
    terminal.type("bo")
    terminal.wait_for("by owner")

    # Out, and back where one was.
    terminal.type("q")
    assert terminal.wait_for_end() == 0
    again = house.open(size=size)
    again.wait_for("by owner")
    again.press("G")
    again.wait_for(NEW)
    again.wait_until(lambda: _counted(again, "Mine") > 0, "the counts of the tabs")
