"""Sending edits: a batch is committed, then sent, then settled; never the network inside a
transaction.

One call holds read, write and read again for up to 200 records of each kind, so that what we
overwrote is seen and what Salesforce made of it is the new base: no echo, no further call.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from cockpit_sync.fields import REF_FIELD
from cockpit_sync.plan import Known, Plan, Planned, plan, push_parts
from cockpit_sync.reconcile import to_remote
from cockpit_sync.report import CycleError
from cockpit_sync.run import Run
from cockpit_sync.salesforce.api import PartResult, composite_body, to_page
from cockpit_sync.salesforce.calls import Json
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
from cockpit_sync.settle import Outcome, settle
from cockpit_sync.streams import TASK_COLUMNS
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store import conflicts, mirror_links, mirror_queue
from cockpit_tui.store.mirror_queue import Failure, Operation

PUSH = "push"
SIZES = (200, 50, 10, 1)
"""Records of a kind in one call; the next smaller size after a call that failed as a whole."""
CALLS_UNTIL_LARGER = 3
FIRST_BACKOFF_SECONDS = 1.0
LONGEST_BACKOFF_SECONDS = 300.0


@dataclass(slots=True)
class PushPace:
    """How much is sent at once; it shrinks when calls fail as a whole and grows again."""

    level: int = 0
    good_calls: int = 0
    dice: random.Random = field(default_factory=random.Random)

    @property
    def size(self) -> int:
        return SIZES[self.level]

    def went_well(self) -> None:
        self.good_calls += 1
        if self.good_calls >= CALLS_UNTIL_LARGER and self.level:
            self.level, self.good_calls = self.level - 1, 0

    def went_badly(self) -> None:
        self.level, self.good_calls = min(self.level + 1, len(SIZES) - 1), 0

    def backoff(self, attempts: int) -> timedelta:
        """Full jitter between nothing and a bound that doubles with each attempt."""
        bound = min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2 ** min(attempts, 16))
        return timedelta(seconds=self.dice.uniform(0, bound))


def push(run: Run, pace: PushPace, *, author_id: int | None, ignores_backoff: bool) -> None:
    """Sends everything that may be sent now, each operation once.

    Raises SalesforceError, LeaseLost; whatever was under way then is settled next time.
    """
    tried: set[int] = set()
    while True:
        with run.store.read() as connection:
            operations = mirror_queue.ready_operations(
                connection,
                now=None if ignores_backoff else run.now(),
                author_id=author_id,
                limit=pace.size,
                tried=tried,
            )
        if not operations:
            return
        planned = _plan(run, operations)
        try:
            _settle_without_call(run, planned)
            if planned.creates or planned.updates:
                _send_writes(run, pace, planned.creates, planned.updates)
            if planned.deletes:
                _send_deletes(run, pace, planned.deletes)
        except mirror_queue.QueueMoved:
            continue
        tried.update(operation.id for operation in operations)


def _plan(run: Run, operations: Sequence[Operation]) -> Plan:
    part_ids = [operation.part_id for operation in operations]
    with run.store.read() as connection:
        links = mirror_links.linked_ids(connection, part_ids)
        known = Known(
            parts=mirror_links.parts_by_id(connection, part_ids),
            links=links,
            bases={
                key: base.fields
                for key, base in mirror_links.bases(
                    connection, [link[0] for link in links.values()]
                ).items()
            },
            asked=conflicts.asked_fields(connection, part_ids),
        )
    return plan(
        operations,
        known,
        run.translation,
        run.capabilities.objects["Task"],
        can_create=run.capabilities.has_ref,
    )


def _settle_without_call(run: Run, planned: Plan) -> None:
    """What needs no request: done already, not possible, or gone on the other side."""
    outcomes = [Outcome(entry, is_done=True) for entry in planned.done]
    outcomes += [Outcome(entry, failure=failure) for entry, failure in planned.refused]
    outcomes += [Outcome(entry, is_gone=True) for entry in planned.deleted_there]
    if not run.capabilities.has_ref and any(entry.kind == "create" for entry in planned.waiting):
        _say_that_creates_wait(run)
    if outcomes:
        settle(run, outcomes, None)


def _say_that_creates_wait(run: Run) -> None:
    """Once a cycle: the org lacks what makes creates exact, and an admin can add it."""
    error = CycleError(
        FailureKind.PERMISSION.value,
        "NO_KEY_FIELD",
        f"New tasks wait: the org has no field {REF_FIELD} on Activity (Text 36, External ID, "
        "Unique) that this user may write. An admin adds it; then they are created.",
        "create",
    )
    if error not in run.tally.errors:
        run.tally.errors.append(error)


def _send_writes(
    run: Run, pace: PushPace, creates: Sequence[Planned], updates: Sequence[Planned]
) -> None:
    columns = run.capabilities.columns("Task", TASK_COLUMNS)
    parts = push_parts(creates, updates, columns)
    everything = [*creates, *updates]
    batch_id = _start(run, everything, composite_body(parts))
    try:
        answers = run.api.composite(parts, PUSH, is_write=True)
    except SalesforceError as error:
        if not _is_poisoned(error):
            _give_back(run, batch_id, error)
            raise
        pace.went_badly()
        _bisect(run, pace, batch_id, creates, updates, error)
        return
    pace.went_well()
    poisoned = [
        (ref, entries)
        for ref, entries in (("create", creates), ("update", updates))
        if entries and ref in answers and not answers[ref].is_success
    ]
    outcomes = [
        *_outcomes(pace, creates, answers, "create", None, "created"),
        *_outcomes(pace, updates, answers, "update", "before", "after"),
    ]
    settle(run, outcomes, batch_id)
    for ref, entries in poisoned:
        pace.went_badly()
        _resend_in_halves(run, pace, ref, entries, answers[ref])


def _send_deletes(run: Run, pace: PushPace, deletes: Sequence[Planned]) -> None:
    """Reads first: what somebody changed since is not deleted, but asked about."""
    keys = [entry.salesforce_id or "" for entry in deletes]
    columns = run.capabilities.columns("Task", TASK_COLUMNS)
    before = _by_id(
        run.api.query_all(select("Task", columns, where=one_of("Id", keys)), PUSH).records
    )
    outcomes, going = [], []
    with run.store.read() as connection:
        bases = mirror_links.bases(connection, [entry.salesforce_id or "" for entry in deletes])
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
    batch_id = _start(run, going, {"delete": ids})
    try:
        results = run.api.delete(path, PUSH)
    except SalesforceError as error:
        _give_back(run, batch_id, error)
        raise
    settled = [
        _outcome(pace, entry, result, before.get(entry.salesforce_id or ""), None)
        for entry, result in zip(going, results, strict=False)
    ]
    settle(run, settled, batch_id)


def _was_changed(record: Mapping[str, Any], base: mirror_links.Base | None) -> bool:
    if base is None:
        return False
    fields = to_remote(record).fields
    return any(fields[name] != value for name, value in base.fields.items() if name in fields)


def _start(run: Run, entries: Sequence[Planned], request: Mapping[str, Json]) -> int:
    """Commits the batch and proves the lease, immediately before the request leaves."""
    with run.transaction(PUSH) as connection:
        lease = run.held[PUSH]
        return mirror_queue.start_batch(
            connection,
            [entry.operation for entry in entries],
            lease=lease.name,
            fence=lease.fence,
            request=request,
            sent_floor=run.api.server_time,
            now=run.now(),
        )


def _give_back(run: Run, batch_id: int, error: SalesforceError) -> None:
    """After a call without a usable answer: in doubt, unless it certainly did nothing."""
    is_doubtful = isinstance(error, NoAnswer) or error.kind is FailureKind.IN_DOUBT
    with run.transaction(PUSH) as connection:
        if is_doubtful:
            part_ids = mirror_queue.doubt_batch(connection, batch_id)
        else:
            part_ids = [entry.part_id for entry in mirror_queue.operations_of(connection, batch_id)]
            mirror_queue.close_batch(connection, batch_id)
    if is_doubtful:
        run.announce(part_ids)


def _is_poisoned(error: SalesforceError) -> bool:
    """The request itself was refused: some record in it is not acceptable as JSON."""
    return (
        isinstance(error, Refused)
        and not isinstance(error, Offline)
        and error.status in (400, 413, 414, 431)
        and error.kind in (FailureKind.BUG, FailureKind.USER_FIX)
    )


def _bisect(
    run: Run,
    pace: PushPace,
    batch_id: int,
    creates: Sequence[Planned],
    updates: Sequence[Planned],
    error: SalesforceError,
) -> None:
    with run.transaction(PUSH) as connection:
        mirror_queue.close_batch(connection, batch_id)
    creates, updates = _requeued(creates), _requeued(updates)
    everything = [*((entry, True) for entry in creates), *((entry, False) for entry in updates)]
    if len(everything) == 1:
        failure = Failure(FailureKind.BUG, error.salesforce_code, error.message)
        settle(run, [Outcome(everything[0][0].operation, failure=failure)], None)
        return
    middle = len(everything) // 2
    for half in (everything[:middle], everything[middle:]):
        _send_writes(
            run,
            pace,
            [entry for entry, is_create in half if is_create],
            [entry for entry, is_create in half if not is_create],
        )


def _resend_in_halves(
    run: Run, pace: PushPace, ref: str, entries: Sequence[Planned], answer: PartResult
) -> None:
    """One of the two collections was refused whole: the poison is in it."""
    entries = _requeued(entries)
    if len(entries) == 1:
        code, message = read_error(answer.body, answer.status)
        failure = Failure(classify(answer.status, code, message), code, message)
        settle(run, [Outcome(entries[0].operation, failure=failure)], None)
        return
    middle = len(entries) // 2
    for half in (entries[:middle], entries[middle:]):
        is_create = ref == "create"
        _send_writes(run, pace, half if is_create else [], [] if is_create else half)


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


def _outcomes(
    pace: PushPace,
    entries: Sequence[Planned],
    answers: Mapping[str, PartResult],
    write_ref: str,
    before_ref: str | None,
    after_ref: str,
) -> list[Outcome]:
    """What became of each record; one that Salesforce did not answer for is left out, in doubt."""
    answer = answers.get(write_ref)
    if not entries or answer is None:
        return []
    if not answer.is_success:
        kind = classify(answer.status, *read_error(answer.body, answer.status), is_write=True)
        if kind is FailureKind.IN_DOUBT:
            return []
        return [Outcome(entry.operation, is_unsent=True) for entry in entries]
    before = _read_back(answers.get(before_ref)) if before_ref else {}
    after = _read_back(answers.get(after_ref))
    by_ref = {record.get(REF_FIELD): record for record in after.values()}
    results = answer.body if isinstance(answer.body, list) else []
    found = []
    for entry, result in zip(entries, results, strict=False):
        if write_ref == "create":
            made = by_ref.get(entry.operation.ref)
            found.append(_outcome(pace, entry, result, None, made))
        else:
            key = entry.salesforce_id or ""
            found.append(_outcome(pace, entry, result, before.get(key), after.get(key)))
    return found


def _outcome(
    pace: PushPace,
    entry: Planned,
    result: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> Outcome:
    operation = entry.operation
    if result.get("success"):
        return Outcome(
            operation,
            is_done=True,
            salesforce_id=to_salesforce_id(result["id"]) if result.get("id") else None,
            sent=entry.fields,
            before=before,
            after=after,
        )
    code, message = read_error(result.get("errors") or [], 0)
    fields = tuple((result.get("errors") or [{}])[0].get("fields") or ())
    kind = classify(0, code, message)
    if kind is FailureKind.DUPLICATE and after is not None:
        # Our key is taken, by ourselves: the record exists already.
        return Outcome(
            operation,
            is_done=True,
            salesforce_id=to_salesforce_id(after["Id"]),
            sent=entry.fields,
            after=after,
        )
    if kind is FailureKind.GONE:
        return Outcome(operation, is_done=operation.kind == "delete", is_gone=True)
    failure = Failure(kind.value, code, message)
    if kind in (FailureKind.RETRY, FailureKind.BUDGET, FailureKind.IN_DOUBT, FailureKind.AUTH):
        return Outcome(operation, failure=failure, retry_in=pace.backoff(operation.attempts))
    return Outcome(operation, failure=failure, refused_fields=fields)


def _read_back(answer: PartResult | None) -> dict[str, Mapping[str, Any]]:
    if answer is None or not answer.is_success:
        return {}
    return _by_id(to_page(answer.body).records)


def _by_id(records: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {to_salesforce_id(record["Id"]): record for record in records}
