"""`l`: what a CTA or a task is linked to, ticked in one list."""

from __future__ import annotations

from cockpit_tui.domain.days.dates import to_short_date
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.rows.customers import LinkRow
from cockpit_tui.domain.values import LinkKind
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.picker import TogglePicker
from cockpit_widgets.drawing.signs import glyphs

CHOSEN = "a choice of links"
_DASHES = ("–", "-", "—")
_KINDS = {LinkKind.OPPORTUNITY: "Opp.", LinkKind.CASE: "Case", LinkKind.CONTACT: "Contact"}


class Linking:
    """The customer's opportunity, cases and contacts (OP-1, CD-12)."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen

    async def cta(self) -> None:
        """On a CTA: at most one opportunity, any number of cases and contacts."""
        cta_id, links = self.run.cta(), self.run.session.links
        row = (await self.run.read(lambda: self.run.session.views.detail(cta_id))).row
        linkable = await self.run.read(lambda: links.linkable(row.account_id))
        now = await self.run.read(lambda: links.of_cta(cta_id))
        if not linkable:
            raise CockpitError(f"{row.account} has nothing to link.", "The mirror reads it.")
        taken = [(link.kind, link.id) for link in now if link.task_id is None]
        choices = [
            Choice(
                (link.kind, link.id),
                f"{_KINDS[link.kind]:<8}{without_customer(link.name, row.account)}",
                _key(place),
                self._detail(link),
                words=link.name,
            )
            for place, link in enumerate(linkable, 1)
        ]
        chosen = await self.run.ask(
            LinkPicker("Links", choices, taken=taken, anchor=self.screen.cursor_line)
        )
        if chosen is not None:
            self.run.last_was(CHOSEN)
            self.run.save(lambda: links.set_links(cta_id, chosen))

    def _detail(self, link: LinkRow) -> str:
        """The stage of a deal and when it closes, a case's status, a contact's title."""
        today = self.run.session.clock.today()
        day = "" if link.day is None else to_short_date(link.day, today)
        return f" {glyphs().separator} ".join(filter(None, (link.detail, day)))

    async def task(self) -> None:
        """On a task: contacts of its customer."""
        task_id, links = self.screen.task_id, self.run.session.links
        if task_id is None:
            raise self.run.no_task()
        task = await self.run.read(lambda: self.run.session.views.task(task_id))
        row = (await self.run.read(lambda: self.run.session.views.detail(task.cta_id))).row
        people = await self.run.read(lambda: self.run.session.customers.contacts(row.account_id))
        now = await self.run.read(lambda: links.of_cta(task.cta_id))
        if not people:
            raise CockpitError(f"{row.account} has no contacts.", "The mirror reads them.")
        taken = [int(link.id) for link in now if link.task_id == task_id]
        choices = [
            Choice(int(person.id), person.name, _key(place), person.title)
            for place, person in enumerate(people, 1)
        ]
        chosen = await self.run.ask(
            TogglePicker("Contacts", choices, taken=taken, anchor=self.screen.cursor_line)
        )
        if chosen is not None:
            self.run.last_was(CHOSEN)
            self.run.save(lambda: links.set_contacts(task_id, chosen))


class LinkPicker(TogglePicker[tuple[LinkKind, int]]):
    """Names of deals and cases are long."""

    width = 84


def _key(place: int) -> str:
    """The key that ticks the row; those further down are found by typing."""
    return str(place) if place < 10 else ""


def without_customer(name: str, customer: str) -> str:
    """What tells a customer's deals apart: names that begin with the customer's own lose that."""
    for dash in _DASHES:
        rest = name.removeprefix(f"{customer} {dash} ")
        if rest and rest != name:
            return rest
    return name
