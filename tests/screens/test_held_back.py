"""What is said of edits that are kept here: the org is not armed, or nothing is to be written."""

from __future__ import annotations

from msgspec.structs import replace
from textual.pilot import Pilot

from cockpit_tui.store.engine import Store
from tests.screens.bench import Bench, picture, press
from tests.snapshots.conftest import ORG, connect

ARMING = "`cockpit connect --arm` lets them go to the org."
WITHOUT_THE_FLAG = "A cockpit without `--read-only` sends them."


def edit_what_is_mirrored(bench: Bench) -> None:
    bench.workspace.map_fields()
    bench.workspace.tasks().sync([bench.tasks["Pull report"]])


def told_of_an_edit(bench: Bench) -> str:
    """What the sync screen says."""
    found: list[str] = []

    async def steps(pilot: Pilot[None]) -> None:
        assert "≈ 1 would write" in picture(pilot)
        await press(pilot, "X")
        found.append(picture(pilot))

    bench.drive(steps)
    return found[0]


def test_an_org_that_is_not_armed_is_told_with_what_arms_it(bench: Bench) -> None:
    """No exchange sends the edit, so none is promised."""
    connect(bench, replace(ORG, is_sandbox=False, is_loopback=False, is_armed=False))
    edit_what_is_mirrored(bench)
    told = told_of_an_edit(bench)
    assert "PRODUCTION · read-only" in told
    assert ARMING in told
    assert "State         Kept here." in told
    assert "R asks for one" not in told


def test_a_cockpit_that_was_started_read_only_says_so(bench: Bench) -> None:
    """Arming the org would change nothing."""
    connect(bench)
    edit_what_is_mirrored(bench)
    bench.store = bench.workspace.store = Store(bench.store.url, is_read_only=True)
    told = told_of_an_edit(bench)
    bench.store.close()
    assert "read-only" in told.splitlines()[0]
    assert WITHOUT_THE_FLAG in told
    assert ARMING not in told
    assert "State         Kept here." in told
