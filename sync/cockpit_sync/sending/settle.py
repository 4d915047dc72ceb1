"""What became of sent operations, written down: links, bases, queue, conflicts, activities."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from cockpit_sync.fields import BY_API_NAME, BY_NAME
from cockpit_sync.merging.apply import Incoming, merge_edits, write_idle
from cockpit_sync.merging.reconcile import to_remote
from cockpit_sync.objects.create_modes import CreateMode, Wanted, strays
from cockpit_sync.objects.streams import to_activity
from cockpit_sync.report import CycleError
from cockpit_sync.run import Run
from cockpit_sync.salesforce.api import Record
from cockpit_sync.sending.answers import LOST_REFERENCES
from cockpit_sync.sending.asking import (
    ask_about_delete,
    ask_about_edit,
    ask_after_rounds,
    note_overwritten,
    write_blended,
)
from cockpit_sync.sending.outcome import Outcome
from cockpit_tui.domain.ids import to_salesforce_id, to_task_word
from cockpit_tui.store.mirror import (
    conflicts,
    mirror_links,
    mirror_queue,
    mirror_state,
    pulled,
    push_batches,
    sweeping,
)
from cockpit_tui.store.mirror.mirror_queue import Failure, Operation
from cockpit_tui.store.mirror.mirror_state import Transaction
from cockpit_tui.store.work.sync_states import refresh_sync_states

__all__ = [
    "Outcome",
    "ask_after_rounds",
    "merge_incoming",
    "set_fields_aside",
    "settle",
    "tell_of_strays",
]
PUSH = "push"
OWNER_REFUSALS = ("INACTIVE_OWNER_OR_USER",)
FIELD_REFUSALS = (
    *("INVALID_FIELD_FOR_INSERT_UPDATE", "INVALID_FIELD", "STRING_TOO_LONG"),
    *("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", *LOST_REFERENCES),
)
"""Refusals of single fields: the others of the same edit are sent without them."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""The stamp of a base that was never read: anything is newer."""


def settle(run: Run, outcomes: Sequence[Outcome], batch_id: int | None) -> None:
    """Writes the outcomes in one transaction, and then merges what Salesforce made of the writes.

    Operations of the batch that no outcome speaks of are in doubt. A kill between the two leaves
    bases that say what was sent, and the next reading brings the rest. Without a batch, operations
    that a person changed since they were planned are left for the next plan.
    """
    incoming: list[Incoming] = []
    blended: dict[int, str] = {}
    part_ids = [outcome.operation.part_id for outcome in outcomes]
    with run.transaction(PUSH) as connection:
        if batch_id is None:
            still = push_batches.unchanged(connection, [row.operation for row in outcomes])
            outcomes = [row for row in outcomes if row.operation.id in still]
        bases = mirror_links.bases(
            connection, [str(row.before["Id"]) for row in outcomes if row.before is not None]
        )
        for outcome in outcomes:
            arrived = _settle_one(run, connection, outcome, bases)
            if arrived is not None:
                incoming.append(arrived)
            if outcome.is_done and outcome.operation.kind == "update":
                text = note_overwritten(run, connection, outcome, bases)
                if text is not None:
                    blended[outcome.operation.part_id] = text
        if batch_id is not None:
            if push_batches.operations_of(connection, batch_id):
                part_ids += push_batches.doubt_batch(connection, batch_id)
            else:
                push_batches.close_batch(connection, batch_id)
        records = [row.after for row in outcomes if row.after is not None]
        pulled.write_activities(connection, [to_activity(row, run.now()) for row in records])
        refresh_sync_states(connection, part_ids)
    merge_incoming(run, incoming)
    write_blended(run, blended)
    run.announce(part_ids)


def tell_of_strays(
    run: Run, mode: CreateMode, wanted: Sequence[Wanted], records: Sequence[Record]
) -> None:
    """Reports records that a create made beside its own; nothing but a person may delete them."""
    keys = [to_salesforce_id(record["Id"]) for record in records]
    with run.store.read() as connection:
        linked = mirror_links.linked_among(connection, keys)
    found = strays(mode, wanted, records, linked)
    if not found:
        return
    with run.transaction(PUSH) as connection:
        for record in found:
            words = (
                f"Salesforce has “{record.get('Subject')}” twice: {record['Id']} is nobody's. "
                "Delete it there if it is a twin."
            )
            mirror_state.log(connection, run.now(), "warning", words, str(record["Id"]))
            run.tally.errors.append(CycleError("duplicate", "TWIN", words, str(record["Id"])))


def set_fields_aside(run: Run, found: Sequence[tuple[Operation, tuple[str, ...], Failure]]) -> None:
    """Splits fields that cannot be sent off from edits that can; each waits for a person."""
    with run.transaction(PUSH) as connection:
        still = push_batches.unchanged(connection, [operation for operation, _, _ in found])
        for operation, names, failure in found:
            if operation.id in still:
                _split_off(run, connection, operation, names, failure)
                _tell(run, connection, operation, failure)
        refresh_sync_states(connection, [operation.part_id for operation, _, _ in found])


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
        assert outcome.before is not None
        base = bases.get(to_salesforce_id(str(outcome.before["Id"])))
        ask_about_delete(connection, operation, outcome.before, base, run.now())
        mirror_queue.postpone(connection, operation.id, None, None)
    elif outcome.is_stale:
        mirror_queue.postpone(connection, operation.id, None, None)
        run.contested.add(operation.part_id)
        if outcome.after is not None:
            return Incoming(operation.part_id, to_remote(outcome.after))
    elif outcome.is_gone and operation.kind != "delete":
        if outcome.is_known_deleted or _is_known_deleted(connection, operation):
            ask_about_edit(run, connection, operation)
        else:
            _out_of_sight(run, connection, operation)
        mirror_queue.postpone(connection, operation.id, None, None)
    elif outcome.is_done or outcome.is_gone:
        return _settle_done(run, connection, outcome)
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
) -> Incoming | None:
    operation = outcome.operation
    left = _still_asked(connection, outcome)
    if left:
        mirror_queue.reduce_fields(connection, operation.id, left)
        mirror_queue.postpone(connection, operation.id, None, None)
    else:
        mirror_queue.finish(connection, [operation.id])
    if operation.kind == "delete":
        mirror_links.set_link_state(connection, [operation.part_id], "deleted")
        conflicts.close_record_conflicts(connection, [operation.part_id])
        run.tally.deleted += 1
        return None
    if outcome.sent is None or outcome.salesforce_id is None:
        return None
    if operation.kind == "create":
        _link_new(connection, operation, outcome.salesforce_id, run.now())
        run.tally.created += 1
    else:
        run.tally.updated += 1
    _assume_sent(connection, outcome)
    if outcome.after is None:
        return None
    return Incoming(operation.part_id, to_remote(outcome.after), outcome.sent_fields)


def _still_asked(
    connection: Transaction, outcome: Outcome
) -> dict[str, tuple[mirror_queue.Plain, mirror_queue.Plain]]:
    """Fields of a change that were held back because a person is asked: they stay owed."""
    operation = outcome.operation
    if operation.kind != "update" or outcome.sent is None:
        return {}
    asked = conflicts.asked_fields(connection, [operation.part_id])
    held = asked.get(operation.part_id, frozenset())
    return {
        name: pair
        for name, pair in operation.fields.items()
        if name in held and BY_NAME[name].api_name not in outcome.sent
    }


def _link_new(
    connection: Transaction, operation: Operation, salesforce_id: str, now: datetime
) -> None:
    """Ties the part to its new twin; released if it was desynced with “keep” meanwhile."""
    part = mirror_links.parts_by_id(connection, [operation.part_id]).get(operation.part_id)
    waiting = mirror_queue.unfinished_operations(connection, [operation.part_id])
    is_going = any(entry.kind == "delete" for entry in waiting.get(operation.part_id, ()))
    is_kept = (part is None or not part.is_synced) and not is_going
    state = "released" if is_kept else "active"
    earlier = mirror_links.linked_ids(connection, [operation.part_id]).get(operation.part_id)
    if earlier is not None and earlier[0] != salesforce_id and part is not None:
        words = f"Made anew in Salesforce as {salesforce_id}; {earlier[0]} stays deleted there."
        mirror_state.log(connection, now, "info", words, to_task_word(part.task_id))
    mirror_links.set_link(connection, operation.part_id, salesforce_id, operation.ref, state)


def _assume_sent(
    connection: Transaction,
    outcome: Outcome,
) -> None:
    """The base is what we sent, in the very commit that ends the operation; what Salesforce made of
    it is merged after that, and by the next reading if we die before."""
    assert outcome.salesforce_id is not None
    known = mirror_links.bases(connection, [outcome.salesforce_id]).get(outcome.salesforce_id)
    fields = {**(known.fields if known else {}), **outcome.sent_fields}
    stamp = known.system_modstamp if known else LONG_AGO
    modified = known.last_modified if known else LONG_AGO
    mirror_links.save_bases(
        connection,
        [mirror_links.Base(outcome.salesforce_id, fields, stamp, modified, None)],
    )


def _is_known_deleted(connection: Transaction, operation: Operation) -> bool:
    links = mirror_links.linked_ids(connection, [operation.part_id])
    return links.get(operation.part_id, ("", ""))[1] == "deleted"


def _out_of_sight(run: Run, connection: Transaction, operation: Operation) -> None:
    """Neither there nor known to be deleted: the edit is kept, and sent when the record is back."""
    mirror_links.set_link_state(connection, [operation.part_id], "hidden")
    if operation.salesforce_id:
        sweeping.note_missing(connection, "Task", [operation.salesforce_id], run.now())
    mirror_state.log(
        connection,
        run.now(),
        "warning",
        "The record is no longer visible to your Salesforce user. The edit is kept.",
        operation.salesforce_id,
    )


def _set_aside(run: Run, connection: Transaction, outcome: Outcome, failure: Failure) -> None:
    """Into quarantine with Salesforce's own words; refused fields alone, when there are more. A
    create can do without its contact, and cannot do without any other field."""
    operation = outcome.operation
    names = _refused_names(outcome, failure)
    can_split = operation.kind == "update" or names == ("contact_id",)
    if can_split and names and len(operation.fields) > len(names):
        _split_off(run, connection, operation, names, failure)
    else:
        mirror_queue.quarantine(connection, operation.id, failure)
    _tell(run, connection, operation, failure)


def _refused_names(outcome: Outcome, failure: Failure) -> tuple[str, ...]:
    """Our names of the fields that were refused, where the rest can do without them."""
    fields = outcome.operation.fields
    if failure.code in OWNER_REFUSALS:
        return tuple(name for name in ("assignee_id",) if name in fields)
    if failure.code not in FIELD_REFUSALS:
        return ()
    refused = [BY_API_NAME[name] for name in outcome.refused_fields if name in BY_API_NAME]
    return tuple(entry.name for entry in refused if entry.name in fields)


def _split_off(
    run: Run,
    connection: Transaction,
    operation: Operation,
    names: tuple[str, ...],
    failure: Failure,
) -> None:
    mirror_queue.set_aside_fields(
        connection, operation, names, failure, run.now(), uuid.uuid4().hex
    )


def _tell(run: Run, connection: Transaction, operation: Operation, failure: Failure) -> None:
    part = mirror_links.parts_by_id(connection, [operation.part_id]).get(operation.part_id)
    record = to_task_word(part.task_id) if part else operation.salesforce_id
    run.tally.errors.append(CycleError(failure.kind, failure.code, failure.message, record))
    mirror_state.log(connection, run.now(), "warning", f"{failure.code}: {failure.message}", record)
