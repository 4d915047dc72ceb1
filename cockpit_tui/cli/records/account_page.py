"""What belongs to a customer: open CTAs, people, deals and cases (`account show`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cockpit_tui.cli.documents import Document, to_opportunity
from cockpit_tui.cli.invocation import Invocation
from cockpit_tui.cli.output import Column, heading, table
from cockpit_tui.cli.records.cta_lines import cta_documents
from cockpit_tui.domain.days.dates import to_list_date, to_short_date
from cockpit_tui.domain.ids import to_cta_word
from cockpit_tui.domain.money import to_short_money
from cockpit_tui.domain.rows.customers import Company

CTAS = (Column("CTA"), Column("Name", can_shrink=True), Column("Due"), Column("Owner"))
PEOPLE = (
    Column("Name", can_shrink=True),
    Column("Title", can_shrink=True),
    Column("Email", can_shrink=True),
    Column("Phone"),
)
DEALS = (
    Column("Opportunity", can_shrink=True),
    Column("Stage", can_shrink=True),
    Column("Amount", is_right=True),
    Column("Closes"),
)
CASES = (Column("Case", can_shrink=True), Column("Status"))


def company_document(invocation: Invocation, company: Company) -> Document:
    """What belongs to the customer, for scripts."""
    return {
        "ctas": cta_documents(invocation, [row.id for row in company.ctas]),
        "contacts": [
            {
                "id": row.salesforce_id or f"CON-{row.id}",
                "name": row.name,
                "title": row.title or None,
                "email": row.email or None,
                "phone": row.phone or None,
            }
            for row in company.contacts
        ],
        "opportunities": [to_opportunity(row) for row in company.opportunities],
        "cases": [
            {"id": row.word, "name": row.name, "status": row.detail or None}
            for row in company.cases
        ],
    }


def company_lines(invocation: Invocation, company: Company) -> Iterator[str]:
    """The same for people, a table each; what there is none of is left out."""
    today = invocation.session.clock.today()
    ctas = [
        (to_cta_word(row.id), row.name, to_list_date(row.due, today), row.owner)
        for row in company.ctas
    ]
    people = [(row.name, row.title, row.email, row.phone) for row in company.contacts]
    deals = [
        (
            row.name,
            row.stage,
            to_short_money(row.amount_cents),
            to_short_date(row.close_date, today) if row.close_date else "",
        )
        for row in company.opportunities
    ]
    cases = [(row.name, row.detail) for row in company.cases]
    yield from _section("Open CTAs", CTAS, ctas, company.account.open_ctas)
    yield from _section("People", PEOPLE, people)
    yield from _section("Opportunities", DEALS, deals)
    yield from _section("Cases", CASES, cases)


def _section(
    title: str,
    columns: Sequence[Column],
    rows: Sequence[tuple[str, ...]],
    total: int | None = None,
) -> Iterator[str]:
    if rows:
        yield ""
        yield heading(f"{title} ({len(rows) if total is None else total:,})")
        yield from table(columns, rows)
