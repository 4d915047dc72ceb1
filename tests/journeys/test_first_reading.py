"""The first reading of an org says what is read and how far it is: in the shell, in the cockpit."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from cockpit_sandbox import Sandbox
from tests.journeys.house import House, closing

SLOW = "delay seconds=0.5 path=/queryAll times=always"
BEGIN_ANEW = "DELETE FROM mirror_cursor WHERE stream IN ('Case', 'Event', 'Task')"


def test_connecting_shows_how_far_it_is_and_so_does_a_cockpit_that_is_opened_meanwhile(
    tmp_path: Path,
) -> None:
    with closing(House(tmp_path / "home")) as house, Sandbox.start(seed=2, size="small") as org:
        org.control.add_faults(SLOW)
        session = house.environment(
            COCKPIT_SALESFORCE_INSTANCE_URL=org.instance_url,
            COCKPIT_SALESFORCE_ACCESS_TOKEN=org.access_token,
        )
        shell = house.open("connect", environment=session)
        shell.wait_for(r"Reading tasks \(7 of 7\): [\d,]+ of [\d,]+ ━+", 40)
        assert shell.wait_for_end(40) == 0
        assert "Reading" not in shell.text.splitlines()[0]

        with contextlib.closing(sqlite3.connect(house.root / "data" / "cockpit.db")) as database:
            database.execute(BEGIN_ANEW)
            database.commit()
        terminal = house.open(environment=session)
        terminal.wait_for(r"reading (cases|events|tasks) [\d,]+ of [\d,]+ +━", 40)
        terminal.wait_for(r"Reading \w+ \(\d of 3\) [\d,]+ of [\d,]+ [━─]{20}", 40)
        terminal.wait_for("= synced", 40)
        terminal.wait_for("Nothing in Mine. n adds a CTA.")
