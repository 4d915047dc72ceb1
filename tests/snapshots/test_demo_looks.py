"""How the demo's missions look, and a conflict; each picture was looked at first."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from cockpit_tui.demo.stage import DemoStage
from cockpit_tui.store import schema
from cockpit_tui.store.conflicts import NewConflict, record_conflicts
from tests.screens.bench import Bench
from tests.snapshots.test_looks import DOWN, MIDDLE, Compare, keys


def test_the_missions_of_the_demo(gallery: Bench, snap_compare: Compare, tmp_path: Path) -> None:
    gallery.stage = DemoStage(tmp_path / "no-org.json")
    steps = keys(*DOWN, "f", "u", "colon", *"missions", "enter")
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=steps)


def test_a_conflict(gallery: Bench, snap_compare: Compare) -> None:
    """Base, mine and Salesforce's, and a key for each side."""
    found = NewConflict(
        part_id=_part_of(gallery, "Ask sales"),
        salesforce_id="00T000000000009AAA",
        field="comments",
        base="Ask for the reason.",
        mine="Ask for the reason: their sponsor left for Initech in October, and nobody told us.",
        theirs="Asked. [/b] They will come back to us by Thursday. 解約ではない。",
        theirs_by="Leo Wirth",
        chosen="ask",
        rule="lines",
    )
    with gallery.store.write() as connection:
        record_conflicts(connection, [found], gallery.clock.now())
    steps = keys("j", "j", "tab", "N")
    assert snap_compare(gallery.app(), terminal_size=(120, 34), run_before=steps)


def _part_of(bench: Bench, title: str) -> int:
    part = schema.task_part
    with bench.store.read() as connection:
        query = select(part.c.id).where(part.c.task_id == bench.tasks[title])
        return int(connection.execute(query).scalar_one())
