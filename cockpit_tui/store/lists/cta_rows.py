"""Lines of the CTA list by id: one prepared statement, whatever the number of ids."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.values import SyncState
from cockpit_tui.store.held_back import READ_ONLY, is_read_only_here
from cockpit_tui.store.id_sets import among, ids_value, listed_without
from cockpit_tui.store.lists.row_shapes import DUE_COLUMN, to_cta_row
from cockpit_tui.store.tables import mirror_schema, schema

_cta, _part, _person, _account = schema.cta, schema.task_part, schema.person, schema.account
_type = schema.picklist_value.alias("type_value")
_reason = schema.picklist_value.alias("reason_value")
_priority = schema.picklist_value.alias("priority_value")
_status = schema.picklist_value.alias("status_value")


def row_statement(wanted: ColumnElement[bool]) -> Select[Any]:
    """The columns of `to_cta_row` in its order, of the CTAs that are wanted."""
    urgency = case(
        {state.value: state.urgency for state in SyncState}, value=_part.c.sync_state, else_=0
    )
    most_urgent = select(func.max(urgency)).where(_part.c.cta_id == _cta.c.id).scalar_subquery()
    return (
        select(
            _cta.c.id,
            _cta.c.name,
            _cta.c.account_id,
            _account.c.name.label("account"),
            _type.c.label.label("type"),
            _type.c.letter.label("type_letter"),
            _reason.c.label.label("reason"),
            _priority.c.label.label("priority"),
            _priority.c.stage.label("level"),
            _status.c.label.label("status"),
            _cta.c.owner_id,
            _person.c.name.label("owner"),
            _cta.c.due,
            _cta.c.state,
            _cta.c.is_flagged,
            _cta.c.is_milestone,
            most_urgent.label("urgency"),
            _cta.c.tasks_open,
            _cta.c.tasks_total,
            _account.c.arr_cents,
            _is_held().label("is_held"),
            _account.c.renewal_date,
            _account.c.health,
            _account.c.nps,
            _account.c.usage,
            _cta.c.touched_at,
        )
        .join_from(_cta, _account, _account.c.id == _cta.c.account_id)
        .join(_type, _type.c.id == _cta.c.type_id)
        .join(_reason, _reason.c.id == _cta.c.reason_id)
        .join(_priority, _priority.c.id == _cta.c.priority_id)
        .join(_status, _status.c.id == _cta.c.status_id)
        .join(_person, _person.c.id == _cta.c.owner_id)
        .where(wanted)
    )


def _is_held() -> ColumnElement[bool]:
    """What `held_back.is_read_only` says, within the statement."""
    org, fact = mirror_schema.org, schema.workspace
    is_read_only = select(fact.c.key).where(fact.c.key == READ_ONLY, fact.c.value == "1")
    return or_(select(org.c.id).where(~org.c.is_armed).exists(), is_read_only.exists())


_STATEMENTS = {
    is_sqlite: row_statement(among(_cta.c.id, is_sqlite=is_sqlite)) for is_sqlite in (True, False)
}


def gone_ctas(connection: Connection, ids: Collection[CtaId]) -> frozenset[CtaId]:
    """Those that are in the database no more, by one statement however many they are."""
    is_sqlite = connection.dialect.name == "sqlite"
    statement = listed_without(_cta.c.id, is_sqlite=is_sqlite)
    found = connection.execute(statement, ids_value(ids, is_sqlite=is_sqlite))
    return frozenset(map(CtaId, found.scalars()))


def read_rows(connection: Connection, ids: Sequence[int]) -> list[CtaRow]:
    """The CTAs in the order of `ids`; those that are gone are left out.

    Meant for a screenful or two: 64 to 200. What waits for an org that may not be written to is
    shown as “would write”.
    """
    if not ids:
        return []
    is_sqlite = connection.dialect.name == "sqlite"
    found = connection.execute(_STATEMENTS[is_sqlite], ids_value(ids, is_sqlite=is_sqlite))
    is_held = is_read_only_here(connection)
    rows = {row[0]: to_cta_row(row, row[DUE_COLUMN], is_held=is_held) for row in found.all()}
    return [rows[cta_id] for cta_id in ids if cta_id in rows]
