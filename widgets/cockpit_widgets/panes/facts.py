"""What is known of a CTA and its customer, a label and a value a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from msgspec import Struct
from rich.style import Style

from cockpit_tui.domain.days.dates import to_due_words, to_long_date, to_short_date
from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.money import to_money, to_short_money
from cockpit_tui.domain.values import LinkKind, Origin
from cockpit_widgets.drawing.links import leading_to, linked
from cockpit_widgets.drawing.list_message import to_bar
from cockpit_widgets.drawing.palette import Palette
from cockpit_widgets.drawing.printable import cell_width
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import Part, text_width
from cockpit_widgets.panes.item_pane import FactItem

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.ctas import AttachmentRow, CtaDetail
    from cockpit_tui.domain.rows.customers import AccountRow

OWN_FIELDS = frozenset({"Name", "Type", "Reason", "Priority", "Status", "Playbook", "Repeats"})
"""Of the CTA, among the further facts: what one can stand on."""
HEALTH_BAR = 10
HEALTH_POOR, HEALTH_FAIR = 40, 70
"""Below the first a health score is a risk, below the second a warning."""


class Overflow(Enum):
    """What becomes of a value for which there is no room."""

    CUT = "cut"
    WRAPPED = "wrapped"
    """Parts that do not fit go to lines of their own."""
    COUNTED = "counted"
    """Its parts are names: those that do not fit are counted."""


class Fact(Struct, frozen=True):
    """A label and the parts of its value."""

    label: str
    value: list[Part]
    key: str = ""
    """The field, where one can stand on it; empty for what only tells."""
    part: int = 0
    """Which of several of the field, by its id."""
    overflow: Overflow = Overflow.CUT

    def lines(self, room: int) -> list[list[Part]]:
        """The value on lines of so many cells; what may be cut is not cut here."""
        if self.overflow is Overflow.COUNTED:
            return [counted_parts(self.value, room)]
        lines: list[list[Part]] = [[]]
        for text, style in self.value:
            has_room = text_width([*lines[-1], (text, style)]) <= room
            if has_room or not lines[-1] or self.overflow is Overflow.CUT:
                lines[-1].append((text, style))
            else:
                lines.append([(text.lstrip(), style)])
        return lines


def counted_parts(names: Sequence[Part], room: int) -> list[Part]:
    """`playbook, cases and 4 more`: as many names as there is room for, with commas between."""
    for shown in range(len(names), 0, -1):
        more = len(names) - shown
        words = ", ".join(text for text, _ in names[:shown]) + (f" and {more} more" if more else "")
        if cell_width(words) <= room or shown == 1:
            return [(words, names[0][1])]
    return []


def to_person(name: str, person: PersonId, me: PersonId | None) -> str:
    """The name, or `you`."""
    return "you" if me is not None and person == me else name


def attachment_item(row: AttachmentRow) -> FactItem:
    """Where one stands on it."""
    return FactItem("attachment", row.id)


def snooze_words(day: date, reason: str | None, today: date) -> tuple[str, str]:
    """`through Mon 30 Nov:` and ` Waiting on customer`; without a colon where there is none."""
    through = f"through {to_long_date(day, today)}"
    return (f"{through}:", f" {reason}") if reason else (through, "")


def to_change(change: int) -> str:
    """`+6`, `−12` or `±0`."""
    return f"+{change}" if change > 0 else f"{glyphs().minus}{-change}" if change else "±0"


def key_facts(
    detail: CtaDetail, palette: Palette, today: date, me: PersonId | None, currency: str = ""
) -> list[Fact]:
    """The facts that stand in the pane: customer, health, due date, owner and what is set."""
    ink = palette.style
    row, account = detail.row, detail.account
    customer = _customer(account, ink, today, currency)
    facts = [Fact("Customer", customer, "account", overflow=Overflow.WRAPPED)]
    if account.health is not None:
        facts.append(Fact("Health", _health(account, ink)))
    facts.append(Fact("Due", _due(detail, ink, today), "due"))
    owner = [(to_person(row.owner, row.owner_id, me), ink("text"))]
    if detail.source == Origin.RULE:
        owner.append(("  from rule", ink("text-muted")))
    facts.append(Fact("Owner", owner, "owner"))
    if row.is_snoozed and detail.snoozed_until is not None:
        through, reason = snooze_words(detail.snoozed_until, detail.snooze_reason, today)
        asleep = [(through, ink("text")), (reason, ink("text-muted"))]
        facts.append(Fact("Snoozed", asleep, "snoozed_until", overflow=Overflow.WRAPPED))
    if detail.opportunity:
        leads = linked(ink("text"), detail.opportunity_salesforce_id)
        facts.append(Fact("Opp.", [(detail.opportunity, leads)], "opportunity_id"))
    for label, kind in (("Cases", LinkKind.CASE), ("Contacts", LinkKind.CONTACT)):
        names = [link.name for link in detail.links if link.kind is kind]
        if names:
            value = [(", ".join(dict.fromkeys(names)), ink("text"))]
            facts.append(Fact(label, value, kind.value))
    for place, attached in enumerate(detail.attachments):
        value = [(attached.name, leading_to(ink("text"), attached.address))]
        if attached.name != attached.address:
            value.append((f"  {attached.address}", ink("text-muted")))
        item = attachment_item(attached)
        facts.append(Fact("" if place else "Attached", value, item.key, item.part))
    if row.is_closed and detail.closed_at is not None:
        closed = [(to_long_date(detail.closed_at.date(), today), ink("text"))]
        if detail.outcome:
            closed.append((f"  {detail.outcome}", ink("text-muted")))
        facts.append(Fact("Closed", closed, "closed_at"))
    return facts


def further_facts(
    detail: CtaDetail, palette: Palette, today: date, currency: str = ""
) -> list[Fact]:
    """What the facts tab adds; what is unknown is left out."""
    ink = palette.style
    row, account = detail.row, detail.account
    pairs = [
        ("Name", row.name),
        ("Type", row.type),
        ("Reason", row.reason),
        ("Priority", row.priority),
        ("Status", row.status),
        ("Playbook", detail.playbook or ""),
        ("Repeats", detail.repeats),
        ("Plan", detail.plan or ""),
        ("Created", to_long_date(detail.created_at.date(), today)),
    ]
    own = [
        Fact(label, [(value, ink("text"))], label.lower() if label in OWN_FIELDS else "")
        for label, value in pairs
        if value
    ]
    count = Fact("CTAs", [(f"{account.open_ctas} open", ink("text"))])
    return [*own, *account_facts(account, palette, currency), count]


def account_facts(account: AccountRow, palette: Palette, currency: str = "") -> list[Fact]:
    """What is known of a customer by figures and words; what is unknown is left out."""
    pairs = [
        ("ARR", to_money(account.arr_cents, currency)),
        ("Stage", account.stage),
        ("Segment", account.segment),
        ("Industry", account.industry),
        ("NPS", "" if account.nps is None else str(account.nps).replace("-", glyphs().minus)),
        ("Usage", "" if account.usage is None else f"{account.usage}%"),
        ("Sales", account.owner),
    ]
    return [Fact(label, [(value, palette.style("text"))]) for label, value in pairs if value]


def company_facts(
    account: AccountRow, palette: Palette, today: date, currency: str = ""
) -> list[Fact]:
    """The head of a customer's page."""
    value = _customer(account, palette.style, today, currency)
    facts = [Fact("Customer", value, overflow=Overflow.WRAPPED)]
    if account.health is not None:
        facts.append(Fact("Health", _health(account, palette.style)))
    return [*facts, *account_facts(account, palette, currency)]


def unset_fields(detail: CtaDetail) -> list[str]:
    """The fields of the CTA that nobody has set, by name; what matters most comes first."""
    kinds = {link.kind for link in detail.links if link.task_id is None}
    values = {
        "comment": detail.comment.strip(),
        "playbook": detail.playbook,
        "opportunity": detail.opportunity,
        "contacts": LinkKind.CONTACT in kinds,
        "cases": LinkKind.CASE in kinds,
        "attachments": detail.attachments,
        "snooze": detail.row.is_snoozed or detail.row.is_closed,
        "flag": detail.row.is_flagged,
        "milestone": detail.row.is_milestone,
    }
    return [name for name, value in values.items() if not value]


def unset_fact(detail: CtaDetail, palette: Palette) -> list[Fact]:
    """One quiet line for all of them, on which one can stand; none where everything is set."""
    names = unset_fields(detail)
    faint = palette.style("text-faint")
    value = [(name, faint) for name in names]
    return [Fact("Not set", value, "unset", overflow=Overflow.COUNTED)] if names else []


Ink = Callable[..., Style]


def _customer(account: AccountRow, ink: Ink, today: date, currency: str) -> list[Part]:
    parts = [(account.name, linked(ink("text"), account.salesforce_id))]
    if account.arr_cents is not None:
        parts.append((f"  {to_short_money(account.arr_cents, currency)}", ink("text-muted")))
    if account.renewal_date is not None:
        days = (account.renewal_date - today).days
        when = f"in {days}d" if days >= 0 else f"{-days}d ago"
        renews = to_short_date(account.renewal_date, today)
        if account.renewal_date.year != today.year and 0 <= days < 300:
            renews = to_short_date(account.renewal_date, account.renewal_date)
        parts.append((f"  renews {renews}, {when}", ink("text-muted")))
    return parts


def _health(account: AccountRow, ink: Ink) -> list[Part]:
    health = account.health or 0
    token = "risk" if health < HEALTH_POOR else "warning" if health < HEALTH_FAIR else "success"
    full, empty = to_bar(health, 100, HEALTH_BAR)
    parts = [
        (f"{health} ", ink("text", bold=True)),
        (full, ink(token)),
        (empty, ink("rule")),
    ]
    change = account.health_change
    if change is not None:
        trend = "risk" if change < 0 else "success" if change > 0 else "text-muted"
        parts.append((f"  {to_change(change)} in 30d", ink(trend)))
    if len(account.health_history) > 1:
        line = glyphs().sparkline(list(map(float, account.health_history)))
        parts.append((f"  {line}", ink("text-muted")))
    return parts


def _due(detail: CtaDetail, ink: Ink, today: date) -> list[Part]:
    row = detail.row
    words = to_due_words(row.due, today, is_open=row.is_awake)
    parts = [(words[0], ink("text"))]
    if len(words) > 1:
        late = words[1].endswith("late")
        parts = [(f"{words[0]}, ", ink("text")), (words[1], ink("risk" if late else "text"))]
    if row.is_flagged:
        parts.append((f" {glyphs().flag} flagged", ink("warning")))
    if row.is_milestone:
        parts.append((f" {glyphs().milestone} milestone", ink("text-muted")))
    return parts
