"""Frozen rows from the columns of a statement; shared with the first picture, so without imports
of the database library."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from cockpit_tui.domain.lists.rows import CtaRow, Group, ViewTab
from cockpit_tui.domain.values import CtaState, GroupBy, PriorityLevel, SortBy, SyncState

DUE_COLUMN = 12
"""Where the due date stands among the columns of `row_statement`."""
WHOLE_AT_MOST = 2_000
"""A list of so many CTAs is read whole at once: quicker than group by group."""
_SYNC_STATES = tuple(SyncState)
_GROUPINGS = {choice.value: choice for choice in GroupBy}
_ORDERS = {choice.value: choice for choice in SortBy}
_LEVELS = {level.value: level for level in PriorityLevel}


def to_cta_row(columns: Sequence[Any], due: date | None, *, is_held: bool = False) -> CtaRow:
    """From the columns of `row_statement`; `is_held`: this process writes nothing to Salesforce."""
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
        is_held_for_all,
        renewal_date,
        health,
        nps,
        usage,
        touched_at,
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
        is_closed=state >= CtaState.CLOSED,
        is_flagged=bool(is_flagged),
        is_milestone=bool(is_milestone),
        is_snoozed=state == CtaState.SNOOZED,
        sync_state=shown_state(
            _SYNC_STATES[urgency or 0], is_held=is_held or bool(is_held_for_all)
        ),
        tasks_open=tasks_open,
        tasks_total=tasks_total,
        arr_cents=arr_cents,
        renewal_date=_known_day(renewal_date),
        health=health,
        nps=nps,
        usage=usage,
        touched_on=_known_day(touched_at),
    )


def _known_day(value: date | str | None) -> date | None:
    """The day of a date or an instant, as either driver gives it."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value.date() if isinstance(value, datetime) else value


def to_view_tab(columns: Sequence[Any]) -> ViewTab:
    """A saved view from the columns of `views_statement`; what is not known here is left out."""
    view_id, shipped, person_id, name, query, group_by, sort_by, further = columns
    return ViewTab(
        key=shipped or str(view_id),
        label=name,
        query=query,
        group_by=_GROUPINGS.get(group_by),
        sort_by=_ORDERS.get(sort_by),
        columns=further,
        is_team=person_id is None,
        id=view_id,
    )


def to_level(stage: str | None) -> PriorityLevel:
    """How a priority is drawn; one that an admin left without a level counts as middle."""
    return _LEVELS.get(stage or "", PriorityLevel.MIDDLE)


def shown_state(state: SyncState, *, is_held: bool) -> SyncState:
    """The state as a person sees it: what waits for an org that may not be written to is held."""
    return SyncState.WOULD_WRITE if is_held and state is SyncState.PENDING else state


def to_day(text: str) -> date | None:
    """The day of a stored due date; the last day there is stands for none."""
    day = date.fromisoformat(text)
    return None if day == date.max else day


def in_display_order(ids: array[int], groups: Sequence[Group]) -> array[int]:
    """Ids that came in the order of the groups' keys, put in the order of the groups."""
    slices, start = {}, 0
    for group in sorted(groups, key=lambda group: int(group.key)):
        slices[group.key] = ids[start : start + group.count]
        start += group.count
    return array("I", chain.from_iterable(slices[group.key] for group in groups))
