"""Switches of the list: each writes a term into the query, which stays the one truth."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from cockpit_tui.domain.query import query_terms
from cockpit_tui.domain.query.fields import Field
from cockpit_tui.domain.rows.org import Person
from cockpit_tui.domain.values import Picklist
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.picker import Picker, TogglePicker

if TYPE_CHECKING:
    from cockpit_tui.screens.base.command_screen import Handlers
    from cockpit_tui.screens.cockpit.screen import CockpitScreen
    from cockpit_tui.screens.verbs.verb_runner import VerbRunner

EVERYBODY = "everybody"
FLAGGED = "flagged"


class Toggles:
    """CL-6, CL-9 to CL-12: each by its own command, and all of them in one menu."""

    def __init__(self, screen: CockpitScreen, runner: VerbRunner) -> None:
        self.screen = screen
        self.run = runner

    def handlers(self) -> Handlers:
        verbs: dict[str, Callable[[], Awaitable[None]]] = {
            "view.toggles": self.menu,
            "view.types": self.types,
            "view.priorities": self.priorities,
            "view.owner": self.owner,
            "view.show_closed": self.closed,
            "view.snoozed": self.snoozed,
            "view.flagged": self.flagged,
        }
        return {name: partial(self.run.start, verb) for name, verb in verbs.items()}

    @property
    def _query(self) -> str:
        return self.screen.view.state.query

    def _show(self, query: str) -> None:
        self.screen.view.change(query=query)

    async def menu(self) -> None:
        """The switches with what they stand at."""
        query = self._query
        states = query_terms.states_of(query)
        owners = query_terms.values_of(query, Field.OWNER)
        is_mine = query_terms.values_of(query, Field.MINE) == ("yes",)
        rows = (
            ("view.types", "i", "Types", _listed(query, Field.TYPE)),
            ("view.priorities", "p", "Priorities", _listed(query, Field.PRIORITY)),
            ("view.owner", "o", "Owner", "mine" if is_mine else ", ".join(owners) or "all"),
            ("view.show_closed", "c", "Closed ones too", _on("closed" in states)),
            ("view.snoozed", "s", "Snoozed ones only", _on(states == {"snoozed"})),
            ("view.flagged", "f", "Flagged ones only", _on(query_terms.has_flag(query, FLAGGED))),
        )
        choices = [Choice(value, label, key=key, detail=now) for value, key, label, now in rows]
        chosen = await self.run.ask(Picker("Show", choices, anchor=self.screen.cursor_line))
        if chosen is not None:
            self.screen.action_run_command(chosen)

    async def types(self) -> None:
        await self._choose(Field.TYPE, Picklist.CTA_TYPE, "Types; none: all")

    async def priorities(self) -> None:
        await self._choose(Field.PRIORITY, Picklist.PRIORITY, "Priorities; none: all")

    async def _choose(self, field: Field, picklist: Picklist, title: str) -> None:
        """CL-6: the union of the values chosen; none chosen means all."""
        views = self.run.session.views
        values = await self.run.read(lambda: views.values(picklist))
        asked = query_terms.values_of(self._query, field)
        taken = [
            value.label
            for value in values
            if any(query_terms.names_label(word, value.label) for word in asked)
        ]
        choices = [
            Choice(value.label, value.label, key=str(place) if place < 10 else "")
            for place, value in enumerate(values, 1)
        ]
        dialog = TogglePicker(title, choices, taken=taken, anchor=self.screen.cursor_line)
        chosen = await self.run.ask(dialog)
        if chosen is not None:
            labels = [value.label for value in values if value.label in chosen]
            self._show(query_terms.with_values(self._query, field, labels))

    async def owner(self) -> None:
        """CL-9: any owner, or everybody; the list follows at once."""
        people = await self.run.read(lambda: self.run.session.views.people())
        me = self.run.session.actor.person_id
        people.sort(key=lambda person: (person.id != me, person.name.casefold()))
        names = [person.name.casefold() for person in people]
        choices = [
            Choice(EVERYBODY, "All owners"),
            *(
                Choice(
                    "me" if person.id == me else _word(person, names),
                    person.name,
                    detail="me" if person.id == me else person.title,
                )
                for person in people
            ),
        ]
        dialog = Picker("Whose CTAs", choices, anchor=self.screen.cursor_line)
        chosen = await self.run.ask(dialog)
        if chosen is not None:
            owner = None if chosen == EVERYBODY else chosen
            self._show(query_terms.with_owner(self._query, owner))

    async def closed(self) -> None:
        """CL-10: closed ones join the list, or leave it."""
        shown = "closed" in query_terms.states_of(self._query)
        self._show(query_terms.with_closed(self._query, shown=not shown))

    async def snoozed(self) -> None:
        """CL-11: only the snoozed ones, or only those that are awake."""
        shown = query_terms.states_of(self._query) == {"snoozed"}
        self._show(query_terms.with_snoozed_only(self._query, shown=not shown))

    async def flagged(self) -> None:
        """CL-12: only the flagged ones, or all."""
        shown = query_terms.has_flag(self._query, FLAGGED)
        self._show(query_terms.with_flag(self._query, FLAGGED, shown=not shown))


def _word(person: Person, names: list[str]) -> str:
    """What names the person in a query: the name, or the e-mail where two have one name."""
    name = person.name.casefold()
    is_alone = sum(other.startswith(name) for other in names) == 1
    return person.name if is_alone or not person.email else person.email


def _listed(query: str, field: Field) -> str:
    return ", ".join(query_terms.values_of(query, field)) or "all"


def _on(is_on: bool) -> str:
    return "on" if is_on else "off"
