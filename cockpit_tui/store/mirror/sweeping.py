"""What the sweep compares: which records we have, which were missed, and letting go of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, Table, delete, func, insert, select, update

from cockpit_tui.store import workspace
from cockpit_tui.store.mirror.mirror_links import set_link_state
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.mirror_schema import link, mirror_cursor, mirror_missing
from cockpit_tui.store.upserts import chunked
from cockpit_tui.store.work.outbox_queue import SOBJECT
from cockpit_tui.store.work.sync_states import refresh_sync_states

_TABLES: Mapping[str, Table] = {
    "Account": schema.account,
    "Contact": schema.contact,
    "Opportunity": schema.opportunity,
    "Case": schema.support_case,
    "Task": schema.activity,
    "Event": schema.activity,
}
SWEPT = tuple(_TABLES)
"""Objects whose records can vanish without a word."""
_ACTIVITY_KINDS = ("Task", "Event")
_FROZEN = "mirror_frozen"


class Standing(Struct, frozen=True):
    """What tells whether a record is as we have it."""

    stamp: datetime | None
    who: str | None = None
    """Of an activity: a merge gives it another contact or lead, and may leave the stamp alone."""


def living(connection: Connection, sobject: str) -> dict[str, Standing]:
    """Records that we hold as living, by Salesforce id."""
    table = _TABLES[sobject]
    columns = [table.c.salesforce_id, table.c.system_modstamp]
    condition = [table.c.salesforce_id.is_not(None), ~table.c.is_deleted]
    if sobject in _ACTIVITY_KINDS:
        columns.append(table.c.who_salesforce_id)
        condition.append(table.c.kind == sobject)
    query = select(*columns).where(*condition)
    return {key: Standing(*state) for key, *state in connection.execute(query)}


def living_among(connection: Connection, sobject: str, salesforce_ids: Iterable[str]) -> set[str]:
    """Those of the records that we hold as living."""
    table = _TABLES[sobject]
    found: set[str] = set()
    for chunk in chunked(salesforce_ids):
        query = select(table.c.salesforce_id).where(
            table.c.salesforce_id.in_(chunk), ~table.c.is_deleted
        )
        found.update(connection.scalars(query))
    return found


def living_count(connection: Connection, sobject: str) -> int:
    """How many records we hold as living."""
    table = _TABLES[sobject]
    query = select(func.count()).select_from(table).where(~table.c.is_deleted)
    if sobject in _ACTIVITY_KINDS:
        query = query.where(table.c.kind == sobject)
    return connection.scalar(query) or 0


def swept_at(connection: Connection) -> dict[str, datetime | None]:
    """When each object was last compared whole."""
    query = select(mirror_cursor.c.stream, mirror_cursor.c.swept_at)
    return {row.stream: row.swept_at for row in connection.execute(query)}


def mark_swept(connection: Connection, sobject: str, at: datetime) -> None:
    """The object was compared whole just now."""
    connection.execute(
        update(mirror_cursor).where(mirror_cursor.c.stream == sobject).values(swept_at=at)
    )


def note_missing(
    connection: Connection, sobject: str, salesforce_ids: Iterable[str], at: datetime
) -> None:
    """These were not there; those that were missed before keep the time of the first."""
    for chunk in chunked(salesforce_ids):
        query = select(mirror_missing.c.salesforce_id).where(
            mirror_missing.c.sobject == sobject, mirror_missing.c.salesforce_id.in_(chunk)
        )
        known = set(connection.scalars(query))
        fresh = [
            {"sobject": sobject, "salesforce_id": key, "missed_at": at}
            for key in chunk
            if key not in known
        ]
        if fresh:
            connection.execute(insert(mirror_missing), fresh)


def missing_since(connection: Connection, before: datetime) -> dict[str, list[str]]:
    """Records that were first missed before that moment, by object."""
    found: dict[str, list[str]] = {}
    query = select(mirror_missing.c.sobject, mirror_missing.c.salesforce_id).where(
        mirror_missing.c.missed_at <= before
    )
    for sobject, key in connection.execute(query):
        found.setdefault(sobject, []).append(key)
    return found


def forget_missing(connection: Connection, sobject: str, salesforce_ids: Iterable[str]) -> None:
    """These are no longer missed: they are back, or settled."""
    for chunk in chunked(salesforce_ids):
        connection.execute(
            delete(mirror_missing).where(
                mirror_missing.c.sobject == sobject, mirror_missing.c.salesforce_id.in_(chunk)
            )
        )


def let_go(connection: Connection, sobject: str, salesforce_ids: Iterable[str]) -> None:
    """Takes records out of sight: they are gone, or not for us to see. An account stays, since
    CTAs hang on it."""
    table = _TABLES[sobject]
    if sobject == "Account":
        return
    for chunk in chunked(salesforce_ids):
        connection.execute(
            update(table).where(table.c.salesforce_id.in_(chunk)).values(is_deleted=True)
        )


def hide_parts(connection: Connection, salesforce_ids: Iterable[str]) -> list[int]:
    """The mirrored parts of these Tasks are out of sight: kept, and not sent; their ids."""
    hidden: list[int] = []
    for chunk in chunked(salesforce_ids):
        query = select(link.c.local_id).where(
            link.c.sobject == SOBJECT, link.c.salesforce_id.in_(chunk), link.c.state == "active"
        )
        hidden += connection.scalars(query)
    set_link_state(connection, hidden, "hidden")
    refresh_sync_states(connection, hidden)
    return hidden


def frozen(connection: Connection) -> dict[str, int]:
    """Objects of which too many vanished at once, and how many; nothing of theirs is let go."""
    text = workspace.fact(connection, _FROZEN) or ""
    pairs = (entry.partition("=") for entry in text.split(",") if entry)
    return {name: int(count) for name, _, count in pairs}


def freeze(connection: Connection, sobject: str, count: int) -> None:
    """Nothing of this object is let go until a person says that it is right."""
    known = {**frozen(connection), sobject: count}
    text = ",".join(f"{name}={number}" for name, number in sorted(known.items()))
    workspace.set_fact(connection, _FROZEN, text)


def thaw(connection: Connection) -> list[str]:
    """A person said that what vanished is gone; the objects concerned."""
    known = sorted(frozen(connection))
    workspace.set_fact(connection, _FROZEN, "")
    return known
