"""Every verb on CTAs and tasks, at random: what a person may do in a morning, and more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

from sqlalchemy import select

from cockpit_tui.domain.ids import AccountId, CtaId, PersonId, TaskId, ValueId
from cockpit_tui.domain.values import Outcome, Picklist
from cockpit_tui.services.ctas import CtaService, NewCta
from cockpit_tui.services.going_along import MoveDates, MoveTasks
from cockpit_tui.services.permitted import Done
from cockpit_tui.services.tasks import NewTask, TaskService
from cockpit_tui.store import schema


@dataclass(frozen=True)
class RandomActs:
    """Acts of one person on everybody's records."""

    ctas: CtaService
    tasks: TaskService
    people: Sequence[PersonId]
    accounts: Sequence[AccountId]
    seed: int

    @cached_property
    def random(self) -> Random:
        return Random(self.seed)  # noqa: S311 nothing secret is drawn

    def act(self, n: int) -> int:
        """Acts `n` times; how often something changed, and undo has something to take back."""
        return sum(self._once() for _ in range(n))

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
