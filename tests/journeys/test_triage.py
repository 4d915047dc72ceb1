"""Half past eight: the queue, cleared without the mouse (CL-1)."""

from __future__ import annotations

import re

import pytest

from tests.journeys.house import House
from tests.journeys.steps import ERASE, NARROW, WIDE, go_to_tasks, opened
from tests.journeys.terminal import Terminal

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])


def _id_of(house: House, name: str) -> int:
    """The most urgent CTA of that name, which is the first one that the list shows."""
    query = "SELECT id FROM cta WHERE name LIKE ? || '%' AND state = 0 ORDER BY due LIMIT 1"
    return int(house.value(query, name))


def _name_under_cursor(terminal: Terminal) -> str:
    found = re.match(r"[▌>]\W+ [REO]\s+(.+?)(?:…|\s{2,})", terminal.cursor_row)
    assert found is not None, terminal.cursor_row
    return found[1]


@SIZES
def test_cl_2_the_list_is_grouped_by_owner_reason_priority_and_due_date(
    house: House, size: tuple[int, int]
) -> None:
    terminal = opened(house, size=size)
    total = terminal.wait_for(r"(\d+) CTAs")[1]
    for letter, words, group in (
        ("o", "by owner", "Maya Lindåker"),
        ("r", "by reason", "Low usage"),
        ("p", "by priority", "High"),
        ("d", "by due date", "Overdue"),
    ):
        terminal.type(f"b{letter}")
        terminal.wait_for(words)
        terminal.wait_for(rf"▾ {group}  \d+")
        assert f"{total} CTAs" in terminal.text
    terminal.type("Z")
    terminal.wait_for("▸ Overdue")
    counts = [int(number) for number in re.findall(r"▸ \D+?  (\d+)", terminal.text)]
    assert sum(counts) == int(total)
    terminal.type("Z")
    terminal.wait_for("▾ Overdue")


@SIZES
def test_moving_folding_filtering_and_coming_back(house: House, size: tuple[int, int]) -> None:
    terminal = opened(house, size=size)
    first = terminal.cursor_row
    terminal.press("j", "j", "k")
    assert terminal.cursor_row != first
    terminal.type("gg")
    terminal.type("z")
    terminal.wait_for("▸ Overdue")
    terminal.type("z")
    terminal.wait_for("▾ Overdue")
    terminal.press("G")
    terminal.wait_until_gone("▾ Overdue")
    terminal.type(f"/{ERASE}type:risk is:open\r")
    terminal.wait_until_gone(r"^[▌ ] +\S? ?[▲•▽] [OE] ")
    terminal.wait_for(r"[▲•▽] R ")
    terminal.press("esc")
    terminal.wait_for("/ mine:yes is:open")


@SIZES
def test_cl_12_cl_1_flag_priority_and_due_date_are_one_key_each(
    house: House, size: tuple[int, int]
) -> None:
    terminal = opened(house, size=size)
    cta_id = _id_of(house, _name_under_cursor(terminal))
    terminal.type("f")
    terminal.wait_for("✓ .*[Ff]lag")
    assert house.value("SELECT is_flagged FROM cta WHERE id = ?", cta_id) == 1
    terminal.wait_until(lambda: "⚑" in terminal.cursor_row, "the flag in the row")
    terminal.type("p1")
    terminal.wait_for("✓ .*[Pp]riority")
    terminal.wait_until(
        lambda: terminal.cursor_row.lstrip("▌ ").startswith("▲"), "the priority in the row"
    )
    terminal.type("d")
    terminal.wait_for("Today")
    terminal.type(",")
    terminal.wait_for("Shift the open tasks")
    terminal.press("esc")
    terminal.wait_for("✓ .*[Dd]ue")
    terminal.wait_until(lambda: "today" in terminal.cursor_row, "the date in the row")


@SIZES
def test_closing_asks_for_the_outcome_stays_on_screen_and_is_undone(
    house: House, size: tuple[int, int]
) -> None:
    terminal = opened(house, size=size)
    cta_id = _id_of(house, _name_under_cursor(terminal))
    open_tasks = house.value("SELECT tasks_open FROM cta WHERE id = ?", cta_id)
    terminal.type("cs")
    if open_tasks:
        terminal.wait_for(r"\d open task")
        terminal.type("s")
    terminal.wait_for("✓ Closed")
    assert house.value("SELECT state FROM cta WHERE id = ?", cta_id) == 2
    terminal.wait_until(
        lambda: "✓" in terminal.cursor_row, "CL-10: it stays until the list is read again"
    )
    terminal.type("u")
    terminal.wait_for("Undid")
    assert house.value("SELECT state FROM cta WHERE id = ?", cta_id) == 0
    terminal.type("U")
    terminal.wait_for("Redid")
    assert house.value("SELECT state FROM cta WHERE id = ?", cta_id) == 2


@SIZES
def test_cd_15_completing_the_next_task_moves_the_progress(
    house: House, size: tuple[int, int]
) -> None:
    terminal = opened(house, size=size)
    done, total = re.search(r"(\d)/(\d)", terminal.cursor_row).groups()  # type: ignore[union-attr]
    go_to_tasks(terminal)
    terminal.type("c")
    terminal.wait_for("✓ Done “")
    terminal.wait_for(rf"Tasks {int(done) + 1}/{total}")
    terminal.type("u")
    terminal.wait_for(rf"Tasks {done}/{total}")
