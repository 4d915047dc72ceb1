"""The watch over the database."""

from __future__ import annotations

from pathlib import Path

from cockpit_tui.store.engine import Store
from cockpit_tui.store.watch import Watch


def test_a_database_that_is_gone_ends_the_watch_and_nothing_else(tmp_path: Path) -> None:
    """An exception that left the thread would fail this test: warnings are errors."""
    folder = tmp_path / "gone"
    folder.mkdir()
    store = Store(f"sqlite:///{folder / 'cockpit.db'}")
    folder.rmdir()
    watch = Watch(store, lambda: None)
    watch.start()
    watch.stop()
    store.close()
