"""The beginning of a list whose words many CTAs have: its first rows, counted later.

Thousands of matches take longer to count than a person takes between two keys. Where matches are
that frequent, the first rows are met within a short walk along the index of the order, with a look
at each row's words; where they are rare, all of them are found at once, and the list comes whole.
Between the two, what two words have in common most of all, the walk looks at the rows alone that
the index of words names.

How many there are is asked of that index, which tells it quickly of beginnings of up to three
letters, the longest it keeps by themselves: along the due dates by how far the first thousand
reach. What longer ones ask is looked for in the rows that are met.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
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
from cockpit_tui.domain.lists.rows import Group, Listing
from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.query.conditions import AllOf, Condition, Filter, HasWord
from cockpit_tui.domain.values import CtaState, GroupBy, SortBy
from cockpit_tui.store.lists.filter_sql import TABLE, shared_work
from cockpit_tui.store.lists.listing import dated_groups, labelled_groups
from cockpit_tui.store.lists.listing_sql import (
    DAY_AT,
    PLACE,
    id_statement,
    label_statement,
    place,
    place_of_cta,
)
from cockpit_tui.store.lists.row_shapes import in_display_order, to_day
from cockpit_tui.store.lists.vocabulary import understood
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.full_text import count_found, sample_found

LOOKED_AT_PER_MATCH = 58
"""Rows that may be looked at in the time in which all matches would be read, times their number:
a look takes two thirds of the time of a match, and the first screens need 80 of them."""
LOOKED_AT_PER_NAMED = 600
"""The same where matches are only named by the index of words, and gathered: a look takes fifteen
times as long, and the first screen needs 40 of them."""
FEW = 1_000
"""Fewer matches are all read: to walk until a screenful is met takes longer."""
DEPTH = 4
"""So many times as deep as they would be met if they stood evenly."""
QUICK_LETTERS = 3
"""Of a beginning whose CTAs the index of words keeps by themselves."""
TRIED = 1_000
"""Rows looked at before anything else: 2 ms."""
TRIED_MORE = 8
"""At most so many times as many where a part of what is needed was met."""
DEPTH_COUNTED = 6_000
"""The kept counts are summed in the time in which a walk comes so far."""
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
    is_in_order = view.sort_by is SortBy.DUE and view.group_by is not GroupBy.NEW_AND_DUE
    is_in_order = is_in_order and not parts_closed(view.group_by, filtered.states)
    if not is_in_order or not _words(filtered):
        return None
    if _is_one_walk(view, filtered):
        return _along_due_dates(connection, view, filtered, first)
    if _are_few(connection, _quick(filtered)):
        return _all_of(connection, view, filtered)
    if shared_work(filtered) is not None:
        # Two lists are put together, whatever is asked of them.
        return _all_of(connection, view, _looked_at(filtered))
    return _all_or_walked(connection, view, filtered, first)


def _along_due_dates(
    connection: Connection, view: ViewSpec, filtered: Filter, first: int
) -> Listing | None:
    """All of few, or the first that a walk meets: one that looks at each row where matches are
    dense, else one that the index of words leads."""
    sample = sample_found(connection, _words(_quick(filtered)), FEW)
    if sample.count < FEW:
        return _all_of(connection, view, filtered)
    if sample.expected**2 > LOOKED_AT_PER_NAMED * sample.last_of_all:
        met = _tried(connection, view, _looked_at(filtered), first)
    else:
        end = _place(connection, filtered, DEPTH * first * sample.last_of_all // sample.expected)
        met = _met_between(connection, view, _named(filtered), None, end, first)
    if len(met) < first:
        return _all_or_walked(connection, view, filtered, first)
    return _begun(view, _groups_of(connection, view, filtered, met), met)


def _all_or_walked(
    connection: Connection, view: ViewSpec, filtered: Filter, first: int
) -> Listing | None:
    """All where they are not too many, else the first that a walk to its end meets."""
    if _are_few(connection, filtered):
        return _all_of(connection, view, filtered)
    return _walked(connection, view, _looked_at(filtered), first)


def _are_few(connection: Connection, filtered: Filter) -> bool:
    """Whether all that the words find are read sooner than a screenful is met."""
    enough = int((LOOKED_AT_PER_MATCH * (connection.scalar(_LAST_ID) or 0)) ** 0.5) + 1
    return count_found(connection, _words(filtered), enough) < enough


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


def _words(filtered: Filter) -> list[HasWord]:
    return [part for part in filtered.conjuncts if isinstance(part, HasWord)]


def _quick(filtered: Filter) -> Filter:
    """What passes it, and more: words by as much of them as the index of words tells quickly."""
    return _with_words(filtered, lambda word: (cut(word),))


def _looked_at(filtered: Filter) -> Filter:
    """The same by a look at each row."""
    return _with_words(filtered, lambda word: (replace(word, is_looked_at=True),))


def _named(filtered: Filter) -> Filter:
    """The same by a look at the rows that the index of words names quickly."""
    return _with_words(
        filtered,
        lambda word: dict.fromkeys((cut(word), replace(word, is_looked_at=cut(word) != word))),
    )


def cut(word: HasWord) -> HasWord:
    """As much of it as the index of words tells quickly: what begins so is that, and more."""
    return replace(word, prefix=word.prefix[: 1 + QUICK_LETTERS])


def _with_words(filtered: Filter, to_parts: Callable[[HasWord], Iterable[Condition]]) -> Filter:
    parts = (
        to_parts(part) if isinstance(part, HasWord) else (part,) for part in filtered.conjuncts
    )
    return Filter(filtered.states, AllOf(tuple(chain.from_iterable(parts))))


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
    """What stands so far down the due dates of one state's list, or the last of its day; None past
    its end."""
    (state,) = filtered.states
    if state is CtaState.OPEN and depth > DEPTH_COUNTED:
        key = connection.scalar(DAY_AT, {"depth": depth})
        return None if key is None else (to_day(key), connection.scalar(_LAST_ID) or 0)
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
