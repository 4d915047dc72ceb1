"""What a CTA or a task is linked to: the customer's contacts and cases; and the CTA's deal."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from cockpit_tui.domain.ids import (
    AccountId,
    CtaId,
    from_word,
    looks_like_salesforce_id,
    to_salesforce_id,
    without_address,
)
from cockpit_tui.domain.rows.customers import LinkRow
from cockpit_tui.domain.values import LinkKind
from cockpit_tui.store.tables import schema

_cta, _link = schema.cta, schema.record_link
_contact, _case, _deal = schema.contact, schema.support_case, schema.opportunity


def read_links(connection: Connection, cta_id: CtaId) -> tuple[LinkRow, ...]:
    """The CTA's opportunity, then its cases and contacts, its tasks' contacts among them."""
    wanted = {"cta": cta_id}
    deals, cases, contacts = (connection.execute(query, wanted).all() for query in _of_cta())
    return (
        *(_to_deal(row) for row in deals),
        *(_to_case_link(row) for row in cases),
        *(_to_contact(row, row.task_id) for row in contacts),
    )


@cache
def _of_cta() -> tuple[Select[Any], Select[Any], Select[Any]]:
    """Its deal, its cases and its contacts."""
    cta_id: BindParameter[int] = bindparam("cta")
    deals = (
        select(_deal)
        .join_from(_deal, _cta, _cta.c.opportunity_id == _deal.c.id)
        .where(_cta.c.id == cta_id)
    )
    cases = (
        select(_case)
        .join_from(_case, _link, _link.c.case_id == _case.c.id)
        .where(_link.c.cta_id == cta_id)
        .order_by(_link.c.id)
    )
    contacts = (
        select(_contact, _link.c.task_id)
        .join_from(_contact, _link, _link.c.contact_id == _contact.c.id)
        .where(_link.c.cta_id == cta_id)
        .order_by(_link.c.id)
    )
    return deals, cases, contacts


def read_linkable(connection: Connection, account_id: AccountId) -> list[LinkRow]:
    """What of the customer can be linked: open deals first, then cases, then contacts."""
    deals = select(_deal).where(_deal.c.account_id == account_id, ~_deal.c.is_deleted)
    contacts = select(_contact).where(_contact.c.account_id == account_id, ~_contact.c.is_deleted)
    deals = deals.order_by(_deal.c.is_closed, _deal.c.close_date, _deal.c.id)
    contacts = contacts.order_by(_contact.c.name, _contact.c.id)
    return [
        *(_to_deal(row) for row in connection.execute(deals)),
        *read_cases(connection, account_id),
        *(_to_contact(row, None) for row in connection.execute(contacts)),
    ]


def read_cases(connection: Connection, account_id: AccountId) -> list[LinkRow]:
    """The customer's support cases, open ones first, then the newest."""
    cases = select(_case).where(_case.c.account_id == account_id, ~_case.c.is_deleted)
    found = connection.execute(cases.order_by(_case.c.is_closed, _case.c.id.desc()))
    return [_to_case_link(row) for row in found]


def find_deal(connection: Connection, word: str) -> int | None:
    """A deal by `OPP-3`, `3`, its Salesforce id or address; None for none of them."""
    word = without_address(word)
    number = from_word(word, "OPP")
    if number is not None:
        return connection.scalar(select(_deal.c.id).where(_deal.c.id == number))
    if not looks_like_salesforce_id(word):
        return None
    wanted = to_salesforce_id(word)
    return connection.scalar(select(_deal.c.id).where(_deal.c.salesforce_id == wanted))


def _to_deal(row: Any) -> LinkRow:
    kind = LinkKind.OPPORTUNITY
    return LinkRow(kind, row.id, row.salesforce_id, row.name, row.stage, day=row.close_date)


def _to_case_link(row: Any) -> LinkRow:
    name = " ".join(filter(None, (row.number, row.subject)))
    return LinkRow(LinkKind.CASE, row.id, row.salesforce_id, name, row.status)


def _to_contact(row: Any, task_id: int | None) -> LinkRow:
    return LinkRow(LinkKind.CONTACT, row.id, row.salesforce_id, row.name, row.title, task_id)
