"""CTAs as lines for people, and as documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cockpit_tui.cli.documents import Document, to_cta
from cockpit_tui.cli.invocation import Invocation
from cockpit_tui.cli.output import Column, facts, heading, table
from cockpit_tui.cli.task_lines import task_lines
from cockpit_tui.domain.dates import to_list_date, to_moment
from cockpit_tui.domain.ids import to_cta_word
from cockpit_tui.domain.rows import CtaDetail, CtaRow
from cockpit_tui.domain.values import SyncState

ROWS_AT_A_TIME = 500
LIST_COLUMNS = (
    Column("CTA"),
    Column(""),
    Column("Name", can_shrink=True),
    Column("Account", can_shrink=True),
    Column("Type"),
    Column("Reason"),
    Column("Priority"),
    Column("Status"),
    Column("Owner"),
    Column("Due"),
    Column("Tasks", is_right=True),
    Column("Mirror"),
)


def cta_documents(invocation: Invocation, ids: Sequence[int]) -> list[Document]:
    """The CTAs as documents."""
    return [to_cta(record) for record in invocation.exports.ctas(ids)]


def cta_lines(invocation: Invocation, detail: CtaDetail) -> Iterator[str]:
    """A CTA for people: its name, its facts, its tasks."""
    row, today = detail.row, invocation.session.clock.today()
    state = f" until {detail.snoozed_until}" if detail.snoozed_until else ""
    yield heading(f"{to_cta_word(row.id)}  {row.name}")
    yield from facts(
        [
            ("Account", row.account),
            ("Type", row.type),
            ("Reason", row.reason),
            ("Priority", row.priority),
            ("Status", row.status),
            ("Owner", row.owner),
            ("Due", _due_words(row, today)),
            ("Snoozed", f"{detail.snooze_reason or 'yes'}{state}" if state else ""),
            ("Marks", ", ".join(_marks(row))),
            ("Opportunity", detail.opportunity or ""),
            ("Created", to_moment(detail.created_at.astimezone(), today)),
            ("Closed", to_moment(detail.closed_at.astimezone(), today) if detail.closed_at else ""),
            ("Comment", detail.comment),
        ]
    )
    if detail.tasks:
        yield ""
        yield heading(f"Tasks ({row.tasks_total - row.tasks_open}/{row.tasks_total} done)")
        yield from task_lines(detail.tasks, today, with_cta=False)


def cta_table(invocation: Invocation, ids: Sequence[int]) -> Iterator[str]:
    """The CTAs as a table."""
    today = invocation.session.clock.today()
    rows: list[CtaRow] = []
    for start in range(0, len(ids), ROWS_AT_A_TIME):
        rows += invocation.session.views.rows(ids[start : start + ROWS_AT_A_TIME])
    yield from table(
        LIST_COLUMNS,
        [
            (
                to_cta_word(row.id),
                _signs(row),
                row.name,
                row.account,
                row.type,
                row.reason,
                row.priority,
                row.status,
                row.owner,
                to_list_date(row.due, today, is_open=not row.is_closed),
                f"{row.tasks_total - row.tasks_open}/{row.tasks_total}" if row.tasks_total else "",
                "" if row.sync_state is SyncState.LOCAL else row.sync_state.value,
            )
            for row in rows
        ],
    )


def _signs(row: CtaRow) -> str:
    """`!` flagged, `*` milestone, `z` snoozed."""
    signs = (("!", row.is_flagged), ("*", row.is_milestone), ("z", row.is_snoozed))
    return "".join(sign for sign, is_set in signs if is_set)


def _marks(row: CtaRow) -> list[str]:
    marks = (("flagged", row.is_flagged), ("milestone", row.is_milestone))
    return [word for word, is_set in marks if is_set]


def _due_words(row: CtaRow, today: date) -> str:
    if row.due is None:
        return "none"
    return f"{row.due} ({to_list_date(row.due, today, is_open=not row.is_closed)})"
