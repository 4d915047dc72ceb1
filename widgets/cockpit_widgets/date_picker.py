"""Choosing a date: typed in words or figures, with what was understood beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from cockpit_tui.domain.dates import to_long_date
from cockpit_tui.domain.errors import CockpitError
from cockpit_widgets.choice_list import Choice, matches
from cockpit_widgets.picker import Picker

DateParser = Callable[[str], date]
"""Gives the date that a text means, or raises CockpitError or ValueError with the reason."""


def to_distance(day: date, today: date) -> str:
    """`in 8d`, `today`, `3d ago`."""
    days = (day - today).days
    if days == 0:
        return "today"
    return f"in {days:,}d" if days > 0 else f"{-days:,}d ago"


def parsed(parse: DateParser, text: str) -> tuple[date | None, str]:
    """The date, or None and why not."""
    try:
        return parse(text), ""
    except (CockpitError, ValueError) as error:
        return None, str(error)


class DatePicker(Picker[date]):
    """Gives a date, or None when it was left. `choices` are the usual ones, as rows."""

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice[date]],
        *,
        parse: DateParser,
        today: date,
        current: date | None = None,
        anchor: int | None = None,
    ) -> None:
        aside = f"now {to_long_date(current, today)}" if current is not None else ""
        super().__init__(title, choices, current=current, aside=aside, anchor=anchor)
        self._parse = parse
        self._today = today

    def search(self, text: str) -> None:
        if not text.strip():
            self.note("")
            self.show_choices(self._all)
            return
        day, complaint = parsed(self._parse, text)
        if day is not None:
            distance = to_distance(day, self._today)
            self.note("")
            self.show_choices([Choice(day, to_long_date(day, self._today), detail=distance)])
            return
        self.show_choices(matches(self._all, text))
        self.note("" if self._shown else complaint, "risk")
