"""The recurring CTAs, from the palette: also those of which none is made yet (CL-21)."""

from __future__ import annotations

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.rows.ctas import SeriesRow
from cockpit_tui.screens.verbs.repeating import LONGEST_RULE, Repeating
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.picker import GOES_BACK, Picker
from cockpit_widgets.dialogs.text_dialog import TextDialog
from cockpit_widgets.drawing.printable import cut, printable

NAME_CELLS = 30
"""Of a series' name, so that its rule, day and owner have room beside it."""
VERBS = (
    ("rule", "r", "Change its rule"),
    ("owner", "o", "Give its next CTAs to somebody"),
    ("end", "x", "End it: no further CTAs"),
)


class SeriesVerbs:
    """Shows each series with its rule, next day and owner, and what can be done with it."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner

    async def series(self) -> None:
        """Mine first, then everybody's, by their next day."""
        session = self.run.session
        found = await self.run.read(session.recurring.all)
        if not found:
            raise CockpitError("No CTA recurs.", "A new event takes a rule in the field Repeat.")
        found.sort(key=lambda series: series.owner_id != session.actor.person_id)
        rows = [
            Choice(series, cut(printable(series.name), NAME_CELLS), detail=self._words(series))
            for series in found
        ]
        picker = SeriesPicker("Recurring CTAs", rows, anchor=self.run.screen.cursor_line)
        chosen = await self.run.ask(picker)
        if chosen is not None:
            await self._act(chosen)

    async def _act(self, series: SeriesRow) -> None:
        recurring = self.run.session.recurring
        match await self.run.choose(series.name, VERBS, aside=series.account):
            case "rule":
                await self._change_rule(series)
            case "owner":
                person = await self.run.pick_person("Its next CTAs go to", [series.owner_id])
                if person is not None:
                    owner_id = person.id
                    self.run.save(lambda: recurring.change(series.id, owner_id=owner_id))
            case "end":
                self.run.save(lambda: recurring.end(series.id))

    async def _change_rule(self, series: SeriesRow) -> None:
        repeating = Repeating(self.run)
        dialog = TextDialog(
            f"Repeat “{series.name}”",
            series.words,
            limit=LONGEST_RULE,
            note="from today on; CTAs that are made already stay",
            check=repeating.complaint,
            anchor=self.run.screen.cursor_line,
        )
        words = await self.run.ask(dialog)
        if words:
            repeating.change(series, words)

    def _words(self, series: SeriesRow) -> str:
        today = self.run.session.clock.today()
        day = "over" if series.next_on is None else to_long_date(series.next_on, today)
        return f"{series.rule} · {day} · {series.owner}"


class SeriesPicker(Picker[SeriesRow]):
    """As wide as a name beside a rule, a day and a person needs."""

    width = 84
    LEAVING = GOES_BACK
