"""A playbook applied by key, replaced, and taken back; one made on the screen."""

from __future__ import annotations

import json

import pytest

from tests.journeys.house import House
from tests.journeys.steps import NARROW, WIDE, opened, show_kestrel
from tests.journeys.terminal import Terminal

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
CTA = "Kestrel crossing"


def a_bare_risk(house: House) -> int:
    """A Risk CTA without tasks, so that the list shows what a playbook makes."""
    told = house.run(
        *("cta", "add", "--account", "ACC-21", "--name", CTA, "--type", "risk", "--json")
    )
    return int(json.loads(told)["id"].removeprefix("CTA-"))


def titles(house: House, cta: int) -> list[str]:
    query = "SELECT title FROM task WHERE cta_id = ? ORDER BY position, id"
    return [title for (title,) in house.rows(query, [cta])]


def playbook(house: House, cta: int) -> str | None:
    found: str | None = house.value("SELECT playbook FROM cta WHERE id = ?", cta)
    return found


def pick(terminal: Terminal, words: str, title: str) -> None:
    terminal.type("P")
    terminal.wait_for(title)
    terminal.type(words)
    terminal.press("enter")


@SIZES
def test_tp_9_p_applies_then_replaces_and_undo_takes_back_each(
    house: House, size: tuple[int, int]
) -> None:
    cta = a_bare_risk(house)
    terminal = opened(house, size=size)
    show_kestrel(terminal)

    pick(terminal, "detractor", "Apply a playbook")
    terminal.wait_for("nothing is written yet")
    terminal.wait_for(r"day 0 +→")
    assert titles(house, cta) == [], "nothing is written before it is accepted"
    terminal.press("esc")
    terminal.wait_until_gone("nothing is written yet")
    assert titles(house, cta) == []

    pick(terminal, "detractor", "Apply a playbook")
    terminal.wait_for("Add 9 tasks")
    terminal.press("enter")
    terminal.wait_for("✓ Applied “Detractor survey response”")
    terminal.wait_for("0/9")
    assert len(titles(house, cta)) == 9

    pick(terminal, "adoption", "Replace the playbook by")
    terminal.wait_for("Tasks that go are in Salesforce")
    terminal.type("k")
    terminal.wait_for("→ removed")
    terminal.press("enter")
    terminal.wait_for("✓ Replaced")
    terminal.wait_for("0/7")
    assert playbook(house, cta) == "Adoption risk"
    assert len(titles(house, cta)) == 7

    terminal.type("u")
    terminal.wait_for("0/9")
    assert playbook(house, cta) == "Detractor survey response"
    terminal.type("u")
    terminal.wait_for("Undid: Applied")
    assert titles(house, cta) == []
    assert playbook(house, cta) is None


@SIZES
def test_tp_16_a_task_that_waits_says_for_what_and_offers_the_way_out(
    house: House, size: tuple[int, int]
) -> None:
    cta = a_bare_risk(house)
    house.run("playbook", "apply", "adoption", str(cta))
    terminal = opened(house, size=size)
    show_kestrel(terminal)
    terminal.press("tab")
    terminal.wait_for("▌ □ Look at usage")
    terminal.type("j")
    terminal.wait_for("▌ ◦ Ask the admin")
    terminal.type("c")
    terminal.wait_for("It waits for “Look at usage")
    terminal.press("esc")
    terminal.wait_until_gone("It waits for")
    closed = "SELECT COUNT(*) FROM task WHERE cta_id = ? AND closed_at IS NOT NULL"
    assert house.value(closed, cta) == 0
    terminal.type("c")
    terminal.wait_for("It waits for")
    terminal.type("b")
    terminal.wait_for("✓ Done 2 tasks")
    assert house.value(closed, cta) == 2
    terminal.type("u")
    terminal.wait_for("Undid")
    assert house.value(closed, cta) == 0


@SIZES
def test_tp_5_a_playbook_is_made_on_the_screen_and_found_by_the_commands(
    house: House, size: tuple[int, int]
) -> None:
    terminal = opened(house, size=size)
    terminal.type("B")
    terminal.wait_for("▌ Adoption risk")
    terminal.type("n")
    terminal.wait_for("New playbook")
    terminal.type("Win-back")
    terminal.press("ctrl+s")
    terminal.wait_for("✓ Added playbook “Win-back”")
    terminal.wait_for("▌ Win-back")
    for title in ("Ask why [b]they[/b] left", "Offer two ways back"):
        terminal.type("t")
        terminal.wait_for("New step")
        terminal.type(title)
        terminal.press("ctrl+s")
        terminal.wait_for("✓ Added step")
        terminal.wait_for(rf"▌ *\d □ {title[:5]}")
    terminal.type("d")
    terminal.wait_for("working days after")
    terminal.type("\x7f5\r")
    terminal.wait_for("day 5")
    terminal.type("[")
    terminal.wait_for("▌ 1 □ Offer")
    terminal.type("u")
    terminal.wait_for("▌ 2 □ Offer")
    told = json.loads(house.run("playbook", "show", "win-back", "--json"))
    assert [(step["title"], step["day"]) for step in told["steps"]] == [
        ("Ask why [b]they[/b] left", 0),
        ("Offer two ways back", 5),
    ]
    terminal.press("tab")
    terminal.wait_for("▌ Win-back")
    terminal.type("x")
    terminal.wait_for("✓ Deleted playbook")
    terminal.type("q")
    terminal.wait_for(r"\d+ CTAs · \$")
