"""What the mirror knows of its org and of itself: org, cursors, API ledger, log, health."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, delete, func, insert, select, update

from cockpit_tui.domain.lists.rows import OrgRow, SyncStatus
from cockpit_tui.store import workspace
from cockpit_tui.store.engine import Store
from cockpit_tui.store.held_back import is_read_only, is_told_to_hold
from cockpit_tui.store.mirror.mirror_queue import queue_counts
from cockpit_tui.store.tables.mirror_schema import api_ledger, mirror_cursor, org, sync_log
from cockpit_tui.store.upserts import upsert

HEALTH = "mirror_health"
LOG_ROWS_KEPT = 5_000

Transaction: TypeAlias = Connection
"""A connection within a transaction, for layers that do not import SQLAlchemy."""


class Org(Struct, frozen=True):
    """The org that this workspace belongs to, as connecting found it."""

    id: str
    name: str
    is_sandbox: bool
    is_loopback: bool
    instance_url: str
    time_zone: str
    currency: str
    user_salesforce_id: str
    is_armed: bool
    create_mode: str
    """How creates are told apart, A to E: `cockpit_sync.objects.create_modes` has the meaning."""
    capabilities: Mapping[str, Any]
    """What describe and the value tables said; `cockpit_sync.objects.capabilities` reads it."""
    clock_offset_seconds: float = 0.0

    @property
    def is_production(self) -> bool:
        return not self.is_sandbox and not self.is_loopback

    def to_row(self) -> OrgRow:
        """What screens see of it."""
        return OrgRow(
            id=self.id,
            name=self.name,
            is_sandbox=not self.is_production,
            instance_url=self.instance_url,
            time_zone=self.time_zone,
            is_armed=self.is_armed,
            currency=self.currency,
        )


class Cursor(Struct, frozen=True):
    """How far one stream has been read; `phase` is load, or bulk while a job runs, until its first
    end, then delta."""

    stream: str
    modstamp: datetime | None = None
    salesforce_id: str | None = None
    phase: str = "load"
    bulk_job: str | None = None
    bulk_locator: str | None = None
    server_floor: datetime | None = None
    """Salesforce's time before the job began, or else before the reading that moved the cursor."""


class Health(Struct, frozen=True):
    """How the last cycles went."""

    last_success_at: datetime | None = None
    offline_since: datetime | None = None
    problem: str = ""
    api_used: int | None = None
    api_limit: int | None = None


class LogEntry(Struct, frozen=True):
    """One line of the sync log."""

    at: datetime
    level: str
    message: str
    record: str | None


def load_org(connection: Connection) -> Org | None:
    """The org, or None before the first connection."""
    row = connection.execute(select(org)).mappings().one_or_none()
    if row is None:
        return None
    values = {str(name): value for name, value in row.items()}
    return Org(**{**values, "capabilities": json.loads(values["capabilities"])})


def save_org(connection: Connection, row: Org) -> None:
    """Keeps the org; a workspace has at most one."""
    values = {name: getattr(row, name) for name in Org.__struct_fields__}
    values["capabilities"] = json.dumps(row.capabilities, separators=(",", ":"))
    upsert(connection, org, [values], ["id"])


def arm_org(connection: Connection, *, is_armed: bool) -> None:
    """Allows or forbids writing to the org."""
    connection.execute(update(org).values(is_armed=is_armed))


def load_cursors(connection: Connection) -> dict[str, Cursor]:
    """The cursors by stream."""
    columns = (
        mirror_cursor.c.stream,
        mirror_cursor.c.modstamp,
        mirror_cursor.c.salesforce_id,
        mirror_cursor.c.phase,
        mirror_cursor.c.bulk_job,
        mirror_cursor.c.bulk_locator,
        mirror_cursor.c.server_floor,
    )
    return {row[0]: Cursor(*row) for row in connection.execute(select(*columns))}


def save_cursor(connection: Connection, cursor: Cursor) -> None:
    """Moves a stream's cursor; in the same transaction as the rows it covers."""
    row = {
        "stream": cursor.stream,
        "modstamp": cursor.modstamp,
        "salesforce_id": cursor.salesforce_id,
        "phase": cursor.phase,
        "bulk_job": cursor.bulk_job,
        "bulk_locator": cursor.bulk_locator,
        "server_floor": cursor.server_floor,
    }
    upsert(connection, mirror_cursor, [row], ["stream"])


def reset_cursors(connection: Connection) -> None:
    """Every stream is read anew from the beginning."""
    connection.execute(delete(mirror_cursor))


def add_calls(connection: Connection, calls: Mapping[tuple[datetime, str], int]) -> None:
    """Adds API calls to the ledger, by the hour they were made in and their purpose."""
    rows = [
        {"hour": hour, "purpose": purpose, "calls": count}
        for (hour, purpose), count in sorted(calls.items())
    ]
    upsert(connection, api_ledger, rows, ["hour", "purpose"], adds=["calls"])


def calls_since(connection: Connection, start: datetime) -> int:
    """Calls in the ledger since that hour."""
    query = select(func.sum(api_ledger.c.calls)).where(api_ledger.c.hour >= start)
    return int(connection.scalar(query) or 0)


def log(
    connection: Connection, at: datetime, level: str, message: str, record: str | None = None
) -> None:
    """Adds a line to the sync log; level is info, warning or error."""
    result = connection.execute(
        insert(sync_log).values(at=at, level=level, message=message, record=record)
    )
    assert result.inserted_primary_key is not None
    oldest_kept = result.inserted_primary_key[0] - LOG_ROWS_KEPT
    if oldest_kept > 0 and oldest_kept % 100 == 0:
        connection.execute(delete(sync_log).where(sync_log.c.id <= oldest_kept))


def log_entries(connection: Connection, limit: int = 200) -> Sequence[LogEntry]:
    """The newest lines of the sync log, newest first."""
    columns = (sync_log.c.at, sync_log.c.level, sync_log.c.message, sync_log.c.record)
    query = select(*columns).order_by(sync_log.c.id.desc()).limit(limit)
    return [LogEntry(*row) for row in connection.execute(query)]


def load_health(connection: Connection) -> Health:
    """How the last cycles went; all unknown before the first."""
    text = workspace.fact(connection, HEALTH)
    if text is None:
        return Health()
    stored = json.loads(text)
    health = Health(**{name: stored[name] for name in stored if name in Health.__struct_fields__})
    return replace(
        health,
        last_success_at=_instant(stored.get("last_success_at")),
        offline_since=_instant(stored.get("offline_since")),
    )


def save_health(connection: Connection, health: Health) -> None:
    """Keeps how the last cycles went."""
    values = {name: getattr(health, name) for name in Health.__struct_fields__}
    text = json.dumps(values, default=lambda instant: instant.isoformat())
    workspace.set_fact(connection, HEALTH, text)


def sync_status(store: Store, now: datetime | None = None) -> SyncStatus:
    """How the mirror stands, for the header and `cockpit status`."""
    moment = now or datetime.now(UTC)
    with store.read() as connection:
        found = load_org(connection)
        health = load_health(connection)
        counts = queue_counts(connection)
        is_held = is_read_only(connection)
        would_write = counts.pending if is_held else 0
        return SyncStatus(
            org=replace(found.to_row(), is_armed=not is_held) if found else None,
            pending=counts.pending - would_write,
            would_write=would_write,
            is_told_to_hold=is_told_to_hold(connection),
            in_doubt=counts.in_doubt,
            conflicts=counts.conflicts,
            quarantined=counts.quarantined,
            is_offline=health.offline_since is not None,
            offline_since=health.offline_since,
            last_success_at=health.last_success_at,
            problem=health.problem,
            api_used=health.api_used,
            api_limit=health.api_limit,
            api_ours_today=calls_since(connection, moment - timedelta(hours=24)),
        )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
