"""What a crash or a lost answer left behind, settled before anything else is done.

A create is looked for by its key, a change and a deletion by the record's id. What is found there
is merged like any other state: a field that has our value has arrived, one that has the old value
is still to be sent. Every step may be killed and done again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cockpit_sync.apply import Incoming
from cockpit_sync.fields import REF_FIELD, Unmapped
from cockpit_sync.plan import translated
from cockpit_sync.reconcile import RemoteTask, to_remote
from cockpit_sync.run import Run
from cockpit_sync.salesforce.api import Part, query_path, raise_for, to_page
from cockpit_sync.salesforce.soql import one_of, select
from cockpit_sync.settle import Outcome, merge_incoming, settle
from cockpit_sync.streams import TASK_COLUMNS
from cockpit_sync.values import Value
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store import mirror_links, mirror_queue
from cockpit_tui.store.mirror_queue import Operation, PushBatch

RECOVER = "recover"


def recover(run: Run, lease: str) -> int:
    """Settles every batch of this lease whose end is not known; how many. Raises SalesforceError,
    LeaseLost, and leaves the rest for the next time."""
    with run.store.read() as connection:
        batches = mirror_queue.open_batches(connection, lease)
    for batch in batches:
        _settle_batch(run, batch)
    return len(batches)


def _settle_batch(run: Run, batch: PushBatch) -> None:
    with run.store.read() as connection:
        operations = mirror_queue.operations_of(connection, batch.id)
        links = mirror_links.linked_ids(connection, [entry.part_id for entry in operations])
    by_ref, by_id = _look_up(run, operations, links)
    outcomes, incoming = [], []
    for operation in operations:
        if operation.kind == "create":
            outcomes.append(_create_outcome(run, operation, by_ref.get(operation.ref)))
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


def _look_up(
    run: Run, operations: Sequence[Operation], links: Mapping[int, tuple[str, str]]
) -> tuple[dict[str, Mapping[str, Any]], dict[str, Mapping[str, Any]]]:
    """What Salesforce has now, in one call: records by our key, and by their id."""
    columns = run.capabilities.columns("Task", TASK_COLUMNS)
    refs = [entry.ref for entry in operations if entry.kind == "create"]
    ids = set()
    for entry in operations:
        linked = links.get(entry.part_id)
        key = entry.salesforce_id or (linked[0] if linked else None)
        if entry.kind != "create" and key:
            ids.add(key)
    parts = []
    for name, field, values in (("refs", REF_FIELD, refs), ("ids", "Id", sorted(ids))):
        if values:
            soql = select("Task", columns, where=one_of(field, values))
            parts.append(Part(name, "GET", query_path(soql)))
    if not parts:
        return {}, {}
    answers = run.api.composite(parts, RECOVER)
    found: dict[str, list[Mapping[str, Any]]] = {"refs": [], "ids": []}
    for part in parts:
        raise_for(answers[part.ref])
        found[part.ref] = list(to_page(answers[part.ref].body).records)
    return (
        {str(record.get(REF_FIELD)): record for record in found["refs"]},
        {to_salesforce_id(record["Id"]): record for record in found["ids"]},
    )


def _create_outcome(run: Run, operation: Operation, record: Mapping[str, Any] | None) -> Outcome:
    """Found by its key: it arrived, and is linked. Not found: sent again under the same key, which
    makes one record however late the first request may still land."""
    if record is None:
        return Outcome(operation, is_unsent=True)
    sent: dict[str, Value]
    try:
        sent = translated(operation, run.translation)
    except Unmapped:
        sent = {}
    return Outcome(
        operation,
        is_done=True,
        salesforce_id=to_salesforce_id(record["Id"]),
        sent=sent,
        after=record,
    )
