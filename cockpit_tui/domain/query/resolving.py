"""From a query's words to conditions: names become ids, `me` a person, `7d` a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from cockpit_tui.domain.ids import PersonId, from_word, looks_like_salesforce_id, to_salesforce_id
from cockpit_tui.domain.query import amounts, day_words
from cockpit_tui.domain.query.asking import to_aggregate, to_moments
from cockpit_tui.domain.query.conditions import (
    ALL_STATES,
    EVERYTHING,
    Absent,
    AccountWords,
    ActivityDay,
    AllOf,
    Among,
    AnyOf,
    Column,
    Condition,
    DaySource,
    DueWithin,
    Filter,
    HasMark,
    HasWord,
    IdColumn,
    Mark,
    Mine,
    Negation,
    NoDueDate,
    OneOf,
    StateIn,
    TaskColumn,
    TaskDueWithin,
    TaskHas,
    TextPart,
    Within,
)
from cockpit_tui.domain.query.due_words import is_due_word, to_due_range
from cockpit_tui.domain.query.fields import NONE, STALE_DAYS, Field, Flag, Kind
from cockpit_tui.domain.query.joining import all_of, any_of, narrowed, negation
from cockpit_tui.domain.query.naming import Vocabulary, chosen, chosen_texts, refused
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.query.syntax import (
    Aggregate,
    And,
    Node,
    Not,
    Or,
    Query,
    Term,
    Word,
    Written,
    nearest,
)
from cockpit_tui.domain.text import prefixes
from cockpit_tui.domain.values import CLOSED_STATES, CtaState, Picklist

_FLAGS: Mapping[Flag, Condition] = {
    Flag.ANY: EVERYTHING,
    Flag.OPEN: StateIn(frozenset({CtaState.OPEN, CtaState.SNOOZED})),
    Flag.SNOOZED: StateIn(frozenset({CtaState.SNOOZED})),
    Flag.CLOSED: StateIn(frozenset({CtaState.CLOSED})),
    Flag.ARCHIVED: StateIn(frozenset({CtaState.ARCHIVED})),
    Flag.LINKED: Negation(Absent(Column.OPPORTUNITY)),
    Flag.FLAGGED: HasMark(Mark.FLAGGED),
    Flag.MILESTONE: HasMark(Mark.MILESTONE),
    Flag.ORPHANED: HasMark(Mark.ORPHANED),
    Flag.TWIN: HasMark(Mark.TWIN),
    Flag.SYNCED: HasMark(Mark.SYNCED),
    Flag.MIRRORED: HasMark(Mark.SYNCED),
    Flag.CONFLICT: HasMark(Mark.CONFLICT),
}
"""Flags that mean the same to everybody on every day."""
_INSTANTS = frozenset({Column.CREATED, Column.TOUCHED, Column.CLOSED})
_NOT_CLOSED = StateIn(ALL_STATES - CLOSED_STATES)
_CLOSING_FIELDS = frozenset({Field.STATUS, Field.OUTCOME})
_ASSIGNEE_FIELDS = frozenset({Field.MINE, Field.OWNER, Field.ASSIGNEE})
CENTS = 100


def resolve(query: Query, vocabulary: Vocabulary, reader: Reader) -> Filter:
    """The filter that the query means.

    Closed and snoozed CTAs are left out unless it asks for them: by `is:closed`, `is:snoozed` or
    `is:any`, by `closed` or `snoozed` with a day, by a closed status, an outcome or an id. Raises
    InvalidQuery at the place of a name that is unknown or fits several.
    """
    if query.root is None:
        return Filter(frozenset({CtaState.OPEN}))
    resolver = _Resolver(vocabulary, reader, is_owner_only=_asks_two_assignees(query.root))
    condition = resolver.condition(query.root)
    closing = frozenset(resolver.closing_fields(query.root))
    return narrowed(_states(query.root, closing), condition)


def _states(root: Node, closing: frozenset[Field]) -> frozenset[CtaState]:
    """The states that the query lets in; what it asks for within them is a condition.

    `closing` are fields that name what only closed CTAs have.
    """
    flags = {flag for flag, is_negated in _flags(root) if not is_negated}
    fields = {term.field for term, is_negated in _terms(root) if not is_negated}
    states = {CtaState.OPEN}
    if flags & {Flag.CLOSED, Flag.ANY} or Field.CLOSED in fields or closing:
        states.add(CtaState.CLOSED)
    if flags & {Flag.CLOSED, Flag.ANY, Flag.SNOOZED} or fields & {Field.SNOOZED, Field.CLOSED}:
        states.add(CtaState.SNOOZED)
    if Flag.ARCHIVED in flags:
        states.add(CtaState.ARCHIVED)
    names_one = Field.ID in fields and not flags & {Flag.OPEN, Flag.CLOSED, Flag.SNOOZED}
    return ALL_STATES if names_one else frozenset(states)


class _Resolver(Struct, frozen=True):
    vocabulary: Vocabulary
    reader: Reader
    is_owner_only: bool

    def condition(self, node: Node) -> Condition:
        match node:
            case And(nodes):
                return all_of(self.condition(part) for part in nodes)
            case Or(nodes):
                return any_of(tuple(self.condition(part) for part in nodes))
            case Not(negated):
                return negation(self.condition(negated))
            case Word(written):
                return all_of(HasWord(prefix) for prefix in prefixes(written.text))
            case Aggregate():
                return to_aggregate(node, self.reader)
            case Term():
                return self._term(node)

    def closing_fields(self, root: Node) -> Iterator[Field]:
        """Fields that name a closed status, or an outcome, and do not deny it."""
        for term, is_negated in _terms(root):
            if is_negated or term.field not in _CLOSING_FIELDS:
                continue
            statuses = self.vocabulary.values(Picklist.CTA_STATUS)
            closed = {status.id for status in statuses if status.is_closed}
            if closed.intersection(self._value_ids(term)):
                yield term.field

    def _value_ids(self, term: Term) -> Iterator[int]:
        """The values of the set that the term names."""
        spec = term.field.spec
        assert spec.picklist is not None
        choices = self.vocabulary.values(spec.picklist)
        if spec.kind is Kind.OUTCOME:
            outcomes = {value.text.lower() for value in term.values}
            return (choice.id for choice in choices if choice.outcome in outcomes)
        return (chosen(value, choices, f"a value of “{term.field}”") for value in term.values)

    def _term(self, term: Term) -> Condition:
        spec = term.field.spec
        match spec.kind:
            case Kind.PERSON:
                return self._people(term)
            case Kind.VALUE | Kind.OUTCOME:
                return _named(spec.column, self._value_ids(term))
            case Kind.ID:
                numbers = (from_word(value.text, "CTA") for value in term.values)
                return Among(Column.ID, _distinct(n for n in numbers if n is not None))
            case Kind.SYNC:
                return TaskHas(TaskColumn.SYNC, tuple(v.text.lower() for v in term.values))
        read: dict[Kind, Callable[[Term, Written], Condition]] = {
            Kind.YES_NO: self._mine,
            Kind.FLAG: self._flag,
            Kind.ACCOUNT: self._account,
            Kind.TEXT: self._text,
            Kind.WORDS: self._words,
            Kind.NUMBER: self._number,
            Kind.MONEY: self._number,
            Kind.DAY: self._day,
            Kind.AGE: self._day,
        }
        parts = tuple(read[spec.kind](term, value) for value in term.values)
        return parts[0] if len(parts) == 1 else any_of(parts)

    def _mine(self, _term: Term, value: Written) -> Condition:
        mine = Mine(self._me(value), self.is_owner_only)
        return mine if value.text.lower() == "yes" else Negation(mine)

    def _flag(self, _term: Term, value: Written) -> Condition:
        match flag := Flag(value.text.lower()):
            case Flag.MINE:
                return Mine(self._me(value), self.is_owner_only)
            case Flag.OVERDUE:
                return AllOf((_NOT_CLOSED, DueWithin(None, self.reader.today)))
            case Flag.STALE:
                return self._stale()
        return _FLAGS[flag]

    def _stale(self) -> Condition:
        """D10: long past due, long untouched, its owner has gone, or there are two of it."""
        _, border = self._span("<", f"-{STALE_DAYS}d", is_age=False)
        _, border_at = to_moments(None, border, self.reader.zone)
        is_old = (
            DueWithin(None, border),
            Within(Column.TOUCHED, None, border_at),
            HasMark(Mark.ORPHANED),
            HasMark(Mark.TWIN),
        )
        return AllOf((_NOT_CLOSED, AnyOf(is_old)))

    def _day(self, term: Term, value: Written) -> Condition:
        if term.field is Field.DUE:
            return self._due(term.operator, value)
        column = term.field.spec.column
        is_none = value.text.lower() == NONE
        start, end = (None, None) if is_none else self._days(term, value)
        if term.field is Field.TASK_DUE:
            return TaskDueWithin(start, end, is_undated=start is None and end is None)
        if isinstance(column, DaySource):
            day = ActivityDay(column, start, end, self.reader.today)
            return Negation(day) if is_none else day
        assert isinstance(column, Column)
        if is_none:
            return Absent(column)
        if column in _INSTANTS:
            return Within(column, *to_moments(start, end, self.reader.zone))
        return Within(column, start, end)

    def _days(self, term: Term, value: Written) -> day_words.Span:
        if term.field is Field.TASK_DUE and is_due_word(value.text):
            within = self._due(term.operator, value)
            return (within.start, within.end) if isinstance(within, DueWithin) else (None, None)
        return self._span(term.operator, value.text, is_age=term.field.spec.kind is Kind.AGE)

    def _span(self, operator: str, word: str, *, is_age: bool) -> day_words.Span:
        today, first = self.reader.today, self.reader.first_weekday
        return day_words.to_span(operator, word, today, first, is_age=is_age)

    def _due(self, operator: str, value: Written) -> Condition:
        if not is_due_word(value.text):
            return DueWithin(*self._span(operator, value.text, is_age=False))
        today, first = self.reader.today, self.reader.first_weekday
        within = to_due_range(operator, value.text, today, first)
        return NoDueDate() if within is None else within

    def _number(self, term: Term, value: Written) -> Condition:
        spec = term.field.spec
        assert isinstance(spec.column, Column)
        if value.text.lower() == NONE:
            return Absent(spec.column)
        scale = CENTS if spec.kind is Kind.MONEY else 1
        number = amounts.without_percent(value.text) if spec.is_percent else value.text
        return Within(spec.column, *amounts.to_whole_range(term.operator, number, scale))

    def _text(self, term: Term, value: Written) -> Condition:
        column = term.field.spec.column
        assert isinstance(column, Column)
        if value.text.lower() == NONE:
            return Absent(column)
        known = self.vocabulary.texts(column)
        return Among(column, chosen_texts(value, known, f"a value of “{term.field}” here"))

    def _words(self, term: Term, value: Written) -> Condition:
        part = term.field.spec.column
        assert isinstance(part, TextPart)
        return all_of(HasWord(prefix, part) for prefix in prefixes(value.text))

    def _account(self, _term: Term, value: Written) -> Condition:
        own = from_word(value.text, "ACC") if "-" in value.text else None
        if own is not None:
            found = self.vocabulary.account_id(own=own)
        elif looks_like_salesforce_id(value.text):
            found = self.vocabulary.account_id(salesforce=to_salesforce_id(value.text))
        else:
            found = None
        if found is not None:
            return OneOf(IdColumn.ACCOUNT, (found,))
        words = tuple(prefixes(value.text))
        if not words or not self.vocabulary.has_account(words):
            hint = nearest(value.text, self.vocabulary.account_names(), "Write a part of its name.")
            raise refused(value, f"No account is called “{value.text}”.", hint)
        return AccountWords(words)

    def _people(self, term: Term) -> Condition:
        return _named(term.field.spec.column, map(self._person, term.values))

    def _person(self, value: Written) -> int:
        if value.text.lower() == "me":
            return self._me(value)
        return chosen(value, self.vocabulary.people(), "a person here")

    def _me(self, value: Written) -> PersonId:
        if self.reader.person_id is None:
            hint = "Set COCKPIT_USER, or connect to an org."
            raise refused(value, "Nobody is signed in, so nothing is mine.", hint)
        return self.reader.person_id


def _named(column: object, ids: Iterable[int]) -> Condition:
    """The condition that a column of any of the tables names one of the records."""
    distinct = _distinct(ids)
    match column:
        case IdColumn():
            return OneOf(column, distinct)
        case TaskColumn():
            return TaskHas(column, distinct)
        case Column():
            return Among(column, distinct)
    raise AssertionError(column)


def _distinct(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(ids))


def _terms(node: Node, *, is_negated: bool = False) -> Iterator[tuple[Term, bool]]:
    match node:
        case Term():
            yield node, is_negated
        case Not(negated):
            yield from _terms(negated, is_negated=not is_negated)
        case And(nodes) | Or(nodes):
            for part in nodes:
                yield from _terms(part, is_negated=is_negated)


def _flags(node: Node) -> Iterator[tuple[Flag, bool]]:
    for term, is_negated in _terms(node):
        if term.field is Field.IS:
            for value in term.values:
                yield Flag(value.text.lower()), is_negated


def _asks_two_assignees(node: Node) -> bool:
    """True when “mine” is joined by another assignee field: then the owner alone counts (CL-8)."""
    fields = set()
    for term, _ in _terms(node):
        is_mine = term.field is Field.IS and any(v.text.lower() == Flag.MINE for v in term.values)
        if is_mine or term.field in _ASSIGNEE_FIELDS:
            fields.add(Field.MINE if is_mine else term.field)
    return len(fields) > 1
