"""New work, by form: a CTA and its task (CL-20, TP-1), and the command line sees the same."""

from __future__ import annotations

import json

import pytest

from tests.journeys.house import House
from tests.journeys.steps import NAME, NARROW, WIDE, go_to_tasks, opened, show_kestrel


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
def test_cl_20_tp_1_a_cta_and_a_task_by_form(house: House, size: tuple[int, int]) -> None:
    terminal = opened(house, size=size)
    terminal.type("n")
    terminal.wait_for("New CTA")
    terminal.type(NAME)
    terminal.press("ctrl+s")
    terminal.wait_for(f"✓ Added “{NAME}”")
    show_kestrel(terminal)
    terminal.type("t")
    terminal.wait_for("New task")
    terminal.type("Ask for [b]names[/b]")
    terminal.press("ctrl+s")
    terminal.wait_for("✓ Added .*u undo")
    go_to_tasks(terminal)
    terminal.wait_for(r"□ Ask for \[b\]names")

    cta_id, owner = house.rows("SELECT id, owner_id FROM cta WHERE name = ?", [NAME])[0]
    assert owner == house.value("SELECT owner_id FROM cta WHERE id = 27"), "owner: who made it"
    told = json.loads(house.run("cta", "show", str(cta_id), "--json"))
    assert NAME in json.dumps(told)
    assert "Ask for [b]names[/b]" in json.dumps(told)


def test_a_form_that_is_left_adds_nothing(house: House) -> None:
    terminal = opened(house, size=NARROW)
    before = house.value("SELECT COUNT(*) FROM cta")
    terminal.type("n")
    terminal.wait_for("New CTA")
    terminal.type("half a thought")
    terminal.press("esc")
    terminal.wait_for("Esc again throws away what you typed")
    terminal.press("esc")
    terminal.wait_until_gone("New CTA")
    assert house.value("SELECT COUNT(*) FROM cta") == before
