"""Records that were merged in Salesforce: what hung on the loser goes to the winner."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, Connection, Table, exists, or_, select, update

from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.recurrence_schema import recurrence
from cockpit_tui.store.upserts import chunked
from cockpit_tui.store.work.unit_of_work import UnitOfWork


def merged_accounts(connection: Connection) -> dict[int, int]:
    """Accounts that were merged into others and still have CTAs here, or a series of them: loser →
    winner, ours."""
    holders = (schema.cta.c.account_id, recurrence.c.account_id)
    return _merged(connection, schema.account, *holders)


def relink_account(work: UnitOfWork, loser: int, winner: int) -> None:
    """Moves the CTAs of a merged account and the series of them to the winner, and everything read
    of it."""
    for table in (schema.cta, recurrence):
        moved = select(table.c.id).where(table.c.account_id == loser)
        for number in list(work.connection.scalars(moved)):
            work.update(table, number, {"account_id": winner})
    for table in (schema.contact, schema.opportunity, schema.support_case, schema.activity):
        work.connection.execute(
            update(table).where(table.c.account_id == loser).values(account_id=winner)
        )


def merged_contacts(connection: Connection) -> dict[int, int]:
    """Contacts that were merged into others and are still linked here: loser → winner, ours."""
    return _merged(connection, schema.contact, schema.record_link.c.contact_id)


def relink_contact(work: UnitOfWork, loser: int, winner: int) -> None:
    """Links of CTAs and tasks to a merged contact lead to the winner, each once."""
    link = schema.record_link
    for row in work.rows(link, contact_id=loser):
        same = {"cta_id": row["cta_id"], "task_id": row["task_id"], "contact_id": winner}
        if work.rows(link, **same):
            work.delete(link, row["id"])
        else:
            work.update(link, row["id"], {"contact_id": winner})


def activities_of_merged(connection: Connection) -> dict[str, list[str]]:
    """Activities that we still have with a contact who was merged, by object."""
    activity, contact = schema.activity, schema.contact
    query = (
        select(activity.c.kind, activity.c.salesforce_id)
        .join(contact, contact.c.salesforce_id == activity.c.who_salesforce_id)
        .where(contact.c.merged_into.is_not(None), contact.c.is_deleted, ~activity.c.is_deleted)
        .order_by(activity.c.id)
    )
    found: dict[str, list[str]] = {}
    for kind, key in connection.execute(query):
        found.setdefault(kind, []).append(key)
    return found


def _merged(connection: Connection, table: Table, *holders: Column[int]) -> dict[int, int]:
    """Merged records to which one of `holders` still refers, and who stayed in the end, if we have
    it: a winner may have lost another merge since."""
    is_merged = (table.c.merged_into.is_not(None), table.c.is_deleted)
    is_held = or_(*(exists().where(holder == table.c.id) for holder in holders))
    query = select(table.c.id, table.c.merged_into).where(*is_merged, is_held)
    losers = {row.id: row.merged_into for row in connection.execute(query)}
    if not losers:
        return {}
    query = select(table.c.salesforce_id, table.c.merged_into).where(*is_merged)
    next_of = {row.salesforce_id: row.merged_into for row in connection.execute(query)}
    ends = {loser: _end(winner, next_of) for loser, winner in losers.items()}
    ids: dict[str, int] = {}
    for chunk in chunked(set(ends.values())):
        found = select(table.c.id, table.c.salesforce_id).where(table.c.salesforce_id.in_(chunk))
        ids.update({row.salesforce_id: row.id for row in connection.execute(found)})
    return {loser: ids[end] for loser, end in ends.items() if ids.get(end, loser) != loser}


def _end(winner: str, next_of: Mapping[str, str]) -> str:
    """Where a chain of merges ends; a circle, which Salesforce cannot make, where it began."""
    seen = {winner}
    while (further := next_of.get(winner)) is not None and further not in seen:
        seen.add(further)
        winner = further
    return winner
