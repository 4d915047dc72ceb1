"""Queries of the whole grammar: every field, flag, operator, range and aggregate, joined anyhow."""

from __future__ import annotations

from hypothesis import strategies as st

from cockpit_tui.domain.query.amounts import is_backwards
from cockpit_tui.domain.query.conditions import Measure
from cockpit_tui.domain.query.fields import FIELDS, Counted, Field, Flag, Function, Kind
from cockpit_tui.domain.values import Outcome, SyncState

DAYS = ("today", "tomorrow", "7d", "-3d", "fri", "2w", "1m", "2026-11-20", "2026-12-24", "1y")
AGES = ("today", "yesterday", "3d", "2w", "1m", "2026-11-20", "-3d", "30d")
PERIODS = tuple(
    f"{which}-{unit}"
    for which in ("last", "this", "next")
    for unit in ("week", "month", "quarter", "year")
)
BUCKETS = ("overdue", "this-week", "next-week", "later", "none", "no-date")
NUMBERS = ("0", "1", "2", "-5", "50", "49.5", "100", "1k")
MONEY = ("50k", "100k", "0.2m", "1b", "99999.99")
OPERATORS = ("<", "<=", ">", ">=", ":", "=", "!=")
NAMED = {
    Field.OWNER: ("me", "leo", "sam", "ana@x.example"),
    Field.ASSIGNEE: ("me", "leo", "sam"),
    Field.ACCOUNT_OWNER: ("me", "leo"),
    Field.TYPE: ("risk", "opp", "event"),
    Field.PRIORITY: ("high", "medium", "low"),
    Field.REASON: ("low-usage",),
    Field.STATUS: ("new", '"work in progress"', '"closed lost"'),
    Field.OUTCOME: tuple(Outcome),
    Field.TASK_STATUS: ("open", "completed"),
    Field.TASK_PRIORITY: ("high", "low"),
    Field.ACCOUNT: ("glob", '"Hooli"', "globex"),
    Field.SEGMENT: ("enterprise", "smb", "none"),
    Field.STAGE: ("adopt", "none"),
    Field.INDUSTRY: ("saas", "none"),
    Field.PLAYBOOK: ("rescue", "none"),
    Field.SOURCE: ("person", "rule"),
}
WORDS = ("renew", "GLÖB", '"usage down"', "call", "u", "ärg", "glob", "zzz", "überb", "_x", "ﬁle")
SINCE = ("7d", "1d", "2w", "1m", "45d")


def _compared(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """An operator with a value, or a range of them."""
    ranges = st.tuples(values, values).map(_range)
    open_ends = values.flatmap(lambda end: st.sampled_from((f":{end}..", f":..{end}")))
    signs = st.sampled_from(OPERATORS)
    return st.one_of(st.tuples(signs, values).map("".join), ranges, open_ends)


def _range(ends: tuple[str, str]) -> str:
    """Numbers from the lower to the higher: the other way round is a mistake."""
    low, high = ends
    return f":{high}..{low}" if is_backwards(f"{low}..{high}") else f":{low}..{high}"


def _day(days: tuple[str, ...], words: tuple[str, ...]) -> st.SearchStrategy[str]:
    at = st.sampled_from(words).map(lambda word: f":{word}")
    return st.one_of(_compared(st.sampled_from(days)), at)


def _values(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    some = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
    return st.tuples(st.sampled_from((":", "=", "!=")), some.map(",".join)).map("".join)


def _of_field(field: Field) -> st.SearchStrategy[str]:
    match FIELDS[field].kind:
        case Kind.YES_NO:
            tail = _values(("yes", "no"))
        case Kind.FLAG:
            tail = _values(tuple(Flag))
        case Kind.SYNC:
            tail = _values(tuple(state.value for state in SyncState))
        case Kind.NUMBER:
            is_percent = FIELDS[field].is_percent
            tail = _compared(st.sampled_from((*NUMBERS, "50%") if is_percent else NUMBERS))
        case Kind.MONEY:
            tail = st.one_of(_compared(st.sampled_from(MONEY)), st.just(":none"))
        case Kind.DAY:
            is_due = field in (Field.DUE, Field.TASK_DUE)
            tail = _day(DAYS, BUCKETS if is_due else (*PERIODS, "none"))
        case Kind.AGE:
            tail = _day(AGES, (*PERIODS, "none"))
        case Kind.ID:
            tail = _values(("CTA-1", "2", "cta-3"))
        case Kind.WORDS:
            tail = _values(WORDS)
        case _:
            tail = _values(NAMED[field])
    return tail.map(lambda written: f"{field}{written}")


def _aggregates() -> st.SearchStrategy[str]:
    count = st.tuples(
        st.sampled_from(tuple(Counted)),
        st.one_of(st.just(""), st.sampled_from(SINCE).map(", {}".format)),
        _compared(st.sampled_from(("0", "1", "2", "3"))),
    ).map(lambda parts: f"count({parts[0]}{parts[1]}){parts[2]}")
    points = _compared(st.sampled_from(("0", "-10", "5", "50", "12.5")))
    percent = _compared(st.sampled_from(("-40%", "0%", "25%")))
    functions = st.sampled_from((Function.CHANGE, Function.AVG, Function.MIN, Function.MAX))

    def trend(function: Function) -> st.SearchStrategy[str]:
        tail = st.one_of(points, percent) if function is Function.CHANGE else points
        return st.tuples(st.sampled_from(tuple(Measure)), st.sampled_from(SINCE), tail).map(
            lambda parts: f"{function}({parts[0]},{parts[1]}){parts[2]}"
        )

    return st.one_of(count, functions.flatmap(trend))


def every_term() -> st.SearchStrategy[list[str]]:
    """A term of each field, some aggregates, and a word."""
    of_each = [_of_field(field) for field in Field]
    return st.tuples(*of_each, *[_aggregates()] * 8, st.sampled_from(WORDS)).map(list)


def terms() -> st.SearchStrategy[str]:
    """One term, of any field, an aggregate, or free text."""
    of_fields = st.sampled_from(tuple(Field)).flatmap(_of_field)
    return st.one_of(of_fields, of_fields, _aggregates(), st.sampled_from((*WORDS, "CTA-2")))


def queries() -> st.SearchStrategy[str]:
    """Terms joined by what stands between, by `and`, `or`, brackets and denials."""

    def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.builds("{} {}".format, inner, inner),
            st.builds("{} and {}".format, inner, inner),
            st.builds("({} or {})".format, inner, inner),
            st.builds("-({})".format, inner),
            st.builds("not {}".format, inner),
        )

    return st.recursive(terms(), joined, max_leaves=5)
