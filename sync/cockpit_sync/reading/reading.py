"""One reading of an object, page by page, whose deletions are judged when all of it is read."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from cockpit_sync.objects.streams import Stream
from cockpit_sync.reading.disappearing import may_vanish, of_ours_deleted
from cockpit_sync.reading.pull_writing import chunks, write
from cockpit_sync.run import Run
from cockpit_sync.salesforce.api import Record
from cockpit_sync.values import to_instant
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store.mirror.mirror_state import Cursor


class Reading:
    """Writes what comes at once, and holds back what takes a record of ours away: whether that is
    a mass only the whole tells. The cursor waits with it, so that a crash reads it again."""

    def __init__(
        self, run: Run, stream: Stream, start: Cursor | None, floor: Cursor | None = None
    ) -> None:
        """`start` is where it begins, None where rows come in no order and whoever reads them
        keeps the place; nothing before `floor` is kept as the cursor."""
        self._run = run
        self._stream = stream
        self._cursor = start
        self._floor = floor
        self._held: dict[str, Record] = {}
        self._is_moved = False

    @property
    def is_holding(self) -> bool:
        """True if something read so far waits for the end: going on behind it would lose it."""
        return bool(self._held)

    def take(self, records: Sequence[Record]) -> None:
        """Writes the rows of a page."""
        leaving = of_ours_deleted(self._run, self._stream.sobject, records)
        if self._held:
            for row in records:
                # What was deleted on an earlier page may be back on a later one.
                self._held.pop(to_salesforce_id(row["Id"]), None)
        for chunk in chunks(records):
            staying = self._staying(chunk, leaving) if leaving else chunk
            is_news = self._move(chunk)
            if staying or is_news:
                can_move = is_news and not self._held
                write(self._run, self._stream, staying, self._cursor if can_move else None)

    def _staying(self, chunk: Sequence[Record], leaving: set[str]) -> Sequence[Record]:
        """The rows that may be written at once; the others are held back."""
        staying = []
        for row in chunk:
            key = to_salesforce_id(row["Id"])
            if key in leaving:
                self._held[key] = row
            else:
                staying.append(row)
        return staying

    def end(self) -> None:
        """All of it is read: what was held back is let go, or the object is frozen."""
        if not self._held:
            return
        may_vanish(self._run, self._stream.sobject, list(self._held))
        held = list(self._held.values())
        for chunk in chunks(held):
            is_last = chunk[-1] is held[-1] and self._is_moved
            write(self._run, self._stream, chunk, self._cursor if is_last else None)

    def _move(self, chunk: Sequence[Record]) -> bool:
        """Whether the end of these rows is news for the cursor."""
        if self._cursor is None:
            return False
        moved = at_end(self._cursor, chunk)
        is_news = self._floor is None or is_later(moved, self._floor)
        if is_news and is_later(moved, self._cursor):
            self._cursor = moved
        self._is_moved = self._is_moved or is_news
        return is_news


def at_end(cursor: Cursor, records: Sequence[Record]) -> Cursor:
    """The cursor at the last of these rows."""
    end = records[-1]
    return replace(
        cursor,
        modstamp=to_instant(end["SystemModstamp"]),
        salesforce_id=to_salesforce_id(end["Id"]),
    )


def is_later(one: Cursor, other: Cursor) -> bool:
    """True if the one is further on than the other."""
    if other.modstamp is None:
        return True
    assert one.modstamp is not None
    return (one.modstamp, one.salesforce_id or "") > (other.modstamp, other.salesforce_id or "")
