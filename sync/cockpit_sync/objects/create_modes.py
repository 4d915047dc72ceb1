"""How a create is kept from making a twin when its answer is lost; pure.

A  an external id of ours, unique on Activity: an upsert by it is exact.
B  UI API with an Idempotency-Key: exact, one record a call; only with consent, because whether an
   org takes it shows by writing alone.
C  a marker in CallObject, which can be asked for.
D  a marker line at the end of the comments, which is looked for among our newest records.
E  nothing: identical rows of ours since the request are counted, and linking any of them is right.

In C, D and E “not found” proves nothing until the lost request can no longer be at work, so a
create is not made again before HORIZON is over. In A it is: it meets what the lost one made. Where
the task is gone here nothing is sent that could meet it, so that is looked for as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from msgspec import Struct

from cockpit_sync.fields import ACCOUNT_FIELD, REF_FIELD
from cockpit_sync.objects.capabilities import Capabilities
from cockpit_sync.salesforce.api import Record
from cockpit_sync.salesforce.soql import one_of, quoted, select
from cockpit_sync.values import Value, canonical, marked, marker_of, to_soql_instant
from cockpit_tui.domain.ids import to_salesforce_id

HORIZON = timedelta(minutes=15)
"""Ten minutes in which Salesforce may still be at work on a request, five until what it wrote can
be seen (Salesforce: request timeout)."""
FLOOR_MARGIN = timedelta(seconds=60)
MARK_FIELD = "CallObject"
MARK = "ck:"
_LOOKED_AT = 2_000

Wish = Literal["auto", "idempotency-key", "call-object", "comments", "fingerprint"]


class CreateMode(StrEnum):
    """How creates are told apart."""

    EXACT = "A"
    KEYED = "B"
    CALL_OBJECT = "C"
    COMMENTS = "D"
    FINGERPRINT = "E"

    @property
    def is_exact(self) -> bool:
        """The same request twice makes one record."""
        return self in (CreateMode.EXACT, CreateMode.KEYED)


MODE_WORDS: Mapping[CreateMode, str] = {
    CreateMode.EXACT: f"exact, by {REF_FIELD}",
    CreateMode.KEYED: "exact, by an idempotency key, one record a call",
    CreateMode.CALL_OBJECT: f"by a marker in {MARK_FIELD}",
    CreateMode.COMMENTS: "by a marker line in the comments",
    CreateMode.FINGERPRINT: "by comparing with the newest records",
}


class Wanted(Struct, frozen=True):
    """A create that was sent: its key and what it said."""

    ref: str
    fields: Mapping[str, Value]


def find_mode(capabilities: Capabilities, wish: Wish = "auto") -> CreateMode:
    """The best that this org allows: exact where the field is, else what an admin chose, else E."""
    if capabilities.has_ref:
        return CreateMode.EXACT
    if wish == "idempotency-key":
        return CreateMode.KEYED
    if wish == "call-object" and capabilities.can_mark:
        return CreateMode.CALL_OBJECT
    return CreateMode.COMMENTS if wish == "comments" else CreateMode.FINGERPRINT


def create_body(mode: CreateMode, wanted: Wanted) -> dict[str, Any]:
    """The fields of one create, with the key or the marker of its mode."""
    fields: dict[str, Any] = dict(wanted.fields)
    match mode:
        case CreateMode.EXACT:
            fields[REF_FIELD] = wanted.ref
        case CreateMode.CALL_OBJECT:
            fields[MARK_FIELD] = MARK + wanted.ref
        case CreateMode.COMMENTS:
            fields["Description"] = marked(wanted.fields.get("Description"), wanted.ref)
        case CreateMode.KEYED | CreateMode.FINGERPRINT:
            pass
    return fields


def lookup(
    mode: CreateMode,
    wanted: Sequence[Wanted],
    columns: Sequence[str],
    user_id: str,
    floor: datetime,
) -> str:
    """The query that finds what these creates made."""
    refs = [entry.ref for entry in wanted]
    if mode is CreateMode.EXACT:
        return select("Task", columns, where=one_of(REF_FIELD, refs))
    if mode is CreateMode.CALL_OBJECT:
        return select(
            "Task", [*columns, MARK_FIELD], where=one_of(MARK_FIELD, [MARK + ref for ref in refs])
        )
    since = to_soql_instant(floor - FLOOR_MARGIN)
    where = f"CreatedById = {quoted(user_id)} AND CreatedDate >= {since}"
    if mode is CreateMode.FINGERPRINT:
        subjects = sorted({str(entry.fields.get("Subject") or "") for entry in wanted})
        where += f" AND {one_of('Subject', subjects)}"
    return select("Task", columns, where=where, order="CreatedDate, Id", limit=_LOOKED_AT)


def found_for(
    mode: CreateMode,
    wanted: Sequence[Wanted],
    records: Iterable[Record],
    linked: frozenset[str] = frozenset(),
) -> dict[str, Record]:
    """Key of a create → the record it made. `linked` are records that are somebody's already."""
    if mode is CreateMode.EXACT:
        return {str(record.get(REF_FIELD)): record for record in records}
    if mode is CreateMode.CALL_OBJECT:
        return {
            str(record.get(MARK_FIELD)).removeprefix(MARK): record
            for record in records
            if record.get(MARK_FIELD)
        }
    if mode is CreateMode.COMMENTS:
        by_mark = {marker_of(record.get("Description")): record for record in records}
        return {entry.ref: by_mark[entry.ref] for entry in wanted if entry.ref in by_mark}
    return _by_fingerprint(wanted, records, linked)


def strays(
    mode: CreateMode,
    wanted: Sequence[Wanted],
    records: Iterable[Record],
    linked: frozenset[str],
) -> list[Record]:
    """Records that look like these creates and are nobody's: a request delivered twice made them,
    or, in mode E, somebody typed the very same."""
    refs = {entry.ref for entry in wanted}
    looks = {_fingerprint(entry.fields) for entry in wanted}
    found = []
    for record in records:
        if to_salesforce_id(record["Id"]) in linked or record.get("IsDeleted"):
            continue
        if mode is CreateMode.CALL_OBJECT:
            is_ours = str(record.get(MARK_FIELD) or "").removeprefix(MARK) in refs
        elif mode is CreateMode.COMMENTS:
            is_ours = marker_of(record.get("Description")) in refs
        else:
            is_ours = mode is CreateMode.FINGERPRINT and _fingerprint(record) in looks
        if is_ours:
            found.append(record)
    return found


def _by_fingerprint(
    wanted: Sequence[Wanted], records: Iterable[Record], linked: frozenset[str]
) -> dict[str, Record]:
    """Of k creates and m free rows that are identical, min(k, m) are matched."""
    free: dict[tuple[Value, ...], list[Record]] = {}
    for record in records:
        if to_salesforce_id(record["Id"]) not in linked and not record.get("IsDeleted"):
            free.setdefault(_fingerprint(record), []).append(record)
    found = {}
    for entry in wanted:
        same = free.get(_fingerprint(entry.fields))
        if same:
            found[entry.ref] = same.pop(0)
    return found


def _fingerprint(fields: Mapping[str, Any]) -> tuple[Value, ...]:
    names = ("Subject", ACCOUNT_FIELD, "WhoId", "OwnerId", "ActivityDate")
    return tuple(canonical(fields.get(name)) for name in names)
