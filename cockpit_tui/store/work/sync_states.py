"""How each mirrored part stands to Salesforce, as lists show it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Connection, exists, select

from cockpit_tui.domain.values import SyncState
from cockpit_tui.store.encoding import Record, to_records
from cockpit_tui.store.id_sets import among, ids_value
from cockpit_tui.store.tables import mirror_schema, schema
from cockpit_tui.store.work.known_rows import KEY, update_statement
from cockpit_tui.store.work.outbox_queue import SOBJECT


def refresh_sync_states(connection: Connection, part_ids: Iterable[int]) -> None:
    """Writes `task_part.sync_state` from the outbox, the conflicts and the links, where it is
    another than before."""
    wanted = sorted(set(part_ids))
    if not wanted:
        return
    is_sqlite = connection.dialect.name == "sqlite"
    asked = ids_value(wanted, is_sqlite=is_sqlite)
    standing: dict[int, Record] = {}
    waiting: dict[int, set[str]] = {}
    for row in to_records(connection.execute(_standing(is_sqlite=is_sqlite), asked)):
        standing[row["id"]] = row
        waiting.setdefault(row["id"], set()).add(row["operation"])
    changed = []
    for part_id, row in standing.items():
        state = _state_of(
            bool(row["is_synced"]), bool(row["is_contested"]), waiting[part_id], row["twin"]
        ).value
        if state != row["sync_state"]:
            changed.append({KEY: part_id, "sync_state": state})
    if changed:
        connection.execute(update_statement(schema.task_part, ("sync_state",)), changed)


@cache
def _standing(*, is_sqlite: bool) -> Any:
    """How parts stand to their twins; one that several operations wait for has several rows."""
    part, conflict = schema.task_part, mirror_schema.conflict
    outbox, link = mirror_schema.outbox, mirror_schema.link
    is_contested = exists().where(
        conflict.c.sobject == SOBJECT, conflict.c.local_id == part.c.id, conflict.c.is_open
    )
    return (
        select(
            part.c.id,
            part.c.is_synced,
            part.c.sync_state,
            is_contested.label("is_contested"),
            outbox.c.state.label("operation"),
            link.c.state.label("twin"),
        )
        .outerjoin(outbox, (outbox.c.sobject == SOBJECT) & (outbox.c.local_id == part.c.id))
        .outerjoin(link, (link.c.sobject == SOBJECT) & (link.c.local_id == part.c.id))
        .where(among(part.c.id, is_sqlite=is_sqlite))
        .order_by(part.c.id)
    )


def _state_of(
    is_synced: bool, has_conflict: bool, waiting: set[str], link_state: str | None
) -> SyncState:
    if has_conflict:
        return SyncState.CONFLICT
    if is_synced and link_state == "hidden" and "quarantined" not in waiting:
        return SyncState.HIDDEN
    for word, state in (
        ("quarantined", SyncState.QUARANTINED),
        ("in_doubt", SyncState.IN_DOUBT),
        ("sent", SyncState.PENDING),
        ("pending", SyncState.PENDING),
    ):
        if word in waiting:
            return state
    if not is_synced:
        return SyncState.LOCAL
    if link_state == "deleted":
        return SyncState.DELETED_IN_SALESFORCE
    if link_state == "hidden":
        return SyncState.HIDDEN
    return SyncState.IN_SYNC if link_state == "active" else SyncState.PENDING
