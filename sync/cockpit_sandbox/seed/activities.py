"""A year of calls, mails, meetings and tasks of each customer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from cockpit_sandbox.schema import Schema
from cockpit_sandbox.seed.customers import Customer
from cockpit_sandbox.seed.people import Staff
from cockpit_sandbox.seed.rows import Calendar, RowMaker, StoredRow
from cockpit_sandbox.seed.stories import (
    MARKUP_NOTE,
    MARKUP_SUBJECT,
    STORIES,
    Story,
)
from cockpit_sandbox.seed.subjects import SUBJECTS, Kind
from cockpit_sandbox.seed.voice import sentence, words_of

Choice = TypeVar("Choice")

OLDEST_DAYS = 430
"""Activities reach back beyond the 365 days after which they are archived."""
STORY_DAYS = 150
"""The story of the account began about then; before, life was ordinary."""
ORDINARY_USAGE = 64
"""Per cent of the seats, before a decline."""
ARCHIVED_DAYS = 365
PENDING_SHARE, EVENT_SHARE = 0.09, 0.16
FURTHEST_PENDING_DAYS, MOST_OVERDUE_DAYS = 45, 12
_KINDS = (Kind.CALL, Kind.EMAIL, Kind.EMAIL, Kind.OTHER)
_DURATIONS = (15, 30, 30, 45, 60, 90)
_STATUSES = ("Not Started", "Not Started", "In Progress", "Waiting on someone else", "Deferred")
_PRIORITIES = ("Normal", "Normal", "Normal", "High", "Low")


@dataclass
class ActivityBook:
    """Makes the activities of one customer after another."""

    schema: Schema
    calendar: Calendar
    staff: Staff
    dice: random.Random
    tasks: RowMaker = field(init=False)
    events: RowMaker = field(init=False)

    def __post_init__(self) -> None:
        self.tasks = RowMaker(self.schema["Task"], self.staff.main)
        self.events = RowMaker(self.schema["Event"], self.staff.main)

    def of_customer(
        self, customer: Customer, parents: list[str], count: int
    ) -> Iterator[tuple[str, StoredRow]]:
        """`count` activities, each with the name of its object; `parents` are deals and cases."""
        random_number = self.dice.random
        if customer.id.endswith("1"):
            yield "Task", self._hostile(customer)
            count -= 1
        for _ in range(count):
            kind = random_number()
            if kind < PENDING_SHARE:
                yield "Task", self._pending_task(customer, parents)
            elif kind < PENDING_SHARE + EVENT_SHARE:
                yield "Event", self._meeting(customer, parents)
            else:
                yield "Task", self._done_task(customer, parents)

    def _done_task(self, customer: Customer, parents: list[str]) -> StoredRow:
        dice, calendar = self.dice, self.calendar
        offset = calendar.weekday(-self._days_ago(customer))
        kind = self._pick(_KINDS)
        contact, words = self._voice(customer, offset)
        story = self._story(customer, offset)
        done = calendar.stamp(offset, dice)
        is_call = kind is Kind.CALL
        owner = self._owner(customer)
        return self.tasks.row(
            done,
            done,
            WhoId=contact,
            WhatId=self._parent(customer, parents),
            AccountId=customer.id,
            OwnerId=owner,
            CreatedById=owner,
            LastModifiedById=owner,
            Subject=sentence(self._pick(SUBJECTS[story.name].of(kind)), words),
            ActivityDate=calendar.day(offset),
            Status="Completed",
            Priority="Normal",
            IsClosed=1,
            CompletedDateTime=done,
            IsArchived=int(offset <= -ARCHIVED_DAYS),
            Type=kind.value,
            TaskSubtype="Task" if kind is Kind.OTHER else kind.value,
            Description=self._note(story, words),
            CallDurationInSeconds=60 + int(dice.random() * 2_400) if is_call else None,
            CallType="Outbound" if is_call else None,
        )

    def _pending_task(self, customer: Customer, parents: list[str]) -> StoredRow:
        dice, calendar = self.dice, self.calendar
        span = FURTHEST_PENDING_DAYS + MOST_OVERDUE_DAYS
        due = calendar.weekday(int(dice.random() * span) - MOST_OVERDUE_DAYS)
        contact, words = self._voice(customer, due)
        # Somebody plans the week on Monday morning: rows that were stamped in the same second.
        planned = calendar.at(calendar.weekday(-2 - 7 * int(dice.random() * 5)), 25_200)
        priority = self._pick(_PRIORITIES)
        owner = customer.owner if dice.random() < 0.75 else self._owner(customer)
        return self.tasks.row(
            planned,
            planned,
            WhoId=contact,
            WhatId=self._parent(customer, parents),
            AccountId=customer.id,
            OwnerId=owner,
            Subject=sentence(self._pick(customer.story.to_do), words),
            ActivityDate=calendar.day(due) if dice.random() < 0.94 else None,
            Status=self._pick(_STATUSES),
            Priority=priority,
            IsHighPriority=int(priority == "High"),
            Type=Kind.OTHER.value,
            Description=self._note(customer.story, words) if dice.random() < 0.6 else None,
        )

    def _meeting(self, customer: Customer, parents: list[str]) -> StoredRow:
        dice, calendar = self.dice, self.calendar
        is_planned = dice.random() < 0.12
        if is_planned:
            offset = calendar.weekday(3 + int(dice.random() * FURTHEST_PENDING_DAYS))
        else:
            offset = calendar.weekday(-self._days_ago(customer))
        contact, words = self._voice(customer, offset)
        story = self._story(customer, offset)
        minutes = self._pick(_DURATIONS)
        begin = 25_200 + 1_800 * int(dice.random() * 18)
        stamp = calendar.stamp(-2 - int(dice.random() * 9) if is_planned else offset, dice)
        owner = self._owner(customer)
        start = calendar.at(offset, begin)
        return self.events.row(
            stamp,
            stamp,
            WhoId=contact,
            WhatId=self._parent(customer, parents),
            AccountId=customer.id,
            OwnerId=owner,
            CreatedById=owner,
            LastModifiedById=owner,
            Subject=sentence(self._pick(SUBJECTS[story.name].meetings), words),
            Location=self._pick(("Video call", "Video call", words["place_name"], "Phone")),
            StartDateTime=start,
            ActivityDateTime=start,
            ActivityDate=calendar.day(offset),
            EndDateTime=calendar.at(offset, begin + minutes * 60),
            DurationInMinutes=minutes,
            Type=Kind.MEETING.value,
            EventSubtype="Event",
            Description=None if is_planned else self._note(story, words),
            IsArchived=int(offset <= -ARCHIVED_DAYS),
        )

    def _hostile(self, customer: Customer) -> StoredRow:
        """A task whose texts look like markup, so that clients prove themselves."""
        stamp = self.calendar.stamp(-5, self.dice)
        first = customer.contacts[0].first
        return self.tasks.row(
            stamp,
            stamp,
            WhatId=customer.id,
            WhoId=customer.contacts[0].id,
            AccountId=customer.id,
            OwnerId=customer.owner,
            Subject=MARKUP_SUBJECT.format(first=first),
            ActivityDate=self.calendar.day(2),
            Description=MARKUP_NOTE,
        )

    def _days_ago(self, customer: Customer) -> int:
        oldest = min(OLDEST_DAYS, customer.since_days)
        # More happened lately than long ago, as in every real log.
        return 2 + int((oldest - 2) * self.dice.random() ** 1.25)

    @staticmethod
    def _story(customer: Customer, offset: int) -> Story:
        return customer.story if offset > -STORY_DAYS else STORIES[0]

    def _owner(self, customer: Customer) -> str:
        number = self.dice.random()
        if number < 0.62:
            return customer.owner
        if number < 0.85:
            return customer.seller
        return self._pick(self.staff.support)

    def _parent(self, customer: Customer, parents: list[str]) -> str:
        if self.dice.random() < 0.7 or not parents:
            return customer.id
        return parents[int(self.dice.random() * len(parents))]

    def _pick(self, choices: tuple[Choice, ...]) -> Choice:
        return choices[int(self.dice.random() * len(choices))]

    def _voice(self, customer: Customer, offset: int) -> tuple[str, dict[str, str]]:
        """A contact's id, and the words that fill the sentences."""
        person = self._pick(customer.contacts)
        is_earlier = offset <= -STORY_DAYS
        usage = max(customer.usage, ORDINARY_USAGE) if is_earlier else customer.usage
        month = self.calendar.month_index(offset)
        return person.id, words_of(customer, person, month, self.dice, usage=usage)

    def _note(self, story: Story, words: dict[str, str]) -> str:
        """One to five sentences."""
        dice = self.dice
        sentences = [self._pick(story.openings)]
        first, count = int(dice.random() * len(story.details)), int(dice.random() * 4)
        # Five and the six details of each story share no factor: no sentence comes twice.
        sentences += (
            story.details[(first + step * 5) % len(story.details)] for step in range(count)
        )
        if dice.random() < 0.7:
            sentences.append(self._pick(story.next_steps))
        return " ".join(sentence(text, words) for text in sentences)
