"""The beginning of a list whose words many CTAs have: its first rows, counted later.

Thousands of matches take longer to count than a person takes between two keys. Where matches are
that frequent, the first rows are met within a short walk along the index of the order, with a look
at each row's words; where they are rare, all of them are found at once, and the list comes whole.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec.structs import replace
from sqlalchemy import Connection, Select, func, select

from cockpit_tui.domain.lists.grouping import (
    BY_RECORD,
    Labelled,
    by_name,
    due_groups,
    one_group,
    parts_closed,
)
from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.query.conditions import AllOf, Filter, HasWord
from cockpit_tui.domain.rows import Group, Listing
from cockpit_tui.domain.values import CtaState, GroupBy, SortBy
from cockpit_tui.store import schema
from cockpit_tui.store.lists.full_text import finds_at_least
from cockpit_tui.store.lists.listing_sql import id_statement, label_statement
from cockpit_tui.store.lists.vocabulary import understood

LOOKED_AT_PER_MATCH = 58
"""Rows that may be looked at in the time in which all matches would be read, times their number:
a look takes two thirds of the time of a match, and the first screens need 80 of them."""
GROUPS_AT_MOST = 8
"""Groups that are walked through before the whole list is the quicker way."""
_cta = schema.cta


def read_beginning(connection: Connection, view: ViewSpec, first: int) -> Listing | None:
    """The first rows in their groups, the last of which may hold more; None where the whole list
    is as quick to read. Raises InvalidQuery."""
    filtered = understood(connection, view.query, view.reader)
    words = [part for part in filtered.conjuncts if isinstance(part, HasWord)]
    is_in_order = view.sort_by is SortBy.DUE and view.group_by is not GroupBy.NEW_AND_DUE
    is_in_order = is_in_order and not parts_closed(view.group_by, filtered.states)
    if not is_in_order or not words or any(word.part for word in words):
        return None
    if not _are_frequent(connection, words):
        return None
    looked_at = _looked_at(filtered)
    if view.group_by in BY_RECORD:
        groups, ids = _by_record(connection, view, looked_at, first)
    else:
        groups, ids = _in_due_order(connection, view, looked_at, first)
    if len(ids) < first:
        # A walk through the whole list has seen all that there is.
        is_whole = view.group_by not in BY_RECORD
        return Listing(view.group_by, view.sort_by, groups, ids, view.query) if is_whole else None
    groups = (*groups[:-1], replace(groups[-1], is_partial=True))
    return Listing(view.group_by, view.sort_by, groups, ids, view.query, is_partial=True)


def _are_frequent(connection: Connection, words: Sequence[HasWord]) -> bool:
    """Whether a walk meets enough of them sooner than all of them are read."""
    total = connection.scalar(select(func.max(_cta.c.id))) or 0
    enough = int((LOOKED_AT_PER_MATCH * total) ** 0.5) + 1
    return finds_at_least(connection, words, enough)


def _looked_at(filtered: Filter) -> Filter:
    parts = (
        replace(part, is_looked_at=True) if isinstance(part, HasWord) else part
        for part in filtered.conjuncts
    )
    return Filter(filtered.states, AllOf(tuple(parts)))


def _in_due_order(
    connection: Connection, view: ViewSpec, filtered: Filter, first: int
) -> tuple[tuple[Group, ...], array[int]]:
    """One walk along the due dates."""
    statement = id_statement(replace(view, group_by=GroupBy.DUE), filtered, is_walked=True)
    ids = _first_ids(connection, statement, first)
    if view.group_by is GroupBy.ALL:
        return one_group(len(ids)), ids
    days: Counter[date | None] = Counter()
    found = select(_cta.c.due, func.count()).where(_cta.c.id.in_(list(ids))).group_by(_cta.c.due)
    for day, n in connection.execute(found):
        days[day] += n
    reader = view.reader
    is_closed_list = filtered.states == {CtaState.CLOSED}
    groups = due_groups(
        days.items(), reader.today, reader.first_weekday, is_closed_list=is_closed_list
    )
    return groups, ids


def _by_record(
    connection: Connection, view: ViewSpec, filtered: Filter, first: int
) -> tuple[tuple[Group, ...], array[int]]:
    """A walk through one group after the other, in the order of display."""
    groups: list[Group] = []
    ids = array("I")
    for key, label in list(_labels(connection, view))[:GROUPS_AT_MOST]:
        statement = id_statement(view, filtered, [str(key)], is_walked=True)
        found = _first_ids(connection, statement, first - len(ids))
        if found:
            groups.append(Group(str(key), label, len(found)))
            ids.extend(found)
        if len(ids) >= first:
            break
    return tuple(groups), ids


def _labels(connection: Connection, view: ViewSpec) -> Iterable[tuple[int, str]]:
    """The groups that may be, in their order."""
    if BY_RECORD[view.group_by].picklist is not None:
        statement = label_statement(view.group_by, is_sqlite=True)
        return [(row[0], row[1]) for row in connection.execute(statement)]
    table = schema.person if view.group_by is GroupBy.OWNER else schema.account
    named = (Labelled(*row) for row in connection.execute(select(table.c.id, table.c.name)))
    first = view.reader.person_id if view.group_by is GroupBy.OWNER else None
    return [(entry.id, entry.label) for entry in by_name(named, first)]


def _first_ids(connection: Connection, statement: Select[tuple[int]], first: int) -> array[int]:
    return array("I", connection.scalars(statement.limit(first)))
