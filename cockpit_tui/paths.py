"""Where files live: COCKPIT_HOME, or the folders that the system gives a program."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

PROGRAM = "cockpit-tui"


class Paths(Struct, frozen=True):
    """The folders; none of them need exist yet."""

    config: Path
    data: Path
    state: Path
    log: Path

    @property
    def config_file(self) -> Path:
        return self.config / "config.toml"

    @property
    def user_themes(self) -> Path:
        return self.config / "themes"

    @property
    def database(self) -> Path:
        """The workspace of a connected or empty start."""
        return self.data / "cockpit.db"

    @property
    def demo_database(self) -> Path:
        return self.data / "demo.db"

    @property
    def demo_org(self) -> Path:
        """The demo's own Salesforce: a SQLite file of the sandbox."""
        return self.data / "demo-org.db"

    @property
    def demo_org_address(self) -> Path:
        """Address and token of the running demo org; 0600."""
        return self.data / "demo-org.json"

    @property
    def demo_making_lock(self) -> Path:
        """Locked by whoever makes the demo."""
        return self.data / "demo.lock"

    @property
    def demo_org_lock(self) -> Path:
        """Locked by the cockpit that runs the demo's org."""
        return self.data / "demo-org.lock"

    @property
    def state_file(self) -> Path:
        """What the screen remembers: last view, grouping, folds."""
        return self.state / "state.json"


def locate() -> Paths:
    """The folders for this person; COCKPIT_HOME holds all of them when it is set."""
    home = os.environ.get("COCKPIT_HOME")
    if home:
        root = Path(home).expanduser()
        return Paths(root / "config", root / "data", root / "state", root / "log")
    from platformdirs import PlatformDirs

    system = PlatformDirs(PROGRAM, appauthor=False)
    return Paths(
        Path(system.user_config_dir),
        Path(system.user_data_dir),
        Path(system.user_state_dir),
        Path(system.user_log_dir),
    )
