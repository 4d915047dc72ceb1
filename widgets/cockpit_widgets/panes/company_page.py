"""The customer's page in the pane: facts, open CTAs, people, deals and cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from cockpit_tui.domain.days.dates import to_list_date, to_short_date
from cockpit_tui.domain.ids import to_cta_word
from cockpit_tui.domain.money import to_short_money
from cockpit_tui.domain.values import LinkKind
from cockpit_widgets.drawing.links import linked
from cockpit_widgets.drawing.spans import Part
from cockpit_widgets.panes.item_pane import ItemPane, PaneLine, RecordItem

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.ctas import CtaDetail
    from cockpit_tui.domain.rows.customers import Company, ContactRow, OpportunityRow

INDENT = 2
HERE = "this one"
LINKED = "linked"


class Record(Struct, frozen=True):
    """A line of a section, and what stands below it while one is on it."""

    word: str
    """Salesforce's id, else ours."""
    name: str
    aside: str = ""
    is_urgent: bool = False
    more: tuple[str, ...] = ()


def company_lines(
    pane: ItemPane, company: Company, detail: CtaDetail, width: int, today: date
) -> list[PaneLine]:
    """The sections that hold something, each with its count; facts stand above them."""
    total = company.account.open_ctas
    lines = _section(pane, "Open CTAs", _ctas(company, detail, today), width, total)
    lines += _section(pane, "People", map_people(company.contacts, detail), width)
    lines += _section(pane, "Opportunities", _deals(company, detail, today), width)
    cases = [
        Record(link.word, link.name, link.detail, more=_linked(detail, LinkKind.CASE, link.id))
        for link in company.cases
    ]
    return lines + _section(pane, "Cases", cases, width)


def map_people(contacts: Sequence[ContactRow], detail: CtaDetail) -> list[Record]:
    """The people at the customer with their titles; below each how to reach them."""
    return [
        Record(
            row.salesforce_id or f"CON-{row.id}",
            row.name,
            row.title,
            more=(
                *filter(None, (row.email, row.phone)),
                *_linked(detail, LinkKind.CONTACT, row.id),
            ),
        )
        for row in contacts
    ]


def _ctas(company: Company, detail: CtaDetail, today: date) -> list[Record]:
    found = []
    for row in company.ctas:
        due = to_list_date(row.due, today, is_open=row.is_awake) or "no date"
        here = (HERE,) if row.id == detail.row.id else ()
        asleep = ("asleep",) if row.is_snoozed else ()
        more = (f"{row.type}, {row.reason}, {row.status}", row.owner, *asleep, *here)
        word = to_cta_word(row.id)
        found.append(Record(word, row.name, due, due.endswith("late"), more))
    return found


def _deals(company: Company, detail: CtaDetail, today: date) -> list[Record]:
    return [
        Record(
            row.salesforce_id or f"OPP-{row.id}",
            row.name,
            "  ".join(filter(None, (to_short_money(row.amount_cents), _closes(row, today)))),
            more=(
                *filter(None, (row.stage, row.next_step, row.owner)),
                *((LINKED,) if row.id == detail.opportunity_id else ()),
            ),
        )
        for row in company.opportunities
    ]


def _closes(row: OpportunityRow, today: date) -> str:
    if row.is_closed:
        return "won" if row.is_won else "lost"
    return to_short_date(row.close_date, today) if row.close_date else ""


def _linked(detail: CtaDetail, kind: LinkKind, number: int) -> tuple[str, ...]:
    is_linked = any(link.kind is kind and link.id == number for link in detail.links)
    return (LINKED,) if is_linked else ()


def _section(
    pane: ItemPane, title: str, records: Sequence[Record], width: int, total: int | None = None
) -> list[PaneLine]:
    if not records:
        return []
    count = len(records) if total is None else total
    lines = [pane.blank(width), pane.heading(f"{title} {count:,}", width)]
    for record in records:
        lines += _record(pane, record, width)
    if count > len(records):
        lines += pane.text(f"and {count - len(records):,} more", width)
    return lines


def _record(pane: ItemPane, record: Record, width: int) -> Iterator[PaneLine]:
    ink, item = pane.palette.style, RecordItem(record.word)
    is_cursor = pane.is_on_cursor(item)
    name: list[Part] = [(record.name, linked(ink("text", bold=is_cursor), record.word))]
    aside: list[Part] = [(record.aside, ink("risk" if record.is_urgent else "text-muted"))]
    yield pane.standing_line(name, width, item, aside if record.aside else ())
    for text in record.more if is_cursor else ():
        parts: list[Part] = [(" " * INDENT, ink("text")), (text, ink("text-muted"))]
        yield pane.line(parts, width)
