"""A workspace of any size, written straight into the store: for measuring, not for the demo."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Table, insert, select

from cockpit_tui.domain.defaults import VALUES
from cockpit_tui.domain.permissions import SHIPPED_ROLES
from cockpit_tui.domain.text import to_parts, to_words
from cockpit_tui.domain.values import CtaState, Picklist
from cockpit_tui.store import migrate, workspace
from cockpit_tui.store.engine import Store
from cockpit_tui.store.tables import schema
from cockpit_tui.store.types import NO_DATE
from cockpit_tui.store.work import derived, full_text

TODAY = date(2026, 11, 23)
CHUNK = 20_000
"""Rows a statement."""
CTAS_PER_ACCOUNT, ACCOUNTS_MOST = 10, 50_000
CTAS_PER_PERSON, PEOPLE_LEAST, PEOPLE_MOST = 500, 12, 400
ASLEEP, CLOSED = 0.02, 0.05
"""Shares of all CTAs."""
CUSTOMERS = ("Globex", "Initech", "Hooli", "Umbrella", "Soylent", "Vandelay", "Stark", "Wonka")
TOPICS = ("Renewal", "Adoption", "Usage down", "Champion left", "Upsell", "Survey", "Review")
ASKS = ("call the sponsor", "plan the next quarter", "check the numbers", "agree on a date")


class Sizes(Struct, frozen=True):
    """How much of everything."""

    ctas: int
    people: int
    accounts: int

    @classmethod
    def of(cls, ctas: int) -> Sizes:
        """The customers and people that go with so many CTAs."""
        return cls(
            ctas,
            people=min(PEOPLE_MOST, max(PEOPLE_LEAST, ctas // CTAS_PER_PERSON)),
            accounts=min(ACCOUNTS_MOST, max(1, ctas // CTAS_PER_ACCOUNT)),
        )


def make_workspace(path: Path, ctas: int = 100_000, seed: int = 7) -> Store:
    """A new SQLite workspace with `ctas` open CTAs and as many asleep or closed as in real life.

    The same seed gives the same rows. Every second CTA has a task; a tenth of the tasks is
    somebody else's than the CTA's owner.
    """
    store = Store(f"sqlite:///{path}")
    migrate.upgrade(store)
    with store.write() as connection:
        workspace.furnish(connection, VALUES, SHIPPED_ROLES)
        fill(connection, Sizes.of(ctas), random.Random(seed))
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return store


def fill(connection: Connection, sizes: Sizes, chance: random.Random) -> None:
    """Writes people, accounts, CTAs and tasks; derived columns and counts included."""
    sets = _value_sets(connection)
    _write(connection, schema.person, _people(sizes))
    _write(connection, schema.account, _accounts(sizes, chance))
    tables = (schema.cta, schema.task, schema.task_part)
    indexes = [index for table in tables for index in sorted(table.indexes, key=lambda i: str(i))]
    for index in indexes:
        index.drop(connection)
    owners = [0]
    _write(connection, schema.cta, _ctas(sizes, chance, sets, owners))
    _write(connection, schema.task, _tasks(sizes, sets))
    _write(connection, schema.task_part, _parts(sizes, chance, sets, owners))
    for index in indexes:
        index.create(connection)
    derived.recount(connection)
    full_text.rebuild(connection)


def _write(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        connection.execute(insert(table), chunk)


def _value_sets(connection: Connection) -> dict[str, list[Any]]:
    value = schema.picklist_value
    sets: dict[str, list[Any]] = {}
    for row in connection.execute(select(value).order_by(value.c.position)):
        sets.setdefault(row.picklist, []).append(row)
    return sets


def _people(sizes: Sizes) -> Iterator[dict[str, Any]]:
    for number in range(1, sizes.people + 1):
        yield {
            "id": number,
            "salesforce_id": f"005{number:012d}AAA",
            "name": f"Person {number}",
            "email": f"person{number}@example.com",
            "role": "admin" if number == 1 else "member",
        }


def _accounts(sizes: Sizes, chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1, sizes.accounts + 1):
        name = f"{CUSTOMERS[number % len(CUSTOMERS)]} {number}"
        yield {
            "id": number,
            "salesforce_id": f"001{number:012d}AAA",
            "name": name,
            "words": to_words(name),
            "owner_id": number % sizes.people + 1,
            "arr_cents": chance.randrange(10_000, 90_000_000),
            "health": chance.randrange(101),
        }


def _ctas(
    sizes: Sizes, chance: random.Random, sets: dict[str, list[Any]], owners: list[int]
) -> Iterator[dict[str, Any]]:
    statuses = sets[Picklist.CTA_STATUS]
    open_ids = [row.id for row in statuses if not row.is_closed]
    closed_ids = [row.id for row in statuses if row.is_closed]
    ids = {name: [row.id for row in sets[name]] for name in ("cta_type", "reason", "priority")}
    now = datetime.combine(TODAY, datetime.min.time(), UTC)
    asleep, closed = int(sizes.ctas * ASLEEP), int(sizes.ctas * CLOSED)
    for number in range(1, sizes.ctas + asleep + closed + 1):
        is_closed = number > sizes.ctas + asleep
        is_asleep = not is_closed and number > sizes.ctas
        name = f"{chance.choice(TOPICS)} {number}"
        comment = chance.choice(ASKS)
        has_task = number % 2
        owners.append(chance.randrange(sizes.people) + 1)
        yield {
            "id": number,
            "name": name,
            "account_id": chance.randrange(sizes.accounts) + 1,
            "type_id": chance.choice(ids["cta_type"]),
            "reason_id": chance.choice(ids["reason"]),
            "priority_id": chance.choice(ids["priority"]),
            "status_id": chance.choice(closed_ids if is_closed else open_ids),
            "owner_id": owners[-1],
            "due": NO_DATE
            if chance.random() < 0.02
            else TODAY + timedelta(days=chance.randrange(-40, 200)),
            "comment": comment,
            "is_flagged": chance.random() < 0.05,
            "snoozed_until": TODAY + timedelta(days=9) if is_asleep else None,
            "created_at": now - timedelta(minutes=sizes.ctas - number),
            "closed_at": now if is_closed else None,
            "state": (
                CtaState.CLOSED if is_closed else CtaState.SNOOZED if is_asleep else CtaState.OPEN
            ),
            "tasks_open": has_task,
            "tasks_total": has_task,
            "words": to_parts(name, comment, ["Call them"] if has_task else []),
        }


def _tasks(sizes: Sizes, sets: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    status = next(row.id for row in sets[Picklist.TASK_STATUS] if not row.is_closed)
    priority = sets[Picklist.PRIORITY][1].id
    now = datetime.combine(TODAY, datetime.min.time(), UTC)
    for number in range(1, sizes.ctas + 1, 2):
        yield {
            "id": number,
            "cta_id": number,
            "position": 0,
            "title": "Call them",
            "status_id": status,
            "priority_id": priority,
            "due": TODAY + timedelta(days=number % 60),
            "created_at": now,
        }


def _parts(
    sizes: Sizes, chance: random.Random, sets: dict[str, list[Any]], owners: list[int]
) -> Iterator[dict[str, Any]]:
    status = next(row.id for row in sets[Picklist.TASK_STATUS] if not row.is_closed)
    for number in range(1, sizes.ctas + 1, 2):
        is_helped = chance.random() < 0.1
        yield {
            "id": number,
            "task_id": number,
            "position": 0,
            "assignee_id": chance.randrange(sizes.people) + 1 if is_helped else owners[number],
            "status_id": status,
            "cta_id": number,
            "is_synced": False,
            "sync_state": "local",
        }
