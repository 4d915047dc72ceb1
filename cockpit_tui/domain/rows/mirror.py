"""What the sync screen shows: edits on their way, in doubt, refused; conflicts; log; calls."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field

EXACT_MODES = ("A", "B", "")
"""Create modes in which the same request twice makes one record (`create_modes`); none is known of
requests that make nothing."""


class FirstReading(Struct, frozen=True):
    """How far the first reading of an org is: one object after the other."""

    what: str
    """The object in words, such as customers."""
    done: int
    total: int
    """0 where it is not known."""
    place: int
    places: int
    """It is the `place`th of so many objects."""

    @property
    def words(self) -> str:
        """`Reading tasks (7 of 7)`."""
        return f"Reading {self.what} ({self.place} of {self.places})"


class ValueChange(Struct, frozen=True):
    """One field of an edit, in words."""

    label: str
    old: str
    new: str


class QueuedEdit(Struct, frozen=True):
    """One edit on its way to Salesforce."""

    id: int
    state: str
    """pending, sent, in_doubt or quarantined."""
    kind: str
    """create, update or delete."""
    task_id: int | None
    cta_id: int | None
    title: str
    account: str
    salesforce_id: str | None
    author: str
    since: datetime
    changes: tuple[ValueChange, ...] = ()
    attempts: int = 0
    retry_at: datetime | None = None
    sent_at: datetime | None = None
    """When the request left whose answer is missing."""
    mode: str = ""
    """How the creates of that request are told apart, A to E."""
    code: str = ""
    said: str = ""
    """Salesforce's own words, or the planner's."""
    means: str = ""
    """What they mean, in ours."""
    cure: str = ""
    """What a person can do about it."""

    @property
    def is_looked_for(self) -> bool:
        """A new record whose answer was lost in an org without our key: it is looked for until the
        lost request can no longer be at work, and not sent again before."""
        return self.state == "in_doubt" and self.kind == "create" and self.mode not in EXACT_MODES


class ConflictField(Struct, frozen=True):
    """One field that both sides changed, each in its own way; values in words."""

    id: int
    field: str
    label: str
    base: str
    mine: str
    theirs: str
    taken: str
    """mine or theirs: what stands now; empty while nothing does."""
    by: str
    at: datetime
    rule: str = ""
    """Why it was not settled by itself; see `fields`."""
    raw: str | int | None = None
    """Mine, as it is kept."""
    both: str | None = None
    """Text that holds the changes of both sides, where they fit together."""


class PastChange(Struct, frozen=True):
    """One act in a record's history."""

    at: datetime
    who: str
    words: str


class ConflictRecord(Struct, frozen=True):
    """A task whose fields wait for a person."""

    part_id: int
    task_id: int | None
    cta_id: int | None
    title: str
    account: str
    salesforce_id: str | None
    fields: tuple[ConflictField, ...]
    history: tuple[PastChange, ...] = ()
    """How it came about, oldest first."""


class LogLine(Struct, frozen=True):
    """One line of the mirror's log."""

    at: datetime
    level: str
    message: str
    record: str


class CallCounts(Struct, frozen=True):
    """Calls of the last 24 hours: ours by purpose, and the org's own count of everybody's."""

    by_purpose: tuple[tuple[str, int], ...] = ()
    org_used: int | None = None
    org_limit: int | None = None

    @property
    def ours(self) -> int:
        return sum(count for _, count in self.by_purpose)


class SyncBoard(Struct, frozen=True):
    """Everything that the sync screen shows, read at one moment."""

    outbox: tuple[QueuedEdit, ...] = ()
    in_doubt: tuple[QueuedEdit, ...] = ()
    quarantine: tuple[QueuedEdit, ...] = ()
    conflicts: tuple[ConflictRecord, ...] = ()
    log: tuple[LogLine, ...] = ()
    calls: CallCounts = field(default_factory=CallCounts)
