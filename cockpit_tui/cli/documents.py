"""Records as the JSON that scripts rely on: these keys change only with a note in the changelog."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from cockpit_tui.domain import documents as shared
from cockpit_tui.domain.ids import to_cta_word, to_task_word
from cockpit_tui.domain.lists.rows import SyncStatus, ViewTab
from cockpit_tui.domain.rows.customers import AccountRow, ActivityRow, OpportunityRow
from cockpit_tui.domain.rows.tasks import TaskRow

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.mirror import QueuedEdit
    from cockpit_tui.services.logging_activities import NewLog
    from cockpit_tui.store.mirror.conflicts import ConflictRow
    from cockpit_tui.store.mirror.quarantine import Quarantined

Document = shared.Document
to_amount, to_day, to_instant = shared.to_amount, shared.to_day, shared.to_instant


def to_list(items: Sequence[Document]) -> Document:
    """`{"items": […], "total": n}`."""
    return {"items": list(items), "total": len(items)}


def to_view(view: ViewTab) -> Document:
    return {
        "key": view.key,
        "name": view.label,
        "query": view.query,
        "group_by": view.group_by.value if view.group_by else None,
        "sort_by": view.sort_by.value if view.sort_by else None,
        "columns": view.columns.split(",") if view.columns else [],
        "team": view.is_team,
        "count": view.count,
    }


def to_task(row: TaskRow) -> Document:
    return {
        "id": to_task_word(row.id),
        "cta_id": to_cta_word(row.cta_id),
        "title": row.title,
        "status": row.status,
        "closed": row.is_closed,
        "priority": row.priority,
        "due": to_day(row.due),
        "assignees": list(row.assignees),
        "parts": [
            {
                "assignee": part.assignee,
                "closed": part.is_closed,
                "salesforce_id": part.salesforce_id,
                "sync_state": part.sync_state.value,
            }
            for part in row.parts
        ],
        "comments": row.comments or None,
        "position": row.position,
        "source": row.source,
        "synced": row.is_synced,
        "salesforce_ids": [part.salesforce_id for part in row.parts if part.salesforce_id],
        "sync_state": row.sync_state.value,
    }


def to_whole_task(row: TaskRow) -> Document:
    """As `task show` gives it: also the playbook that made it, and what it waits for."""
    return {
        **to_task(row),
        "playbook": row.playbook,
        "after": [to_task_word(blocker.id) for blocker in row.blockers],
        "waits_for": [to_task_word(blocker.id) for blocker in row.waits_for],
    }


def to_activity(row: ActivityRow) -> Document:
    return {
        "salesforce_id": row.salesforce_id,
        "kind": row.kind,
        "subtype": row.subtype or None,
        "subject": row.subject,
        "status": row.status or None,
        "closed": row.is_closed,
        "priority": row.priority or None,
        "date": to_day(row.date),
        "start": to_instant(row.start),
        "end": to_instant(row.end),
        "owner": row.owner or None,
        "who": row.who or None,
        "what": row.what or None,
        "account_id": row.account_salesforce_id,
        "archived": row.is_archived,
        "comments": row.comments or None,
        "cta_id": None if row.cta_id is None else to_cta_word(row.cta_id),
    }


def to_logged(log_id: int, new: NewLog, account: AccountRow, owner: str) -> Document:
    """An activity that was logged here, before Salesforce has it."""
    is_meeting = new.kind == "meeting"
    end = new.start + timedelta(minutes=new.minutes or 30) if new.start else None
    return {
        "id": f"LOG-{log_id}",
        "salesforce_id": None,
        "kind": "Event" if is_meeting else "Task",
        "subtype": {"call": "Call", "meeting": "Meeting"}.get(new.kind),
        "subject": new.subject,
        "status": None,
        "closed": True,
        "priority": None,
        "date": to_day(new.day),
        "start": to_instant(new.start),
        "end": to_instant(end),
        "owner": owner or None,
        "who": None,
        "what": account.name,
        "account_id": account.salesforce_id,
        "archived": False,
        "comments": new.comments or None,
        "cta_id": None,
        "sync_state": "pending",
    }


def to_account(row: AccountRow) -> Document:
    return {
        "id": row.salesforce_id or f"ACC-{row.id}",
        "name": row.name,
        "industry": row.industry or None,
        "type": row.type or None,
        "owner": row.owner or None,
        "arr": to_amount(row.arr_cents),
        "renewal_date": to_day(row.renewal_date),
        "health": row.health,
        "health_change": row.health_change,
        "nps": row.nps,
        "stage": row.stage or None,
        "segment": row.segment or None,
        "usage": row.usage,
        "open_ctas": row.open_ctas,
    }


def to_opportunity(row: OpportunityRow) -> Document:
    return {
        "id": row.salesforce_id or f"OPP-{row.id}",
        "name": row.name,
        "stage": row.stage or None,
        "type": row.type or None,
        "amount": to_amount(row.amount_cents),
        "close_date": to_day(row.close_date),
        "probability": row.probability,
        "next_step": row.next_step or None,
        "closed": row.is_closed,
        "won": row.is_won,
        "owner": row.owner or None,
    }


def to_status(status: SyncStatus) -> Document:
    org = status.org
    return {
        "org": org.id if org else None,
        "org_name": org.name if org else None,
        "production": None if org is None else not org.is_sandbox,
        "armed": org.is_armed if org else None,
        "pending": status.pending,
        "would_write": status.would_write,
        "in_doubt": status.in_doubt,
        "conflicts": status.conflicts,
        "quarantined": status.quarantined,
        "offline_since": to_instant(status.offline_since),
        "last_success_at": to_instant(status.last_success_at),
        "problem": status.problem or None,
        "api_usage": {"used": status.api_used, "limit": status.api_limit},
        "api_calls_today": status.api_ours_today,
    }


def to_conflict(row: ConflictRow, shown: dict[str, str | None]) -> Document:
    """`shown` holds base, mine and theirs in words: the rows hold ids."""
    return {
        "id": str(row.id),
        "task_id": None if row.task_id is None else to_task_word(row.task_id),
        "cta_id": None if row.cta_id is None else to_cta_word(row.cta_id),
        "title": row.title or None,
        "account": row.account or None,
        "salesforce_id": row.salesforce_id,
        "field": row.field.removesuffix("_id"),
        "base": shown["base"],
        "mine": shown["mine"],
        "theirs": shown["theirs"],
        "theirs_by": row.theirs_by or None,
        "chosen": row.chosen,
        "rule": row.rule,
        "at": to_instant(row.at),
        "open": row.is_open,
    }


def to_doubt(row: QueuedEdit) -> Document:
    """A request without an answer; `looked_for` when it is a new record without a key."""
    return {
        "id": str(row.id),
        "title": row.title or None,
        "kind": row.kind,
        "sent_at": None if row.sent_at is None else to_instant(row.sent_at),
        "looked_for": row.is_looked_for,
        "fields": {change.label: change.new or None for change in row.changes},
    }


def to_quarantined(entry: Quarantined, fields: dict[str, str | None]) -> Document:
    """`fields` holds what was to be written, in words."""
    return {
        "id": str(entry.operation.id),
        "title": entry.title or None,
        "kind": entry.operation.kind,
        "fields": fields,
        "class": entry.failure.kind or None,
        "code": entry.failure.code or None,
        "message": entry.failure.message or None,
        "created_at": to_instant(entry.created_at),
    }
