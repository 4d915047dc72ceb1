"""Fills a new org with a believable company: the same number, size and day give the same data."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date

from cockpit_sandbox import archive, last_activity
from cockpit_sandbox.org import Org
from cockpit_sandbox.schema import SObject
from cockpit_sandbox.seed.activities import ActivityBook
from cockpit_sandbox.seed.customers import CustomerBook
from cockpit_sandbox.seed.people import hire, lead_rows, organization_row, queue_rows
from cockpit_sandbox.seed.pipeline import PipelineBook, value_tables
from cockpit_sandbox.seed.rows import Calendar, StoredRow
from cockpit_sandbox.seed.sizes import SIZES, Size

__all__ = ["SIZES", "Size", "seed_org"]

ROWS_AT_ONCE = 5_000


class _Loader:
    """Gathers rows by object and stores them in batches."""

    def __init__(self, org: Org) -> None:
        self._storage = org.storage
        self._schema = org.schema
        self._waiting: dict[str, list[StoredRow]] = {each.name: [] for each in org.schema}
        self._counts = dict.fromkeys(self._waiting, 0)

    def add(self, name: str, rows: Iterable[StoredRow]) -> None:
        waiting = self._waiting[name]
        waiting.extend(rows)
        if len(waiting) >= ROWS_AT_ONCE:
            self._store(self._schema[name])

    def finish(self) -> None:
        """Store what waits, and let the id sequences go on from here."""
        for sobject in self._schema:
            self._store(sobject)
            self._storage.run(
                "INSERT OR REPLACE INTO id_sequence VALUES (?, ?)",
                (sobject.name, self._counts[sobject.name]),
            )
        self._storage.run(
            "INSERT OR REPLACE INTO id_sequence VALUES ('CaseNumber', ?)", (self._counts["Case"],)
        )

    def _store(self, sobject: SObject) -> None:
        waiting = self._waiting[sobject.name]
        self._counts[sobject.name] += len(waiting)
        self._storage.insert(sobject, waiting)
        waiting.clear()


def seed_org(org: Org, *, number: int = 1, size: str = "small", today: date | None = None) -> None:
    """Fill an empty org. All or nothing: an interrupted seed leaves the org empty.

    Args:
        org: the org to fill.
        number: the seed of all that is drawn by lot.
        size: a name of `SIZES`.
        today: the day from which all dates are counted; by default the day of the org's clock.
    """
    dice = random.Random(f"{number}/{size}")  # noqa: S311 invented data, not a secret
    today = today or org.clock.now().date()
    calendar = Calendar(today)
    with org.storage.transaction():
        _fill(org, size, calendar, dice, number)
        # Filling an indexed table is slower, so the indexes come last.
        org.storage.create_indexes()
        last_activity.keep_all(org.storage, today)


def describe_seed(number: int, size: str) -> str:
    """What an org was made from, as the org remembers it."""
    return f"--seed {number} --size {size}"


def _fill(org: Org, size_name: str, calendar: Calendar, dice: random.Random, number: int) -> None:
    size = SIZES[size_name]
    schema, loader = org.schema, _Loader(org)
    staff, users = hire(schema, calendar, size, dice)
    loader.add("User", users)
    loader.add("Group", queue_rows(schema, calendar, staff.main))
    loader.add("Lead", lead_rows(schema, calendar, staff.main))
    loader.add("Organization", [organization_row(schema, calendar, number, staff.main)])
    for name, rows in value_tables(schema, calendar, staff.main).items():
        loader.add(name, rows)
    pipeline = PipelineBook(schema, calendar, staff, dice)
    activities = ActivityBook(schema, calendar, staff, dice)
    left, accounts_left = size.activities, size.accounts
    for customer, account, contacts in CustomerBook(
        schema, calendar, size, staff, dice
    ).customers():
        loader.add("Account", [account])
        loader.add("Contact", contacts)
        deals, tickets = pipeline.deals(customer), pipeline.tickets(customer)
        loader.add("Opportunity", deals)
        loader.add("Case", tickets)
        mean = left / accounts_left
        count = left if accounts_left == 1 else int(mean * dice.uniform(0.6, 1.4))
        left, accounts_left = left - count, accounts_left - 1
        parents = [str(row[0]) for row in (*deals, *tickets)]
        for name, row in activities.of_customer(customer, parents, count):
            loader.add(name, [row])
    loader.finish()
    archive.run(org.storage, calendar.today)
    org.storage.remember("main_user", staff.main)
    org.storage.remember("seed", describe_seed(number, size_name))
    org.storage.remember("created", calendar.at(-2, 0))
