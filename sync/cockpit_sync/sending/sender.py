"""One request at a time: committed as a batch, sent, its answer read, what is poisoned found by
halving; never the network inside a transaction."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from cockpit_sync.merging.reconcile import to_remote
from cockpit_sync.objects.create_modes import Wanted
from cockpit_sync.objects.streams import TASK_COLUMNS, TASKS
from cockpit_sync.run import Run
from cockpit_sync.salesforce.api import PartResult
from cockpit_sync.salesforce.errors import (
    FailureKind,
    NoAnswer,
    Offline,
    Refused,
    SalesforceError,
    classify,
    read_error,
)
from cockpit_sync.salesforce.soql import one_of, select
from cockpit_sync.sending import answers as reading
from cockpit_sync.sending import wariness
from cockpit_sync.sending.answers import PushPace, by_id, is_busy, outcome
from cockpit_sync.sending.outcome import Outcome
from cockpit_sync.sending.plan import Planned
from cockpit_sync.sending.request_parts import MOST_GUARDED, push_parts
from cockpit_sync.sending.settle import settle, tell_of_strays
from cockpit_sync.values import Value
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store.mirror import mirror_links, mirror_state, push_batches
from cockpit_tui.store.mirror.mirror_queue import Failure, Operation

PUSH = "push"
REFUSES_THE_ROW = (FailureKind.USER_FIX, FailureKind.PERMISSION, FailureKind.DUPLICATE)
BAD_REQUEST = 400
"""Some record in it is at fault, not their number."""


class FieldsMoved(Exception):
    """A column that we read or wrote is not there any more; ask what there is, and plan again."""


def send_writes(
    run: Run,
    pace: PushPace,
    creates: Sequence[Planned],
    updates: Sequence[Planned],
    *,
    is_guarded: bool,
) -> list[Outcome]:
    """Sends creates and changes in one call and settles them; what became of each.

    Raises SalesforceError, LeaseLost, QueueMoved, FieldsMoved.
    """
    columns = run.capabilities.columns("Task", TASK_COLUMNS)
    floor = run.server_now()
    parts = push_parts(
        creates,
        updates,
        columns,
        is_guarded=is_guarded,
        mode=run.mode,
        user_id=run.org.user_salesforce_id,
        floor=floor,
    )
    batch_id = start(
        run,
        [entry.operation for entry in (*creates, *updates)],
        _noted(run, creates, updates, is_guarded=is_guarded),
    )
    began = time.monotonic()
    try:
        answers = run.api.composite(parts, PUSH, is_write=True)
    except SalesforceError as error:
        if not _is_poisoned(error):
            give_back(run, pace, batch_id, error)
            raise
        if error.status != BAD_REQUEST:
            pace.went_badly()
        return _bisect(run, pace, batch_id, creates, updates, error, is_guarded=is_guarded)
    if time.monotonic() - began > reading.SLOW_SECONDS:
        pace.went_badly()
    read = reading.guarded if is_guarded else reading.collected
    outcomes = [
        *reading.created(pace, run.mode, creates, answers),
        *read(pace, updates, answers),
    ]
    _learn(pace, outcomes, len(creates) + len(updates))
    settle(run, outcomes, batch_id)
    wariness.keep(run, pace)
    if creates and not run.mode.is_exact:
        _look_for_strays(run, creates, answers)
    if any(_is_column_gone(answer) for answer in answers.values()):
        raise FieldsMoved
    for ref, entries in (("create", creates), ("update", updates)):
        if entries and ref in answers and not answers[ref].is_success:
            pace.went_badly()
            outcomes += _resend_in_halves(run, pace, ref, entries, answers[ref])
    return outcomes


def _learn(pace: PushPace, outcomes: Sequence[Outcome], sent: int) -> None:
    """What a call that came through says of the next; the answer of a part of it may be lost."""
    if len(outcomes) < sent:
        pace.lost_an_answer()
    elif is_busy(outcomes):
        pace.was_busy()
    else:
        pace.went_well()


def _look_for_strays(
    run: Run, creates: Sequence[Planned], answers: Mapping[str, PartResult]
) -> None:
    wanted = [Wanted(entry.operation.ref, entry.fields) for entry in creates]
    made = reading.read_back(answers.get("created"))
    tell_of_strays(run, run.mode, wanted, list(made.values()))


def send_keyed(run: Run, pace: PushPace, entry: Planned) -> None:
    """One create by the UI API under its Idempotency-Key: sent again, it makes no second record
    (Salesforce: UI API, idempotent record writes)."""
    batch_id = start(run, [entry.operation], _noted(run, [entry], [], is_guarded=True))
    try:
        made = make_keyed(run, entry.operation, entry.fields, PUSH)
    except SalesforceError as error:
        give_back(run, pace, batch_id, error)
        raise
    settle(run, [made], batch_id)


def make_keyed(
    run: Run, operation: Operation, fields: Mapping[str, Value], purpose: str
) -> Outcome:
    """What became of the create, asked under its key; raises SalesforceError while that is not
    known."""
    key = str(uuid.UUID(hex=operation.ref))
    try:
        made = run.api.create_record({"apiName": "Task", "fields": dict(fields)}, purpose, key)
    except Refused as error:
        if error.kind not in REFUSES_THE_ROW:
            raise
        failure = Failure(error.kind.value, error.salesforce_code, error.message)
        return Outcome(operation, failure=failure)
    return Outcome(operation, is_done=True, salesforce_id=to_salesforce_id(made), sent=fields)


def send_deletes(run: Run, pace: PushPace, deletes: Sequence[Planned]) -> None:
    """Reads first: what somebody changed since is not deleted, but asked about."""
    keys = [entry.salesforce_id or "" for entry in deletes]
    columns = run.capabilities.columns("Task", TASK_COLUMNS)
    before = by_id(
        run.api.query_all(select("Task", columns, where=one_of("Id", keys)), PUSH).records
    )
    outcomes, going = [], []
    with run.store.read() as connection:
        bases = mirror_links.bases(connection, keys)
    for entry in deletes:
        record = before.get(entry.salesforce_id or "")
        if record is None or record.get("IsDeleted"):
            outcomes.append(Outcome(entry.operation, is_done=True, before=record))
        elif _was_changed(record, bases.get(entry.salesforce_id or "")):
            outcomes.append(Outcome(entry.operation, is_contested=True, before=record))
        else:
            going.append(entry)
    if outcomes:
        settle(run, outcomes, None)
    if not going:
        return
    ids = ",".join(entry.salesforce_id or "" for entry in going)
    path = f"/composite/sobjects?ids={ids}&allOrNone=false"
    batch_id = start(run, [entry.operation for entry in going], {"delete": ids})
    try:
        results = run.api.delete(path, PUSH)
    except SalesforceError as error:
        give_back(run, pace, batch_id, error)
        raise
    settled = [
        outcome(pace, entry, result, before.get(entry.salesforce_id or ""), None)
        for entry, result in zip(going, results, strict=False)
    ]
    settle(run, settled, batch_id)


def start(run: Run, operations: Sequence[Operation], request: Mapping[str, Any]) -> int:
    """Commits the batch to disk and proves the lease, immediately before the request leaves."""
    with run.transaction(PUSH, is_durable=True) as connection:
        lease = run.held[PUSH]
        return push_batches.start_batch(
            connection,
            operations,
            lease=lease.name,
            fence=lease.fence,
            request=request,
            sent_floor=run.server_now(),
            now=run.now(),
        )


def give_back(run: Run, pace: PushPace, batch_id: int, error: SalesforceError) -> None:
    """After a call without a usable answer: in doubt, unless it certainly did nothing."""
    is_doubtful = isinstance(error, NoAnswer) or error.kind is FailureKind.IN_DOUBT
    if is_doubtful:
        pace.lost_an_answer()
    with run.transaction(PUSH) as connection:
        if is_doubtful:
            wariness.keep_within(run, pace, connection)
            part_ids = push_batches.doubt_batch(connection, batch_id)
        else:
            part_ids = [entry.part_id for entry in push_batches.operations_of(connection, batch_id)]
            push_batches.close_batch(connection, batch_id)
    if is_doubtful:
        run.announce(part_ids)


def _noted(
    run: Run, creates: Sequence[Planned], updates: Sequence[Planned], *, is_guarded: bool
) -> dict[str, Any]:
    """What is kept of a request: enough to find what it did, and how sure its guards were."""
    with run.store.read() as connection:
        cursor = mirror_state.load_cursors(connection).get(TASKS.sobject)
    read_at = cursor.server_floor if cursor else None
    return {
        "guarded": is_guarded,
        "read_at": read_at.isoformat() if read_at else None,
        "mode": run.mode.value,
        "creates": {entry.operation.ref: dict(entry.fields) for entry in creates},
        "updates": {entry.salesforce_id or "": dict(entry.fields) for entry in updates},
    }


def _was_changed(record: Mapping[str, Any], base: mirror_links.Base | None) -> bool:
    if base is None:
        return False
    fields = to_remote(record).fields
    return any(fields[name] != value for name, value in base.fields.items() if name in fields)


def _is_poisoned(error: SalesforceError) -> bool:
    """The request itself was refused: some record in it is not acceptable as JSON."""
    return (
        isinstance(error, Refused)
        and not isinstance(error, Offline)
        and error.status in (400, 413, 414, 431)
        and error.kind in (FailureKind.BUG, FailureKind.USER_FIX)
    )


def _is_column_gone(answer: PartResult) -> bool:
    return not answer.is_success and read_error(answer.body, answer.status)[0] == "INVALID_FIELD"


def _bisect(
    run: Run,
    pace: PushPace,
    batch_id: int,
    creates: Sequence[Planned],
    updates: Sequence[Planned],
    error: SalesforceError,
    *,
    is_guarded: bool,
) -> list[Outcome]:
    with run.transaction(PUSH) as connection:
        push_batches.close_batch(connection, batch_id)
    creates, updates = _requeued(creates), _requeued(updates)
    everything = [*((entry, True) for entry in creates), *((entry, False) for entry in updates)]
    if len(everything) == 1:
        failure = Failure(FailureKind.BUG, error.salesforce_code, error.message)
        alone = [Outcome(everything[0][0].operation, failure=failure)]
        settle(run, alone, None)
        return alone
    middle = len(everything) // 2
    found = []
    for half in (everything[:middle], everything[middle:]):
        found += send_writes(
            run,
            pace,
            [entry for entry, is_create in half if is_create],
            changes := [entry for entry, is_create in half if not is_create],
            is_guarded=is_guarded or len(changes) <= MOST_GUARDED,
        )
    return found


def _resend_in_halves(
    run: Run, pace: PushPace, ref: str, entries: Sequence[Planned], answer: PartResult
) -> list[Outcome]:
    """One of the two collections was refused whole: the poison is in it."""
    code, message = read_error(answer.body, answer.status)
    kind = classify(answer.status, code, message, is_write=True)
    if kind is FailureKind.IN_DOUBT:
        return []
    entries = _requeued(entries)
    if kind in reading.PASSING:
        wait = [
            Outcome(
                entry.operation,
                failure=Failure(kind, code, message),
                retry_in=pace.backoff(entry.operation.attempts),
            )
            for entry in entries
        ]
        settle(run, wait, None)
        return wait
    if len(entries) == 1:
        alone = [Outcome(entries[0].operation, failure=Failure(kind, code, message))]
        settle(run, alone, None)
        return alone
    is_create = ref == "create"
    size = (len(entries) + 1) // 2
    if pace.is_wary and not is_create:
        size = min(size, MOST_GUARDED)
    found = []
    for start_at in range(0, len(entries), size):
        some = entries[start_at : start_at + size]
        found += send_writes(
            run,
            pace,
            some if is_create else [],
            [] if is_create else some,
            is_guarded=len(some) <= MOST_GUARDED,
        )
    return found


def _requeued(entries: Sequence[Planned]) -> list[Planned]:
    """The entries as they stand after their batch was closed unsent."""
    return [
        replace(
            entry,
            operation=replace(
                entry.operation,
                state="pending",
                push_batch_id=None,
                attempts=entry.operation.attempts + 1,
            ),
        )
        for entry in entries
    ]
