"""The mirror's queue, conflicts, log and calls in words, for the sync screen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.refusals import remedy
from cockpit_tui.domain.rows.mirror import (
    CallCounts,
    ConflictField,
    ConflictRecord,
    LogLine,
    PastChange,
    QueuedEdit,
    SyncBoard,
    ValueChange,
)
from cockpit_tui.domain.values import Origin, Picklist
from cockpit_tui.services.permitted import Service, requires
from cockpit_tui.store.history import JournalRow, task_histories
from cockpit_tui.store.mirror import conflicts, mirror_state, sync_board
from cockpit_tui.store.mirror.conflicts import ConflictRow
from cockpit_tui.store.mirror.mirror_queue import WHOLE_RECORD, Plain
from cockpit_tui.store.mirror.mirror_state import Transaction
from cockpit_tui.store.mirror.sync_board import QueuedOperation
from cockpit_tui.store.record_names import Ref, record_names
from cockpit_tui.store.records import records
from cockpit_tui.store.work.outbox import FIELD_LABELS
from cockpit_tui.store.work.relations import RELATION

MOST_ROWS = 500
LOG_ROWS = 200
PAST_CHANGES = 5
_RECORDS = {"contact_id": "contact", RELATION: "opportunity"}
"""Fields that name a record, and its table."""
LABELS = {**FIELD_LABELS, WHOLE_RECORD: "The task"}


class SyncViewService(Service):
    """How the mirror stands, record by record; it needs no network."""

    @requires(Right.READ, "task")
    def board(self) -> SyncBoard:
        """Everything at one moment; at most 500 edits of each kind."""
        with self.store.read() as connection:
            waiting, in_doubt, refused = (
                sync_board.queued_operations(connection, states, MOST_ROWS)
                for states in (("pending", "sent"), ("in_doubt",), ("quarantined",))
            )
            open_conflicts = conflicts.conflict_rows(connection)
            named = _records((*waiting, *in_doubt, *refused), open_conflicts)
            wording = _Wording.of(connection, self.clock.today(), named)
            health = mirror_state.load_health(connection)
            start = self.clock.now() - timedelta(hours=24)
            return SyncBoard(
                outbox=tuple(_edit(row, wording) for row in waiting),
                in_doubt=tuple(_edit(row, wording) for row in in_doubt),
                quarantine=tuple(_edit(row, wording) for row in refused),
                conflicts=_conflicts(connection, open_conflicts, wording),
                log=tuple(
                    LogLine(entry.at, entry.level, entry.message, entry.record or "")
                    for entry in mirror_state.log_entries(connection, LOG_ROWS)
                ),
                calls=CallCounts(
                    tuple(sync_board.calls_by_purpose(connection, start)),
                    health.api_used,
                    health.api_limit,
                ),
            )


class _Wording(Struct, frozen=True):
    """Names for ids, and days for dates."""

    values: Mapping[int, str]
    people: Mapping[int, str]
    records: Mapping[Ref, str]
    """What a person calls the contacts and opportunities."""
    today: date

    @classmethod
    def of(cls, connection: Transaction, today: date, named: Iterable[Ref]) -> _Wording:
        """`named` are the records that fields name: all are read at once."""
        values = {
            int(value.id): value.label
            for picklist in (Picklist.TASK_STATUS, Picklist.PRIORITY)
            for value in records.read_values(connection, picklist, with_inactive=True)
        }
        people = records.read_people(connection, with_inactive=True)
        names = {int(person.id): person.name for person in people}
        return cls(values, names, record_names(connection, named), today)

    def words(self, field: str, value: Plain) -> str:
        if value is None or value == "":
            return ""
        if field == "due":
            return to_long_date(date.fromisoformat(str(value)), self.today)
        if field in _RECORDS and isinstance(value, int):
            return self.records[_RECORDS[field], value]
        if isinstance(value, int):
            names = self.people if field == "assignee_id" else self.values
            return names.get(value, str(value))
        return value


def _records(queued: Iterable[QueuedOperation], clashes: Iterable[ConflictRow]) -> Iterator[Ref]:
    """The records that fields name, before and after an edit or on either side."""
    told: list[tuple[str, tuple[Plain, ...]]] = [
        (name, values) for row in queued for name, values in row.operation.fields.items()
    ]
    told += [(row.field, (row.base, row.mine, row.theirs)) for row in clashes]
    for field, values in told:
        if field in _RECORDS:
            yield from ((_RECORDS[field], value) for value in values if isinstance(value, int))


def _edit(row: QueuedOperation, wording: _Wording) -> QueuedEdit:
    operation, failure = row.operation, row.failure
    changes = tuple(
        ValueChange(LABELS.get(name, name), wording.words(name, old), wording.words(name, new))
        for name, (old, new) in operation.fields.items()
        if operation.kind != "create" or new not in (None, "")
    )
    means, cure = remedy(failure.kind, failure.code) if failure.code else ("", "")
    author = wording.people.get(operation.author_id or 0, "the mirror")
    return QueuedEdit(
        id=operation.id,
        state=operation.state,
        kind=operation.kind,
        task_id=row.task_id,
        cta_id=row.cta_id,
        title=row.title or "a record that is gone here",
        account=row.account,
        salesforce_id=operation.salesforce_id,
        author=author,
        since=row.created_at,
        changes=changes,
        attempts=operation.attempts,
        retry_at=row.not_before,
        sent_at=row.sent_at,
        mode=row.mode,
        code=failure.code,
        said=failure.message or failure.code,
        means=means,
        cure=cure,
    )


def _conflicts(
    connection: Transaction, found: Iterable[ConflictRow], wording: _Wording
) -> tuple[ConflictRecord, ...]:
    by_part: dict[int, list[ConflictRow]] = {}
    for row in found:
        by_part.setdefault(row.part_id, []).append(row)
    tasks = {rows[0].task_id for rows in by_part.values()} - {None}
    past = {
        task_id: _past(rows, wording)
        for task_id, rows in task_histories(connection, filter(None, tasks)).items()
    }
    return tuple(
        _record(rows, past.get(rows[0].task_id or 0, ()), wording) for rows in by_part.values()
    )


def _record(
    rows: Sequence[ConflictRow], past: Sequence[PastChange], wording: _Wording
) -> ConflictRecord:
    first = rows[0]
    order = list(LABELS)
    fields = sorted(rows, key=lambda row: order.index(row.field) if row.field in order else 99)
    return ConflictRecord(
        part_id=first.part_id,
        task_id=first.task_id,
        cta_id=first.cta_id,
        title=first.title or "a task that is gone here",
        account=first.account,
        salesforce_id=first.salesforce_id,
        fields=tuple(_field(row, wording) for row in fields),
        history=tuple(past),
    )


def _field(row: ConflictRow, wording: _Wording) -> ConflictField:
    taken = {"mine": "mine", "sent": "mine", "theirs": "theirs"}.get(row.chosen, "")
    return ConflictField(
        id=row.id,
        field=row.field,
        label=LABELS.get(row.field, row.field),
        base=wording.words(row.field, row.base),
        mine=wording.words(row.field, row.mine),
        theirs=wording.words(row.field, row.theirs),
        taken=taken,
        by=row.theirs_by,
        at=row.at,
        rule=row.rule,
        raw=row.mine,
    )


def _past(rows: Sequence[JournalRow], wording: _Wording) -> list[PastChange]:
    """The newest acts of a task's history, oldest first, one line each."""
    acts: dict[int, PastChange] = {}
    for row in rows:
        name = LABELS.get(row.field or "")
        if name is None and row.kind == "update":
            continue
        words = "made" if row.kind == "insert" else name or ""
        if row.field == "due":
            old, new = (wording.words("due", _value(text)) for text in (row.old, row.new))
            words = f"{name} {old or 'none'} → {new or 'none'}"
        before = acts.get(row.batch.id)
        if before is not None and words in before.words.split(", "):
            continue
        joined = words if before is None else f"{before.words}, {words}"
        where = " in Salesforce" if row.batch.origin is Origin.MIRROR else ""
        acts[row.batch.id] = PastChange(row.batch.at, (row.batch.actor or "sync") + where, joined)
        if len(acts) > PAST_CHANGES:
            acts.pop(row.batch.id)
            break
    return list(reversed(acts.values()))


def _value(text: str | None) -> Plain:
    found: Plain = None if text is None else json.loads(text)
    return found
