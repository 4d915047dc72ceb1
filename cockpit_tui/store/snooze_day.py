"""Which day it is for a snooze: the org's, not the person's (CD-4, decision 13)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.store.engine import SNOOZE_ZONE
from cockpit_tui.store.tables import mirror_schema


def snooze_today(connection: Connection, clock: Clock) -> date:
    """Today in the org's time zone, or in the one that was set; the local day where no org is
    connected, or `local` was set."""
    chosen = connection.get_execution_options().get(SNOOZE_ZONE)
    zone = chosen or connection.scalar(_ZONE)
    if zone == LOCAL:
        return clock.today()
    return clock.day_in(zone) if zone else clock.today()


def snooze_day_words(connection: Connection, clock: Clock) -> str:
    """`By the org's day it is already Tue 24 Nov`; empty where it is the person's day too."""
    day, today = snooze_today(connection, clock), clock.today()
    if day == today:
        return ""
    is_set = connection.get_execution_options().get(SNOOZE_ZONE)
    whose = "time zone of snoozes" if is_set else "org's day"
    return (
        f"By the {whose} it is {'already' if day > today else 'still'} {to_long_date(day, today)}"
    )


LOCAL = "local"
_ZONE = select(mirror_schema.org.c.time_zone).limit(1)
