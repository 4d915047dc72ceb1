"""The nightly comparison by ids: what became invisible, what became visible with an old stamp, and
whatever else slipped through (salesforce-sync 4.6, 4.7).

A record that is missed is looked for again an hour later, by its id; only then is it hidden, or
deleted where Salesforce's log of deletions says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta
from urllib.parse import quote

from cockpit_sync.merging.apply import Incoming, merge_edits
from cockpit_sync.merging.reconcile import RemoteTask
from cockpit_sync.objects.streams import STREAMS, Stream
from cockpit_sync.reading.disappearing import may_vanish, of_ours_deleted
from cockpit_sync.reading.pull import drain
from cockpit_sync.reading.pull_writing import PULL, chunks, soql, write
from cockpit_sync.run import Run
from cockpit_sync.salesforce.api import PAGE_ROWS, Record
from cockpit_sync.salesforce.errors import FailureKind, Refused
from cockpit_sync.salesforce.soql import one_of, select
from cockpit_sync.values import to_instant
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store.mirror import mirror_links, mirror_state, sweeping
from cockpit_tui.store.mirror.mirror_state import Cursor
from cockpit_tui.store.mirror.sweeping import Standing

SWEEP = "sweep"
SWEEP_EVERY = timedelta(hours=24)
LOOK_AGAIN_AFTER = timedelta(hours=1)
LOG_DAYS = 14
"""Salesforce keeps its log of deletions for 15 days."""
MOST_BY_ID = 2_000
"""So many differing records are read page by page: ten calls by id read 2,000, one page too."""
IDS_A_QUERY = 200
"""Keeps the address of a query below 16 kB."""


def sweep_due(run: Run) -> list[Stream]:
    """The objects that were not compared for a day."""
    with run.store.read() as connection:
        swept = sweeping.swept_at(connection)
    before = run.now() - SWEEP_EVERY
    return [
        stream
        for stream in STREAMS
        if stream.sobject in sweeping.SWEPT
        and stream.sobject in swept
        and ((at := swept[stream.sobject]) is None or at <= before)
    ]


def sweep(run: Run, streams: Sequence[Stream]) -> None:
    """Compares whole objects by id and stamp, reads what differs and notes what is missed. Raises
    SalesforceError, LeaseLost."""
    for stream in streams:
        with run.store.read() as connection:
            known = sweeping.living(connection, stream.sobject)
        missed = dict(known)
        differing: list[str] = []
        vanished: list[str] = []
        for key, standing, is_deleted in _everything(run, stream):
            missed.pop(key, None)
            if is_deleted and key in known:
                vanished.append(key)
            elif not is_deleted and (key not in known or known[key] != standing):
                differing.append(key)
        if may_vanish(run, stream.sobject, [*missed, *vanished]):
            differing += vanished
        else:
            missed.clear()
        if len(differing) > MOST_BY_ID:
            _read_all(run, stream)
        else:
            _write(run, stream, _read(run, stream, differing))
        with run.transaction(PULL) as connection:
            is_settled = stream.sobject in run.thawed
            at = run.now() - LOOK_AGAIN_AFTER if is_settled else run.now()
            sweeping.note_missing(connection, stream.sobject, missed, at)
            sweeping.mark_swept(connection, stream.sobject, run.now())


def look_again(run: Run) -> None:
    """Looks for what was missed an hour ago: back, deleted, or out of our sight."""
    with run.store.read() as connection:
        missing = sweeping.missing_since(connection, run.now() - LOOK_AGAIN_AFTER)
    for stream in STREAMS:
        keys = missing.get(stream.sobject)
        if keys:
            _settle_missing(run, stream, keys)


def _settle_missing(run: Run, stream: Stream, keys: Sequence[str]) -> None:
    records = _read(run, stream, keys)
    there = {to_salesforce_id(row["Id"]) for row in records}
    absent = [key for key in keys if key not in there]
    is_let_go = not absent or may_vanish(
        run, stream.sobject, [*absent, *of_ours_deleted(run, stream.sobject, records)]
    )
    _write(run, stream, records)
    if not is_let_go:
        return
    deleted = _deleted_among(run, stream, absent) if absent else set()
    hidden = [key for key in absent if key not in deleted]
    if stream.sobject == "Task" and deleted:
        _merge_deletions(run, sorted(deleted))
    with run.transaction(PULL) as connection:
        sweeping.let_go(connection, stream.sobject, absent)
        parts = sweeping.hide_parts(connection, hidden) if stream.sobject == "Task" else []
        sweeping.forget_missing(connection, stream.sobject, keys)
        if hidden:
            words = f"{len(hidden):,} records of {stream.sobject} are no longer visible to you."
            mirror_state.log(connection, run.now(), "warning", words, stream.sobject)
    run.tally.of(stream.sobject).deleted += len(deleted)
    run.announce(parts)


def _merge_deletions(run: Run, keys: Sequence[str]) -> None:
    """Mirrored tasks whose records are deleted for good, so that nothing of them can be read."""
    with run.store.read() as connection:
        parts = mirror_links.parts_by_salesforce_id(connection, keys)
    merge_edits(
        run,
        PULL,
        [
            Incoming(
                part.part_id,
                RemoteTask(
                    salesforce_id=key,
                    fields={},
                    system_modstamp=run.now(),
                    last_modified=run.now(),
                    last_modified_by=None,
                    last_modified_by_name="",
                    is_deleted=True,
                    ref=None,
                ),
            )
            for key, part in parts.items()
        ],
    )


def _everything(run: Run, stream: Stream) -> Iterator[tuple[str, Standing, bool]]:
    """(id, standing, is deleted) of every record, 2,000 a call, by id: restartable, and nothing is
    kept open at Salesforce."""
    after = ""
    has_who = "WhoId" in stream.columns
    wanted = ("Id", "SystemModstamp", "IsDeleted", *(("WhoId",) if has_who else ()))
    columns = run.capabilities.columns(stream.sobject, wanted)
    while True:
        clauses = [stream.where, f"Id > '{after}'" if after else ""]
        page = run.api.query_all(
            select(
                stream.sobject,
                columns,
                where=" AND ".join(clause for clause in clauses if clause),
                order="Id",
                limit=PAGE_ROWS,
            ),
            SWEEP,
        )
        for row in page.records:
            yield (
                to_salesforce_id(row["Id"]),
                Standing(to_instant(row.get("SystemModstamp")), row.get("WhoId")),
                bool(row.get("IsDeleted")),
            )
        if not page.records or (page.is_last and len(page.records) < PAGE_ROWS):
            return
        after = str(page.records[-1]["Id"])


def _read_all(run: Run, stream: Stream) -> None:
    """Reads the whole object again, 2,000 rows a call; its cursor does not move back."""
    with run.store.read() as connection:
        cursor = mirror_state.load_cursors(connection)[stream.sobject]
    drain(run, stream, Cursor(stream.sobject, phase="delta"), floor=cursor)


def _read(run: Run, stream: Stream, keys: Sequence[str]) -> list[Record]:
    """These records whole, those of them that are there."""
    records: list[Record] = []
    for start in range(0, len(keys), IDS_A_QUERY):
        chunk = keys[start : start + IDS_A_QUERY]
        records += run.api.query_all(soql(run, stream, one_of("Id", chunk)), SWEEP).records
    return records


def _write(run: Run, stream: Stream, records: Sequence[Record]) -> None:
    """Writes the records; whether what is deleted among them is a mass is judged before."""
    if not records:
        return
    may_vanish(run, stream.sobject, list(of_ours_deleted(run, stream.sobject, records)))
    for chunk in chunks(records):
        write(run, stream, chunk, None)
    with run.transaction(PULL) as connection:
        found = [to_salesforce_id(row["Id"]) for row in records]
        sweeping.forget_missing(connection, stream.sobject, found)


def _deleted_among(run: Run, stream: Stream, keys: Sequence[str]) -> set[str]:
    """Those that Salesforce's log of deletions names (Salesforce: get deleted)."""
    end = run.server_now().astimezone(UTC)
    start = end - timedelta(days=LOG_DAYS)
    path = (
        f"/sobjects/{stream.sobject}/deleted/"
        f"?start={quote(start.isoformat(timespec='seconds'))}"
        f"&end={quote(end.isoformat(timespec='seconds'))}"
    )
    try:
        body = run.api.get(path, SWEEP)
    except Refused as error:
        if error.kind is FailureKind.AUTH:
            raise
        return set()
    logged: set[str] = {
        to_salesforce_id(row["id"]) for row in (body or {}).get("deletedRecords", ())
    }
    return logged & set(keys)
