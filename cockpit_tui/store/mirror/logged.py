"""Logged calls, notes and meetings as they are sent, and which record each is in Salesforce."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import Connection, select

from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.mirror_schema import link
from cockpit_tui.store.upserts import chunked, upsert
from cockpit_tui.store.work.owed_logs import LOG


class Logged(Struct, frozen=True):
    """A logged activity with what sending it needs."""

    id: int
    kind: str
    """call, note or meeting."""
    subject: str
    comments: str
    day: date
    start_at: datetime | None
    minutes: int | None
    account: str
    account_salesforce_id: str | None
    author_salesforce_id: str | None


def logs(connection: Connection, log_ids: Sequence[int]) -> dict[int, Logged]:
    """The logged activities by id; those that were undone are missing."""
    table, account, person = schema.logged_activity, schema.account, schema.person
    query = (
        select(
            table,
            account.c.name.label("account"),
            account.c.salesforce_id.label("account_salesforce_id"),
            person.c.salesforce_id.label("author_salesforce_id"),
        )
        .join(account, account.c.id == table.c.account_id)
        .join(person, person.c.id == table.c.author_id)
    )
    found: dict[int, Logged] = {}
    for chunk in chunked(log_ids):
        for row in connection.execute(query.where(table.c.id.in_(chunk))).mappings():
            found[row["id"]] = Logged(**{name: row[name] for name in Logged.__struct_fields__})
    return found


def links(connection: Connection, log_ids: Iterable[int]) -> dict[int, str]:
    """Salesforce ids of the logs that are there."""
    found: dict[int, str] = {}
    for chunk in chunked(log_ids):
        query = select(link.c.local_id, link.c.salesforce_id).where(
            link.c.sobject == LOG, link.c.local_id.in_(chunk), link.c.state == "active"
        )
        found.update((row.local_id, row.salesforce_id) for row in connection.execute(query))
    return found


def set_link(
    connection: Connection, log_id: int, salesforce_id: str, ref: str, *, is_there: bool = True
) -> None:
    """Which record the log is, or was."""
    row = {
        "sobject": LOG,
        "local_id": log_id,
        "salesforce_id": salesforce_id,
        "ref": ref,
        "state": "active" if is_there else "deleted",
    }
    upsert(connection, link, [row], ["sobject", "local_id"])
