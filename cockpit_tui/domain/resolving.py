"""From a query's words to conditions: names become ids, `me` a person, `7d` a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from cockpit_tui.domain.conditions import (
    ALL_STATES,
    EVERYTHING,
    AccountWords,
    AllOf,
    AnyOf,
    Condition,
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
)
from cockpit_tui.domain.due_words import to_due_range
from cockpit_tui.domain.errors import InvalidQuery
from cockpit_tui.domain.filters import (
    And,
    Field,
    Flag,
    Node,
    Not,
    Or,
    Query,
    Term,
    Word,
    Written,
    nearest,
)
from cockpit_tui.domain.ids import PersonId, from_word, looks_like_salesforce_id, to_salesforce_id
from cockpit_tui.domain.text import folded, prefixes
from cockpit_tui.domain.values import CtaState, Picklist
from cockpit_tui.domain.views import Reader

NAMED_AT_MOST = 5
"""Records that a message names."""
_MARKS = {
    Flag.FLAGGED: Mark.FLAGGED,
    Flag.MILESTONE: Mark.MILESTONE,
    Flag.SYNCED: Mark.SYNCED,
    Flag.CONFLICT: Mark.CONFLICT,
}
_VALUE_FIELDS = {
    Field.TYPE: (IdColumn.TYPE, Picklist.CTA_TYPE),
    Field.PRIORITY: (IdColumn.PRIORITY, Picklist.PRIORITY),
    Field.REASON: (IdColumn.REASON, Picklist.REASON),
    Field.STATUS: (IdColumn.STATUS, Picklist.CTA_STATUS),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A record that a word may name: by its label, or exactly by one of the other words."""

    id: int
    label: str
    exact: tuple[str, ...] = ()


class Vocabulary(Protocol):
    """What the words of a query may name in this workspace."""

    def values(self, picklist: Picklist) -> Sequence[Choice]:
        """The value set, in its order."""

    def people(self) -> Sequence[Choice]:
        """Everybody; e-mail and Salesforce id are the exact words."""

    def account_id(self, *, own: int | None = None, salesforce: str | None = None) -> int | None:
        """The account with that id, if there is one."""

    def has_account(self, prefixes: tuple[str, ...]) -> bool:
        """True if some account's name has words that start so."""

    def account_names(self) -> Sequence[str]:
        """Names for a hint; not necessarily all."""


def resolve(query: Query, vocabulary: Vocabulary, reader: Reader) -> Filter:
    """The filter that the query means.

    Unless it asks for them by `is:closed`, `is:snoozed` or `is:any`, closed and snoozed CTAs are
    left out. Raises InvalidQuery at the place of a name that is unknown or fits several.
    """
    if query.root is None:
        return Filter(frozenset({CtaState.OPEN}))
    resolver = _Resolver(vocabulary, reader, is_owner_only=_asks_two_assignees(query.root))
    asked = {flag for flag, is_negated in _flags(query.root) if not is_negated}
    states = {CtaState.OPEN}
    if asked & {Flag.CLOSED, Flag.ANY}:
        states.add(CtaState.CLOSED)
    if asked & {Flag.CLOSED, Flag.ANY, Flag.SNOOZED}:
        states.add(CtaState.SNOOZED)
    return _narrowed(frozenset(states), resolver.condition(query.root))


@dataclass(frozen=True, slots=True)
class _Resolver:
    vocabulary: Vocabulary
    reader: Reader
    is_owner_only: bool

    def condition(self, node: Node) -> Condition:
        match node:
            case And(nodes):
                return _all(self.condition(part) for part in nodes)
            case Or(nodes):
                return AnyOf(tuple(self.condition(part) for part in nodes))
            case Not(negated):
                return _negated(self.condition(negated))
            case Word(written):
                return _all(HasWord(prefix) for prefix in prefixes(written.text))
            case Term():
                return self._term(node)

    def _term(self, term: Term) -> Condition:
        match term.field:
            case Field.MINE:
                return self._any(term, self._mine)
            case Field.IS:
                return self._any(term, self._flag)
            case Field.DUE:
                return self._any(term, lambda value: self._due(term.operator, value))
            case Field.ACCOUNT:
                return self._any(term, self._account)
            case Field.OWNER:
                return OneOf(IdColumn.OWNER, _distinct(map(self._person, term.values)))
            case Field.TYPE | Field.PRIORITY | Field.REASON | Field.STATUS:
                column, picklist = _VALUE_FIELDS[term.field]
                choices = self.vocabulary.values(picklist)
                what = f"a value of “{term.field}”"
                ids = _distinct(chosen(value, choices, what) for value in term.values)
                return OneOf(column, ids)

    def _any(self, term: Term, to_condition: Callable[[Written], Condition]) -> Condition:
        parts = tuple(to_condition(value) for value in term.values)
        return parts[0] if len(parts) == 1 else AnyOf(parts)

    def _mine(self, value: Written) -> Condition:
        mine = Mine(self._me(value), self.is_owner_only)
        return mine if value.text.lower() == "yes" else Negation(mine)

    def _flag(self, value: Written) -> Condition:
        flag = Flag(value.text.lower())
        match flag:
            case Flag.ANY:
                return EVERYTHING
            case Flag.OPEN:
                return StateIn(frozenset({CtaState.OPEN, CtaState.SNOOZED}))
            case Flag.SNOOZED:
                return StateIn(frozenset({CtaState.SNOOZED}))
            case Flag.CLOSED:
                return StateIn(frozenset({CtaState.CLOSED}))
            case Flag.MINE:
                return Mine(self._me(value), self.is_owner_only)
            case Flag.OVERDUE:
                is_open = StateIn(ALL_STATES - {CtaState.CLOSED})
                return AllOf((is_open, DueWithin(None, self.reader.today)))
            case _:
                return HasMark(_MARKS[flag])

    def _due(self, operator: str, value: Written) -> Condition:
        reader = self.reader
        within = to_due_range(operator, value.text, reader.today, reader.first_weekday)
        return NoDueDate() if within is None else within

    def _account(self, value: Written) -> Condition:
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
            raise _refused(value, f"No account is called “{value.text}”.", hint)
        return AccountWords(words)

    def _person(self, value: Written) -> int:
        if value.text.lower() == "me":
            return self._me(value)
        return chosen(value, self.vocabulary.people(), "a person here")

    def _me(self, value: Written) -> PersonId:
        if self.reader.person_id is None:
            hint = "Set COCKPIT_USER, or connect to an org."
            raise _refused(value, "Nobody is signed in, so nothing is mine.", hint)
        return self.reader.person_id


def chosen(value: Written, choices: Sequence[Choice], what: str) -> int:
    """The id of the one choice that the word names: its label or an exact word, else a beginning
    of the label or of one of its words, where only one begins so.

    Case, accents, hyphens and spaces do not count. Raises InvalidQuery.
    """
    word = _plain(value.text)
    fits = [c for c in choices if _plain(c.label) == word or _is_exact(value.text, c.exact)]
    for found in (
        fits,
        [choice for choice in choices if _plain(choice.label).startswith(word)],
        [choice for choice in choices if f" {word}" in _plain(choice.label)],
    ):
        if len(found) == 1:
            return found[0].id
        if found:
            names = ", ".join(choice.label for choice in found[:NAMED_AT_MOST])
            hint = f"Write more of it: {names}" + ("…" if len(found) > NAMED_AT_MOST else "")
            raise _refused(value, f"“{value.text}” fits {len(found)} of them.", hint)
    labels = [choice.label for choice in choices]
    fallback = f"Values: {', '.join(labels)}" if len(labels) <= NAMED_AT_MOST else ""
    raise _refused(value, f"“{value.text}” is not {what}.", nearest(value.text, labels, fallback))


def _is_exact(word: str, exact: Iterable[str]) -> bool:
    """E-mails without case; Salesforce ids by letter, in either length."""
    if looks_like_salesforce_id(word) and len(word) == 15:
        word = to_salesforce_id(word)
    return any(entry == word or ("@" in entry and entry.lower() == word.lower()) for entry in exact)


def _plain(text: str) -> str:
    return " ".join(folded(text).replace("-", " ").replace("_", " ").split())


def _refused(value: Written, message: str, hint: str) -> InvalidQuery:
    return InvalidQuery(message, hint, position=value.position, length=value.length)


def _distinct(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(ids))


def _all(parts: Iterable[Condition]) -> Condition:
    """Joined by AND, brackets within brackets opened."""
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.conditions if isinstance(part, AllOf) else (part,))
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def _negated(condition: Condition) -> Condition:
    if isinstance(condition, Negation):
        return condition.condition
    if isinstance(condition, StateIn):
        return StateIn(ALL_STATES - condition.states)
    return Negation(condition)


def _narrowed(states: frozenset[CtaState], condition: Condition) -> Filter:
    """States that must hold anyway move to the front, where the indexes start."""
    rest: list[Condition] = []
    for part in Filter(states, condition).conjuncts:
        if isinstance(part, StateIn):
            states &= part.states
        else:
            rest.append(part)
    return Filter(states, _all(rest))


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
        if is_mine or term.field in (Field.MINE, Field.OWNER):
            fields.add(Field.MINE if is_mine else term.field)
    return len(fields) > 1
