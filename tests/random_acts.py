"""Every verb on CTAs and tasks, at random: what a person may do in a morning, and more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cached_property
from random import Random

from msgspec import Struct
from sqlalchemy import select

from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import AccountId, CtaId, PersonId, TaskId, ValueId
from cockpit_tui.domain.permissions import Actor
from cockpit_tui.domain.practice import Practice
from cockpit_tui.domain.values import Outcome, Picklist
from cockpit_tui.services.ctas import CtaService, NewCta
from cockpit_tui.services.going_along import MoveDates, MoveTasks
from cockpit_tui.services.hygiene import HygieneService
from cockpit_tui.services.linking import LinkService
from cockpit_tui.services.permitted import Done
from cockpit_tui.services.playbook_editing import NewStep, PlaybookEditService
from cockpit_tui.services.playbooks import PlaybookService
from cockpit_tui.services.recurring import RecurringService, Repeat
from cockpit_tui.services.tasks import NewTask, TaskService
from cockpit_tui.store.engine import Store
from cockpit_tui.store.tables import schema


class RandomActs(Struct, frozen=True, dict=True):
    """Acts of one person on everybody's records."""

    ctas: CtaService
    tasks: TaskService
    people: Sequence[PersonId]
    accounts: Sequence[AccountId]
    seed: int

    @cached_property
    def random(self) -> Random:
        return Random(self.seed)

    def act(self, n: int) -> int:
        """Acts `n` times; how often something changed, and undo has something to take back."""
        return sum(self._tried() for _ in range(n))

    def _tried(self) -> bool:
        """One act; what is refused (a rule, an order of steps) has changed nothing."""
        try:
            return self._once()
        except CockpitError:
            return False

    def _once(self) -> bool:
        ctas, tasks = self._ids("cta"), self._ids("task")
        if not ctas:
            return self._add_cta().batch_id is not None
        some = [
            CtaId(i)
            for i in self.random.sample(ctas, min(len(ctas), self.random.choice((1, 1, 3))))
        ]
        verbs: list[Callable[[], Done]] = [
            self._add_cta,
            lambda: self.tasks.add(
                NewTask(some[0], self._words(), assignees=self._some_people(), due=self._day()),
                move_cta=self._coin(),
            ),
            lambda: self.ctas.edit(
                some, {"due": self._day(), "name": self._words()}, shift_tasks=self._coin()
            ),
            lambda: self.ctas.edit(
                some,
                {"owner_id": self.random.choice(self.people)},
                move_tasks=self.random.choice(list(MoveTasks)),
            ),
            lambda: self.ctas.edit(
                some,
                {"status_id": self._value(Picklist.CTA_STATUS)},
                close_tasks=self._coin(),
                reopen_tasks=self._coin(),
            ),
            lambda: self.ctas.edit(
                some,
                {
                    "reason_id": self._value(Picklist.REASON),
                    "priority_id": self._value(Picklist.PRIORITY),
                    "type_id": self._value(Picklist.CTA_TYPE),
                    "is_flagged": self._coin(),
                    "is_milestone": self._coin(),
                    "comment": self._words(),
                },
            ),
            lambda: self.ctas.close(
                some, self.random.choice(list(Outcome)), close_tasks=self._coin()
            ),
            lambda: self.ctas.reopen(some, reopen_tasks=self._coin()),
            lambda: self.ctas.snooze(some, self._day()),
            lambda: self.ctas.wake(some),
            lambda: self.ctas.delete(some[:1], keep_in_salesforce=self._coin()),
            lambda: self.hygiene.archive(some[:1]),
            lambda: self.hygiene.unarchive(some[:1]),
            lambda: self._link(some[0]),
            self._repeat,
            self._change_a_playbook,
            self._change_a_step,
            lambda: self._use_a_playbook(some),
        ]
        if tasks:
            one = [TaskId(self.random.choice(tasks))]
            verbs += [
                lambda: self.tasks.edit(
                    one,
                    {"due": self._day()},
                    move_dates=self.random.choice(list(MoveDates)),
                    move_cta=self._coin(),
                ),
                lambda: self.tasks.edit(
                    one,
                    {
                        "title": self._words(),
                        "comments": self._words(),
                        "priority_id": self._value(Picklist.PRIORITY),
                        "status_id": self._value(Picklist.TASK_STATUS),
                    },
                ),
                lambda: self.tasks.complete(one),
                lambda: self.tasks.reopen(one),
                lambda: self.tasks.assign(one, self._some_people()),
                lambda: self.tasks.sync(one),
                lambda: self.tasks.desync(one, keep_in_salesforce=self._coin()),
                lambda: self.tasks.delete(one, keep_in_salesforce=self._coin()),
            ]
        return self.random.choice(verbs)().batch_id is not None

    @cached_property
    def hygiene(self) -> HygieneService:
        return HygieneService(*self._given)

    @cached_property
    def playbooks(self) -> PlaybookService:
        return PlaybookService(*self._given)

    @cached_property
    def edits(self) -> PlaybookEditService:
        return PlaybookEditService(*self._given)

    @property
    def _given(self) -> tuple[Store, Actor, Clock, Practice]:
        return self.ctas.store, self.ctas.actor, self.ctas.clock, self.ctas.practice

    def _link(self, cta_id: CtaId) -> Done:
        """Other links than before: contacts, cases, an opportunity."""
        links = LinkService(*self._given)
        with self.ctas.store.read() as connection:
            query = select(schema.cta.c.account_id).where(schema.cta.c.id == cta_id)
            account = AccountId(connection.scalars(query).one())
        targets = [(row.kind, row.id) for row in links.linkable(account) if self._coin()]
        return links.set_links(cta_id, targets)

    def _repeat(self) -> Done:
        """A series that begins, repeats otherwise, or ends."""
        recurring = RecurringService(*self._given)
        words = self.random.choice(("daily until 2026-11-26", "weekly mon until 2027-02-01"))
        repeat = Repeat(recurring.parse(words), ahead=self.random.choice((0, 2)))
        series = recurring.all(is_over=None)
        if series and self._coin():
            one = self.random.choice(series).id
            return recurring.change(one, repeat) if self._coin() else recurring.end(one)
        return recurring.add(NewCta(self.random.choice(self.accounts), self._words()), repeat)

    def _change_a_playbook(self) -> Done:
        one = self.random.choice(self.playbooks.all()).id
        verbs: tuple[Callable[[], Done], ...] = (
            lambda: self.edits.add(self._words()),
            lambda: self.edits.edit(one, {"name": self._words(), "is_active": self._coin()}),
            lambda: self.edits.delete(one),
        )
        return self.random.choice(verbs)()

    def _change_a_step(self) -> Done:
        playbook = self.random.choice(self.playbooks.all())
        new = NewStep(self._words(), day=self.random.randrange(9))
        if not playbook.steps:
            return self.edits.add_step(playbook.id, new)
        one, other = (self.random.choice(playbook.steps).id for _ in range(2))
        verbs: tuple[Callable[[], Done], ...] = (
            lambda: self.edits.add_step(playbook.id, new),
            lambda: self.edits.edit_step(one, {"title": self._words(), "place": 0}),
            lambda: self.edits.edit_step(one, {"after": [other]}),
            lambda: self.edits.delete_step(one),
        )
        return self.random.choice(verbs)()

    def _use_a_playbook(self, some: list[CtaId]) -> Done:
        one = self.random.choice(self.playbooks.all()).id
        if self._coin():
            return self.playbooks.apply(some, one, move_due=self._coin())
        return self.playbooks.replace(some, one, keep_in_salesforce=self._coin())

    def _add_cta(self) -> Done:
        new = NewCta(
            self.random.choice(self.accounts),
            self._words(),
            owner_id=self.random.choice(self.people),
            due=self._day(),
        )
        return self.ctas.add(new)

    def _ids(self, table_name: str) -> list[int]:
        table = schema.metadata.tables[table_name]
        with self.ctas.store.read() as connection:
            return list(connection.scalars(select(table.c.id).order_by(table.c.id)))

    def _value(self, picklist: Picklist) -> ValueId:
        table = schema.picklist_value
        query = select(table.c.id).where(table.c.picklist == picklist.value).order_by(table.c.id)
        with self.ctas.store.read() as connection:
            return ValueId(self.random.choice(list(connection.scalars(query))))

    def _some_people(self) -> tuple[PersonId, ...]:
        return tuple(self.random.sample(list(self.people), self.random.choice((1, 1, 2))))

    def _day(self) -> date:
        return self.ctas.clock.today() + timedelta(self.random.randrange(60))

    def _words(self) -> str:
        return f"Words {self.random.randrange(1000)}"

    def _coin(self) -> bool:
        return self.random.random() < 0.5
