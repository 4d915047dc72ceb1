"""What a crash or a lost answer left behind, settled before anything else is done.

A create is looked for by its key, or asked for once more under it where it is Salesforce that keeps
keys (mode B); a change and a deletion by the record's id. What is found there
is merged like any other state: a field that has our value has arrived, one that has the old value
is still to be sent. Every step may be killed and done again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from cockpit_sync.fields import Unmapped
from cockpit_sync.merging.apply import Incoming
from cockpit_sync.merging.reconcile import RemoteTask, to_remote
from cockpit_sync.objects.create_modes import HORIZON, CreateMode, Wanted, found_for, lookup
from cockpit_sync.objects.streams import TASK_COLUMNS
from cockpit_sync.run import Run
from cockpit_sync.salesforce.api import Part, query_path, raise_for, to_page
from cockpit_sync.salesforce.soql import one_of, select
from cockpit_sync.sending import wariness
from cockpit_sync.sending.answers import PushPace
from cockpit_sync.sending.log_push import is_of_logs, recover_logs
from cockpit_sync.sending.lost_answers import tell_of_overwritten
from cockpit_sync.sending.outcome import Outcome
from cockpit_sync.sending.plan import translated
from cockpit_sync.sending.sender import make_keyed
from cockpit_sync.sending.settle import merge_incoming, settle
from cockpit_sync.values import Value
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store.mirror import mirror_links, push_batches
from cockpit_tui.store.mirror.mirror_queue import Operation
from cockpit_tui.store.mirror.push_batches import PushBatch

RECOVER = "recover"
SHORTEST_WAIT = timedelta(seconds=20)


def recover(run: Run, pace: PushPace, lease: str) -> int:
    """Settles every batch of this lease whose end is not known; how many. One that is met for the
    first time makes the pace wary, whichever process sent it. Raises SalesforceError, LeaseLost,
    and leaves the rest for the next time."""
    with run.store.read() as connection:
        batches = push_batches.open_batches(connection, lease)
        wariness.recall(run, pace, connection)
    if any(batch.id not in run.looked for batch in batches):
        pace.grow_wary()
        wariness.keep(run, pace)
    for batch in batches:
        if not _is_due(run, batch):
            continue
        if is_of_logs(batch):
            recover_logs(run, batch)
        else:
            _settle_batch(run, batch)
    return len(batches)


def _is_due(run: Run, batch: PushBatch) -> bool:
    """A create without a key that was not found is looked for again after half as long as it has
    been looked for already; at once when somebody asks for a whole cycle."""
    now = run.now()
    looked_at = run.looked.get(batch.id)
    if looked_at is not None and not run.is_patient and now >= looked_at:
        waited = looked_at - batch.created_at
        if now - looked_at < max(SHORTEST_WAIT, waited / 2):
            return False
    run.looked[batch.id] = now
    return True


def _settle_batch(run: Run, batch: PushBatch) -> None:
    with run.store.read() as connection:
        operations = push_batches.operations_of(connection, batch.id)
        part_ids = [entry.part_id for entry in operations]
        links = mirror_links.linked_ids(connection, part_ids)
        parts = mirror_links.parts_by_id(connection, part_ids)
    mode = CreateMode(batch.request.get("mode", CreateMode.EXACT))
    wanted = _wanted(batch, operations)
    by_ref, by_id = _look_up(run, batch, mode, operations, wanted, links)
    is_over = _is_over(run, batch)
    outcomes, incoming = [], []
    for operation in operations:
        if operation.kind == "create" and mode is CreateMode.KEYED:
            # Whatever became of the task here meanwhile, what the lost request made has its id.
            fields = wanted[operation.ref].fields
            outcomes.append(make_keyed(run, operation, fields, RECOVER))
            continue
        if operation.kind == "create":
            record, part = by_ref.get(operation.ref), parts.get(operation.part_id)
            # Not found proves nothing while the lost request may still be at work. An exact one is
            # made again all the same, and meets what it made; one that is not wanted is not made.
            is_met = mode.is_exact and part is not None and part.is_synced
            if record is not None or is_over or is_met:
                outcomes.append(_create_outcome(operation, wanted[operation.ref], record))
            continue
        linked = links.get(operation.part_id)
        key = operation.salesforce_id or (linked[0] if linked else "")
        record = by_id.get(key)
        is_gone = record is None or bool(record.get("IsDeleted"))
        if operation.kind == "delete":
            outcomes.append(Outcome(operation, is_done=is_gone))
            continue
        outcomes.append(Outcome(operation, is_unsent=True))
        if record is not None:
            remote = to_remote(record)
            incoming.append(Incoming(operation.part_id, remote, _arrived(run, operation, remote)))
    tell_of_overwritten(run, batch, incoming)
    settle(run, outcomes, batch.id)
    merge_incoming(run, incoming)


def _arrived(run: Run, operation: Operation, remote: RemoteTask) -> dict[str, Value]:
    """The fields that have the value we sent. They are agreed on, so that a later edit of the same
    field is not taken for a quarrel with ourselves."""
    try:
        sent = translated(operation, run.translation)
    except Unmapped:
        return {}
    return {name: value for name, value in sent.items() if remote.fields.get(name) == value}


def _is_over(run: Run, batch: PushBatch) -> bool:
    """By Salesforce's clock, whatever ours says."""
    return run.server_now() - (batch.sent_floor or batch.created_at) >= HORIZON


def _wanted(batch: PushBatch, operations: Sequence[Operation]) -> dict[str, Wanted]:
    """The creates of the batch as they were sent, by key."""
    noted: Mapping[str, Mapping[str, Value]] = batch.request.get("creates") or {}
    return {
        operation.ref: Wanted(operation.ref, noted.get(operation.ref, {}))
        for operation in operations
        if operation.kind == "create"
    }


def _look_up(
    run: Run,
    batch: PushBatch,
    mode: CreateMode,
    operations: Sequence[Operation],
    wanted: Mapping[str, Wanted],
    links: Mapping[int, tuple[str, str]],
) -> tuple[dict[str, Mapping[str, Any]], dict[str, Mapping[str, Any]]]:
    """What Salesforce has now, in one call: what the creates made by their key, and records by
    their id."""
    columns = run.capabilities.columns("Task", TASK_COLUMNS)
    ids = set()
    for entry in operations:
        linked = links.get(entry.part_id)
        key = entry.salesforce_id or (linked[0] if linked else None)
        if entry.kind != "create" and key:
            ids.add(key)
    parts = []
    if wanted and mode is not CreateMode.KEYED:
        soql = lookup(
            mode,
            list(wanted.values()),
            columns,
            run.org.user_salesforce_id,
            batch.sent_floor or batch.created_at,
        )
        parts.append(Part("refs", "GET", query_path(soql)))
    if ids:
        soql = select("Task", columns, where=one_of("Id", sorted(ids)))
        parts.append(Part("ids", "GET", query_path(soql)))
    if not parts:
        return {}, {}
    answers = run.api.composite(parts, RECOVER)
    found: dict[str, list[Mapping[str, Any]]] = {"refs": [], "ids": []}
    for part in parts:
        raise_for(answers[part.ref])
        found[part.ref] = list(to_page(answers[part.ref].body).records)
    keys = [to_salesforce_id(record["Id"]) for record in found["refs"]]
    with run.store.read() as connection:
        linked_already = mirror_links.linked_among(connection, keys)
    return (
        found_for(mode, list(wanted.values()), found["refs"], linked_already),
        {to_salesforce_id(record["Id"]): record for record in found["ids"]},
    )


def _create_outcome(
    operation: Operation, wanted: Wanted, record: Mapping[str, Any] | None
) -> Outcome:
    """Found: it arrived, and is linked. Not found: sent again; under the same key that makes one
    record however late the first request may still land."""
    if record is None:
        return Outcome(operation, is_unsent=True)
    return Outcome(
        operation,
        is_done=True,
        salesforce_id=to_salesforce_id(record["Id"]),
        sent=wanted.fields,
        after=record,
    )
