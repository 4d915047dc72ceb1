"""Several programs on one database: each sees what the others do, and rests while nobody does."""

from __future__ import annotations

import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.services.workspace import prepare
from cockpit_tui.store.engine import Store
from tests.clock import TODAY, FixedClock
from tests.journeys.house import House, closing
from tests.journeys.terminal import Terminal
from tests.workspace import Workspace

SEEN_SECONDS = 1.0
"""Within this a foreign edit is on the screen."""
EDITS = 5
WATCHED_SECONDS = 4.0
MOST_WAKEUPS = 10.0
"""A second, of all threads together, while nothing changes."""


@dataclass
class Team:
    """A workspace on either database, and cockpits of its people."""

    house: House
    url: str
    ctas: dict[str, CtaId]

    def open(self, who: str, *, size: tuple[int, int] = (100, 30)) -> Terminal:
        environment = self.house.environment(
            COCKPIT_DATABASE_URL=self.url, COCKPIT_USER=who, COCKPIT_TODAY=TODAY.isoformat()
        )
        terminal = self.house.open(size=size, environment=environment)
        terminal.wait_for(r"\d CTAs? · \$")
        terminal.type("2")
        terminal.wait_for("/ is:open")
        terminal.wait_for("▌.*Usage down")
        return terminal


@pytest.fixture
def team(database_url: str, tmp_path: Path) -> Iterator[Team]:
    """Ana and Leo, each with a CTA; once on SQLite and once on PostgreSQL."""
    store = Store(database_url)
    prepare(store)
    workspace = Workspace(store, FixedClock())
    ctas = {
        "Usage down": workspace.add_cta("Usage down", "Globex", "Ana"),
        "Sponsor left": workspace.add_cta("Sponsor left", "Hooli", "Leo"),
    }
    store.close()
    with closing(House(tmp_path / "home")) as house:
        yield Team(house, database_url, ctas)


def test_two_cockpits_see_each_others_edits_within_a_second(team: Team) -> None:
    ana, leo = team.open("Ana"), team.open("Leo")
    waits = []
    for number in range(EDITS):
        is_high = number % 2 == 0
        ana.type("p1" if is_high else "p3")
        row = rf"[▌>] *{'▲' if is_high else '▽'}.*Usage down"
        ana.wait_for(row)
        began = time.monotonic()
        leo.wait_for(row)
        waits.append(time.monotonic() - began)
    assert statistics.median(waits) < SEEN_SECONDS, waits

    # And the other way round, while the one who is told stands where they stood.
    leo.press("j")
    leo.wait_for("[▌>].*Sponsor left")
    leo.type("f")
    leo.wait_for("✓ ")
    ana.wait_for("Sponsor left.*⚑")
    assert "Usage down" in ana.cursor_row, "nothing moved under the cursor"


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts wake-ups by /proc")
def test_nothing_is_written_and_hardly_anything_wakes_while_nothing_changes(team: Team) -> None:
    ana, leo = team.open("Ana"), team.open("Leo")
    for terminal in (ana, leo):
        terminal.watch(2.0)
    written = [len(terminal.raw) for terminal in (ana, leo)]
    before = [wakeups(terminal.pid) for terminal in (ana, leo)]
    file = Path(team.url.removeprefix("sqlite:///")) if team.url.startswith("sqlite") else None
    size = file and changes_of(file)
    began = time.monotonic()
    ana.watch(WATCHED_SECONDS)
    leo.watch(0.01)
    seconds = time.monotonic() - began
    rates = [
        (wakeups(terminal.pid) - count) / seconds
        for terminal, count in zip((ana, leo), before, strict=True)
    ]
    assert [len(terminal.raw) for terminal in (ana, leo)] == written
    assert max(rates) <= MOST_WAKEUPS, rates
    assert (file and changes_of(file)) == size, "nor is anything written to the database"
    sys.stdout.write(f"wake-ups a second: {rates[0]:.1f} {rates[1]:.1f}\n")


def wakeups(pid: int) -> int:
    """How often the process went to sleep of its own accord, all its threads together."""
    total = 0
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        found = re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status.read_text(), re.MULTILINE)
        assert found is not None
        total += int(found[1])
    return total


def changes_of(file: Path) -> tuple[int, int]:
    """A SQLite database's data version as a bystander sees it, and the size of its log."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        (version,) = connection.execute("SELECT COUNT(*) FROM journal").fetchone()
    finally:
        connection.close()
    wal = file.with_name(f"{file.name}-wal")
    return version, wal.stat().st_size if wal.exists() else 0
