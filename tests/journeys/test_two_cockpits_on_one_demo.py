"""Two cockpits on one demo share its org, and the one that stays takes it over."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

import pytest

from tests.journeys.house import House
from tests.journeys.org import Colleague
from tests.journeys.steps import NAME, NARROW, a_mirrored_task, opened


@pytest.mark.parametrize("ending", ["q", "SIGKILL"])
def test_the_org_goes_on_when_the_cockpit_that_ran_it_ends(house: House, ending: str) -> None:
    task = a_mirrored_task(house)
    first = opened(house, size=NARROW, words="synced")
    before = _note(house)
    second = opened(house, size=NARROW, words="synced")
    assert _note(house) == before, "one org for both"

    if ending == "q":
        first.press("q")
    else:
        first.signal(signal.SIGKILL)
    first.wait_for_end()
    second.wait_until(
        lambda: _note(house).get("pid", before["pid"]) != before["pid"], "an org of its own"
    )
    org = Colleague(_note(house)["instance_url"], _note(house)["access_token"])
    house.run("task", "set", str(task.task_id), f"title={NAME}")
    assert org.wait_for_value(task.salesforce_id, "Subject", NAME), "the second mirrors on"
    second.wait_for("synced")

    third = opened(house, size=NARROW, words="synced")
    third.press("q")
    assert third.wait_for_end() == 0
    assert _note(house), "it leaves the org of the second alone"
    second.press("q")
    assert second.wait_for_end() == 0
    assert not _note(house), "the org ended with the last cockpit"


def test_a_cockpit_that_ends_leaves_the_address_that_another_wrote(house: House) -> None:
    terminal = opened(house, size=NARROW, words="synced")
    theirs = {**_note(house), "pid": os.getpid()}
    (house.root / "data" / "demo-org.json").write_text(json.dumps(theirs))
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert _note(house) == theirs


def _note(house: House) -> dict[str, Any]:
    """Where the demo's org is; empty while none runs."""
    try:
        note: dict[str, Any] = json.loads((house.root / "data" / "demo-org.json").read_text())
    except (OSError, ValueError):
        return {}
    return note
