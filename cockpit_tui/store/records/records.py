"""Single records in full, and the lists that forms choose from."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from cockpit_tui.domain.errors import NotFound
from cockpit_tui.domain.ids import CtaId, OpportunityId, PersonId, ValueId, to_cta_word
from cockpit_tui.domain.rows.ctas import CtaDetail
from cockpit_tui.domain.rows.org import Person, Value
from cockpit_tui.domain.values import Picklist
from cockpit_tui.store.lists.cta_rows import read_rows
from cockpit_tui.store.records.accounts import read_account
from cockpit_tui.store.records.attachments import read_attachments
from cockpit_tui.store.records.record_links import read_links
from cockpit_tui.store.records.task_rows import read_tasks
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.recurrence_schema import occurrence, recurrence

_cta, _person, _value = schema.cta, schema.person, schema.picklist_value


def read_detail(connection: Connection, cta_id: CtaId, today: date) -> CtaDetail:
    """Everything of one CTA, its tasks and its customer; raises NotFound."""
    rows = read_rows(connection, [cta_id])
    if not rows:
        raise NotFound(f"There is no {to_cta_word(cta_id)}.", "It may have been deleted.")
    record = connection.execute(_detail_statement(), {"cta": cta_id}).one()
    comment_by, comment_at = _comment_author(connection, cta_id) if record.comment else ("", None)
    return CtaDetail(
        row=rows[0],
        type_id=ValueId(record.type_id),
        reason_id=ValueId(record.reason_id),
        priority_id=ValueId(record.priority_id),
        status_id=ValueId(record.status_id),
        outcome=record.outcome,
        comment=record.comment,
        comment_by=comment_by,
        comment_at=comment_at,
        snoozed_until=record.snoozed_until,
        snooze_reason=record.snooze_reason,
        playbook=record.playbook,
        plan=None,
        opportunity_id=OpportunityId(record.opportunity_id) if record.opportunity_id else None,
        opportunity_salesforce_id=record.opportunity_salesforce_id,
        opportunity=record.opportunity,
        source=record.source,
        created_at=record.created_at,
        closed_at=record.closed_at,
        account=read_account(connection, rows[0].account_id, today),
        owner_salesforce_id=record.owner_salesforce_id,
        tasks=tuple(read_tasks(connection, [cta_id])),
        links=read_links(connection, cta_id),
        attachments=read_attachments(connection, cta_id),
        repeats=_repeats(connection, cta_id),
    )


def read_values(
    connection: Connection, picklist: Picklist, *, with_inactive: bool = False
) -> list[Value]:
    """The value set in its order; values that an admin retired only when asked for."""
    query = (
        select(_value)
        .where(_value.c.picklist == picklist.value)
        .order_by(_value.c.position, _value.c.id)
    )
    if not with_inactive:
        query = query.where(_value.c.is_active)
    return [
        Value(
            id=ValueId(row.id),
            label=row.label,
            is_closed=row.is_closed,
            outcome=row.outcome,
            stage=row.stage,
            letter=row.letter,
            is_default=row.is_default,
            type_id=ValueId(row.type_id) if row.type_id else None,
        )
        for row in connection.execute(query)
    ]


def read_people(connection: Connection, *, with_inactive: bool = False) -> list[Person]:
    """Everybody who may own work, by name."""
    query = select(_person).order_by(func.lower(_person.c.name), _person.c.id)
    if not with_inactive:
        query = query.where(_person.c.is_active)
    return [_to_person(row) for row in connection.execute(query)]


def read_person(connection: Connection, person_id: PersonId) -> Person:
    """One person; raises NotFound."""
    row = connection.execute(select(_person).where(_person.c.id == person_id)).first()
    if row is None:
        raise NotFound(f"There is no person {person_id}.")
    return _to_person(row)


def _to_person(row: Any) -> Person:
    return Person(
        id=PersonId(row.id),
        name=row.name,
        email=row.email,
        salesforce_id=row.salesforce_id,
        is_active=row.is_active,
        role=row.role,
        title=row.title,
        holidays=row.holidays,
        time_zone=row.time_zone,
    )


@cache
def _detail_statement() -> Select[Any]:
    opportunity = schema.opportunity
    snooze_reason = _value.alias("snooze_value")
    return (
        select(
            _cta,
            _value.c.outcome,
            snooze_reason.c.label.label("snooze_reason"),
            opportunity.c.name.label("opportunity"),
            opportunity.c.salesforce_id.label("opportunity_salesforce_id"),
            _person.c.salesforce_id.label("owner_salesforce_id"),
        )
        .join_from(_cta, _value, _value.c.id == _cta.c.status_id)
        .join(_person, _person.c.id == _cta.c.owner_id)
        .join(opportunity, opportunity.c.id == _cta.c.opportunity_id, isouter=True)
        .join(snooze_reason, snooze_reason.c.id == _cta.c.snooze_reason_id, isouter=True)
        .where(_cta.c.id == bindparam("cta"))
    )


@cache
def _series_statement() -> Select[Any]:
    return (
        select(recurrence.c.rule, recurrence.c.until)
        .join(occurrence, occurrence.c.recurrence_id == recurrence.c.id)
        .where(occurrence.c.cta_id == bindparam("cta"))
    )


def _repeats(connection: Connection, cta_id: CtaId) -> str:
    """The rule and the end of the series that made the CTA; empty for any other."""
    found = connection.execute(_series_statement(), {"cta": cta_id}).first()
    return "" if found is None else f"{found.rule} until {found.until}"


@cache
def _comment_statement() -> Select[Any]:
    journal, batch = schema.journal, schema.batch
    wrote = and_(
        journal.c.entity == _cta.name,
        journal.c.entity_id == bindparam("cta"),
        or_(journal.c.field == "comment", journal.c.kind == "insert"),
    )
    return (
        select(batch.c.at, _person.c.name)
        .join_from(journal, batch, batch.c.id == journal.c.batch_id)
        .join(_person, _person.c.id == batch.c.actor_id, isouter=True)
        .where(wrote)
        .order_by(journal.c.id.desc())
        .limit(1)
    )


def _comment_author(connection: Connection, cta_id: CtaId) -> tuple[str, datetime | None]:
    """Who last wrote the CTA's comment, and when: the journal knows."""
    found = connection.execute(_comment_statement(), {"cta": cta_id}).first()
    return (found.name or "", found.at) if found else ("", None)
