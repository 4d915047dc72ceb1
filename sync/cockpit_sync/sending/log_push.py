"""Sending what was logged here: calls and notes as closed Tasks, meetings as Events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from msgspec import Struct

from cockpit_sync.fields import ACCOUNT_FIELD, REF_FIELD
from cockpit_sync.objects.create_modes import FLOOR_MARGIN, HORIZON
from cockpit_sync.objects.streams import EVENTS, TASKS, Stream, to_activity
from cockpit_sync.report import CycleError
from cockpit_sync.run import Run
from cockpit_sync.salesforce.api import Part, PartResult, Record, query_path, raise_for, to_page
from cockpit_sync.salesforce.errors import FailureKind, SalesforceError, classify, read_error
from cockpit_sync.salesforce.soql import one_of, quoted, select
from cockpit_sync.sending.answers import PASSING, PushPace, read_back
from cockpit_sync.sending.plan import ROWS_A_COLLECTION
from cockpit_sync.sending.sender import PUSH, give_back, start
from cockpit_sync.values import canonical, to_soql_instant
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store.mirror import (
    logged,
    mirror_links,
    mirror_queue,
    mirror_state,
    pulled,
    push_batches,
)
from cockpit_tui.store.mirror.logged import Logged
from cockpit_tui.store.mirror.mirror_queue import Failure, Operation
from cockpit_tui.store.mirror.mirror_state import Transaction
from cockpit_tui.store.mirror.push_batches import PushBatch
from cockpit_tui.store.work.owed_logs import LOG

RECOVER = "recover"
STREAMS_OF: Mapping[str, Stream] = {"Task": TASKS, "Event": EVENTS}


class Entry(Struct, frozen=True):
    """A log on its way."""

    operation: Operation
    sobject: str
    fields: Mapping[str, Any]


def push_logs(run: Run, pace: PushPace, *, author_id: int | None, ignores_backoff: bool) -> None:
    """Sends every log that may be sent, each once. Raises SalesforceError, LeaseLost."""
    tried: set[int] = set()
    while True:
        with run.store.read() as connection:
            operations = mirror_queue.ready_operations(
                connection,
                now=None if ignores_backoff else run.now(),
                author_id=author_id,
                limit=ROWS_A_COLLECTION,
                tried=tried,
                sobject=LOG,
            )
            known = logged.logs(connection, [row.part_id for row in operations])
            links = logged.links(connection, [row.part_id for row in operations])
        if not operations:
            return
        tried.update(row.id for row in operations)
        try:
            _send(run, pace, operations, known, links)
        except push_batches.QueueMoved:
            continue


def is_of_logs(batch: PushBatch) -> bool:
    """True for a request that sent logs."""
    return "logs" in batch.request


def _send(
    run: Run,
    pace: PushPace,
    operations: Sequence[Operation],
    known: Mapping[int, Logged],
    links: Mapping[int, str],
) -> None:
    entries, deletes, done = [], [], []
    for operation in operations:
        log = known.get(operation.part_id)
        key = operation.salesforce_id or links.get(operation.part_id)
        if operation.kind == "delete" and key:
            deletes.append((operation, key))
        elif operation.kind == "delete" or log is None:
            done.append(operation)
        else:
            entries.append(_entry(run, operation, log))
    if done:
        with run.transaction(PUSH) as connection:
            mirror_queue.finish(connection, [row.id for row in done])
    if entries:
        _create(run, pace, entries)
    if deletes:
        _delete(run, pace, deletes)


def _entry(run: Run, operation: Operation, log: Logged) -> Entry:
    fields: dict[str, Any] = {
        "Subject": log.subject,
        "Description": canonical(log.comments),
        ACCOUNT_FIELD: log.account_salesforce_id,
        "OwnerId": log.author_salesforce_id or run.org.user_salesforce_id,
    }
    sobject = "Event" if log.kind == "meeting" else "Task"
    if sobject == "Event" and log.start_at is not None:
        end = log.start_at + timedelta(minutes=log.minutes or 0)
        fields["StartDateTime"] = to_soql_instant(log.start_at)
        fields["EndDateTime"] = to_soql_instant(end)
    else:
        closed = [row.value for row in run.capabilities.statuses if row.is_closed]
        fields["Status"] = "Completed" if "Completed" in closed or not closed else closed[0]
        fields["ActivityDate"] = log.day.isoformat()
        if log.kind == "call":
            fields["TaskSubtype"] = "Call"
            if log.minutes:
                fields["CallDurationInSeconds"] = log.minutes * 60
    return Entry(operation, sobject, fields)


def _create(run: Run, pace: PushPace, entries: Sequence[Entry]) -> None:
    parts: list[Part] = []
    for sobject in STREAMS_OF:
        chosen = [entry for entry in entries if entry.sobject == sobject]
        if chosen:
            parts += _parts(run, sobject, chosen)
    noted = {
        entry.operation.ref: {"sobject": entry.sobject, "fields": dict(entry.fields)}
        for entry in entries
    }
    batch_id = start(run, [entry.operation for entry in entries], {"logs": noted})
    try:
        answers = run.api.composite(parts, PUSH, is_write=True)
    except SalesforceError as error:
        give_back(run, pace, batch_id, error)
        raise
    with run.transaction(PUSH) as connection:
        for sobject in STREAMS_OF:
            chosen = [entry for entry in entries if entry.sobject == sobject]
            _settle(run, pace, connection, sobject, chosen, answers)
        if push_batches.operations_of(connection, batch_id):
            push_batches.doubt_batch(connection, batch_id)
        else:
            push_batches.close_batch(connection, batch_id)
    run.announce()


def _parts(run: Run, sobject: str, entries: Sequence[Entry]) -> list[Part]:
    columns = run.capabilities.columns(sobject, STREAMS_OF[sobject].columns)
    records = []
    for entry in entries:
        record = {"attributes": {"type": sobject}, **entry.fields}
        if _is_exact(run, sobject):
            record[REF_FIELD] = entry.operation.ref
        records.append(record)
    body = {"allOrNone": False, "records": records}
    made = f"made{sobject}"
    if _is_exact(run, sobject):
        refs = [entry.operation.ref for entry in entries]
        read = select(sobject, [*columns, REF_FIELD], where=one_of(REF_FIELD, refs))
        path = f"/composite/sobjects/{sobject}/{REF_FIELD}"
        return [
            Part(sobject, "PATCH", path, body),
            Part(made, "GET", query_path(read)),
        ]
    read = _recent(run, sobject, columns, entries)
    return [
        Part(sobject, "POST", "/composite/sobjects", body),
        Part(made, "GET", query_path(read)),
    ]


def _is_exact(run: Run, sobject: str) -> bool:
    return REF_FIELD in run.capabilities.objects[sobject].createable


def _recent(run: Run, sobject: str, columns: Sequence[str], entries: Sequence[Entry]) -> str:
    since = to_soql_instant(run.server_now() - FLOOR_MARGIN)
    return _made_since(run, sobject, columns, since, [row.fields["Subject"] for row in entries])


def _made_since(
    run: Run, sobject: str, columns: Sequence[str], since: str, subjects: Sequence[str]
) -> str:
    where = (
        f"CreatedById = {quoted(run.org.user_salesforce_id)} AND CreatedDate >= {since} "
        f"AND {one_of('Subject', sorted(set(subjects)))}"
    )
    return select(sobject, columns, where=where, order="CreatedDate, Id", limit=2_000)


def _settle(
    run: Run,
    pace: PushPace,
    connection: Transaction,
    sobject: str,
    entries: Sequence[Entry],
    answers: Mapping[str, PartResult],
) -> None:
    answer = answers.get(sobject)
    if answer is None or not entries:
        return
    if not answer.is_success:
        code, message = read_error(answer.body, answer.status)
        kind = classify(answer.status, code, message, is_write=True)
        if kind is not FailureKind.IN_DOUBT:
            for entry in entries:
                _refuse(run, pace, connection, entry.operation, Failure(kind, code, message))
        return
    made = read_back(answers.get(f"made{sobject}"))
    results = answer.body if isinstance(answer.body, list) else []
    for entry, result in zip(entries, results, strict=False):
        if result.get("success"):
            key = to_salesforce_id(result["id"])
            _arrived(run, connection, entry.operation, key, made.get(key))
            continue
        code, message = read_error(result.get("errors") or [], 0)
        failure = Failure(classify(0, code, message), code, message)
        _refuse(run, pace, connection, entry.operation, failure)


def _arrived(
    run: Run, connection: Transaction, operation: Operation, key: str, record: Record | None
) -> None:
    logged.set_link(connection, operation.part_id, key, operation.ref)
    mirror_queue.finish(connection, [operation.id])
    if record is not None:
        pulled.write_activities(connection, [to_activity(record, run.now())])
    run.tally.created += 1


def _refuse(
    run: Run, pace: PushPace, connection: Transaction, operation: Operation, failure: Failure
) -> None:
    if failure.kind in PASSING:
        until = run.now() + pace.backoff(operation.attempts)
        mirror_queue.postpone(connection, operation.id, until, failure)
        return
    mirror_queue.quarantine(connection, operation.id, failure)
    words = f"{failure.code}: {failure.message}"
    run.tally.errors.append(
        CycleError(failure.kind, failure.code, failure.message, f"LOG-{operation.part_id}")
    )
    mirror_state.log(connection, run.now(), "warning", words, f"LOG-{operation.part_id}")


def _delete(run: Run, pace: PushPace, deletes: Sequence[tuple[Operation, str]]) -> None:
    ids = ",".join(key for _, key in deletes)
    batch_id = start(run, [row for row, _ in deletes], {"logs": {}})
    try:
        results = run.api.delete(f"/composite/sobjects?ids={ids}&allOrNone=false", PUSH)
    except SalesforceError as error:
        give_back(run, pace, batch_id, error)
        raise
    with run.transaction(PUSH) as connection:
        for (operation, key), result in zip(deletes, results, strict=False):
            code, message = read_error(result.get("errors") or [], 0)
            failure = Failure(classify(0, code, message), code, message)
            if result.get("success") or failure.kind is FailureKind.GONE:
                _gone(run, connection, operation, key)
            else:
                _refuse(run, pace, connection, operation, failure)
        if push_batches.operations_of(connection, batch_id):
            push_batches.doubt_batch(connection, batch_id)
        else:
            push_batches.close_batch(connection, batch_id)


def _gone(run: Run, connection: Transaction, operation: Operation, key: str) -> None:
    logged.set_link(connection, operation.part_id, key, operation.ref, is_there=False)
    mirror_queue.finish(connection, [operation.id])
    run.tally.deleted += 1


def recover_logs(run: Run, batch: PushBatch) -> None:
    """Settles a request that sent logs and whose end is not known: found by key, or among our
    newest records; not found, sent again, without a key only when the horizon is over. A deletion
    is simply sent again."""
    with run.store.read() as connection:
        operations = push_batches.operations_of(connection, batch.id)
    noted: Mapping[str, Mapping[str, Any]] = batch.request["logs"]
    found: dict[str, Record] = {}
    for sobject in STREAMS_OF:
        wanted = {ref: row["fields"] for ref, row in noted.items() if row["sobject"] == sobject}
        if wanted:
            found.update(_find(run, batch, sobject, wanted))
    is_over = run.server_now() - (batch.sent_floor or batch.created_at) >= HORIZON
    with run.transaction(PUSH) as connection:
        for operation in operations:
            record = found.get(operation.ref)
            sobject = str(noted.get(operation.ref, {}).get("sobject", "Task"))
            if record is not None:
                _arrived(run, connection, operation, to_salesforce_id(record["Id"]), record)
            elif operation.kind == "delete" or is_over or _is_exact(run, sobject):
                mirror_queue.postpone(connection, operation.id, None, None)
        if push_batches.operations_of(connection, batch.id):
            push_batches.doubt_batch(connection, batch.id)
        else:
            push_batches.close_batch(connection, batch.id)


def _find(
    run: Run, batch: PushBatch, sobject: str, wanted: Mapping[str, Mapping[str, Any]]
) -> dict[str, Record]:
    columns = run.capabilities.columns(sobject, STREAMS_OF[sobject].columns)
    if _is_exact(run, sobject):
        soql = select(sobject, [*columns, REF_FIELD], where=one_of(REF_FIELD, wanted))
    else:
        floor = (batch.sent_floor or batch.created_at) - FLOOR_MARGIN
        subjects = [str(fields["Subject"]) for fields in wanted.values()]
        soql = _made_since(run, sobject, columns, to_soql_instant(floor), subjects)
    (answer,) = run.api.composite([Part("found", "GET", query_path(soql))], RECOVER).values()
    raise_for(answer)
    records = list(to_page(answer.body).records)
    if _is_exact(run, sobject):
        return {str(record[REF_FIELD]): record for record in records}
    with run.store.read() as connection:
        keys = [to_salesforce_id(record["Id"]) for record in records]
        taken = mirror_links.linked_by_anything(connection, keys)
    free = [row for row in records if to_salesforce_id(row["Id"]) not in taken]
    found: dict[str, Record] = {}
    for ref, fields in wanted.items():
        for record in free:
            if _is_alike(record, fields):
                found[ref] = record
                free.remove(record)
                break
    return found


def _is_alike(record: Record, fields: Mapping[str, Any]) -> bool:
    names = ("Subject", ACCOUNT_FIELD, "OwnerId")
    return all(canonical(record.get(name)) == canonical(fields.get(name)) for name in names)
