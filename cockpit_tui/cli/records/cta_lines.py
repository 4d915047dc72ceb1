"""CTAs as lines for people, and as documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cockpit_tui.cli.invocation import Invocation
from cockpit_tui.cli.output import Column, facts, heading, table
from cockpit_tui.cli.records.task_lines import task_lines
from cockpit_tui.domain.days.dates import to_due_words, to_list_date, to_long_date, to_moment
from cockpit_tui.domain.documents import Document, to_cta
from cockpit_tui.domain.ids import to_cta_word
from cockpit_tui.domain.lists.ranking import TENTHS, rank_terms, to_points
from cockpit_tui.domain.rows import CtaDetail, CtaRow
from cockpit_tui.domain.values import LinkKind, SyncState

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
    Column("Score", is_right=True),
)


def cta_documents(
    invocation: Invocation, ids: Sequence[int], *, with_score: bool = False
) -> list[Document]:
    """The CTAs as documents; `with_score` adds what the recommended order goes by."""
    records = invocation.exports.ctas(ids)
    if not with_score:
        return [to_cta(record) for record in records]
    return [{**to_cta(record), "score": _score(invocation, record.row)} for record in records]


def explained(invocation: Invocation, row: CtaRow) -> Document:
    """D5: a CTA's score and the terms that add up to it."""
    terms = invocation.session.views.explain(row)
    return {
        "id": to_cta_word(row.id),
        "name": row.name,
        "score": sum(term.tenths for term in terms) / TENTHS,
        "terms": [
            {
                "term": term.key,
                "value": term.words,
                "points": term.tenths / TENTHS,
                "at_most": term.most_tenths / TENTHS,
            }
            for term in terms
        ],
    }


def explanation(invocation: Invocation, row: CtaRow) -> Iterator[str]:
    """The same for people."""
    terms = invocation.session.views.explain(row)
    yield heading(f"{to_cta_word(row.id)}  {row.name}")
    columns = (
        Column("Term"),
        Column("Now", can_shrink=True),
        Column("Points", is_right=True),
        Column("At most", is_right=True),
    )
    lines = [
        (term.label, term.words, to_points(term.tenths), to_points(term.most_tenths))
        for term in terms
    ]
    total = sum(term.tenths for term in terms), sum(term.most_tenths for term in terms)
    yield from table(columns, [*lines, ("Score", "", *map(to_points, total))])


def _score(invocation: Invocation, row: CtaRow) -> float:
    session = invocation.session
    return rank_terms(row, session.clock.today(), session.practice.ranking).total / TENTHS


def cta_lines(invocation: Invocation, detail: CtaDetail) -> Iterator[str]:
    """A CTA for people: its name, its facts, its tasks."""
    row, today = detail.row, invocation.session.clock.today()
    until = detail.snoozed_until
    state = f" until {to_long_date(until, today)}" if until else ""
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
            ("Score", f"{_score(invocation, row):.1f}"),
            ("Snoozed", f"{detail.snooze_reason or 'yes'}{state}" if state else ""),
            ("Marks", ", ".join(_marks(row))),
            ("Playbook", detail.playbook or ""),
            ("Repeats", detail.repeats),
            ("Opportunity", detail.opportunity or ""),
            ("Cases", _linked(detail, LinkKind.CASE)),
            ("Contacts", _linked(detail, LinkKind.CONTACT)),
            *(("Attached", f"{row.name}  {row.address}") for row in detail.attachments),
            ("Created", to_moment(detail.created_at.astimezone(), today)),
            ("Closed", to_moment(detail.closed_at.astimezone(), today) if detail.closed_at else ""),
            ("Comment", detail.comment),
        ]
    )
    if detail.tasks:
        yield ""
        yield heading(f"Tasks ({row.tasks_total - row.tasks_open}/{row.tasks_total} done)")
        yield from task_lines(detail.tasks, today, with_cta=False)


def cta_table(
    invocation: Invocation, ids: Sequence[int], *, with_score: bool = False
) -> Iterator[str]:
    """The CTAs as a table; `with_score` adds what the recommended order goes by."""
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
                f"{_score(invocation, row):.1f}" if with_score else "",
            )
            for row in rows
        ],
    )


def _linked(detail: CtaDetail, kind: LinkKind) -> str:
    names = (link.name for link in detail.links if link.kind is kind)
    return ", ".join(dict.fromkeys(names))


def _signs(row: CtaRow) -> str:
    """`!` flagged, `*` milestone, `z` snoozed."""
    signs = (("!", row.is_flagged), ("*", row.is_milestone), ("z", row.is_snoozed))
    return "".join(sign for sign, is_set in signs if is_set)


def _marks(row: CtaRow) -> list[str]:
    marks = (("flagged", row.is_flagged), ("milestone", row.is_milestone))
    return [word for word, is_set in marks if is_set]


def _due_words(row: CtaRow, today: date) -> str:
    words = to_due_words(row.due, today, is_open=not row.is_closed)
    return "none" if row.due is None else ", ".join(words)
