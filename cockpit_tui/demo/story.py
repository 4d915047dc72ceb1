"""The demo's CTAs: made from the customers that were pulled from the org, the same for a seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from cockpit_tui.demo.plots import PLOTS, Plot
from cockpit_tui.domain.days.dates import MONTHS
from cockpit_tui.domain.ids import AccountId, PersonId, ValueId
from cockpit_tui.domain.values import Outcome, Picklist, TaskStage
from cockpit_tui.services.loading import CtaDraft, TaskDraft

OPEN_BY_SIZE = {"small": 80, "team": 4_000, "large": 100_000}
"""Open CTAs a demo size holds."""
SNOOZED_SHARE, CLOSED_SHARE = 0.11, 0.45
"""Of as many as are open."""
MIRRORED_SHARE = 0.45
"""Of the CTAs, those whose tasks are mirrored to Salesforce."""
MIRRORED_CTAS = 600
"""At most; a large demo need not spend minutes on sending."""


class Customer(Struct, frozen=True):
    """What the story needs to know of an account."""

    id: AccountId
    owner_id: PersonId
    health: int | None
    renewal_date: date | None
    usage: int | None


class Vocabulary(Struct, frozen=True):
    """The workspace's value sets by label, and who works in it."""

    values: dict[tuple[Picklist, str], ValueId]
    colleagues: Sequence[PersonId]

    def value(self, picklist: Picklist, label: str) -> ValueId:
        return self.values[picklist, label]


class Story:
    """Tells as many CTAs as asked, newest work first due; the same for the same seed and day."""

    def __init__(
        self, customers: Sequence[Customer], vocabulary: Vocabulary, today: date, seed: int
    ) -> None:
        self._customers = customers
        self._vocabulary = vocabulary
        self._today = today
        self._random = Random(seed)  # noqa: S311  a story, not a secret
        self._mirrored = 0
        self._told = 0

    def drafts(self, size: str) -> Iterator[CtaDraft]:
        """Open, snoozed and closed CTAs for the size."""
        opened = OPEN_BY_SIZE[size]
        for _ in range(opened):
            yield self._open()
        for _ in range(round(opened * SNOOZED_SHARE)):
            yield self._snoozed()
        for _ in range(round(opened * CLOSED_SHARE)):
            yield self._closed()

    def _open(self) -> CtaDraft:
        due = self._today + timedelta(days=self._due_offset())
        return self._draft(due=due, age=self._random.randint(2, 40))

    def _snoozed(self) -> CtaDraft:
        until = self._today + timedelta(days=self._random.randint(1, 25))
        draft = self._draft(due=until + timedelta(days=7), age=self._random.randint(10, 60))
        return replace(
            draft,
            snoozed_until=until,
            snooze_reason_id=self._vocabulary.value(Picklist.SNOOZE_REASON, "Waiting on customer"),
        )

    def _closed(self) -> CtaDraft:
        days_ago = self._random.randint(1, 240)
        due = self._today - timedelta(days=days_ago - self._random.randint(-6, 6))
        outcome = self._random.choices((Outcome.SUCCESS, Outcome.LOST, Outcome.INVALID), (8, 2, 1))[
            0
        ]
        label = f"Closed {outcome.value}"
        return self._draft(
            due=due, age=days_ago + self._random.randint(5, 60), closed=days_ago, status=label
        )

    def _due_offset(self) -> int:
        """Days from today: some late, a good handful now, most within weeks."""
        band = self._random.random()
        if band < 0.13:
            return -self._random.choice((1, 2, 3, 3, 4, 5, 6, 8, 12, 21))
        if band < 0.24:
            return 0
        if band < 0.34:
            return 1
        if band < 0.55:
            return self._random.randint(2, 6)
        return self._random.randint(7, 13) if band < 0.75 else self._random.randint(14, 90)

    def _draft(
        self, due: date, age: int, closed: int | None = None, status: str | None = None
    ) -> CtaDraft:
        random, words = self._random, self._vocabulary
        customer = self._customers[self._told % len(self._customers)]
        self._told += 1
        if self._told % len(self._customers) == 0:
            self._customers = random.sample(self._customers, len(self._customers))
        plot = random.choice([plot for plot in PLOTS if _fits(plot, customer, self._today)])
        closed_at = None if closed is None else self._moment(self._today - timedelta(days=closed))
        tasks = self._tasks(plot, customer, due, closed_at)
        if status is None:
            started = any(task.closed_at for task in tasks)
            status = "Work in progress" if started else random.choice(("New", "Open"))
        return CtaDraft(
            name=self._name(plot, customer),
            account_id=customer.id,
            type_id=words.value(Picklist.CTA_TYPE, plot.type),
            reason_id=words.value(Picklist.REASON, plot.reason),
            priority_id=words.value(Picklist.PRIORITY, self._priority(plot)),
            status_id=words.value(Picklist.CTA_STATUS, status),
            owner_id=customer.owner_id,
            due=due,
            created_at=self._moment(self._today - timedelta(days=age)),
            comment=random.choice(plot.comments),
            source=random.choices(("person", "rule"), (3, 2))[0],
            is_flagged=plot.priority == "High" and random.random() < 0.35,
            is_milestone=plot.type == "Event" and random.random() < 0.2,
            closed_at=closed_at,
            tasks=tasks,
        )

    def _priority(self, plot: Plot) -> str:
        if self._random.random() < 0.8:
            return plot.priority
        return self._random.choice(("High", "Medium", "Low"))

    def _name(self, plot: Plot, customer: Customer) -> str:
        random = self._random
        month = MONTHS[customer.renewal_date.month - 1] if customer.renewal_date else "spring"
        usage = customer.usage or 50
        return random.choice(plot.names).format(
            n=max(usage, 88) if plot.needs == "growing" else random.randint(21, 64),
            few=random.randint(3, 6),
            nps=random.randint(1, 5),
            month=month,
        )

    def _tasks(
        self, plot: Plot, customer: Customer, due: date, closed_at: datetime | None
    ) -> tuple[TaskDraft, ...]:
        random, words = self._random, self._vocabulary
        steps = plot.steps
        done = len(steps) if closed_at else random.randint(0, max(0, len(steps) - 1))
        is_synced = self._mirrored < MIRRORED_CTAS and random.random() < MIRRORED_SHARE
        self._mirrored += is_synced
        tasks = []
        for place, title in enumerate(steps):
            is_done = place < done
            day = due - timedelta(days=2 * (len(steps) - 1 - place))
            stage = TaskStage.COMPLETED if is_done else TaskStage.OPEN
            if not is_done and place == done and done and random.random() < 0.6:
                stage = TaskStage.IN_PROGRESS
            tasks.append(
                TaskDraft(
                    title=title,
                    due=day,
                    status_id=words.value(Picklist.TASK_STATUS, _STATUS[stage]),
                    priority_id=words.value(Picklist.PRIORITY, self._priority(plot)),
                    assignees=self._assignees(customer),
                    comments=_NOTES.get(title, "")
                    if is_done or stage is not TaskStage.OPEN
                    else "",
                    closed_at=(closed_at or self._moment(min(day, self._today)))
                    if is_done
                    else None,
                    is_synced=is_synced,
                )
            )
        return tuple(tasks)

    def _assignees(self, customer: Customer) -> tuple[PersonId, ...]:
        owner = customer.owner_id
        if self._random.random() < 0.75:
            return (owner,)
        other = self._random.choice(self._vocabulary.colleagues)
        return (owner, other) if other != owner and self._random.random() < 0.2 else (other,)

    def _moment(self, day: date) -> datetime:
        at = time(self._random.randint(8, 17), self._random.randint(0, 59))
        return datetime.combine(day, at, UTC)


_STATUS = {
    TaskStage.OPEN: "Open",
    TaskStage.IN_PROGRESS: "In progress",
    TaskStage.COMPLETED: "Completed",
}
_NOTES = {
    "Call the champion": "Budget is frozen until the new year. Wants to keep the reports module.",
    "Joint call with sales": "Agreed to come back with one offer for both teams.",
    "Send recovery plan to sponsor": "One page: cause, three steps, dates.\n"
    "Ask the sponsor for half an hour on Thursday.",
    "Draft the agenda": "Results by region first, roadmap last.",
    "Unblock single sign-on": "Their identity team needs our metadata file again.",
}


def _fits(plot: Plot, customer: Customer, today: date) -> bool:
    if plot.needs == "unhealthy":
        return (customer.health or 60) < 65
    if plot.needs == "renewing":
        return customer.renewal_date is not None and (customer.renewal_date - today).days < 150
    return plot.needs != "growing" or (customer.usage or 0) >= 60
