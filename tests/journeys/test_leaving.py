"""Leaving and coming back: a clean terminal, and everything where it was."""

from __future__ import annotations

import json
import os
import shutil
import signal

import pytest

from tests.journeys.house import House
from tests.journeys.steps import NAME, NARROW, opened
from tests.journeys.terminal import PATIENCE_SECONDS


def test_what_was_done_and_how_it_was_seen_are_there_the_next_time(house: House) -> None:
    """With the demo's own org, as `cockpit demo` leaves it."""
    terminal = opened(house)
    terminal.type("2")
    terminal.wait_for("/ is:open")
    terminal.type("bp")
    terminal.wait_for("by priority")
    terminal.type("n")
    terminal.wait_for("New CTA")
    terminal.type(NAME)
    terminal.press("ctrl+s")
    terminal.wait_for("✓ Added")
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert not (house.root / "data" / "demo-org.json").exists(), "the org ended with the cockpit"

    again = opened(house)
    again.wait_for("/ is:open")
    again.wait_for("by priority")
    again.wait_for("81 CTAs")
    assert house.value("SELECT COUNT(*) FROM cta WHERE name = ?", NAME) == 1


@pytest.mark.parametrize("ending", ["q", "SIGHUP", "SIGTERM"])
def test_the_terminal_is_left_as_it_was_found(house: House, ending: str) -> None:
    house.serve_org()
    terminal = opened(house, size=NARROW)
    terminal.type("n")
    terminal.wait_for("New CTA")
    if ending == "q":
        terminal.press("esc")
        terminal.wait_until_gone("New CTA")
        terminal.press("q")
    else:
        terminal.signal(getattr(signal, ending))
    assert terminal.wait_for_end() == 0
    assert terminal.left_on() == []
    assert "Traceback" not in terminal.raw.decode("utf-8", "replace")


@pytest.mark.skipif(shutil.which("bash") is None, reason="a shell with jobs is needed")
def test_ctrl_z_gives_the_shell_its_terminal_and_fg_brings_the_picture_back(house: House) -> None:
    house.serve_org()
    terminal = house.shell(NARROW)
    terminal.wait_for("synced|offline")
    for words in ("▾ Overdue", "New CTA"):
        terminal.wait_for(words)
        terminal.press("ctrl+z")
        terminal.wait_for(r"Stopped")
        assert terminal.answers.left_on() == []
        terminal.screen.reset()
        terminal.type("fg\r")
        terminal.wait_for(words)
        terminal.type("n")


def test_ctrl_z_stops_nothing_that_no_shell_could_continue(house: House) -> None:
    """As `ssh host cockpit` runs: alone in its session."""
    house.serve_org()
    terminal = opened(house, size=NARROW)
    terminal.press("ctrl+z")
    terminal.wait_for("No shell waits here: q leaves")
    terminal.press("ctrl+c")
    terminal.wait_for("q leaves the cockpit")


def test_the_demos_org_ends_with_a_cockpit_that_is_killed(house: House) -> None:
    terminal = opened(house, size=NARROW)
    note = json.loads((house.root / "data" / "demo-org.json").read_text())
    terminal.signal(signal.SIGKILL)
    terminal.wait_for_end()
    terminal.wait_until(lambda: not _is_alive(note["pid"]), "the org has ended", PATIENCE_SECONDS)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
