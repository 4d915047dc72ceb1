"""Opportunities and cases of each customer, and the tables of stages and states."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from cockpit_sandbox.schema import Scalar, Schema
from cockpit_sandbox.seed.customers import Customer
from cockpit_sandbox.seed.people import Staff
from cockpit_sandbox.seed.rows import Calendar, RowMaker, StoredRow
from cockpit_sandbox.seed.stories import CASE_NOTES, CASE_SUBJECTS
from cockpit_sandbox.seed.voice import sentence, words_of
from cockpit_sandbox.triggers import CASE_NUMBER_DIGITS

STAGES = (
    # name, closed, won, probability, forecast
    ("Prospecting", 0, 0, 10.0, "Pipeline"),
    ("Qualification", 0, 0, 20.0, "Pipeline"),
    ("Proposal", 0, 0, 50.0, "Best Case"),
    ("Negotiation", 0, 0, 75.0, "Commit"),
    ("Closed Won", 1, 1, 100.0, "Closed"),
    ("Closed Lost", 1, 0, 0.0, "Omitted"),
)
STATUSES = (
    ("Not Started", 0),
    ("In Progress", 0),
    ("Waiting on someone else", 0),
    ("Deferred", 0),
    ("Completed", 1),
)
PRIORITIES = (("High", 1), ("Normal", 0), ("Low", 0))
EVENING_SECOND = 64_800
DEFAULT_STATUS, DEFAULT_PRIORITY = "Not Started", "Normal"

_BY_STAGE = {stage[0]: stage for stage in STAGES}


def value_tables(schema: Schema, calendar: Calendar, clerk: str) -> dict[str, list[StoredRow]]:
    """The rows of OpportunityStage, TaskStatus and TaskPriority."""
    made = calendar.at(-1_000, 0)
    tables: dict[str, list[dict[str, Scalar]]] = {
        "OpportunityStage": [
            {
                "IsActive": 1,
                "IsClosed": closed,
                "IsWon": won,
                "DefaultProbability": probability,
                "ForecastCategoryName": forecast,
                "ApiName": name,
            }
            for name, closed, won, probability, forecast in STAGES
        ],
        "TaskStatus": [
            {"ApiName": name, "IsClosed": closed, "IsDefault": int(name == DEFAULT_STATUS)}
            for name, closed in STATUSES
        ],
        "TaskPriority": [
            {"ApiName": name, "IsHighPriority": high, "IsDefault": int(name == DEFAULT_PRIORITY)}
            for name, high in PRIORITIES
        ],
    }
    rows: dict[str, list[StoredRow]] = {}
    for name, values in tables.items():
        maker = RowMaker(schema[name], clerk)
        rows[name] = [
            maker.row(made, made, MasterLabel=each["ApiName"], SortOrder=order, **each)
            for order, each in enumerate(values, 1)
        ]
    return rows


@dataclass
class PipelineBook:
    """Makes the opportunities and cases of one customer after another."""

    schema: Schema
    calendar: Calendar
    staff: Staff
    dice: random.Random
    opportunities: RowMaker = field(init=False)
    cases: RowMaker = field(init=False)

    def __post_init__(self) -> None:
        self.opportunities = RowMaker(self.schema["Opportunity"], self.staff.main)
        self.cases = RowMaker(self.schema["Case"], self.staff.main)

    def deals(self, customer: Customer) -> list[StoredRow]:
        """The open renewal first; then what was won, lost or may be won."""
        dice = self.dice
        renewal = customer.renewal_in_days
        stage = "Negotiation" if renewal < 30 else "Proposal" if renewal < 90 else "Qualification"
        amount = float(customer.revenue)
        rows = [self._deal(customer, "Renewal", stage, renewal, amount)]
        if customer.since_days > 380:
            past, before = renewal - 365, round(amount * 0.9, -2)
            if past < -2:
                rows.append(self._deal(customer, "Renewal", "Closed Won", past, before))
        won, first = -min(customer.since_days, 1_190), round(amount * 0.8, -2)
        rows.append(self._deal(customer, "New Business", "Closed Won", won, first))
        if customer.story.name == "expansion" or dice.random() < 0.12:
            stage = dice.choice(("Prospecting", "Qualification", "Proposal"))
            days, part = dice.randint(10, 120), dice.uniform(0.1, 0.5)
            rows.append(self._deal(customer, "Expansion", stage, days, round(amount * part, -2)))
        if dice.random() < 0.3:
            stage = dice.choice(("Closed Lost", "Closed Won"))
            days, part = -dice.randint(20, 350), dice.uniform(0.05, 0.3)
            rows.append(self._deal(customer, "Expansion", stage, days, round(amount * part, -2)))
        return rows

    def _deal(
        self, customer: Customer, kind: str, stage: str, close_in_days: int, amount: float
    ) -> StoredRow:
        dice, calendar = self.dice, self.calendar
        _, closed, won, probability, forecast = _BY_STAGE[stage]
        month = calendar.month_index(close_in_days)
        words = words_of(customer, customer.contacts[0], month, dice, usage=customer.usage)
        close = calendar.day(close_in_days)
        stamp_offset = close_in_days if closed else -dice.randint(2, 90)
        modified = calendar.stamp(stamp_offset, dice)
        created = calendar.at(min(stamp_offset, -2) - dice.randint(1, 60), 28_800)
        return self.opportunities.row(
            created,
            modified,
            AccountId=customer.id,
            Name=f"{customer.name[:80]} – {kind} {close[:4]}",
            StageName=stage,
            Amount=amount,
            Probability=probability,
            ForecastCategoryName=forecast,
            IsClosed=closed,
            IsWon=won,
            CloseDate=close,
            Type=kind,
            NextStep=None if closed else sentence(dice.choice(customer.story.next_steps), words),
            OwnerId=customer.seller if kind != "Renewal" else customer.owner,
        )

    def tickets(self, customer: Customer) -> list[StoredRow]:
        """Closed cases of the past year, then the open ones of the story."""
        dice = self.dice
        closed, pending = dice.randint(1, 5), dice.randint(*customer.story.open_cases)
        return [
            self._ticket(customer, is_closed=number < closed) for number in range(closed + pending)
        ]

    def _ticket(self, customer: Customer, *, is_closed: bool) -> StoredRow:
        dice, calendar = self.dice, self.calendar
        opened = -dice.randint(10, 360) if is_closed else -dice.randint(3, 30)
        touched = min(opened + dice.randint(0, 8), -2)
        # After the working day: a case is never touched before it was opened.
        modified = calendar.at(touched, EVENING_SECOND + dice.randint(0, 3_000))
        person = dice.choice(customer.contacts)
        month = calendar.month_index(opened)
        words = words_of(customer, person, month, dice, usage=customer.usage)
        is_escalated = not is_closed and customer.story.name == "support escalation"
        status = "Closed" if is_closed else "Escalated" if is_escalated else "Working"
        return self.cases.row(
            calendar.moment(opened, dice),
            modified,
            CaseNumber=f"{self.cases.count + 1:0{CASE_NUMBER_DIGITS}d}",
            AccountId=customer.id,
            ContactId=person.id,
            Subject=sentence(dice.choice(CASE_SUBJECTS), words),
            Description=sentence(dice.choice(CASE_NOTES), words),
            Status=status,
            Priority="High" if is_escalated else dice.choice(("High", "Medium", "Medium", "Low")),
            Origin=dice.choice(("Email", "Phone", "Web")),
            Type=dice.choice(("Question", "Problem", "Problem", "Feature Request")),
            IsClosed=int(is_closed),
            ClosedDate=modified if is_closed else None,
            IsEscalated=int(is_escalated),
            OwnerId=dice.choice(self.staff.support),
        )
