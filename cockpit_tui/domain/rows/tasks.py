"""Tasks, as panes, lists and documents hold them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from cockpit_tui.domain.ids import CtaId, PartId, PersonId, TaskId, ValueId
from cockpit_tui.domain.values import PriorityLevel, SyncState, TaskStage


class TaskPartRow(Struct, frozen=True):
    """One assignee's share of a task; mirrored, it is one Salesforce Task (decision 1)."""

    id: PartId
    assignee_id: PersonId
    assignee: str
    is_closed: bool
    is_synced: bool
    salesforce_id: str | None
    sync_state: SyncState


class BlockerRow(Struct, frozen=True):
    """A task of the same CTA that must be done before (TP-16)."""

    id: TaskId
    title: str
    is_closed: bool


class TaskRow(Struct, frozen=True):
    """One task of a CTA."""

    id: TaskId
    cta_id: CtaId
    position: int
    title: str
    status_id: ValueId
    status: str
    stage: TaskStage
    is_closed: bool
    priority_id: ValueId
    priority: str
    priority_level: PriorityLevel
    due: date | None
    comments: str
    source: str
    parts: tuple[TaskPartRow, ...]
    waiting_fields: tuple[str, ...] = ()
    """Labels of the fields that wait to be written to Salesforce."""
    playbook: str | None = None
    """The playbook that made it."""
    blockers: tuple[BlockerRow, ...] = ()

    @property
    def waits_for(self) -> tuple[BlockerRow, ...]:
        """The open tasks that must be done before; none for a task that is closed itself."""
        return () if self.is_closed else tuple(b for b in self.blockers if not b.is_closed)

    @property
    def sync_state(self) -> SyncState:
        """The most urgent state of its parts."""
        return max((part.sync_state for part in self.parts), key=lambda state: state.urgency)

    @property
    def assignees(self) -> tuple[str, ...]:
        return tuple(part.assignee for part in self.parts)

    @property
    def is_synced(self) -> bool:
        return any(part.is_synced for part in self.parts)

    @property
    def is_sent(self) -> bool:
        """Whether Salesforce is known to have a record of it."""
        return any(part.is_synced and part.salesforce_id for part in self.parts)

    @property
    def mirrored(self) -> int:
        """How many of its parts are records of Salesforce, or will be."""
        return sum(part.is_synced for part in self.parts)


class OpenTask(Struct, frozen=True):
    """A task with the CTA and the customer that it is for."""

    task: TaskRow
    cta: str
    account: str

    @property
    def id(self) -> TaskId:
        return self.task.id


def first_to_do(tasks: Sequence[TaskRow]) -> TaskRow | None:
    """The first open task that waits for no other; the first open one where all of them wait."""
    still_open = [task for task in tasks if not task.is_closed]
    free = (task for task in still_open if not task.waits_for)
    return next(free, still_open[0] if still_open else None)
