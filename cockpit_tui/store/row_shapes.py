"""Frozen rows from the columns of a statement; shared with the first picture, so without imports
of the database library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cockpit_tui.domain.rows import CtaRow
from cockpit_tui.domain.values import CtaState, PriorityLevel, SyncState

_SYNC_STATES = tuple(SyncState)
_LEVELS = {level.value: level for level in PriorityLevel}


def to_cta_row(columns: Sequence[Any], due: date | None) -> CtaRow:
    """A line of the list from the columns of `row_statement`."""
    (
        cta_id,
        name,
        account_id,
        account,
        type_label,
        type_letter,
        reason,
        priority,
        level,
        status,
        owner_id,
        owner,
        _due,
        state,
        is_flagged,
        is_milestone,
        urgency,
        tasks_open,
        tasks_total,
        arr_cents,
        is_held,
    ) = columns
    return CtaRow(
        id=cta_id,
        name=name,
        account_id=account_id,
        account=account,
        type=type_label,
        type_letter=type_letter,
        reason=reason,
        priority=priority,
        priority_level=to_level(level),
        status=status,
        owner_id=owner_id,
        owner=owner,
        due=due,
        is_closed=state == CtaState.CLOSED,
        is_flagged=bool(is_flagged),
        is_milestone=bool(is_milestone),
        is_snoozed=state == CtaState.SNOOZED,
        sync_state=shown_state(_SYNC_STATES[urgency or 0], is_held=bool(is_held)),
        tasks_open=tasks_open,
        tasks_total=tasks_total,
        arr_cents=arr_cents,
    )


def to_level(stage: str | None) -> PriorityLevel:
    """How a priority is drawn; one that an admin left without a level counts as middle."""
    return _LEVELS.get(stage or "", PriorityLevel.MIDDLE)


def shown_state(state: SyncState, *, is_held: bool) -> SyncState:
    """The state as a person sees it: what waits for an org that may not be written to is held."""
    return SyncState.WOULD_WRITE if is_held and state is SyncState.PENDING else state
