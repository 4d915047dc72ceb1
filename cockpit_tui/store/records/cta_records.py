"""Whole CTAs, many at a time, for documents and files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, select

from cockpit_tui.domain.ids import OpportunityId
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.rows.ctas import CtaRecord
from cockpit_tui.store.lists.cta_rows import read_rows
from cockpit_tui.store.tables import schema
from cockpit_tui.store.upserts import chunked

_cta, _account, _person = schema.cta, schema.account, schema.person
_opportunity = schema.opportunity
_status = schema.picklist_value.alias("status_value")
_snooze = schema.picklist_value.alias("snooze_value")


def read_records(connection: Connection, ids: Sequence[int]) -> Iterator[CtaRecord]:
    """The CTAs in the order of `ids`, a few hundred read at a time; those gone are left out."""
    for chunk in chunked(ids):
        rows = read_rows(connection, chunk)
        query = _statement().where(_cta.c.id.in_(chunk))
        more = {found.id: found for found in connection.execute(query)}
        yield from (_to_record(row, more[row.id]) for row in rows if row.id in more)


def _statement() -> Select[Any]:
    return (
        select(
            _cta.c.id,
            _cta.c.comment,
            _cta.c.snoozed_until,
            _cta.c.playbook,
            _cta.c.source,
            _cta.c.created_at,
            _cta.c.closed_at,
            _cta.c.opportunity_id,
            _status.c.outcome,
            _snooze.c.label.label("snooze_reason"),
            _account.c.salesforce_id.label("account_salesforce_id"),
            _person.c.salesforce_id.label("owner_salesforce_id"),
            _opportunity.c.salesforce_id.label("opportunity_salesforce_id"),
        )
        .join_from(_cta, _status, _status.c.id == _cta.c.status_id)
        .join(_account, _account.c.id == _cta.c.account_id)
        .join(_person, _person.c.id == _cta.c.owner_id)
        .join(_snooze, _snooze.c.id == _cta.c.snooze_reason_id, isouter=True)
        .join(_opportunity, _opportunity.c.id == _cta.c.opportunity_id, isouter=True)
    )


def _to_record(row: CtaRow, more: Any) -> CtaRecord:
    return CtaRecord(
        row=row,
        account_salesforce_id=more.account_salesforce_id,
        owner_salesforce_id=more.owner_salesforce_id,
        outcome=more.outcome,
        snoozed_until=more.snoozed_until,
        snooze_reason=more.snooze_reason,
        playbook=more.playbook,
        plan=None,
        opportunity_id=OpportunityId(more.opportunity_id) if more.opportunity_id else None,
        opportunity_salesforce_id=more.opportunity_salesforce_id,
        source=more.source,
        created_at=more.created_at,
        closed_at=more.closed_at,
        comment=more.comment,
    )
