"""Reads a customer's timeline: milestones, CTAs, activities, beside health and usage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec.structs import replace
from sqlalchemy import Connection, or_, select

from cockpit_tui.domain.ids import AccountId, CtaId
from cockpit_tui.domain.timeline import (
    TimelineEntry,
    TimelineKind,
    milestone_title,
    newest_first,
)
from cockpit_tui.store.tables import schema

_cta, _value, _person = schema.cta, schema.picklist_value, schema.person
_activity, _snapshot = schema.activity, schema.account_snapshot


def read_timeline(
    connection: Connection, account_id: AccountId, today: date, limit: int | None = None
) -> list[TimelineEntry]:
    """Everything up to `today`, the newest first, what has no day last, at most `limit` entries;
    a milestone stands on its CTA's first day."""
    of_activities = _of_activities(connection, account_id, today, limit)
    entries = newest_first([*_of_ctas(connection, account_id), *of_activities])
    return list(beside_measures(connection, account_id, entries[:limit]))


def _of_ctas(connection: Connection, account_id: AccountId) -> Iterator[TimelineEntry]:
    type_value, reason, status = (_value.alias(name) for name in ("type", "reason", "status"))
    rows = connection.execute(
        select(
            _cta.c.id,
            _cta.c.name,
            _cta.c.created_at,
            _cta.c.closed_at,
            _cta.c.is_milestone,
            type_value.c.label.label("type"),
            type_value.c.letter,
            reason.c.label.label("reason"),
            status.c.label.label("status"),
            _person.c.name.label("owner"),
        )
        .join_from(_cta, type_value, type_value.c.id == _cta.c.type_id)
        .join(reason, reason.c.id == _cta.c.reason_id)
        .join(status, status.c.id == _cta.c.status_id)
        .join(_person, _person.c.id == _cta.c.owner_id)
        .where(_cta.c.account_id == account_id)
        .order_by(_cta.c.id)
    )
    for row in rows:
        cta_id, opened = CtaId(row.id), row.created_at.astimezone().date()
        made = TimelineEntry(
            opened,
            TimelineKind.CTA_OPENED,
            row.name,
            row.reason,
            row.owner,
            cta_id,
            at=row.created_at,
        )
        if row.is_milestone:
            title = milestone_title(row.type, row.letter)
            text = f"{row.name} ({row.reason})"
            yield replace(made, kind=TimelineKind.MILESTONE, title=title, text=text)
        yield made
        if row.closed_at is not None:
            closed = row.closed_at.astimezone().date()
            yield replace(
                made, day=closed, kind=TimelineKind.CTA_CLOSED, text=row.status, at=row.closed_at
            )


def _of_activities(
    connection: Connection, account_id: AccountId, today: date, limit: int | None
) -> Iterator[TimelineEntry]:
    """Those that are over, whoever owns them and archived ones too (C3-2); the newest `limit`."""
    day = _activity.c.happened_on
    is_over = or_(_activity.c.kind != "Task", _activity.c.is_closed)
    has_been = or_(day <= today, day.is_(None))
    rows = connection.execute(
        select(_activity)
        .where(_activity.c.account_id == account_id, ~_activity.c.is_deleted, is_over, has_been)
        .order_by(day.desc().nulls_last(), _activity.c.id.desc())
        .limit(limit)
    ).all()
    for row in reversed(rows):
        word = row.subtype or row.kind
        text = f"{word}: {row.comments}".strip(": ").partition("\n")[0]
        yield TimelineEntry(
            row.happened_on,
            TimelineKind.ACTIVITY,
            row.subject,
            text,
            row.owner_name,
            salesforce_id=row.salesforce_id,
            word=word,
            at=row.start_at,
        )


def beside_measures(
    connection: Connection, account_id: AccountId, entries: Iterable[TimelineEntry]
) -> Iterator[TimelineEntry]:
    """Health and usage of the last snapshot up to each day (MT-3)."""
    snapshots = connection.execute(
        select(_snapshot.c.day, _snapshot.c.health, _snapshot.c.usage)
        .where(_snapshot.c.account_id == account_id)
        .order_by(_snapshot.c.day)
    ).all()
    days = [row.day for row in snapshots]
    for entry in entries:
        place = -1 if entry.day is None else bisect_right(days, entry.day) - 1
        if place < 0:
            yield entry
        else:
            measured = snapshots[place]
            yield replace(entry, health=measured.health, usage=measured.usage)
