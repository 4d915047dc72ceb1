"""Rows that are Salesforce's own: written as they come, never journaled.

Only what differs is written, so that reading the same records again writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    Table,
    bindparam,
    exists,
    func,
    literal,
    select,
    update,
)

from cockpit_tui.domain.text import to_words
from cockpit_tui.domain.timeline import happened_on
from cockpit_tui.store import workspace
from cockpit_tui.store.mirror.pulled_rows import (
    Pulled,
    PulledAccount,
    PulledActivity,
    PulledCase,
    PulledContact,
    PulledOpportunity,
    PulledPerson,
)
from cockpit_tui.store.tables import schema
from cockpit_tui.store.upserts import chunked, upsert
from cockpit_tui.store.work import full_text
from cockpit_tui.store.work.known_rows import KEY, update_statement

__all__ = [
    "PulledAccount",
    "PulledActivity",
    "PulledCase",
    "PulledContact",
    "PulledOpportunity",
    "PulledPerson",
    "account_keys",
    "close_past_events",
    "derive_renewals",
    "snapshot_accounts",
    "snapshot_due",
    "write_accounts",
    "write_activities",
    "write_cases",
    "write_contacts",
    "write_managers",
    "write_opportunities",
    "write_people",
]
SNAPSHOT_DAY = "account_snapshot_day"
RENEWAL = "Renewal"


def write_people(
    connection: Connection, rows: Sequence[PulledPerson], admin_user: str
) -> frozenset[str]:
    """Adds or updates people by Salesforce id, never by name; the ids of those that changed.

    A new person's role follows from the title; `admin_user`, who signed in, becomes the admin of a
    workspace that has none.
    """
    fresh = _fresh_ids(connection, schema.person, rows)
    has_admin = bool(connection.scalar(select(exists().where(schema.person.c.role == "admin"))))
    values = []
    for row in rows:
        role = _role_by_title(row.title)
        if row.salesforce_id == admin_user and not has_admin:
            role = "admin"
        values.append({**asdict(row), "role": role})
    changed = _write(connection, schema.person, values, ignored=("role",))
    if admin_user in {row.salesforce_id for row in rows} - fresh and not has_admin:
        connection.execute(
            update(schema.person)
            .where(schema.person.c.salesforce_id == admin_user)
            .values(role="admin")
        )
    return changed


def write_managers(connection: Connection, managers: Mapping[str, str | None]) -> None:
    """Who reports to whom, by Salesforce ids. Whoever gets a first report and is an ordinary
    member becomes a manager; a role that an admin gave stays."""
    person = schema.person
    wanted = set(managers) | {user for user in managers.values() if user}
    ids: dict[str, int] = {}
    known: dict[str, int | None] = {}
    for chunk in chunked(wanted):
        query = select(person.c.salesforce_id, person.c.id, person.c.manager_id).where(
            person.c.salesforce_id.in_(chunk)
        )
        for user, person_id, manager_id in connection.execute(query):
            ids[user], known[user] = person_id, manager_id
    promoted: set[int] = set()
    for user, manager in managers.items():
        manager_id = ids.get(manager or "")
        if user not in ids or known[user] == manager_id:
            continue
        connection.execute(
            update(person).where(person.c.id == ids[user]).values(manager_id=manager_id)
        )
        if manager_id is not None:
            promoted.add(manager_id)
    for promoted_ids in chunked(promoted):
        connection.execute(
            update(person)
            .where(person.c.id.in_(promoted_ids), person.c.role == "member")
            .values(role="manager")
        )


def write_accounts(connection: Connection, rows: Sequence[PulledAccount]) -> frozenset[str]:
    """Adds or updates accounts, and the words of their CTAs; the ids of those that changed."""
    owners = _ids(connection, schema.person, (row.owner_user for row in rows))
    values = []
    for row in rows:
        value = asdict(row)
        value["owner_id"] = owners.get(value.pop("owner_user") or "")
        value["words"] = to_words(row.name)
        values.append(value)
    words = _account_words(connection, rows)
    changed = _write(connection, schema.account, values)
    renamed = [
        words[value["salesforce_id"]][0]
        for value in values
        if value["salesforce_id"] in words and words[value["salesforce_id"]][1] != value["words"]
    ]
    full_text.write_documents_of_accounts(connection, renamed)
    return changed


def _account_words(
    connection: Connection, rows: Sequence[PulledAccount]
) -> dict[str, tuple[int, str]]:
    """Id and words of the accounts that are known already, by Salesforce id."""
    account, found = schema.account, {}
    for chunk in chunked({row.salesforce_id for row in rows}):
        query = select(account.c.salesforce_id, account.c.id, account.c.words).where(
            account.c.salesforce_id.in_(chunk)
        )
        found.update({key: (number, words) for key, number, words in connection.execute(query)})
    return found


def write_contacts(connection: Connection, rows: Sequence[PulledContact]) -> frozenset[str]:
    """Adds or updates contacts; the ids of those that changed."""
    return _write(connection, schema.contact, _with_account(connection, rows))


def write_opportunities(
    connection: Connection, rows: Sequence[PulledOpportunity]
) -> frozenset[str]:
    """Adds or updates opportunities, and ARR and renewal of the accounts they concern (an open
    renewal's amount and close date, the earliest first); the ids of those that changed."""
    owners = _ids(connection, schema.person, (row.owner_user for row in rows))
    values = _with_account(connection, rows)
    for value in values:
        value["owner_id"] = owners.get(value.pop("owner_user") or "")
    before = _accounts_of(connection, rows)
    changed = _write(connection, schema.opportunity, values)
    if changed:
        derive_renewals(connection, before | _accounts_of(connection, rows))
    return changed


def write_cases(connection: Connection, rows: Sequence[PulledCase]) -> frozenset[str]:
    """Adds or updates cases; the ids of those that changed."""
    return _write(connection, schema.support_case, _with_account(connection, rows))


def write_activities(connection: Connection, rows: Sequence[PulledActivity]) -> frozenset[str]:
    """Adds or updates activities, deleted and archived ones too; the ids of those that changed."""
    values = _with_account(connection, rows)
    for value, row in zip(values, rows, strict=True):
        value["happened_on"] = happened_on(
            row.kind, is_closed=row.is_closed, planned=row.date, changed_at=row.system_modstamp
        )
    return _write(connection, schema.activity, values)


def derive_renewals(connection: Connection, account_ids: Iterable[int]) -> None:
    """ARR and renewal date of these accounts from their open renewal opportunities; written where
    they differ."""
    opportunity, account = schema.opportunity, schema.account
    known = select(account.c.id, account.c.arr_cents, account.c.renewal_date)
    write = update_statement(account, ("arr_cents", "renewal_date"))
    for chunk in chunked(sorted(account_ids)):
        found: dict[int, tuple[int | None, date | None]] = dict.fromkeys(chunk, (None, None))
        query = (
            select(opportunity.c.account_id, opportunity.c.amount_cents, opportunity.c.close_date)
            .where(
                opportunity.c.account_id.in_(chunk),
                opportunity.c.type == RENEWAL,
                ~opportunity.c.is_closed,
                ~opportunity.c.is_deleted,
            )
            .order_by(opportunity.c.close_date.desc(), opportunity.c.id.desc())
        )
        for account_id, amount, close_date in connection.execute(query):
            found[account_id] = (amount, close_date)
        rows = connection.execute(known.where(account.c.id.in_(chunk)).order_by(account.c.id))
        changed = [
            {
                KEY: account_id,
                "arr_cents": found[account_id][0],
                "renewal_date": found[account_id][1],
            }
            for account_id, *before in rows
            if tuple(before) != found[account_id]
        ]
        if changed:
            connection.execute(write, changed)


def account_keys(connection: Connection, account_ids: Iterable[int]) -> list[str]:
    """The Salesforce ids of these accounts."""
    query = select(schema.account.c.salesforce_id).where(schema.account.c.id.in_(list(account_ids)))
    return [key for key in connection.scalars(query) if key]


def close_past_events(connection: Connection, now: datetime) -> int:
    """Marks events that have ended as done; how many."""
    activity = schema.activity
    result = connection.execute(
        update(activity)
        .where(activity.c.kind == "Event", ~activity.c.is_closed, activity.c.end_at < now)
        .values(is_closed=True)
    )
    return int(result.rowcount)


def snapshot_due(connection: Connection, today: date) -> bool:
    """True once a day, until `snapshot_accounts` ran."""
    return workspace.fact(connection, SNAPSHOT_DAY) != today.isoformat()


def snapshot_accounts(connection: Connection, today: date) -> None:
    """Today's row of every account, so that trends exist."""
    account, cta, snapshot = schema.account, schema.cta, schema.account_snapshot
    open_ctas = (
        select(func.count())
        .select_from(cta)
        .where(cta.c.account_id == account.c.id, cta.c.closed_at.is_(None))
        .scalar_subquery()
    )
    columns = ["account_id", "day", "arr_cents", "health", "nps", "usage", "open_ctas"]
    present = select(snapshot.c.account_id).where(snapshot.c.day == today)
    query = select(
        account.c.id,
        literal(today, schema.account_snapshot.c.day.type),
        account.c.arr_cents,
        account.c.health,
        account.c.nps,
        account.c.usage,
        open_ctas,
    ).where(~account.c.is_deleted, account.c.id.not_in(present))
    connection.execute(snapshot.insert().from_select(columns, query))
    workspace.set_fact(connection, SNAPSHOT_DAY, today.isoformat())


def _write(
    connection: Connection,
    table: Table,
    values: Sequence[dict[str, Any]],
    *,
    ignored: Sequence[str] = (),
) -> frozenset[str]:
    """Writes the rows that are new or differ; `ignored` columns are set on new rows alone."""
    if not values:
        return frozenset()
    compared = tuple(name for name in values[0] if name not in ignored)
    stored: dict[str, tuple[Any, ...]] = {}
    query, place = _stored(table, compared), compared.index("salesforce_id")
    for chunk in chunked(value["salesforce_id"] for value in values):
        for row in connection.execute(query, {"keys": chunk}):
            stored[row[place]] = tuple(row)
    newest = {value["salesforce_id"]: value for value in values}
    changed = [
        value
        for key, value in newest.items()
        if stored.get(key) != tuple(value[name] for name in compared)
    ]
    upsert(connection, table, changed, ["salesforce_id"], keep=ignored)
    return frozenset(value["salesforce_id"] for value in changed)


def _with_account(connection: Connection, rows: Sequence[Any]) -> list[dict[str, Any]]:
    accounts = _ids(connection, schema.account, (row.account for row in rows))
    values = []
    for row in rows:
        value = asdict(row)
        value["account_id"] = accounts.get(value.pop("account") or "")
        values.append(value)
    return values


def _accounts_of(connection: Connection, rows: Sequence[PulledOpportunity]) -> set[int]:
    opportunity = schema.opportunity
    found: set[int] = set()
    for chunk in chunked(row.salesforce_id for row in rows):
        query = select(opportunity.c.account_id).where(
            opportunity.c.salesforce_id.in_(chunk), opportunity.c.account_id.is_not(None)
        )
        found.update(connection.scalars(query))
    return found


def _ids(
    connection: Connection, table: Table, salesforce_ids: Iterable[str | None]
) -> dict[str, int]:
    found: dict[str, int] = {}
    query = _stored(table, ("salesforce_id", "id"))
    for chunk in chunked({key for key in salesforce_ids if key}):
        found.update((key, row_id) for key, row_id in connection.execute(query, {"keys": chunk}))
    return found


@cache
def _stored(table: Table, names: tuple[str, ...]) -> Select[Any]:
    """These columns of the rows with the Salesforce ids `keys`; composed once."""
    keys: BindParameter[str] = bindparam("keys", expanding=True)
    return select(*(table.c[name] for name in names)).where(table.c.salesforce_id.in_(keys))


def _fresh_ids(connection: Connection, table: Table, rows: Sequence[Pulled]) -> set[str]:
    known = _ids(connection, table, (row.salesforce_id for row in rows))
    return {row.salesforce_id for row in rows} - set(known)


def _role_by_title(title: str) -> str:
    lowered = title.lower()
    if "sales" in lowered or "account executive" in lowered:
        return "sales"
    return "viewer" if "support" in lowered else "member"
