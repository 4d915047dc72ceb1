"""What became of sent operations, written down: links, bases, queue, conflicts, activities."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cockpit_sync.apply import Incoming, merge_edits, write_idle
from cockpit_sync.fields import ACCOUNT_FIELD, BY_API_NAME, REF_FIELD, Rule
from cockpit_sync.reconcile import RemoteTask, to_ours, to_remote
from cockpit_sync.report import CycleError
from cockpit_sync.run import Run
from cockpit_sync.streams import related_name, to_activity
from cockpit_sync.values import Value
from cockpit_tui.domain.ids import to_salesforce_id, to_task_word
from cockpit_tui.store import conflicts, mirror_links, mirror_queue, mirror_state, pulled
from cockpit_tui.store.conflicts import NewConflict
from cockpit_tui.store.mirror_queue import ASK, WHOLE_RECORD, Failure, Operation
from cockpit_tui.store.mirror_state import Transaction
from cockpit_tui.store.outbox import refresh_sync_states

PUSH = "push"
NOT_FIELDS = frozenset({ACCOUNT_FIELD, REF_FIELD})
OWNER_REFUSALS = ("INACTIVE_OWNER_OR_USER",)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one operation. Without any mark it goes back to the queue as it was."""

    operation: Operation
    is_done: bool = False
    is_gone: bool = False
    """The record is not there any more."""
    is_contested: bool = False
    """To be deleted here, changed there: not deleted."""
    is_unsent: bool = False
    """It certainly did not arrive."""
    salesforce_id: str | None = None
    sent: Mapping[str, Value] | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    failure: Failure | None = None
    retry_in: timedelta | None = None
    refused_fields: tuple[str, ...] = ()

    @property
    def sent_fields(self) -> dict[str, Value]:
        """The mirrored fields that were sent."""
        return {name: value for name, value in (self.sent or {}).items() if name not in NOT_FIELDS}


def settle(run: Run, outcomes: Sequence[Outcome], batch_id: int | None) -> None:
    """Writes the outcomes in one transaction, and then merges what Salesforce made of the writes.

    Operations of the batch that no outcome speaks of are in doubt. A kill between the two leaves
    bases that say what was sent, and the next reading brings the rest. Without a batch, operations
    that a person changed since they were planned are left for the next plan.
    """
    incoming: list[Incoming] = []
    part_ids = [outcome.operation.part_id for outcome in outcomes]
    with run.transaction(PUSH) as connection:
        if batch_id is None:
            still = mirror_queue.unchanged(connection, [row.operation for row in outcomes])
            outcomes = [row for row in outcomes if row.operation.id in still]
        bases = mirror_links.bases(
            connection, [str(row.before["Id"]) for row in outcomes if row.before is not None]
        )
        for outcome in outcomes:
            arrived = _settle_one(run, connection, outcome, bases)
            if arrived is not None:
                incoming.append(arrived)
        if batch_id is not None:
            if mirror_queue.operations_of(connection, batch_id):
                part_ids += mirror_queue.doubt_batch(connection, batch_id)
            else:
                mirror_queue.close_batch(connection, batch_id)
        records = [row.after for row in outcomes if row.after is not None]
        pulled.write_activities(connection, [to_activity(row, run.now()) for row in records])
        refresh_sync_states(connection, part_ids)
    merge_incoming(run, incoming)
    run.announce(part_ids)


def merge_incoming(run: Run, incoming: Sequence[Incoming]) -> None:
    """Merges read-backs, and states that were parked while their records were under way."""
    with run.store.read() as connection:
        waiting = mirror_queue.unfinished_operations(
            connection, [entry.part_id for entry in incoming]
        )
    free = [
        entry
        for entry in incoming
        if all(operation.is_unsent for operation in waiting.get(entry.part_id, ()))
    ]
    if not free:
        return
    idle = merge_edits(run, PUSH, free)
    with run.transaction(PUSH) as connection:
        write_idle(run, connection, idle)
        parked = mirror_links.take_parked(connection, [row.remote.salesforce_id for row in free])
        refresh_sync_states(connection, [entry.part_id for entry in free])
    newer = []
    for entry in free:
        record = parked.get(entry.remote.salesforce_id)
        if record is not None:
            remote = to_remote(record)
            if remote.system_modstamp > entry.remote.system_modstamp:
                newer.append(Incoming(entry.part_id, remote))
    if newer:
        merge_incoming(run, newer)


def _settle_one(
    run: Run,
    connection: Transaction,
    outcome: Outcome,
    bases: Mapping[str, mirror_links.Base],
) -> Incoming | None:
    operation = outcome.operation
    if outcome.is_contested:
        _ask_about_delete(run, connection, outcome, bases)
        mirror_queue.postpone(connection, operation.id, None, None)
    elif outcome.is_gone and operation.kind != "delete":
        _ask_about_edit(run, connection, operation)
        mirror_queue.postpone(connection, operation.id, None, None)
    elif outcome.is_done or outcome.is_gone:
        return _settle_done(run, connection, outcome, bases)
    elif outcome.failure is None:
        mirror_queue.postpone(connection, operation.id, None, None)
    elif outcome.retry_in is not None:
        until = run.now() + outcome.retry_in
        mirror_queue.postpone(connection, operation.id, until, outcome.failure)
    else:
        _set_aside(run, connection, outcome, outcome.failure)
    return None


def _settle_done(
    run: Run,
    connection: Transaction,
    outcome: Outcome,
    bases: Mapping[str, mirror_links.Base],
) -> Incoming | None:
    operation = outcome.operation
    mirror_queue.finish(connection, [operation.id])
    if operation.kind == "delete":
        mirror_links.set_link_state(connection, [operation.part_id], "deleted")
        conflicts.close_record_conflicts(connection, [operation.part_id])
        run.tally.deleted += 1
        return None
    if outcome.sent is None or outcome.salesforce_id is None:
        return None
    if operation.kind == "create":
        _link_new(connection, operation, outcome.salesforce_id)
        run.tally.created += 1
    else:
        run.tally.updated += 1
        _note_overwritten(run, connection, outcome, bases)
    _assume_sent(run, connection, outcome)
    if outcome.after is None:
        return None
    return Incoming(operation.part_id, to_remote(outcome.after), outcome.sent_fields)


def _link_new(connection: Transaction, operation: Operation, salesforce_id: str) -> None:
    """Ties the part to its new twin; released if it was desynced with “keep” meanwhile."""
    part = mirror_links.parts_by_id(connection, [operation.part_id]).get(operation.part_id)
    waiting = mirror_queue.unfinished_operations(connection, [operation.part_id])
    is_going = any(entry.kind == "delete" for entry in waiting.get(operation.part_id, ()))
    is_kept = (part is None or not part.is_synced) and not is_going
    state = "released" if is_kept else "active"
    mirror_links.set_link(connection, operation.part_id, salesforce_id, operation.ref, state)


def _assume_sent(
    run: Run,
    connection: Transaction,
    outcome: Outcome,
) -> None:
    """The base is what we sent, in the very commit that ends the operation; what Salesforce made of
    it is merged after that, and by the next reading if we die before."""
    assert outcome.salesforce_id is not None
    known = mirror_links.bases(connection, [outcome.salesforce_id]).get(outcome.salesforce_id)
    fields = {**(known.fields if known else {}), **outcome.sent_fields}
    stamp = known.system_modstamp if known else run.now()
    modified = known.last_modified if known else run.now()
    mirror_links.save_bases(
        connection,
        [mirror_links.Base(outcome.salesforce_id, fields, stamp, modified, None)],
    )


def _note_overwritten(
    run: Run,
    connection: Transaction,
    outcome: Outcome,
    bases: Mapping[str, mirror_links.Base],
) -> None:
    """Somebody changed a field between our reading and our writing: their value is kept, and
    offered where the field's rule would have let it win."""
    if outcome.before is None:
        return
    remote = to_remote(outcome.before)
    base = bases.get(remote.salesforce_id)
    if base is None:
        return
    found = []
    for name, sent in outcome.sent_fields.items():
        theirs = remote.fields.get(name)
        if name not in base.fields or theirs in (base.fields[name], sent):
            continue
        found.append(_overwritten(run, outcome, remote, name, base.fields[name], theirs))
    conflicts.record_conflicts(connection, found, run.now())


def _overwritten(
    run: Run, outcome: Outcome, remote: RemoteTask, name: str, base: Value, theirs: Value
) -> NewConflict:
    entry = BY_API_NAME[name]
    operation = outcome.operation
    closed = run.translation.closed_statuses
    would_lose = entry.rule in (Rule.THEIRS, Rule.ASK) or (
        entry.rule is Rule.CLOSED_WINS
        and (theirs in closed or outcome.sent_fields[name] not in closed)
    )
    return NewConflict(
        part_id=operation.part_id,
        salesforce_id=remote.salesforce_id,
        field=entry.name,
        base=to_ours(name, base, run.translation),
        mine=operation.fields[entry.name][1],
        theirs=to_ours(name, theirs, run.translation),
        theirs_by=remote.last_modified_by_name,
        chosen="sent" if would_lose else "mine",
        rule=f"overwritten, {entry.rule.value}",
    )


def _ask_about_edit(run: Run, connection: Transaction, operation: Operation) -> None:
    """Edited here, deleted there."""
    mirror_links.set_link_state(connection, [operation.part_id], "deleted")
    labels = ", ".join(
        entry.label for entry in BY_API_NAME.values() if entry.name in operation.fields
    )
    question = NewConflict(
        part_id=operation.part_id,
        salesforce_id=operation.salesforce_id,
        field=WHOLE_RECORD,
        base=None,
        mine=f"changed: {labels}",
        theirs="deleted",
        theirs_by="",
        chosen=ASK,
        rule="delete-vs-edit",
    )
    conflicts.record_conflicts(connection, [question], run.now())


def _ask_about_delete(
    run: Run,
    connection: Transaction,
    outcome: Outcome,
    bases: Mapping[str, mirror_links.Base],
) -> None:
    """Deleted here, changed there. The base moves, so that “mine” deletes it after all."""
    assert outcome.before is not None
    remote = to_remote(outcome.before)
    base = bases.get(to_salesforce_id(str(outcome.before["Id"])))
    changed = [
        BY_API_NAME[name].label
        for name, value in (base.fields if base else {}).items()
        if name in remote.fields and remote.fields[name] != value
    ]
    question = NewConflict(
        part_id=outcome.operation.part_id,
        salesforce_id=remote.salesforce_id,
        field=WHOLE_RECORD,
        base=None,
        mine="deleted",
        theirs=f"changed: {', '.join(changed)}",
        theirs_by=related_name(outcome.before, "LastModifiedBy"),
        chosen=ASK,
        rule="delete-vs-edit",
    )
    conflicts.record_conflicts(connection, [question], run.now())
    mirror_links.save_bases(connection, [remote.base])


def _set_aside(run: Run, connection: Transaction, outcome: Outcome, failure: Failure) -> None:
    """Into quarantine with Salesforce's own words; a refused owner alone, when there is more."""
    operation = outcome.operation
    is_owner_alone = failure.code in OWNER_REFUSALS and "assignee_id" in operation.fields
    if is_owner_alone and operation.kind == "update" and len(operation.fields) > 1:
        mirror_queue.set_aside_field(
            connection, operation, "assignee_id", failure, run.now(), uuid.uuid4().hex
        )
    else:
        mirror_queue.quarantine(connection, operation.id, failure)
    part = mirror_links.parts_by_id(connection, [operation.part_id]).get(operation.part_id)
    record = to_task_word(part.task_id) if part else operation.salesforce_id
    run.tally.errors.append(CycleError(failure.kind, failure.code, failure.message, record))
    mirror_state.log(connection, run.now(), "warning", f"{failure.code}: {failure.message}", record)
