"""What is known of a CTA, in memory, so that a filter can be asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from cockpit_tui.domain.query.conditions import TextPart
from cockpit_tui.domain.values import CtaState


@dataclass(frozen=True, slots=True)
class PartFacts:
    """One assignee's share of a task."""

    assignee_id: int
    is_closed: bool = False
    is_synced: bool = False
    sync_state: str = "local"


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """One task."""

    status_id: int
    priority_id: int
    due: date | None = None
    is_closed: bool = False
    parts: tuple[PartFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """One activity of the customer that is not deleted."""

    day: date | None
    is_closed: bool
    kind: str = "Task"
    subtype: str = ""


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """A day's measures."""

    day: date
    arr_cents: int | None = None
    health: int | None = None
    nps: int | None = None
    usage: int | None = None


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """The customer, with what aggregates look at."""

    owner_id: int | None = None
    arr_cents: int | None = None
    health: int | None = None
    nps: int | None = None
    usage: int | None = None
    renewal_date: date | None = None
    segment: str = ""
    stage: str = ""
    industry: str = ""
    activities: tuple[ActivityFacts, ...] = ()
    cases_opened_at: tuple[datetime, ...] = ()
    ctas_created_at: tuple[datetime, ...] = ()
    tasks_done_at: tuple[datetime, ...] = ()
    snapshots: tuple[SnapshotFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class CtaFacts:
    """What a filter may ask of one CTA."""

    state: CtaState
    owner_id: int
    account_id: int
    type_id: int
    reason_id: int
    priority_id: int
    status_id: int
    id: int = 0
    due: date | None = None
    is_flagged: bool = False
    is_milestone: bool = False
    is_orphaned: bool = False
    """Its owner is no longer active."""
    is_twin: bool = False
    created_at: datetime | None = None
    touched_at: datetime | None = None
    closed_at: datetime | None = None
    snoozed_until: date | None = None
    playbook: str | None = None
    source: str = "person"
    opportunity_id: int | None = None
    tasks: tuple[TaskFacts, ...] = ()
    words: dict[TextPart, str] = field(default_factory=dict)
    """`to_words` of each part."""
    account: AccountFacts = AccountFacts()

    @property
    def tasks_open(self) -> int:
        return sum(not task.is_closed for task in self.tasks)

    @property
    def tasks_total(self) -> int:
        return len(self.tasks)

    @property
    def parts(self) -> Iterable[PartFacts]:
        return (part for task in self.tasks for part in task.parts)
