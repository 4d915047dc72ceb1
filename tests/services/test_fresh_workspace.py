"""A workspace where there was nothing, not even a folder."""

from __future__ import annotations

from pathlib import Path

from cockpit_tui.services.workspace import start_empty
from cockpit_tui.store.engine import Store


def test_a_workspace_starts_in_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    file = tmp_path / "house" / "data" / "cockpit.db"
    store = Store(f"sqlite:///{file}")
    start_empty(store)
    store.close()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
