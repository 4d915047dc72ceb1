"""What is known of a CTA, in memory, so that a filter can be asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from cockpit_tui.domain.query.conditions import TextPart
from cockpit_tui.domain.values import CtaState


class PartFacts(Struct, frozen=True):
    """One assignee's share of a task."""

    assignee_id: int
    is_closed: bool = False
    is_synced: bool = False
    sync_state: str = "local"


class TaskFacts(Struct, frozen=True):
    """One task."""

    status_id: int
    priority_id: int
    due: date | None = None
    is_closed: bool = False
    parts: tuple[PartFacts, ...] = ()


class ActivityFacts(Struct, frozen=True):
    """One activity of the customer that is not deleted."""

    due: date | None
    """Its date in Salesforce."""
    is_closed: bool
    kind: str = "Task"
    subtype: str = ""
    changed_on: date | None = None
    """The day, in UTC, of its last change in Salesforce."""

    @property
    def day(self) -> date | None:
        """The day on which it happened, or is to: its date. A Task that was done before its date,
        or has none, happened when it was last changed."""
        done = self.changed_on
        is_done = self.kind == "Task" and self.is_closed and done is not None
        is_early = self.due is None or (done is not None and self.due > done)
        return done if is_done and is_early else self.due


class SnapshotFacts(Struct, frozen=True):
    """A day's measures."""

    day: date
    arr_cents: int | None = None
    health: int | None = None
    nps: int | None = None
    usage: int | None = None


class AccountFacts(Struct, frozen=True):
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


class CtaFacts(Struct, frozen=True):
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
    words: dict[TextPart, str] = {}
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
