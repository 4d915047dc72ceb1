"""Every kind of terminal: few colours, none, light ones, and windows that change their size."""

from __future__ import annotations

import re

from tests.journeys.house import House
from tests.journeys.steps import NARROW, opened
from tests.journeys.terminal import Terminal

SGR_COLOUR = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|[34]8;[25])[;\dm]")
SGR_RICH = re.compile(rb"[34]8;[25];")


def _shows_the_queue(terminal: Terminal) -> None:
    terminal.wait_for(r"\d+ CTAs")
    terminal.wait_for("synced")
    terminal.wait_for("▾ Overdue")


def test_no_color_draws_without_colours_and_the_cursor_row_is_reversed(house: House) -> None:
    terminal = house.open(size=NARROW, environment=house.environment(NO_COLOR="1"))
    _shows_the_queue(terminal)
    assert not SGR_COLOUR.search(bytes(terminal.raw))
    row = next(number for number, line in enumerate(terminal.lines) if re.match("[▌>]", line))
    cells = terminal.cells(row)
    assert sum(cell.is_reverse for cell in cells) > 60
    assert re.search(r"\d+d late", terminal.text), "said in words, not in red"


def test_sixteen_colours_use_the_terminals_own(house: House) -> None:
    environment = house.environment(TERM="xterm")
    del environment["COLORTERM"]
    terminal = house.open(size=NARROW, environment=environment)
    _shows_the_queue(terminal)
    assert not SGR_RICH.search(bytes(terminal.raw)), "only the sixteen"
    late = next(n for n, line in enumerate(terminal.lines) if "late" in line and line[0] == " ")
    inks = {cell.ink for cell in terminal.cells(late)}
    assert "default" in inks
    assert any("red" in ink for ink in inks)


def test_a_light_terminal_gets_a_light_screen(house: House) -> None:
    terminal = house.open(size=NARROW, is_light=True)
    _shows_the_queue(terminal)
    grounds = {cell.ground for cell in terminal.cells(terminal.row_of("▾ Overdue"))}
    assert all(int(ground[:2], 16) > 0xC0 for ground in grounds if ground != "default")


def test_a_window_that_changes_its_size_keeps_the_cursor_and_the_marks(house: House) -> None:
    terminal = opened(house, size=NARROW)
    terminal.press("j", "j", "space")
    terminal.wait_for("1 marked")
    name = terminal.cursor_row[8:24]
    for columns, rows in ((160, 45), (100, 30), (58, 14), (80, 24)):
        terminal.resize(columns, rows)
        if columns >= 80:
            terminal.wait_for("▾ Overdue")
            terminal.wait_for("1 marked")
            assert terminal.cursor_row[7:].lstrip().startswith(name.strip()[:12])
            assert max(map(len, terminal.lines)) <= columns
        else:
            terminal.wait_until_gone("▾ Overdue")
    terminal.press("esc")
    terminal.wait_until_gone("1 marked")


def test_esc_and_the_next_key_come_in_one_piece_and_are_two_keys(house: House) -> None:
    """As a slow line brings them: the dialog closes, and the key is handled by what is below."""
    terminal = opened(house, size=NARROW)
    terminal.type("c")
    terminal.wait_for("Close")
    terminal.type("\x1bT")
    terminal.wait_for("Triage  1 of")
    terminal.type("\x1b/")
    terminal.wait_until_gone("Triage")
    terminal.type("zzz")
    terminal.wait_for("zzz")
    terminal.type("\x1b")
    terminal.wait_until_gone("zzz")


def test_keys_typed_right_after_the_command_reach_the_cockpit(house: House) -> None:
    terminal = house.open(size=NARROW)
    terminal.type("2")
    _shows_the_queue(terminal)
    terminal.wait_for(r"/ is:open")
