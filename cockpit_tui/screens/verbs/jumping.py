"""Jumping to a customer, a CTA or a person by a few letters of the name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cached_property

from msgspec import Struct

from cockpit_tui.domain.errors import InvalidQuery
from cockpit_tui.domain.ids import AccountId, CtaId, from_word, to_cta_word
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.query.completing import quoted
from cockpit_tui.domain.rows.org import Person
from cockpit_tui.domain.text import folded
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.screens.base.command_screen import CommandScreen
from cockpit_tui.screens.base.home import Home
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.find_picker import FindPicker
from cockpit_widgets.panes.pane_tabs import PaneTab

OF_EACH_KIND = 6
"""More than that one types another letter."""


class Kind(StrEnum):
    CUSTOMER = "customer"
    CTA = "CTA"
    PERSON = "person"


class Target(Struct, frozen=True):
    """Where one may jump, and the filter that shows it."""

    kind: Kind
    id: int
    query: str


class Known(Struct, frozen=True):
    """A person with what letters are compared with."""

    person: Person
    name: str
    """Folded, with a space before each word."""
    email: str


class Jumping:
    """From any screen to the cockpit's list, which shows what was chosen."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen

    async def jump(self) -> None:
        """A customer is all of its CTAs and its page; a person the open CTAs that they own."""
        target = await self.run.ask(FindPicker("Jump to a customer, a CTA or a person", self._find))
        if target is None:
            return
        if target.kind is Kind.CUSTOMER:
            await self._to_customer(target)
            return
        cockpit = self._arrived()
        if target.kind is Kind.CTA:
            cockpit.show_cta(CtaId(target.id))
        else:
            cockpit.show_query(target.query)

    async def _to_customer(self, target: Target) -> None:
        """One without a CTA has activities all the same."""
        session = self.run.session
        account_id = AccountId(target.id)
        account = await self.run.read(lambda: session.customers.account(account_id))
        (count,) = await self.run.read(lambda: session.views.counts([target.query]))
        cockpit = self._arrived()
        if not count:
            cockpit.open_activities(cockpit, account)
            return
        cockpit.show_query(target.query, PaneTab.COMPANY)

    def _arrived(self) -> Home:
        """The cockpit, whatever was open over it left."""
        stack = self.screen.app.screen_stack
        cockpit = self.screen.home
        for screen in reversed(stack[stack.index(cockpit) + 1 :]):
            if isinstance(screen, CommandScreen):
                screen.leave()
        return cockpit

    async def _find(self, text: str) -> list[Choice[Target]]:
        return await self.run.read(lambda: self._found(text.strip()))

    def _found(self, text: str) -> list[Choice[Target]]:
        """What fits, names that begin so first; to be called in a lane."""
        wanted = folded(text)
        found = [*self._customers(text), *self._ctas(text), *self._people(wanted)]
        return sorted(found, key=lambda choice: not folded(choice.label).startswith(wanted))

    def _customers(self, text: str) -> Iterator[Choice[Target]]:
        for row in self.run.session.customers.accounts(text, OF_EACH_KIND):
            target = Target(Kind.CUSTOMER, row.id, f"account:ACC-{row.id} is:any")
            yield Choice(target, row.name, detail=f"customer, {row.open_ctas} open")

    def _ctas(self, text: str) -> Iterator[Choice[Target]]:
        for row in self._cta_rows(text) if text else ():
            word = to_cta_word(row.id)
            detail = f"{word}, {row.account}{', closed' if row.is_closed else ''}"
            yield Choice(Target(Kind.CTA, row.id, word), row.name, detail=detail)

    def _cta_rows(self, text: str) -> Sequence[CtaRow]:
        """The one of that id, or the first whose names have words that start so.

        Open ones are asked for first: the first of one state are met along its index, of however
        many. Where they are few, all are.
        """
        if from_word(text, "CTA") is not None:
            queries = [f"id:{text}"]
        else:
            queries = [f"{state} name:{quoted(text)}" for state in ("is:open", "is:any")]
        rows: Sequence[CtaRow] = ()
        for query in queries:
            if len(rows) < OF_EACH_KIND:
                try:
                    _, rows = self.run.session.views.first_page(
                        query, GroupBy.ALL, SortBy.DUE, page=OF_EACH_KIND, first=OF_EACH_KIND
                    )
                except InvalidQuery:  # nothing of it is a word
                    return ()
        return rows[:OF_EACH_KIND]

    def _people(self, wanted: str) -> Iterator[Choice[Target]]:
        people = [
            known.person
            for known in self._everybody
            if f" {wanted}" in known.name or known.email.startswith(wanted)
        ]
        for person in people[:OF_EACH_KIND]:
            word = person.email or person.salesforce_id or person.name
            target = Target(Kind.PERSON, person.id, f"owner:{quoted(word)} is:open")
            yield Choice(target, person.name, detail=person.title or "person")

    @cached_property
    def _everybody(self) -> list[Known]:
        """Read and folded with the first letter, for all of them."""
        return [
            Known(person, f" {folded(person.name)}", folded(person.email))
            for person in self.run.session.views.people()
        ]
