"""CTAs as lines for people, and as documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from cockpit_tui.cli.invocation import Invocation
from cockpit_tui.cli.output import Column, blocks, facts, heading, table
from cockpit_tui.cli.records.cta_columns import TITLES, column_cells, column_values, score
from cockpit_tui.cli.records.task_lines import task_lines
from cockpit_tui.domain.days.dates import to_due_words, to_list_date, to_long_date, to_moment
from cockpit_tui.domain.documents import Document, to_cta
from cockpit_tui.domain.ids import to_cta_word
from cockpit_tui.domain.lists.columns import ListColumn
from cockpit_tui.domain.lists.ranking import TENTHS, to_points
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.rows.ctas import CtaDetail
from cockpit_tui.domain.values import LinkKind, SyncState

ROWS_AT_A_TIME = 500
BEFORE_OWN = (
    Column("CTA"),
    Column(""),
    Column("Name", can_shrink=True, least=18),
    Column("Account", can_shrink=True),
    Column("Type", leaves=4),
    Column("Reason", leaves=1),
    Column("Priority", leaves=5),
    Column("Status", can_shrink=True, leaves=6),
    Column("Owner", can_shrink=True, least=8),
)
"""Those of every list; a view's own columns stand between them and the due date."""
AFTER_OWN = (
    Column("Due"),
    Column("Tasks", is_right=True, leaves=2),
    Column("Mirror", leaves=3),
)


def cta_documents(
    invocation: Invocation,
    ids: Sequence[int],
    *,
    with_score: bool = False,
    columns: Sequence[ListColumn] = (),
) -> list[Document]:
    """The CTAs as documents; `with_score` adds what the recommended order goes by, `columns` the
    values of a view's own columns."""

    def added(row: CtaRow) -> Document:
        own = {"columns": column_values(invocation, row, columns)} if columns else {}
        return {**({"score": score(invocation, row)} if with_score else {}), **own}

    return [{**to_cta(found), **added(found.row)} for found in invocation.session.exports.ctas(ids)]


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
            ("Score", f"{score(invocation, row):.1f}"),
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


def cta_blocks(
    invocation: Invocation,
    groups: Sequence[tuple[str, Sequence[int]]],
    own: Sequence[ListColumn] = (),
) -> Iterator[str]:
    """The CTAs as a table in parts, each under its heading; `own` are a view's own columns."""
    rows = _rows(invocation, [number for _, ids in groups for number in ids])
    cells = _cells(invocation, own)
    found = {int(row.id): cells(row) for row in rows}
    parts = [(label, [found[number] for number in ids if number in found]) for label, ids in groups]
    yield from blocks(_columns(own), parts)


def cta_table(
    invocation: Invocation, ids: Sequence[int], own: Sequence[ListColumn] = ()
) -> Iterator[str]:
    """The CTAs as a table; `own` are a view's own columns."""
    yield from table(_columns(own), map(_cells(invocation, own), _rows(invocation, ids)))


def _columns(own: Sequence[ListColumn]) -> tuple[Column, ...]:
    return (*BEFORE_OWN, *(TITLES[column] for column in own), *AFTER_OWN)


def _rows(invocation: Invocation, ids: Sequence[int]) -> list[CtaRow]:
    rows: list[CtaRow] = []
    for start in range(0, len(ids), ROWS_AT_A_TIME):
        rows += invocation.session.views.rows(ids[start : start + ROWS_AT_A_TIME])
    return rows


def _cells(
    invocation: Invocation, own: Sequence[ListColumn]
) -> Callable[[CtaRow], tuple[str, ...]]:
    today = invocation.session.clock.today()
    own_cells = column_cells(invocation, own)

    def cells(row: CtaRow) -> tuple[str, ...]:
        done = row.tasks_total - row.tasks_open
        return (
            to_cta_word(row.id),
            _signs(row),
            row.name,
            row.account,
            row.type,
            row.reason,
            row.priority,
            row.status,
            row.owner,
            *(cell(row) for cell in own_cells),
            to_list_date(row.due, today, is_open=row.is_awake),
            f"{done}/{row.tasks_total}" if row.tasks_total else "",
            "" if row.sync_state is SyncState.LOCAL else row.sync_state.value,
        )

    return cells


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
    words = to_due_words(row.due, today, is_open=row.is_awake)
    return "none" if row.due is None else ", ".join(words)
