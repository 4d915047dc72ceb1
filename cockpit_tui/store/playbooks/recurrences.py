"""Recurring CTAs: read, and the CTAs of the days that have come made, each once (CL-21)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Select, func, insert, or_, select

from cockpit_tui.domain.days.recurrence import Series, parse_rule
from cockpit_tui.domain.errors import Ambiguous, NotFound
from cockpit_tui.domain.ids import (
    AccountId,
    CtaId,
    PersonId,
    PlaybookId,
    SeriesId,
    from_word,
    to_series_word,
)
from cockpit_tui.domain.rows.ctas import SeriesRow
from cockpit_tui.domain.text import folded
from cockpit_tui.domain.values import Picklist
from cockpit_tui.store.playbooks.playbook_applying import Circumstances, Planner, write_plan
from cockpit_tui.store.playbooks.playbooks import read_playbook
from cockpit_tui.store.records.picklists import default_value
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.playbook_schema import playbook
from cockpit_tui.store.tables.recurrence_schema import occurrence, recurrence
from cockpit_tui.store.types import NO_DATE
from cockpit_tui.store.work.unit_of_work import UnitOfWork

SOURCE = "recurring"
MOST_AHEAD = 365
"""Days that a CTA may be made before its day."""
MOST_MISSED = 7
"""CTAs that one series makes for days that passed while no cockpit ran; who comes back after a year
wants no 365 of them."""
_account, _person = schema.account, schema.person


class Made(Struct, frozen=True):
    """What came of the days of a series that have come."""

    ids: tuple[CtaId, ...] = ()
    left_out: int = 0
    """Missed days that became no CTA, and never will."""


def read_series(connection: Connection, *, is_over: bool | None = None) -> list[SeriesRow]:
    """The series by their next day; those that are over last, left out, or alone."""
    query = _statement().order_by(recurrence.c.next_on, recurrence.c.id)
    if is_over is not None:
        over = recurrence.c.next_on == NO_DATE
        query = query.where(over if is_over else or_(~over, recurrence.c.next_on.is_(None)))
    return [_to_row(found) for found in connection.execute(query)]


def read_one(connection: Connection, series_id: SeriesId) -> SeriesRow:
    """One series; raises NotFound."""
    found = connection.execute(_statement().where(recurrence.c.id == series_id)).one_or_none()
    if found is None:
        raise NotFound(f"There is no series REP-{series_id}.", "It may have been ended.")
    return _to_row(found)


def find_series(connection: Connection, word: str) -> SeriesId:
    """By `REP-3` or its name; raises NotFound or Ambiguous."""
    rows = list(connection.execute(select(recurrence.c.id, recurrence.c.name)))
    number, wanted = from_word(word, "REP"), folded(word.strip())
    for fits in (
        [row for row in rows if row.id == number],
        [row for row in rows if folded(row.name) == wanted],
    ):
        if len(fits) == 1:
            return SeriesId(fits[0].id)
        if fits:
            words = "; ".join(f"{to_series_word(SeriesId(row.id))} {row.name}" for row in fits[:5])
            raise Ambiguous(f"“{word}” fits {len(fits)} series: {words}.", "Use the id.")
    raise NotFound(f"There is no series “{word}”.", "`cockpit cta repeat list` shows them.")


def series_of(connection: Connection, cta_id: CtaId) -> SeriesRow | None:
    """The series that made the CTA, unless it was ended; None for any other CTA."""
    query = _statement().join(occurrence, occurrence.c.recurrence_id == recurrence.c.id)
    found = connection.execute(query.where(occurrence.c.cta_id == cta_id)).first()
    return None if found is None else _to_row(found)


def due_series(connection: Connection, today: date) -> list[SeriesId]:
    """Series of which a day may have come: one look into an index."""
    query = select(recurrence.c.id, recurrence.c.next_on, recurrence.c.ahead).where(
        or_(
            recurrence.c.next_on.is_(None),
            recurrence.c.next_on <= today + timedelta(days=MOST_AHEAD),
        )
    )
    return [
        SeriesId(row.id)
        for row in connection.execute(query.order_by(recurrence.c.id))
        if row.next_on is None or row.next_on <= today + timedelta(days=row.ahead)
    ]


def make_due(work: UnitOfWork, series_id: SeriesId, given: Circumstances) -> Made:
    """Makes the CTAs of the days that have come; none where another process did it.

    Of days before today the newest MOST_MISSED are made. Those before them never are: only days
    after the newest one made come. The series' row is locked until the commit, and each day is a
    row that can be there once.
    """
    locked = select(recurrence).where(recurrence.c.id == series_id).with_for_update()
    row = work.connection.execute(locked).one_or_none()
    if row is None:
        return Made()
    series = Series(parse_rule(row.rule), row.start, row.until)
    coming = series.days(_last_made(work.connection, row))
    due: list[date] = []
    next_on = next(coming, None)
    while next_on is not None and next_on <= given.today + timedelta(days=row.ahead):
        due.append(next_on)
        next_on = next(coming, None)
    left_out = max(0, sum(day < given.today for day in due) - MOST_MISSED)
    made: list[CtaId] = []
    for day in due[left_out:]:
        cta_id = _make(work, row, day, given)
        values = {"recurrence_id": series_id, "day": day, "cta_id": cta_id}
        work.connection.execute(insert(occurrence).values(values))
        made += [] if cta_id is None else [cta_id]
    work.update(recurrence, series_id, {"next_on": next_on or NO_DATE})
    return Made(tuple(made), left_out)


def _last_made(connection: Connection, row: Any) -> date:
    """The day after which the next one is looked for."""
    query = select(func.max(occurrence.c.day)).where(occurrence.c.recurrence_id == row.id)
    before: date = row.made_from - timedelta(days=1)
    return max(before, connection.scalar(query) or before)


def _make(work: UnitOfWork, row: Any, day: date, given: Circumstances) -> CtaId | None:
    """The CTA of one day; None for a customer that Salesforce deleted."""
    account = work.row(_account, row.account_id)
    if account["is_deleted"]:
        return None
    cta_id = CtaId(
        work.insert(
            schema.cta,
            {
                "name": row.name,
                "account_id": row.account_id,
                "type_id": row.type_id,
                "reason_id": row.reason_id,
                "priority_id": row.priority_id,
                "status_id": default_value(work, Picklist.CTA_STATUS),
                "owner_id": _owner(work, row.owner_id, account["owner_id"]),
                "due": day,
                "comment": row.comment,
                "source": SOURCE,
                "created_by": row.created_by,
                "created_at": work.now,
            },
        )
    )
    if row.playbook_id is not None and work.rows(playbook, id=row.playbook_id):
        found = read_playbook(work.connection, PlaybookId(row.playbook_id))
        plan = Planner(work.connection, found, given).plan(cta_id, is_replacement=False)
        if not plan.refusal:
            write_plan(work, plan, found)
    return cta_id


def _owner(work: UnitOfWork, owner_id: int, customers_owner_id: int | None) -> int:
    """The series' owner; the customer's where that person has left, and somebody has the
    customer."""
    is_here = work.row(_person, owner_id)["is_active"]
    if is_here or customers_owner_id is None:
        return owner_id
    return customers_owner_id if work.row(_person, customers_owner_id)["is_active"] else owner_id


def _statement() -> Select[Any]:
    made = (
        select(func.count())
        .where(occurrence.c.recurrence_id == recurrence.c.id)
        .correlate(recurrence)
        .scalar_subquery()
    )
    return (
        select(
            recurrence,
            _account.c.name.label("account"),
            _account.c.salesforce_id.label("account_salesforce_id"),
            _person.c.name.label("owner"),
            playbook.c.name.label("playbook"),
            made.label("made"),
        )
        .join_from(recurrence, _account, _account.c.id == recurrence.c.account_id)
        .join(_person, _person.c.id == recurrence.c.owner_id)
        .join(playbook, playbook.c.id == recurrence.c.playbook_id, isouter=True)
    )


def _to_row(found: Any) -> SeriesRow:
    next_on = found.next_on
    return SeriesRow(
        id=SeriesId(found.id),
        name=found.name,
        account_id=AccountId(found.account_id),
        account=found.account,
        account_salesforce_id=found.account_salesforce_id,
        owner_id=PersonId(found.owner_id),
        owner=found.owner,
        rule=found.rule,
        start=found.start,
        until=found.until,
        ahead=found.ahead,
        next_on=None if next_on == NO_DATE else next_on,
        made=found.made,
        playbook=found.playbook,
    )
