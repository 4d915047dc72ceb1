"""A customer's page: its open CTAs, people, deals and cases, read in one moment."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from cockpit_tui.domain.ids import AccountId
from cockpit_tui.domain.rows.customers import Company
from cockpit_tui.domain.values import CtaState
from cockpit_tui.store.lists.cta_rows import read_rows
from cockpit_tui.store.records import accounts
from cockpit_tui.store.records.record_links import read_cases
from cockpit_tui.store.tables import schema

_cta = schema.cta


def read_company(
    connection: Connection, account_id: AccountId, today: date, most_ctas: int
) -> Company:
    """Everything of a customer, with its first open CTAs; raises NotFound."""
    account = accounts.read_account(connection, account_id, today)
    is_open = _cta.c.state.in_((CtaState.OPEN.value, CtaState.SNOOZED.value))
    ids = connection.scalars(
        select(_cta.c.id)
        .where(_cta.c.account_id == account_id, is_open)
        .order_by(_cta.c.due, _cta.c.id)
        .limit(most_ctas)
    ).all()
    return Company(
        account=account,
        ctas=tuple(read_rows(connection, ids)),
        contacts=tuple(accounts.read_contacts(connection, account_id)),
        opportunities=tuple(accounts.read_opportunities(connection, account_id)),
        cases=tuple(read_cases(connection, account_id)),
    )
