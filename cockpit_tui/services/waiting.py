"""Tasks that wait for tasks (TP-16): what refuses to be completed yet."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit_tui.domain.errors import Blocked
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.values import TaskStage
from cockpit_tui.services.permitted import counted
from cockpit_tui.store.records import task_waits
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork

NAMED_AT_MOST = 2
"""Tasks that a refusal names."""


def require_unblocked(work: UnitOfWork, ids: Sequence[TaskId]) -> None:
    """Raises Blocked, naming what it waits for, where one of the tasks cannot be completed yet."""
    waiting = task_waits.open_blockers(work.connection, ids)
    if not waiting:
        return
    first = waiting[0]
    named = " and ".join(f"“{title}”" for _, title in first.blockers[:NAMED_AT_MOST])
    rest = len(first.blockers) - NAMED_AT_MOST
    more = f" and {rest:,} more" if rest > 0 else ""
    also = f" {counted(len(waiting) - 1, 'other task')} wait too." if len(waiting) > 1 else ""
    raise Blocked(
        f"“{first.title}” waits for {named}{more}.{also} Nothing was changed.",
        "Complete that first, skip it, or complete anyway: `task done --anyway`.",
    )


def completes(work: UnitOfWork, status_id: int | None) -> bool:
    """True for a task status that means done; skipping completes nothing."""
    if status_id is None:
        return False
    stage = work.row(schema.picklist_value, status_id)["stage"]
    return bool(stage == TaskStage.COMPLETED.value)
