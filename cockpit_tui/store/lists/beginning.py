"""The beginning of a list whose words many CTAs have: its first rows, counted later.

Thousands of matches take longer to count than a person takes between two keys. Where matches are
that frequent, the first rows are met within a short walk along the index of the order, with a look
at each row's words; where they are rare, all of them are found at once, and the list comes whole.

How many there are is asked of the index of words, which tells it quickly of beginnings of up to
three letters, the longest it keeps by themselves. With longer ones the walk itself is tried first,
for a while: where enough is met nothing has to be counted.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeAlias

from msgspec.structs import replace
from sqlalchemy import Connection, Select, func, select

from cockpit_tui.domain.lists.grouping import (
    BY_RECORD,
    Labelled,
    by_name,
    one_group,
    parts_closed,
)
from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.query.conditions import AllOf, Filter, HasWord
from cockpit_tui.domain.rows import Group, Listing
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.store.lists.filter_sql import TABLE, shared_work
from cockpit_tui.store.lists.listing import dated_groups, labelled_groups
from cockpit_tui.store.lists.listing_sql import (
    PLACE,
    id_statement,
    label_statement,
    place,
    place_of_cta,
)
from cockpit_tui.store.lists.row_shapes import in_display_order
from cockpit_tui.store.lists.vocabulary import understood
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.full_text import count_found

LOOKED_AT_PER_MATCH = 58
"""Rows that may be looked at in the time in which all matches would be read, times their number:
a look takes two thirds of the time of a match, and the first screens need 80 of them."""
PASSED_PER_MATCH = 2
"""The same where matches are looked for among the entries of the index of due dates alone, which
takes a thirtieth of the time of a look."""
DEPTH = 4
"""So many times as deep as they would be met if they stood evenly."""
QUICK_LETTERS = 3
"""Of a beginning whose CTAs the index of words keeps by themselves."""
TRIED = 1_000
"""Rows looked at before matches are counted: 2 ms."""
TRIED_MORE = 16
"""At most so many times as many where a part of what is needed was met."""
GROUPS_AT_MOST = 8
"""Groups that are walked through before the whole list is the quicker way."""
Met: TypeAlias = tuple[int, Any]
"""A CTA, and what it is grouped or ordered by."""
Place: TypeAlias = tuple[date | None, int]
"""Of a CTA along the due dates: its own, and its id."""
_cta = schema.cta
_LAST_ID = select(func.max(_cta.c.id))


def read_beginning(connection: Connection, view: ViewSpec, first: int) -> Listing | None:
    """The first rows in their groups, the last of which may hold more, or all where they are rare;
    None where `read_listing` is as quick. Raises InvalidQuery."""
    filtered = understood(connection, view.query, view.reader)
    words = [part for part in filtered.conjuncts if isinstance(part, HasWord)]
    is_in_order = view.sort_by is SortBy.DUE and view.group_by is not GroupBy.NEW_AND_DUE
    is_in_order = is_in_order and not parts_closed(view.group_by, filtered.states)
    if not is_in_order or not words:
        return None
    total = connection.scalar(_LAST_ID) or 0
    enough = int((LOOKED_AT_PER_MATCH * total) ** 0.5) + 1
    quick = [replace(word, prefix=word.prefix[: 1 + QUICK_LETTERS]) for word in words]
    found = count_found(connection, quick, enough)
    if found < enough:
        return _of_few(connection, view, filtered, found, total, first)
    looked_at = _looked_at(filtered)
    if shared_work(filtered) is not None:
        # Two lists are put together, whatever is asked of them.
        return _all_of(connection, view, looked_at)
    if quick != words:
        met = _tried(connection, view, looked_at, first)
        if len(met) >= first:
            return _begun(view, _groups_of(connection, view, filtered, met), met)
        found = count_found(connection, words, enough)
        if found < enough:
            return _of_few(connection, view, filtered, found, total, first)
    return _walked(connection, view, looked_at, first)


def _of_few(
    connection: Connection, view: ViewSpec, filtered: Filter, found: int, total: int, first: int
) -> Listing:
    """All of them, or the first along the due dates where that is quicker."""
    if found * found > PASSED_PER_MATCH * total and _is_one_walk(view, filtered):
        end = _place(connection, filtered, DEPTH * first * total // found)
        met = _met_between(connection, view, filtered, None, end, first)
        if len(met) >= first:
            return _begun(view, _groups_of(connection, view, filtered, met), met)
    return _all_of(connection, view, filtered)


def _walked(
    connection: Connection, view: ViewSpec, looked_at: Filter, first: int
) -> Listing | None:
    """The first that a walk meets that looks at each row."""
    if view.group_by in BY_RECORD:
        groups, met = _by_record(connection, view, looked_at, first)
        return _begun(view, groups, met) if len(met) >= first else None
    met = _met_in_all(connection, view, looked_at, first)
    groups = _groups_of(connection, view, looked_at, met)
    if len(met) < first:
        # A walk through the whole list has seen all that there is.
        return Listing(view.group_by, view.sort_by, groups, _ids(met), view.query)
    return _begun(view, groups, met)


def _begun(view: ViewSpec, groups: tuple[Group, ...], met: Sequence[Met]) -> Listing:
    groups = (*groups[:-1], replace(groups[-1], is_partial=True))
    return Listing(view.group_by, view.sort_by, groups, _ids(met), view.query, is_partial=True)


def _looked_at(filtered: Filter) -> Filter:
    parts = (
        replace(part, is_looked_at=True) if isinstance(part, HasWord) else part
        for part in filtered.conjuncts
    )
    return Filter(filtered.states, AllOf(tuple(parts)))


def _all_of(connection: Connection, view: ViewSpec, filtered: Filter) -> Listing:
    """All of them by one statement, each looked up from its words, and counted here."""
    statement = id_statement(view, filtered, by_key=True, with_key=True, lead=TABLE)
    found = _met(connection, statement, None)
    groups, ids = _groups_of(connection, view, filtered, found), _ids(found)
    if view.group_by in BY_RECORD:
        ids = in_display_order(ids, groups)
    return Listing(view.group_by, view.sort_by, groups, ids, view.query)


def _walk(view: ViewSpec, filtered: Filter) -> Select[Any]:
    """Along the due dates, whatever the list is grouped by."""
    by_day = replace(view, group_by=GroupBy.DUE)
    return id_statement(by_day, filtered, lead=None, with_key=True)


def _tried(connection: Connection, view: ViewSpec, looked_at: Filter, first: int) -> list[Met]:
    """What a short walk meets, and going on with it where that was a part of what is needed."""
    if not _is_one_walk(view, looked_at):
        return []
    end = _place(connection, looked_at, TRIED)
    met = _met_between(connection, view, looked_at, None, end, first)
    if end is not None and first > len(met) >= 2 * first / TRIED_MORE:
        further = _place(connection, looked_at, TRIED * TRIED_MORE)
        met += _met_between(connection, view, looked_at, end, further, first - len(met))
    return met


def _is_one_walk(view: ViewSpec, filtered: Filter) -> bool:
    """Whether the list is in the order of one index."""
    is_by_record = view.group_by in BY_RECORD
    return not is_by_record and len(filtered.states) == 1 and shared_work(filtered) is None


def _place(connection: Connection, filtered: Filter, depth: int) -> Place | None:
    """What stands so far down the due dates of one state's list; None past its end."""
    (state,) = filtered.states
    found = connection.execute(PLACE, {"state": state.value, "depth": depth}).first()
    return None if found is None else (found.due, found.id)


def _met_between(
    connection: Connection,
    view: ViewSpec,
    filtered: Filter,
    after: Place | None,
    end: Place | None,
    first: int,
) -> list[Met]:
    """The first along the due dates, after the one place and up to the other."""
    statement = _walk(view, filtered)
    if after is not None:
        statement = statement.where(place_of_cta() > place(*after))
    if end is not None:
        statement = statement.where(place_of_cta() <= place(*end))
    return _met(connection, statement, first)


def _met_in_all(connection: Connection, view: ViewSpec, filtered: Filter, first: int) -> list[Met]:
    """The first along the due dates of each state, put together: no index holds several states in
    one order. Once enough were met a walk goes no further than the last of them."""
    met: list[Met] = []
    for state in sorted(filtered.states):
        of_one = Filter(frozenset({state}), filtered.condition)
        end = (met[-1][1], met[-1][0]) if len(met) == first else None
        met += _met_between(connection, view, of_one, None, end, first)
        met = sorted(met, key=lambda one: (one[1] or date.max, one[0]))[:first]
    return met


def _by_record(
    connection: Connection, view: ViewSpec, filtered: Filter, first: int
) -> tuple[tuple[Group, ...], list[Met]]:
    """A walk through one group after the other, in the order of display."""
    groups: list[Group] = []
    met: list[Met] = []
    for key, label in list(_labels(connection, view))[:GROUPS_AT_MOST]:
        statement = id_statement(view, filtered, [str(key)], with_key=True)
        found = _met(connection, statement, first - len(met))
        if found:
            groups.append(Group(str(key), label, len(found)))
            met += found
        if len(met) >= first:
            break
    return tuple(groups), met


def _labels(connection: Connection, view: ViewSpec) -> Iterable[tuple[int, str]]:
    """The groups that may be, in their order."""
    if BY_RECORD[view.group_by].picklist is not None:
        statement = label_statement(view.group_by, is_sqlite=True)
        return [(row[0], row[1]) for row in connection.execute(statement)]
    table = schema.person if view.group_by is GroupBy.OWNER else schema.account
    named = (Labelled(*row) for row in connection.execute(select(table.c.id, table.c.name)))
    first = view.reader.person_id if view.group_by is GroupBy.OWNER else None
    return [(entry.id, entry.label) for entry in by_name(named, first)]


def _groups_of(
    connection: Connection, view: ViewSpec, filtered: Filter, met: Sequence[Met]
) -> tuple[Group, ...]:
    """The groups of CTAs with their records, or with their due dates."""
    if view.group_by is GroupBy.ALL:
        return one_group(len(met))
    counts = Counter(key for _, key in met)
    if view.group_by in BY_RECORD:
        return labelled_groups(connection, view, counts)
    return dated_groups(counts.items(), view, filtered)


def _met(connection: Connection, statement: Select[Any], first: int | None) -> list[Met]:
    return [(row[0], row[1]) for row in connection.execute(statement.limit(first)).all()]


def _ids(met: Sequence[Met]) -> array[int]:
    return array("I", (cta_id for cta_id, _ in met))
