"""Writing what was read: rows of a stream, merged where they are mirrored, with their cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cockpit_sync.fields import CONTACT_FIELD
from cockpit_sync.merging.apply import Incoming, merge_edits, write_idle
from cockpit_sync.merging.reconcile import RemoteTask, to_remote
from cockpit_sync.objects.streams import (
    CONTACTS,
    TASKS,
    USERS,
    Stream,
    to_activity,
    to_managers,
    to_people,
)
from cockpit_sync.reading.disappearing import admitted
from cockpit_sync.run import ROWS_A_TRANSACTION, Run
from cockpit_sync.salesforce.api import PAGE_ROWS, Record
from cockpit_sync.salesforce.soql import one_of, select
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store.mirror import mirror_links, mirror_queue, mirror_state, pulled
from cockpit_tui.store.mirror.mirror_state import Cursor, Transaction

PULL = "pull"
CONTACT_PREFIX = "003"
"""What ids of contacts begin with (Salesforce: standard key prefixes)."""


def soql(run: Run, stream: Stream, condition: str) -> str:
    """The query of one page of a stream; only columns that this user may read."""
    return select(
        stream.sobject,
        run.capabilities.columns(stream.sobject, stream.columns),
        where=" AND ".join(clause for clause in (stream.where, condition) if clause),
        order="SystemModstamp, Id",
        limit=PAGE_ROWS,
    )


def write(run: Run, stream: Stream, records: Sequence[Record], cursor: Cursor | None) -> None:
    """Writes rows of a stream, and the cursor in the same transaction."""
    tally = run.tally.of(stream.sobject)
    seen = len(records)
    tally.seen += seen
    records = admitted(run, stream.sobject, records)
    if stream is TASKS:
        changed = _write_tasks(run, records, cursor)
    else:
        with run.transaction(PULL) as connection:
            changed = _write_rows(run, connection, stream, records)
            save_cursor(connection, cursor)
    if stream in (USERS, CONTACTS) and changed:
        run.forget_translation()
    if run.progress is not None:
        run.progress.add(stream.sobject, seen)
    gone = {to_salesforce_id(row["Id"]) for row in records if row.get("IsDeleted")} & changed
    tally.deleted += len(gone)
    tally.applied += len(changed) - len(gone)
    if changed:
        run.announce()


def _write_rows(
    run: Run, connection: Transaction, stream: Stream, records: Sequence[Record]
) -> frozenset[str]:
    if stream is USERS:
        changed = pulled.write_people(connection, to_people(records), run.org.user_salesforce_id)
        pulled.write_managers(connection, to_managers(records))
        return changed
    assert stream.write is not None
    return stream.write(connection, records, run.now())


def _write_tasks(run: Run, records: Sequence[Record], cursor: Cursor | None) -> frozenset[str]:
    """Merges what is mirrored, then writes the activities, the bases and the cursor."""
    with run.store.read() as connection:
        keys = [str(record["Id"]) for record in records]
        parts = mirror_links.parts_by_salesforce_id(connection, keys)
        waiting = mirror_queue.unfinished_operations(
            connection, [part.part_id for part in parts.values()]
        )
    ours = (record for record in records if record["Id"] in parts)
    remotes = {str(record["Id"]): to_remote(record) for record in ours}
    _meet_contacts(run, list(remotes.values()))
    in_flight = {
        key
        for key, part in parts.items()
        if any(not entry.is_unsent for entry in waiting.get(part.part_id, ()))
    }
    incoming = [
        Incoming(part.part_id, remotes[key]) for key, part in parts.items() if key not in in_flight
    ]
    idle = merge_edits(run, PULL, incoming)
    parked = {str(row["Id"]): row for row in records if row["Id"] in in_flight}
    with run.transaction(PULL) as connection:
        changed = pulled.write_activities(
            connection, [to_activity(record, run.now()) for record in records]
        )
        late = write_idle(run, connection, idle)
        mirror_links.park(connection, parked)
        if not late:
            save_cursor(connection, cursor)
    if late:
        return changed | _write_tasks(run, [row for row in records if _is_among(row, late)], cursor)
    return changed


def _meet_contacts(run: Run, remotes: Sequence[RemoteTask]) -> None:
    """Contacts that mirrored tasks are with now and that were not read yet."""
    known = run.translation.contacts_in
    if run.translation.contacts is None:
        return
    names = {row.salesforce_id: row.fields.get(CONTACT_FIELD) or "" for row in remotes}
    with run.store.read() as connection:
        bases = mirror_links.bases(connection, names)
    strange = {
        name
        for key, name in names.items()
        if name.startswith(CONTACT_PREFIX)
        and name not in known
        and (key not in bases or bases[key].fields.get(CONTACT_FIELD) != name)
    }
    if strange:
        page = run.api.query_all(soql(run, CONTACTS, one_of("Id", sorted(strange))), PULL)
        write(run, CONTACTS, page.records, None)


def _is_among(record: Record, incoming: Sequence[Incoming]) -> bool:
    key = to_salesforce_id(record["Id"])
    return any(entry.remote.salesforce_id == key for entry in incoming)


def save_cursor(connection: Transaction, cursor: Cursor | None) -> None:
    """Moves the cursor, if there is one to move."""
    if cursor is not None:
        mirror_state.save_cursor(connection, cursor)


def chunks(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    """The rows in pieces of one transaction each."""
    for start in range(0, len(records), ROWS_A_TRANSACTION):
        yield records[start : start + ROWS_A_TRANSACTION]
