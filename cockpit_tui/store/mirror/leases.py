"""Leases: one pull leader an org, one pusher a person, whoever shares the database.

Time is the database's. A fence rises with each new holder; who works under a lease confirms it in
every commit, so that a holder which slept through its lease can no longer change anything.
"""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection, RowMapping, bindparam, delete, func, select, update

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.store.tables.mirror_schema import lease as lease_table
from cockpit_tui.store.upserts import upsert

TTL_SECONDS = 90
"""Longer than one HTTP call may take (60 s) plus its commit."""
WANT_SECONDS = 10
"""How long a request for a lease stands unless it is repeated."""
HALF = timedelta(seconds=TTL_SECONDS / 2)


class LeaseLost(CockpitError):
    """Another process took over; what this one was about to write was not written."""

    code = "lease-lost"


class Holder(Struct, frozen=True):
    """One mirror of one process, so that a dead one is known for dead."""

    token: str
    host: str
    boot_id: str
    """The boot and the process namespace; process ids mean nothing outside them."""
    pid: int
    process_start: str

    @classmethod
    def of_this_process(cls) -> Holder:
        """A new holder with a token of its own."""
        return cls(
            token=uuid.uuid4().hex,
            host=socket.gethostname()[:255],
            boot_id=_boot_id(),
            pid=os.getpid(),
            process_start=_process_start(os.getpid()),
        )


_HELD = (
    select(lease_table.c.holder, lease_table.c.fence, lease_table.c.expires_at)
    .where(lease_table.c.name == bindparam("lease_name"))
    .with_for_update()
)
"""Composed once: every transaction of the mirror asks it."""
_NAMED = select(
    lease_table.c.name, lease_table.c.holder, lease_table.c.fence, lease_table.c.expires_at
).where(lease_table.c.name.in_(bindparam("names", expanding=True)))


class Lease(Struct, frozen=True):
    """A lease that was held at `taken`; confirm it before relying on it."""

    name: str
    token: str
    fence: int


def acquire(connection: Connection, name: str, holder: Holder) -> Lease | None:
    """The lease, taken, or renewed once it is half spent; None while a living process holds it."""
    table = lease_table
    query = select(table).where(table.c.name == name).with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    now = database_now(connection)
    if row is not None and row["holder"] == holder.token:
        if row["expires_at"] - now < HALF:
            _renew(connection, name, now)
        return Lease(name, holder.token, row["fence"])
    if row is not None and row["expires_at"] > now and not _is_dead(row, holder):
        return None
    fence = 1 if row is None else row["fence"] + 1
    values = {
        "name": name,
        "holder": holder.token,
        "host": holder.host,
        "boot_id": holder.boot_id,
        "pid": holder.pid,
        "process_start": holder.process_start,
        "fence": fence,
        "expires_at": now + timedelta(seconds=TTL_SECONDS),
    }
    upsert(connection, table, [values], ["name"])
    return Lease(name, holder.token, fence)


def are_undisturbed(connection: Connection, held: Sequence[Lease], holder: Holder) -> bool:
    """True while these leases need nothing: held, not half spent, and asked for by nobody else."""
    names = [lease.name for lease in held]
    asked = {"names": [*names, *map(_wanted, names)]}
    rows = {row.name: row for row in connection.execute(_NAMED, asked)}
    now = database_now(connection)
    for lease in held:
        row = rows.pop(lease.name, None)
        if row is None or (row.holder, row.fence) != (lease.token, lease.fence):
            return False
        if row.expires_at - now < HALF:
            return False
    return all(row.holder == holder.token for row in rows.values())


def confirm(connection: Connection, lease: Lease, *, is_renewed: bool = False) -> None:
    """Holds the lease until the end of this transaction and renews it when it is half spent, or
    when `is_renewed` asks for its whole time: a call that follows must end before it does.

    Raises LeaseLost when another process has it by now.
    """
    row = connection.execute(_HELD, {"lease_name": lease.name}).one_or_none()
    if row is None or (row.holder, row.fence) != (lease.token, lease.fence):
        raise LeaseLost(
            "Another process mirrors this workspace now. Nothing was written.",
            "Nothing is lost: the other process carries on.",
        )
    now = database_now(connection)
    if is_renewed or row.expires_at - now < HALF:
        _renew(connection, lease.name, now)


def release(connection: Connection, lease: Lease) -> None:
    """Gives the lease up, so that another process need not wait; its fence is remembered."""
    table = lease_table
    connection.execute(
        update(table)
        .where(table.c.name == lease.name, table.c.holder == lease.token)
        .values(expires_at=datetime(1970, 1, 1, tzinfo=UTC))
    )


def want(connection: Connection, name: str, holder: Holder) -> None:
    """Asks whoever holds the lease to give way at their next step; asked again, it stays asked."""
    values = {
        "name": _wanted(name),
        "holder": holder.token,
        "host": holder.host,
        "boot_id": holder.boot_id,
        "pid": holder.pid,
        "process_start": holder.process_start,
        "fence": 0,
        "expires_at": database_now(connection) + timedelta(seconds=WANT_SECONDS),
    }
    upsert(connection, lease_table, [values], ["name"])


def is_wanted(connection: Connection, name: str, holder: Holder) -> bool:
    """True while another living process asks for the lease."""
    table = lease_table
    row = (
        connection.execute(select(table).where(table.c.name == _wanted(name)))
        .mappings()
        .one_or_none()
    )
    if row is None or row["holder"] == holder.token:
        return False
    return row["expires_at"] > database_now(connection) and not _is_dead(row, holder)


def want_no_more(connection: Connection, name: str, holder: Holder) -> None:
    """Takes the request back."""
    table = lease_table
    connection.execute(
        delete(table).where(table.c.name == _wanted(name), table.c.holder == holder.token)
    )


def holder_words(connection: Connection, name: str) -> str:
    """Who holds the lease, for messages: `process 4711 on host`."""
    table = lease_table
    row = connection.execute(
        select(table.c.pid, table.c.host).where(table.c.name == name)
    ).one_or_none()
    return "nobody" if row is None else f"process {row.pid} on {row.host}"


def database_now(connection: Connection) -> datetime:
    """The database's clock; on SQLite that is this machine's."""
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC)
    moment = connection.scalar(select(func.clock_timestamp()))
    assert isinstance(moment, datetime)
    return moment.astimezone(UTC)


def _wanted(name: str) -> str:
    return f"want:{name}"


def _renew(connection: Connection, name: str, now: datetime) -> None:
    connection.execute(
        update(lease_table)
        .where(lease_table.c.name == name)
        .values(expires_at=now + timedelta(seconds=TTL_SECONDS))
    )


def _is_dead(found: RowMapping, holder: Holder) -> bool:
    """True only when the holder is known to be dead: it lived on this host, and lives no more."""
    if found["host"] != holder.host or not found["boot_id"] or not holder.boot_id:
        return False
    boot, _, namespace = found["boot_id"].partition("/")
    our_boot, _, our_namespace = holder.boot_id.partition("/")
    if boot != our_boot:
        return True
    if namespace != our_namespace:
        return False
    start = _process_start(found["pid"])
    return start != str(found["process_start"])


def _boot_id() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        namespace = os.readlink("/proc/self/ns/pid").strip("pid:[]")
    except OSError:
        return f"{uuid.getnode():x}"
    return f"{boot}/{namespace}"[:64]


def _process_start(pid: int) -> str:
    """Tells this life of a process id from others; empty when no such process lives."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return _alive_without_proc(pid)
    fields = stat.rpartition(")")[2].split()
    state, start = fields[0], fields[19]
    return "" if state in "ZX" else start


def _alive_without_proc(pid: int) -> str:
    if Path("/proc/self").exists():
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "alive"
    return "alive"
