"""Reads a customer's timeline: milestones, CTAs, activities, beside health and usage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec.structs import replace
from sqlalchemy import Connection, select

from cockpit_tui.domain.ids import AccountId, CtaId
from cockpit_tui.domain.timeline import TimelineEntry, TimelineKind, milestone_title
from cockpit_tui.store import schema
from cockpit_tui.store.records.activities import happened_on

_cta, _value, _person = schema.cta, schema.picklist_value, schema.person
_activity, _snapshot = schema.activity, schema.account_snapshot


def read_timeline(
    connection: Connection, account_id: AccountId, today: date
) -> list[TimelineEntry]:
    """Everything up to `today`, the newest first; a milestone stands on its CTA's first day."""
    entries = [*_of_ctas(connection, account_id), *_of_activities(connection, account_id, today)]
    entries.sort(key=lambda entry: (entry.day, entry.kind is TimelineKind.MILESTONE), reverse=True)
    return list(_beside_measures(connection, account_id, entries))


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
        cta_id, opened = CtaId(row.id), row.created_at.date()
        if row.is_milestone:
            title = milestone_title(row.type, row.letter)
            text = f"{row.name} ({row.reason})"
            yield TimelineEntry(opened, TimelineKind.MILESTONE, title, text, row.owner, cta_id)
        kind = TimelineKind.CTA_OPENED
        yield TimelineEntry(opened, kind, row.name, row.reason, row.owner, cta_id)
        if row.closed_at is not None:
            closed, kind = row.closed_at.date(), TimelineKind.CTA_CLOSED
            yield TimelineEntry(closed, kind, row.name, row.status, row.owner, cta_id)


def _of_activities(
    connection: Connection, account_id: AccountId, today: date
) -> Iterator[TimelineEntry]:
    """Those that are over, whoever owns them and archived ones too (C3-2)."""
    day = happened_on()
    rows = connection.execute(
        select(_activity, day.label("day"))
        .where(_activity.c.account_id == account_id, ~_activity.c.is_deleted, day <= today)
        .order_by("day", _activity.c.id)
    )
    for row in rows:
        if row.kind == "Task" and not row.is_closed:
            continue
        word = row.subtype or row.kind
        text = f"{word}: {row.comments}".strip(": ").partition("\n")[0]
        yield TimelineEntry(
            row.day,
            TimelineKind.ACTIVITY,
            row.subject,
            text,
            row.owner_name,
            salesforce_id=row.salesforce_id,
        )


def _beside_measures(
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
        place = bisect_right(days, entry.day) - 1
        if place < 0:
            yield entry
        else:
            measured = snapshots[place]
            yield replace(entry, health=measured.health, usage=measured.usage)
