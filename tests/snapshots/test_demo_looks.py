"""How the demo's missions look; the picture was looked at first."""

from __future__ import annotations

from pathlib import Path

from cockpit_tui.demo.stage import DemoStage
from tests.screens.bench import Bench
from tests.snapshots.test_looks import DOWN, MIDDLE, Compare, keys


def test_the_missions_of_the_demo(gallery: Bench, snap_compare: Compare, tmp_path: Path) -> None:
    gallery.stage = DemoStage(tmp_path / "no-org.json")
    steps = keys(*DOWN, "f", "u", "colon", *"missions", "enter")
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=steps)
