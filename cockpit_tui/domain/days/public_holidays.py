"""Whose holidays count: by country, or by the country that a person's time zone lies in.

The library of holidays is imported when the first country is asked for.
"""

from __future__ import annotations

import difflib
import functools
from datetime import date
from importlib import resources

from cockpit_tui.domain.days.places import countries, parts_of
from cockpit_tui.domain.days.working_days import WorkCalendar
from cockpit_tui.domain.errors import InvalidInput

AUTOMATIC = "auto"
"""By the person's time zone."""
NONE = "none"
"""Weekends alone."""
DEFAULT = "default"
"""Of a person: as the setting says."""
_FIRST_YEAR, _LAST_YEAR = 1950, 2200


def place_of(own: str, setting: str, time_zone: str) -> str:
    """The country whose holidays count for somebody, or nothing.

    What is set for the person wins, then the setting, then (`auto`) the country of the time zone.
    """
    chosen = own or setting
    if chosen == AUTOMATIC:
        return country_of_zone(time_zone)
    return "" if chosen == NONE else chosen


@functools.lru_cache(maxsize=64)
def calendar_of(place: str) -> WorkCalendar:
    """The working days of a country (`DE`), or of a part of it (`DE-BY`); of nowhere, weekends.

    Raises InvalidInput for a place that is not known, with the nearest.
    """
    if not place:
        return WorkCalendar()
    import holidays

    country, _, part = place.upper().partition("-")
    try:
        known = holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError as error:
        raise InvalidInput(f"No holidays are known for “{place}”.", _near(place)) from error

    def holiday(day: date) -> str:
        # Beyond these years the library has no rules; asked one by one, as it fills a year at once.
        return str(known.get(day, "")) if _FIRST_YEAR <= day.year <= _LAST_YEAR else ""

    return WorkCalendar(frozenset(int(day) for day in known.weekend), holiday, place.upper())


def own_place(word: str) -> str:
    """What is kept for a person: nothing for `default`, where the setting counts, else a place."""
    return "" if word.strip().lower() in ("", DEFAULT) else checked_place(word)


def checked_place(word: str) -> str:
    """A place as it is kept: `auto`, `none`, `DE`, `DE-BY`; raises InvalidInput for others."""
    lowered = word.strip().lower()
    if lowered in (AUTOMATIC, NONE):
        return lowered
    return calendar_of(word.strip()).place


@functools.cache
def country_of_zone(time_zone: str) -> str:
    """The ISO code of the country that a time zone lies in; empty for one that names none."""
    if "/" not in time_zone:
        return ""
    return _zones().get(time_zone, "")


@functools.cache
def _zones() -> dict[str, str]:
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows if len(row) > 2}


def _near(place: str) -> str:
    country, _, part = place.upper().partition("-")
    known = [code for code, _ in countries()]
    if part and country in known:
        codes = [code.partition("-")[2] for code, _ in parts_of(country)]
        return f"Parts of {country} with holidays of their own: {', '.join(codes) or 'none'}."
    close = difflib.get_close_matches(country, known, n=3, cutoff=0.4)
    hint = f"Nearest: {', '.join(close)}. " if close else ""
    return f"{hint}Write a country's two letters, such as DE, or DE-BY for a part of it."
