"""Customers and what belongs to them: contacts and opportunities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select

from cockpit_tui.domain.errors import NotFound
from cockpit_tui.domain.ids import AccountId, ContactId, OpportunityId
from cockpit_tui.domain.rows.customers import AccountRow, ContactRow, OpportunityRow
from cockpit_tui.domain.text import prefixes
from cockpit_tui.domain.values import CtaState
from cockpit_tui.store.lists.text_sql import bytewise, has_text
from cockpit_tui.store.tables import schema

TREND_DAYS = 30
"""How far back a change of health looks."""
HISTORY_POINTS = 8
HISTORY_STEP_DAYS = 7
_account, _person, _snapshot = schema.account, schema.person, schema.account_snapshot
_contact, _opportunity = schema.contact, schema.opportunity


def read_account(connection: Connection, account_id: AccountId, today: date) -> AccountRow:
    """One customer with eight weeks of health; raises NotFound."""
    wanted = {"account": account_id, "month_ago": _month_before(today)}
    row = connection.execute(_one_account(), wanted).first()
    if row is None:
        raise NotFound(f"There is no account ACC-{account_id}.")
    return replace(_to_row(row), health_history=_health_history(connection, account_id, today))


def read_accounts(
    connection: Connection, today: date, text: str = "", limit: int | None = None
) -> list[AccountRow]:
    """Customers by name; `text` keeps those whose names have words that start so."""
    query = (
        _statement()
        .where(~_account.c.is_deleted, *_named(text))
        .order_by(bytewise(_account.c.words), _account.c.id)
        .limit(limit)
    )
    found = connection.execute(query, {"month_ago": _month_before(today)})
    return [_to_row(row) for row in found]


def count_accounts(connection: Connection, text: str = "") -> int:
    """How many customers `read_accounts` finds without a limit."""
    query = select(func.count()).where(~_account.c.is_deleted, *_named(text))
    return connection.scalar(query.select_from(_account)) or 0


def read_contacts(connection: Connection, account_id: AccountId) -> list[ContactRow]:
    """The people at a customer, by name."""
    query = (
        select(_contact)
        .where(_contact.c.account_id == account_id, ~_contact.c.is_deleted)
        .order_by(func.lower(_contact.c.name), _contact.c.id)
    )
    return [
        ContactRow(
            id=ContactId(row.id),
            salesforce_id=row.salesforce_id,
            account_id=account_id,
            name=row.name,
            title=row.title,
            email=row.email,
            phone=row.phone,
        )
        for row in connection.execute(query)
    ]


def read_opportunities(connection: Connection, account_id: AccountId) -> list[OpportunityRow]:
    """The customer's deals: open ones first, the nearest close date first (OP-1)."""
    query = (
        _opportunities()
        .where(_opportunity.c.account_id == account_id, ~_opportunity.c.is_deleted)
        .order_by(
            _opportunity.c.is_closed,
            _opportunity.c.close_date.is_(None),
            _opportunity.c.close_date,
            _opportunity.c.id,
        )
    )
    return [_to_opportunity(row) for row in connection.execute(query)]


def read_opportunity(connection: Connection, opportunity_id: OpportunityId) -> OpportunityRow:
    """One deal; raises NotFound."""
    query = _opportunities().where(_opportunity.c.id == opportunity_id)
    row = connection.execute(query).first()
    if row is None:
        raise NotFound(f"There is no opportunity {opportunity_id}.")
    return _to_opportunity(row)


def _month_before(today: date) -> date:
    return today - timedelta(days=TREND_DAYS)


@cache
def _one_account() -> Select[Any]:
    return _statement().where(_account.c.id == bindparam("account"))


def _statement() -> Select[Any]:
    """Everything of an `AccountRow` but its history.

    The change of health is against the last snapshot up to `month_ago`, as in `change(health, 30d)`
    of the query language: without one, or where that one holds no health, it is not known.
    """
    cta = schema.cta
    month_ago = bindparam("month_ago", type_=_snapshot.c.day.type)
    before = (
        select(_snapshot.c.health)
        .where(_snapshot.c.account_id == _account.c.id, _snapshot.c.day <= month_ago)
        .order_by(_snapshot.c.day.desc())
        .limit(1)
        .scalar_subquery()
    )
    open_ctas = (
        select(func.count())
        .where(
            cta.c.state.in_((CtaState.OPEN.value, CtaState.SNOOZED.value)),
            cta.c.account_id == _account.c.id,
        )
        .scalar_subquery()
    )
    return select(
        _account,
        _person.c.name.label("owner"),
        before.label("former_health"),
        open_ctas.label("open_ctas"),
    ).join_from(_account, _person, _person.c.id == _account.c.owner_id, isouter=True)


def _to_row(row: Any) -> AccountRow:
    is_known = row.health is not None and row.former_health is not None
    return AccountRow(
        id=AccountId(row.id),
        salesforce_id=row.salesforce_id,
        name=row.name,
        industry=row.industry,
        type=row.type,
        owner=row.owner or "",
        arr_cents=row.arr_cents,
        renewal_date=row.renewal_date,
        health=row.health,
        health_change=row.health - row.former_health if is_known else None,
        nps=row.nps,
        stage=row.stage,
        segment=row.segment,
        usage=row.usage,
        open_ctas=row.open_ctas,
    )


@cache
def _history() -> Select[Any]:
    a_day = _snapshot.c.day.type
    return (
        select(_snapshot.c.day, _snapshot.c.health)
        .where(
            _snapshot.c.account_id == bindparam("account"),
            _snapshot.c.day > bindparam("since", type_=a_day),
            _snapshot.c.day <= bindparam("today", type_=a_day),
            _snapshot.c.health.is_not(None),
        )
        .order_by(_snapshot.c.day)
    )


def _health_history(connection: Connection, account_id: AccountId, today: date) -> tuple[int, ...]:
    """One figure a week, oldest first: the last snapshot of each week up to today."""
    since = today - timedelta(days=HISTORY_POINTS * HISTORY_STEP_DAYS)
    wanted = {"account": account_id, "since": since, "today": today}
    weeks: dict[int, int] = {}
    for day, health in connection.execute(_history(), wanted):
        weeks[(today - day).days // HISTORY_STEP_DAYS] = health
    return tuple(weeks.values())


def _named(text: str) -> Sequence[ColumnElement[bool]]:
    return [has_text(_account.c.words, prefix) for prefix in prefixes(text)]


def _opportunities() -> Select[Any]:
    return select(_opportunity, _person.c.name.label("owner")).join_from(
        _opportunity, _person, _person.c.id == _opportunity.c.owner_id, isouter=True
    )


def _to_opportunity(row: Any) -> OpportunityRow:
    return OpportunityRow(
        id=OpportunityId(row.id),
        salesforce_id=row.salesforce_id,
        account_id=AccountId(row.account_id),
        name=row.name,
        stage=row.stage,
        type=row.type,
        amount_cents=row.amount_cents,
        close_date=row.close_date,
        probability=row.probability,
        next_step=row.next_step,
        is_closed=row.is_closed,
        is_won=row.is_won,
        owner=row.owner or "",
    )
