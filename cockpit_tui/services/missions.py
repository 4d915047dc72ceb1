"""The demo's missions: they tick by what was done, not by what was pressed."""

from __future__ import annotations

from cockpit_tui.domain.missions import Mission, Missions
from cockpit_tui.domain.permissions import Right
from cockpit_tui.services.permitted import Service, requires
from cockpit_tui.store import missions


class MissionService(Service):
    """How far whoever tries the demo is."""

    @requires(Right.READ, "cta")
    def look(self) -> Missions:
        """What is done by now; what was done once stays done. Begun by the first look."""
        with self.store.read() as connection:
            kept = missions.load_missions(connection)
            since = missions.newest_batch(connection) if kept is None else kept[0]
            before: frozenset[Mission] = frozenset() if kept is None else kept[1]
            done = before | missions.missions_done(connection, since)
        if kept is None or done != before:
            with self.store.write() as connection:
                missions.save_missions(connection, since, done)
        return Missions(done)
