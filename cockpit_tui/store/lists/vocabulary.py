"""What a query's words may name, read only as far as the query asks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, case, select

from cockpit_tui.domain.errors import InvalidQuery
from cockpit_tui.domain.query.conditions import Column, Filter
from cockpit_tui.domain.query.filters import parse
from cockpit_tui.domain.query.naming import Choice
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.query.resolving import resolve
from cockpit_tui.domain.values import Picklist
from cockpit_tui.store.lists.text_sql import has_text, place_of
from cockpit_tui.store.tables import schema

HINT_NAMES = 2_000
"""Account names that a hint is looked for in; more would take longer than a person waits."""
_value, _person, _account = schema.picklist_value, schema.person, schema.account


def understood(connection: Connection, text: str, reader: Reader) -> Filter:
    """The filter that the query means here and now; raises InvalidQuery."""
    try:
        return resolve(parse(text), StoreVocabulary(connection), reader)
    except InvalidQuery as error:
        error.query = text
        raise


class StoreVocabulary:
    """The workspace's value sets, people and accounts, as `resolve` asks for them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def values(self, picklist: Picklist) -> Sequence[Choice]:
        query = (
            select(_value.c.id, _value.c.label, _value.c.is_closed, _value.c.outcome)
            .where(_value.c.picklist == picklist.value)
            .order_by(_value.c.position, _value.c.id)
        )
        return [
            Choice(row.id, row.label, is_closed=row.is_closed, outcome=row.outcome)
            for row in self._connection.execute(query)
        ]

    def people(self) -> Sequence[Choice]:
        query = select(_person.c.id, _person.c.name, _person.c.email, _person.c.salesforce_id)
        return [
            Choice(row.id, row.name, tuple(word for word in (row.email, row.salesforce_id) if word))
            for row in self._connection.execute(query.order_by(_person.c.id))
        ]

    def account_id(self, *, own: int | None = None, salesforce: str | None = None) -> int | None:
        query = select(_account.c.id)
        if own is not None:
            query = query.where(_account.c.id == own)
        if salesforce is not None:
            query = query.where(_account.c.salesforce_id == salesforce)
        return self._connection.scalar(query)

    def has_account(self, prefixes: tuple[str, ...]) -> bool:
        matching = (has_text(_account.c.words, prefix) for prefix in prefixes)
        query = select(_account.c.id).where(*matching).limit(1)
        return self._connection.scalar(query) is not None

    def account_names(self) -> Sequence[str]:
        query = select(_account.c.name).order_by(_account.c.name).limit(HINT_NAMES)
        return list(self._connection.scalars(query))

    def texts(self, column: Column) -> Sequence[str]:
        found = schema.metadata.tables[column.table].c[column.name_in_table]
        query = select(found).distinct().where(found.is_not(None), found != "").order_by(found)
        return list(self._connection.scalars(query.limit(HINT_NAMES)))

    def accounts_with(self, prefixes: Sequence[str], limit: int) -> list[tuple[str, str]]:
        """Name and words of customers with words that start so, in no order."""
        matching = (has_text(_account.c.words, prefix) for prefix in prefixes)
        query = select(_account.c.name, _account.c.words).where(~_account.c.is_deleted, *matching)
        return [(row[0], row[1]) for row in self._connection.execute(query.limit(limit))]

    def likeliest_accounts(self, prefixes: Sequence[str], limit: int) -> list[tuple[str, str]]:
        """The same, those that begin so first, and by name."""
        matching = (has_text(_account.c.words, prefix) for prefix in prefixes)
        query = select(_account.c.name, _account.c.words).where(~_account.c.is_deleted, *matching)
        if prefixes:
            begins = place_of(_account.c.words, prefixes[0]) == 1
            query = query.order_by(case((begins, 0), else_=1))
        found = self._connection.execute(query.order_by(_account.c.name).limit(limit))
        return [(row[0], row[1]) for row in found]
