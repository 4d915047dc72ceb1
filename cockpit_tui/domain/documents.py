"""A CTA as the document that scripts and files hold: its keys change only with a note in the
changelog."""

from __future__ import annotations

from datetime import UTC, date, datetime

from cockpit_tui.domain.ids import to_cta_word
from cockpit_tui.domain.rows.ctas import CtaRecord

Document = dict[str, object]


def to_day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def to_instant(instant: datetime | None) -> str | None:
    """RFC 3339 in UTC: `2026-11-23T09:00:00Z`."""
    if instant is None:
        return None
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def to_amount(cents: int | None) -> float | int | None:
    """Whole units where they are whole, else with cents."""
    if cents is None:
        return None
    return cents // 100 if cents % 100 == 0 else cents / 100


def to_cta(record: CtaRecord) -> Document:
    row = record.row
    return {
        "id": to_cta_word(row.id),
        "name": row.name,
        "account": row.account,
        "account_id": record.account_salesforce_id or f"ACC-{row.account_id}",
        "type": row.type,
        "reason": row.reason,
        "priority": row.priority,
        "status": row.status,
        "closed": row.is_closed,
        "outcome": record.outcome,
        "owner": row.owner,
        "owner_id": record.owner_salesforce_id or f"USER-{row.owner_id}",
        "due": to_day(row.due),
        "snoozed_until": to_day(record.snoozed_until),
        "snooze_reason": record.snooze_reason,
        "flagged": row.is_flagged,
        "milestone": row.is_milestone,
        "playbook": record.playbook,
        "plan": record.plan,
        "opportunity_id": _opportunity_word(record),
        "source": record.source,
        "tasks_open": row.tasks_open,
        "tasks_total": row.tasks_total,
        "created_at": to_instant(record.created_at),
        "closed_at": to_instant(record.closed_at),
        "comment": record.comment or None,
    }


def _opportunity_word(record: CtaRecord) -> str | None:
    if record.opportunity_id is None:
        return None
    return record.opportunity_salesforce_id or f"OPP-{record.opportunity_id}"
