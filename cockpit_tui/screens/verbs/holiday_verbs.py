"""Whose holidays count for whom: asked in pickers, from the palette and where dates are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.rows.org import Person
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.picker import Picker


class HolidayVerbs:
    """TP-7: a person's days off are those of a country, or of a part of it."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner

    async def holidays(self) -> None:
        """Of anybody, for an admin; of oneself, for all others."""
        await self.choose(None)

    async def choose(self, among: Sequence[PersonId] | None) -> bool:
        """Asks for a person and a place, and saves it; False where it was left.

        `among` are the people in question; None: everybody.
        """
        session = self.run.session
        people = await self.run.read(lambda: session.views.people())
        me = session.actor.person_id
        if among is not None:
            people = [person for person in people if person.id in among]
        if not session.actor.may(Right.CONFIGURE, "workspace"):
            people = [person for person in people if person.id == me]
        if not people:
            self.run.screen.tell_news("Holidays of others are set by an admin.")
            return False
        people.sort(key=lambda person: (person.id != me, person.name.casefold()))
        person: Person | None = people[0]
        if len(people) > 1:
            rows = [Choice(one, one.name, detail=self._words(one)) for one in people]
            person = await self.run.ask(WidePicker("Whose holidays", rows, anchor=self._anchor))
        if person is None:
            return False
        place = await self._place(person)
        if place is None:
            return False
        chosen, whose = place, person.id
        self.run.save(lambda: session.people.set_holidays([whose], chosen))
        return True

    async def _place(self, person: Person) -> str | None:
        """The country, and the part of it where there are several."""
        from cockpit_tui.domain.days.places import countries, parts_of
        from cockpit_tui.domain.days.public_holidays import AUTOMATIC, DEFAULT, NONE

        rows = [
            Choice(DEFAULT, "As the setting says", detail=f"tasks.holidays = {self._setting}"),
            Choice(AUTOMATIC, "By the time zone", detail=person.time_zone or "unknown"),
            Choice(NONE, "None: weekends alone"),
            *(Choice(code, name, detail=code) for code, name in countries()),
        ]
        now = person.holidays or DEFAULT
        country = await self.run.ask(
            WidePicker(
                f"Holidays of {person.name}",
                rows,
                current=now.partition("-")[0],
                aside=self._words(person),
                anchor=self._anchor,
            )
        )
        parts = parts_of(country) if country and country.isupper() else ()
        if country is None or not parts:
            return country
        whole = [Choice(country, "The whole country", detail=country)]
        return await self.run.ask(
            WidePicker(
                "Of which part of it",
                [*whole, *(Choice(code, name, detail=code) for code, name in parts)],
                current=now,
                anchor=self._anchor,
            )
        )

    def _words(self, person: Person) -> str:
        from cockpit_tui.domain.days.places import place_name

        return place_name(self.run.session.people.calendar(person).place) or "weekends alone"

    @property
    def _setting(self) -> str:
        return self.run.session.practice.holidays

    @property
    def _anchor(self) -> int:
        return self.run.screen.cursor_line


T = TypeVar("T")


class WidePicker(Picker[T]):
    """As wide as the names of countries need."""

    width = 64
