"""Who asks: what a query's words for people and days mean."""

from __future__ import annotations

from datetime import date, tzinfo

from msgspec import Struct

from cockpit_tui.domain.ids import PersonId


class Reader(Struct, frozen=True):
    """Who looks, and on which day: what `me` and `today` mean in a query."""

    person_id: PersonId | None
    today: date
    first_weekday: int = 0
    """0 is Monday."""
    zone: tzinfo | None = None
    """Where days begin and end, for what happened at an instant; None: the machine's zone."""
