"""Reading Salesforce: first everything, then what changed, by keyset with an overlap.

A cursor is the newest SystemModstamp seen and never local time. Rows can become visible after
later ones were read, so each poll reads back a while, and further back now and then; that costs
rows that are compared, not calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cockpit_sync.apply import Incoming, merge_edits, write_idle
from cockpit_sync.disappearing import admitted, weigh_deletions
from cockpit_sync.reconcile import to_remote
from cockpit_sync.report import CycleError
from cockpit_sync.run import ROWS_A_TRANSACTION, Run
from cockpit_sync.salesforce.api import (
    PAGE_ROWS,
    Page,
    Part,
    Record,
    query_path,
    raise_for,
    to_page,
)
from cockpit_sync.salesforce.errors import Refused
from cockpit_sync.salesforce.soql import one_of, select
from cockpit_sync.streams import (
    STREAMS,
    TASKS,
    USERS,
    Stream,
    to_activity,
    to_managers,
    to_people,
)
from cockpit_sync.values import to_instant, to_soql_instant
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store import mirror_links, mirror_queue, mirror_state, pulled, sweeping
from cockpit_tui.store.mirror_state import Cursor, Transaction

PULL = "pull"
NEAR_OVERLAP = timedelta(minutes=5)
FAR_OVERLAP = timedelta(minutes=20)
FAREST_OVERLAP = timedelta(minutes=70)
SLOW_SECONDS = 900
"""How often users and contacts are read."""


@dataclass(slots=True)
class PullPace:
    """When this process last read how far back; nothing is known at its start."""

    read_at: datetime | None = None
    slow_at: datetime | None = None

    def overlap(self, now: datetime) -> timedelta:
        """How far to read back: 5 minutes, 20 once a quarter of an hour, 70 once an hour."""
        before = self.read_at
        if before is None or before.replace(minute=0, second=0, microsecond=0) != now.replace(
            minute=0, second=0, microsecond=0
        ):
            return FAREST_OVERLAP
        return FAR_OVERLAP if before.minute // 15 != now.minute // 15 else NEAR_OVERLAP

    def is_slow_due(self, now: datetime) -> bool:
        return self.slow_at is None or (now - self.slow_at).total_seconds() >= SLOW_SECONDS


def pull(run: Run, pace: PullPace) -> None:
    """One reading: what was never read, then the five fast objects in one call, and users and
    contacts in another when their time has come. Raises SalesforceError, LeaseLost."""
    now = run.now()
    with run.store.read() as connection:
        cursors = mirror_state.load_cursors(connection)
    loaded = set()
    for stream in STREAMS:
        cursor = cursors.get(stream.sobject, Cursor(stream.sobject))
        if cursor.phase == "load":
            drain(run, stream, cursor)
            loaded.add(stream.sobject)
    fast = [stream for stream in STREAMS if not stream.is_slow and stream.sobject not in loaded]
    slow = [stream for stream in STREAMS if stream.is_slow and stream.sobject not in loaded]
    overlap = pace.overlap(now)
    if fast:
        _read_changes(run, fast, cursors, overlap)
    if slow and pace.is_slow_due(now):
        _read_changes(run, slow, cursors, overlap)
    if slow == [] or pace.is_slow_due(now):
        pace.slow_at = now
    if pace.read_at is None or run.tally.of("Account").deleted:
        follow_merges(run)
    pace.read_at = now
    _daily(run)


def follow_merges(run: Run) -> None:
    """CTAs of accounts that were merged go to the winner, and what hangs on it is read again:
    whether its stamps moved is Salesforce's secret."""
    with run.store.read() as connection:
        merged = sweeping.merged_accounts(connection)
    if not merged:
        return
    with run.unit_of_work(PULL, None, "Accounts merged in Salesforce") as work:
        for loser, winner in merged.items():
            sweeping.relink_account(work, loser, winner)
        winners = pulled.account_keys(work.connection, merged.values())
        words = "CTAs of accounts that were merged in Salesforce moved to the account that stayed."
        mirror_state.log(work.connection, work.now, "info", words, ", ".join(winners)[:80])
    children = [stream for stream in STREAMS if "AccountId" in stream.columns]
    parts = [
        Part(stream.sobject, "GET", query_path(soql(run, stream, one_of("AccountId", winners))))
        for stream in children
    ]
    answers = run.api.composite(parts, PULL)
    for stream in children:
        answer = answers.get(stream.sobject)
        if answer is not None and answer.is_success:
            for chunk in _chunks(to_page(answer.body).records):
                write(run, stream, chunk, None)


def drain(run: Run, stream: Stream, cursor: Cursor, floor: Cursor | None = None) -> None:
    """Reads a stream from the cursor to its end, 2,000 rows a call, and then counts it as loaded.

    Nothing before `floor` is kept as the cursor, which never moves back.
    """
    is_load = cursor.phase == "load"
    while True:
        page = run.api.query_all(soql(run, stream, _after(cursor)), PULL)
        weigh_deletions(run, stream.sobject, page.records)
        for chunk in _chunks(page.records):
            cursor = _at_end(cursor, chunk)
            is_news = floor is None or _is_later(cursor, floor)
            write(run, stream, chunk, cursor if is_news else None)
        if not page.records or (page.is_last and len(page.records) < PAGE_ROWS):
            break
    if is_load:
        with run.transaction(PULL) as connection:
            mirror_state.save_cursor(connection, replace(cursor, phase="delta"))
            sweeping.mark_swept(connection, stream.sobject, run.now())


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
    tally.seen += len(records)
    records = admitted(run, stream.sobject, records)
    if stream is TASKS:
        changed = _write_tasks(run, records, cursor)
    else:
        with run.transaction(PULL) as connection:
            changed = _write_rows(run, connection, stream, records)
            _save_cursor(connection, cursor)
    if stream is USERS and changed:
        run.forget_translation()
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
    remotes = {str(record["Id"]): to_remote(record) for record in records}
    with run.store.read() as connection:
        parts = mirror_links.parts_by_salesforce_id(connection, remotes)
        waiting = mirror_queue.unfinished_operations(
            connection, [part.part_id for part in parts.values()]
        )
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
            _save_cursor(connection, cursor)
    if late:
        return changed | _write_tasks(run, [row for row in records if _is_among(row, late)], cursor)
    return changed


def _is_among(record: Record, incoming: Sequence[Incoming]) -> bool:
    key = to_salesforce_id(record["Id"])
    return any(entry.remote.salesforce_id == key for entry in incoming)


def _read_changes(
    run: Run, streams: Sequence[Stream], cursors: Mapping[str, Cursor], overlap: timedelta
) -> None:
    """One call for all; children are asked for before their parents, and written after them, so
    that no row comes without the row that it refers to."""
    parts = [
        Part(
            stream.sobject,
            "GET",
            query_path(soql(run, stream, _since(cursors[stream.sobject], overlap))),
        )
        for stream in reversed(streams)
    ]
    answers = run.api.composite(parts, PULL)
    pages: dict[str, Page] = {}
    for stream in streams:
        answer = answers.get(stream.sobject)
        if answer is None:
            continue
        raise_for(answer)
        pages[stream.sobject] = to_page(answer.body)
    for stream in streams:
        page = pages.get(stream.sobject)
        if page is None:
            run.tally.errors.append(
                CycleError("retry", "NO_ANSWER", "Salesforce left this out.", stream.sobject)
            )
            continue
        _write_page(run, stream, cursors[stream.sobject], page)


def _write_page(run: Run, stream: Stream, cursor: Cursor, page: Page) -> None:
    last = cursor
    weigh_deletions(run, stream.sobject, page.records)
    for chunk in _chunks(page.records):
        last = _at_end(cursor, chunk)
        write(run, stream, chunk, last if _is_later(last, cursor) else None)
    if not page.is_last or len(page.records) >= PAGE_ROWS:
        end = page.records[-1]
        drain(
            run,
            stream,
            replace(
                cursor,
                modstamp=to_instant(end["SystemModstamp"]),
                salesforce_id=to_salesforce_id(end["Id"]),
            ),
            floor=cursor,
        )


def _save_cursor(connection: Transaction, cursor: Cursor | None) -> None:
    if cursor is not None:
        mirror_state.save_cursor(connection, cursor)


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


def _since(cursor: Cursor, overlap: timedelta) -> str:
    if cursor.modstamp is None:
        return ""
    return f"SystemModstamp >= {to_soql_instant(cursor.modstamp - overlap)}"


def _at_end(cursor: Cursor, records: Sequence[Record]) -> Cursor:
    """The cursor at the last of these rows; it never moves back."""
    end = records[-1]
    moved = replace(
        cursor,
        modstamp=to_instant(end["SystemModstamp"]),
        salesforce_id=to_salesforce_id(end["Id"]),
    )
    return moved if _is_later(moved, cursor) else cursor


def _is_later(one: Cursor, other: Cursor) -> bool:
    if other.modstamp is None:
        return True
    assert one.modstamp is not None
    return (one.modstamp, one.salesforce_id or "") > (other.modstamp, other.salesforce_id or "")


def _chunks(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    for start in range(0, len(records), ROWS_A_TRANSACTION):
        yield records[start : start + ROWS_A_TRANSACTION]


def is_field_gone(error: Refused) -> bool:
    """A column that we read is no longer there or no longer ours to see."""
    return error.salesforce_code in ("INVALID_FIELD", "INVALID_TYPE")
