"""The first load of a large object by Bulk API 2.0: one job, its results page by page.

The job and the place in its results are kept with each page, so a load that was killed goes on
where it was. Rows come in no order: what changed meanwhile is read by the delta that begins at
Salesforce's time before the job (Salesforce: Bulk API 2.0 queries).
"""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from msgspec.structs import replace

from cockpit_sync.objects.streams import Stream
from cockpit_sync.reading.pull_writing import PULL
from cockpit_sync.reading.reading import Reading
from cockpit_sync.run import ROWS_A_TRANSACTION, Run
from cockpit_sync.salesforce.api import Part, Record, query_path, to_page
from cockpit_sync.salesforce.errors import FailureKind, NoAnswer, Refused
from cockpit_sync.salesforce.soql import select
from cockpit_tui.store.mirror import mirror_state, sweeping
from cockpit_tui.store.mirror.mirror_state import Cursor

LOAD = "load"
RESULT_ROWS = 50_000
"""Rows of one answer; Salesforce may give fewer."""
PATIENT_POLLS = 120
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 15.0
_UNDER_WAY = ("UploadComplete", "InProgress")
_LARGEST_FIELD = 10_000_000
_FLAGS: Mapping[object, bool] = {"true": True, "false": False}


def counted(run: Run, streams: Sequence[Stream]) -> dict[str, int]:
    """How many rows each of the objects has, as far as the org says; one call for five objects. One
    with more than `bulk_rows` is worth a Bulk job."""
    found: dict[str, int] = {}
    for start in range(0, len(streams), 5):
        chunk = streams[start : start + 5]
        parts = [
            Part(
                stream.sobject,
                "GET",
                query_path(select(stream.sobject, ["COUNT()"], where=stream.where)),
            )
            for stream in chunk
        ]
        for sobject, answer in run.api.composite(parts, LOAD).items():
            if answer.is_success:
                found[sobject] = to_page(answer.body).total
    return found


def load_by_bulk(run: Run, stream: Stream, cursor: Cursor) -> bool:
    """Loads an object; False while its job is still under way. Raises SalesforceError, LeaseLost.

    A job that fails, or whose results are gone, gives way to pages by REST.
    """
    if cursor.bulk_job is None:
        cursor = _begin(run, stream, cursor)
    try:
        if not _is_complete(run, cursor):
            return False
        _read_results(run, stream, cursor)
    except Refused as error:
        if error.kind in (FailureKind.AUTH, FailureKind.BUDGET, FailureKind.RETRY):
            raise
        run.tally.add_failure(error, record=stream.sobject)
        _save(run, Cursor(stream.sobject, phase="load"))
        raise JobLost from error
    return True


class JobLost(Exception):
    """The job failed or its results are gone; the object is read page by page instead."""


def _begin(run: Run, stream: Stream, cursor: Cursor) -> Cursor:
    floor = run.server_now()
    columns = run.capabilities.columns(stream.sobject, stream.columns)
    job = run.api.start_bulk_query(select(stream.sobject, columns, where=stream.where), LOAD)
    begun = replace(cursor, phase="bulk", bulk_job=job, bulk_locator=None, server_floor=floor)
    _save(run, begun)
    return begun


def _is_complete(run: Run, cursor: Cursor) -> bool:
    """Asks how the job stands; who was asked to finish now asks until it is done."""
    wait = FIRST_WAIT_SECONDS
    for _ in range(PATIENT_POLLS if run.is_patient else 1):
        state = run.api.bulk_state(cursor.bulk_job or "", LOAD)
        if state == "JobComplete":
            return True
        if state not in _UNDER_WAY:
            raise Refused(FailureKind.BUG, f"The Bulk job ended as {state}.", code="BULK_JOB")
        if run.is_patient:
            threading.Event().wait(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)
    return False


def _read_results(run: Run, stream: Stream, cursor: Cursor) -> None:
    """One reading over all parts of the results: what is deleted among them is judged at the end,
    and the place is kept no further than what was let go or written."""
    reading = Reading(run, stream, None)
    while True:
        content, locator = run.api.bulk_results(
            cursor.bulk_job or "", cursor.bulk_locator, RESULT_ROWS, LOAD
        )
        rows = _records(stream.sobject, content)
        while chunk := list(islice(rows, ROWS_A_TRANSACTION)):
            reading.take(chunk)
        if locator is None:
            break
        cursor = replace(cursor, bulk_locator=locator)
        if not reading.is_holding:
            _save(run, cursor)
    reading.end()
    with run.transaction(PULL) as connection:
        floor = cursor.server_floor
        end = Cursor(stream.sobject, modstamp=floor, phase="delta", server_floor=floor)
        mirror_state.save_cursor(connection, end)
        sweeping.mark_swept(connection, stream.sobject, run.now())


def _records(sobject: str, content: bytes) -> Iterator[Record]:
    """Rows of the CSV as the REST API gives them: nothing for empty, true and false, related
    records within. One after the other, so that no more than a transaction's are held."""
    csv.field_size_limit(_LARGEST_FIELD)
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    rows = csv.reader(text)
    names = next(rows, [])
    own = [(place, name) for place, name in enumerate(names) if "." not in name]
    flags = [name for _, name in own if name.startswith("Is")]
    related = [(place, name.partition(".")) for place, name in enumerate(names) if "." in name]
    for row in filter(None, rows):
        if len(row) != len(names):
            raise NoAnswer("Salesforce's Bulk results were cut short.")
        record: dict[str, object] = {"attributes": {"type": sobject}}
        for place, name in own:
            record[name] = row[place] or None
        for name in flags:
            record[name] = _FLAGS.get(record[name], record[name])
        for place, (relation, _, column) in related:
            if row[place]:
                parent = record.setdefault(relation, {})
                assert isinstance(parent, dict)
                parent[column] = row[place]
        yield record


def _save(run: Run, cursor: Cursor) -> None:
    with run.transaction(PULL) as connection:
        mirror_state.save_cursor(connection, cursor)
