"""Reading Salesforce: first everything, then what changed, by keyset with an overlap.

A cursor is the newest SystemModstamp seen and never local time. Rows can become visible after
later ones were read, so each poll reads back a while, and further back now and then; that costs
rows that are compared, not calls. What had come into sight when it was looked for last is not asked
for again, and where so much changed at once that looking back takes calls of its own, that is done
once a minute.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

import msgspec
from msgspec.structs import replace

from cockpit_sync.objects.streams import (
    STREAMS,
    Stream,
)
from cockpit_sync.progress import Progress
from cockpit_sync.reading.bulk import JobLost, counted, load_by_bulk
from cockpit_sync.reading.merges import MERGED, follow_merges
from cockpit_sync.reading.pull_writing import PULL, soql
from cockpit_sync.reading.reading import Reading, at_end
from cockpit_sync.report import CycleError
from cockpit_sync.run import Run
from cockpit_sync.salesforce.api import (
    PAGE_ROWS,
    Page,
    Part,
    query_path,
    raise_for,
    to_page,
)
from cockpit_sync.salesforce.errors import Refused
from cockpit_sync.values import to_soql_instant
from cockpit_tui.store.history import newest_act
from cockpit_tui.store.mirror import mirror_state, pulled, sweeping
from cockpit_tui.store.mirror.mirror_state import Cursor

NEAR_OVERLAP = timedelta(minutes=5)
FAR_OVERLAP = timedelta(minutes=20)
FAREST_OVERLAP = timedelta(minutes=70)
CROWDED = timedelta(seconds=60)
"""How often minutes in which more changed than one call reads are read again."""
SLOW_SECONDS = 900
"""How often users and contacts are read."""


@dataclass(slots=True)
class PullPace:
    """When this process last read how far back; nothing is known at its start."""

    read_at: datetime | None = None
    slow_at: datetime | None = None
    has_merges: bool = True
    """Records vanished that may have been merged, here or before this process began."""
    settled: bytes = b""
    """Tells the last answers, and what there was here when they were written."""
    looked_back: dict[tuple[str, timedelta], datetime] = field(default_factory=dict)
    """When an object was last read back so far or further, by Salesforce's clock."""
    crowded: dict[str, datetime] = field(default_factory=dict)
    """When an object's last minutes filled more than one call, by Salesforce's clock."""

    def overlap(self, now: datetime) -> timedelta:
        """How far to read back: 5 minutes, 20 once a quarter of an hour, 70 once an hour."""
        before = self.read_at
        if before is None or before.replace(minute=0, second=0, microsecond=0) != now.replace(
            minute=0, second=0, microsecond=0
        ):
            return FAREST_OVERLAP
        return FAR_OVERLAP if before.minute // 15 != now.minute // 15 else NEAR_OVERLAP

    def looks_back(self, sobject: str, overlap: timedelta, server_now: datetime) -> bool:
        """Whether the last minutes are read again, or only what is newer."""
        crowded_at = self.crowded.get(sobject)
        is_crowded = crowded_at is not None and server_now - crowded_at < CROWDED
        return overlap != NEAR_OVERLAP or not is_crowded

    def since(self, cursor: Cursor, overlap: timedelta) -> str:
        """What to ask of an object: what is new, and with it what may have come into sight late.

        A row that comes into sight so late at most has been seen if it was there when that was
        looked for last: from then it is reckoned, not from the newest row, which may have come
        since. More than 70 minutes before that row any process has looked for it, since each does
        so once an hour: from there it is reckoned by one that has not looked yet.
        """
        if cursor.modstamp is None:
            return ""
        farthest = cursor.modstamp - FAREST_OVERLAP
        start = max(self.looked_back.get((cursor.stream, overlap), farthest), farthest) - overlap
        return f"SystemModstamp >= {to_soql_instant(start)}"

    def looked(
        self, sobject: str, overlap: timedelta, began: datetime, *, is_crowded: bool
    ) -> None:
        """The object was read back so far; `is_crowded` when one call was not enough for it."""
        for reach in (NEAR_OVERLAP, FAR_OVERLAP, FAREST_OVERLAP):
            if reach <= overlap:
                self.looked_back[sobject, reach] = began
        if is_crowded:
            self.crowded[sobject] = began

    def is_slow_due(self, now: datetime) -> bool:
        return self.slow_at is None or (now - self.slow_at).total_seconds() >= SLOW_SECONDS


def pull(run: Run, pace: PullPace) -> None:
    """One reading: what was never read, then the five fast objects in one call, and users and
    contacts in another when their time has come. Raises SalesforceError, LeaseLost."""
    now = run.now()
    with run.store.read() as connection:
        cursors = mirror_state.load_cursors(connection)
        act = newest_act(connection)
    loaded = _load(run, cursors)
    fast = [stream for stream in STREAMS if not stream.is_slow and stream.sobject not in loaded]
    slow = [stream for stream in STREAMS if stream.is_slow and stream.sobject not in loaded]
    overlap = pace.overlap(now)
    if fast:
        _read_changes(run, fast, cursors, overlap, pace, act)
    if slow and pace.is_slow_due(now):
        _read_changes(run, slow, cursors, overlap, pace, act)
    if slow == [] or pace.is_slow_due(now):
        pace.slow_at = now
    if any(run.tally.of(name).deleted for name in MERGED):
        pace.has_merges = True
    if pace.has_merges:
        follow_merges(run)
        pace.has_merges = False
    pace.read_at = now
    _daily(run)


def _load(run: Run, cursors: Mapping[str, Cursor]) -> set[str]:
    """Reads what was never read to its end, object by object; which objects that were."""
    loading = [
        stream
        for stream in STREAMS
        if stream.sobject not in cursors or cursors[stream.sobject].phase != "delta"
    ]
    totals = counted(run, [stream for stream in loading if stream.sobject not in cursors])
    run.progress = Progress(run.tell_reading, loading, totals)
    try:
        for stream in loading:
            cursor = cursors.get(stream.sobject, Cursor(stream.sobject))
            is_large = totals.get(stream.sobject, 0) > run.bulk_rows
            run.progress.add(stream.sobject, 0)
            if cursor.phase == "load" and not is_large:
                drain(run, stream, cursor)
                continue
            try:
                load_by_bulk(run, stream, cursor)
            except JobLost:
                drain(run, stream, Cursor(stream.sobject))
    finally:
        run.progress.end()
        run.progress = None
    return {stream.sobject for stream in loading}


def drain(
    run: Run,
    stream: Stream,
    cursor: Cursor,
    floor: Cursor | None = None,
    reading: Reading | None = None,
) -> None:
    """Reads a stream from the cursor to its end, 2,000 rows a call, and then counts it as loaded.

    Nothing before `floor` is kept as the cursor, which never moves back. `reading` has what was
    read of it before.
    """
    is_load = cursor.phase == "load"
    if reading is None:
        cursor = replace(cursor, server_floor=run.server_now())
        reading = Reading(run, stream, cursor, floor)
    while True:
        page = run.api.query_all(soql(run, stream, _after(cursor)), PULL)
        if page.records:
            reading.take(page.records)
            cursor = at_end(cursor, page.records)
        if not page.records or (page.is_last and len(page.records) < PAGE_ROWS):
            break
    reading.end()
    if is_load:
        with run.transaction(PULL) as connection:
            mirror_state.save_cursor(connection, replace(cursor, phase="delta"))
            sweeping.mark_swept(connection, stream.sobject, run.now())


def _read_changes(
    run: Run,
    streams: Sequence[Stream],
    cursors: Mapping[str, Cursor],
    overlap: timedelta,
    pace: PullPace,
    act: int,
) -> None:
    """One call for all; nothing is written when the answers, and what there is here, are those of
    the last time."""
    server_now = run.server_now()
    back = {row.sobject for row in streams if pace.looks_back(row.sobject, overlap, server_now)}
    asked = {
        stream.sobject: (
            pace.since(cursors[stream.sobject], overlap)
            if stream.sobject in back
            else _after(cursors[stream.sobject])
        )
        for stream in streams
    }
    pages, began = _ask(run, streams, asked)
    told = _told(pages, cursors, act) if len(pages) == len(streams) else b""
    if told and told == pace.settled and overlap == NEAR_OVERLAP and not run.thawed:
        for sobject, page in pages.items():
            run.tally.of(sobject).seen += len(page.records)
            if sobject in back:
                pace.looked(sobject, overlap, began, is_crowded=False)
        return
    pace.settled = b""
    for stream in streams:
        if stream.sobject in pages:
            page, cursor = pages[stream.sobject], cursors[stream.sobject]
            # Only a reading back vouches for the seconds before it (`lost_answers`).
            if stream.sobject in back:
                cursor = replace(cursor, server_floor=began)
            _write_page(run, stream, cursor, page)
            if stream.sobject in back:
                pace.looked(stream.sobject, overlap, began, is_crowded=not _is_whole(page))
        else:
            run.tally.errors.append(
                CycleError("retry", "NO_ANSWER", "Salesforce left this out.", stream.sobject)
            )
    pace.settled = told


def _ask(
    run: Run, streams: Sequence[Stream], conditions: Mapping[str, str]
) -> tuple[dict[str, Page], datetime]:
    """The first page of each object, in the order of `streams`, and when the org began to answer.
    Children are asked for before their parents, and written after them, so that no row comes
    without the row that it refers to."""
    parts = [
        Part(
            stream.sobject,
            "GET",
            query_path(soql(run, stream, conditions[stream.sobject])),
        )
        for stream in reversed(streams)
    ]
    asked = time.monotonic()
    answers = run.api.composite(parts, PULL)
    began = run.server_now() - timedelta(seconds=time.monotonic() - asked)
    pages: dict[str, Page] = {}
    for stream in streams:
        answer = answers.get(stream.sobject)
        if answer is None:
            continue
        raise_for(answer)
        pages[stream.sobject] = to_page(answer.body)
    return pages, began


def _told(pages: Mapping[str, Page], cursors: Mapping[str, Cursor], act: int) -> bytes:
    """A short mark of answers and of what they meet; none where there is more to be read, or where
    no mark can be made.

    Each poll reads the last minutes again, so most answers are those of the poll before.
    """
    if not all(_is_whole(page) for page in pages.values()):
        return b""
    records = {sobject: page.records for sobject, page in pages.items()}
    try:
        return blake2b(msgspec.json.encode([act, cursors, records])).digest()
    except UnicodeEncodeError:
        return b""  # half a character, which no encoding has a form for


def _is_whole(page: Page) -> bool:
    return page.is_last and len(page.records) < PAGE_ROWS


def _write_page(run: Run, stream: Stream, cursor: Cursor, page: Page) -> None:
    reading = Reading(run, stream, cursor, floor=cursor)
    reading.take(page.records)
    if not _is_whole(page):
        drain(run, stream, at_end(cursor, page.records), floor=cursor, reading=reading)
    else:
        reading.end()


def _daily(run: Run) -> None:
    """Once a day: a snapshot of every account; and events that are over are done."""
    today = run.clock.today()
    with run.store.read() as connection:
        is_due = pulled.snapshot_due(connection, today)
    if is_due:
        with run.transaction(PULL) as connection:
            pulled.close_past_events(connection, run.now())
            pulled.snapshot_accounts(connection, today)


def _after(cursor: Cursor) -> str:
    if cursor.modstamp is None:
        return ""
    stamp = to_soql_instant(cursor.modstamp)
    if cursor.salesforce_id is None:
        return f"SystemModstamp >= {stamp}"
    return (
        f"(SystemModstamp > {stamp} OR "
        f"(SystemModstamp = {stamp} AND Id > '{cursor.salesforce_id}'))"
    )


def is_field_gone(error: Refused) -> bool:
    """A column that we read is no longer there or no longer ours to see."""
    return error.salesforce_code in ("INVALID_FIELD", "INVALID_TYPE")
