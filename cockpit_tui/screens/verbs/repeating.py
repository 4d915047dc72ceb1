"""The field of forms that makes a CTA come again (CL-21)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import cast

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.rows.ctas import SeriesRow
from cockpit_tui.domain.values import EVENT, Picklist
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.permitted import counted
from cockpit_tui.services.recurring import Repeat
from cockpit_widgets.dialogs.form_dialog import FormCheck
from cockpit_widgets.dialogs.form_fields import FormField

LONGEST_RULE = 120
EXAMPLE = "weekly mon until eoy"
NOTE = "of an event"
HELP = "daily, every 2 weeks fri, monthly 2nd tue … until a day"
NOTE_OF_SERIES = "empty ends it"
NO_RULE = "no days come of this: weekly mon,thu until eoy would do"
NO_END = "needs an end: until eoy, until 2027-06-30"


class Repeating:
    """Reads the field, says what is wrong with it, and saves what it means."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self._events: frozenset[object] = frozenset()
        """Types of CTAs that may repeat, as a form last asked."""

    def field(self, series: SeriesRow | None = None) -> FormField:
        """Empty for a CTA that does not repeat."""
        words = series.words if series else ""
        return FormField(
            "repeat",
            "Repeat",
            value=words,
            limit=LONGEST_RULE,
            note=NOTE_OF_SERIES if series else NOTE,
            help=HELP,
            example=EXAMPLE,
            # A series goes on from today; a new one begins on the due date.
            understood=partial(self._understood, start_in="" if series else "due"),
        )

    def _understood(self, values: Mapping[str, object], start_in: str) -> str:
        """`Mon 14 Dec, 3 times`: the first day from today on, and how many; empty for none, and
        for what does not repeat."""
        if values.get("type_id") not in self._events:
            return ""
        today, start = self.run.session.clock.today(), cast("date | None", values.get(start_in))
        try:
            series = self.run.session.recurring.parse(str(values.get("repeat") or ""), start)
        except CockpitError:
            return ""
        days = list(series.days(today - timedelta(days=1)))
        return f"{to_long_date(days[0], today)}, {counted(len(days), 'time')}" if days else ""

    async def check(self) -> FormCheck:
        """What a form says before it is accepted; events alone repeat."""
        types = await self.run.read(lambda: self.run.session.views.values(Picklist.CTA_TYPE))
        self._events = events = frozenset(value.id for value in types if value.stage == EVENT)

        def complaints(values: Mapping[str, object]) -> Mapping[str, str]:
            words = str(values.get("repeat") or "")
            if not words:
                return {}
            if values.get("type_id") not in events:
                return {"repeat": "events alone repeat"}
            wrong = self.complaint(words, cast("date | None", values.get("due")))
            return {"repeat": wrong} if wrong else {}

        return complaints

    def complaint(self, words: str, start: date | None = None) -> str:
        """What is wrong with a rule; nothing where days come of it."""
        try:
            self.run.session.recurring.parse(words, start)
        except CockpitError:
            return NO_RULE if " until " in f" {words.lower()} " else NO_END
        return ""

    def add(self, new: NewCta, words: str, otherwise: Callable[[CockpitError], bool]) -> None:
        """Saves a new series; the due date is its first possible day. `otherwise` may deal with a
        failure."""
        recurring = self.run.session.recurring
        repeat = Repeat(recurring.parse(words, new.due))
        self.run.save(lambda: recurring.add(new, repeat), relist=True, otherwise=otherwise)

    async def series_of(self, cta_id: CtaId) -> SeriesRow | None:
        """The series that made the CTA and goes on."""
        return await self.run.read(lambda: self.run.session.recurring.of_cta(cta_id))

    def change(self, series: SeriesRow, words: str) -> None:
        """Saves another rule, or ends the series where the field was emptied."""
        recurring = self.run.session.recurring
        if not words:
            self.run.save(lambda: recurring.end(series.id))
            return
        repeat = Repeat(recurring.parse(words), series.ahead)
        self.run.save(lambda: recurring.change(series.id, repeat), relist=True)
