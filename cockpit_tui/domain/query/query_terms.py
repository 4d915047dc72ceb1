"""Switches that are written into the query: the filter line stays the one truth of what is shown.

A switch reads and writes the terms that stand at the top of a query, joined by AND. All else, and
how it was written, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from cockpit_tui.domain.query.fields import Field
from cockpit_tui.domain.query.filters import parse
from cockpit_tui.domain.query.syntax import And, Node, Not, Or, Term
from cockpit_tui.domain.text import folded

OPEN, CLOSED, SNOOZED, ANY = "open", "closed", "snoozed", "any"
_STATES = frozenset({OPEN, CLOSED, SNOOZED, ANY})
_PLAIN = re.compile(r"[\w.@+-]+")
_NEGATION = re.compile(r"(?:-|\bnot\s+)$", re.IGNORECASE)
_JOINED_BEFORE = re.compile(r"\s+and\s*$", re.IGNORECASE)
_JOINED_AFTER = re.compile(r"^\s*and(?=[\s(])", re.IGNORECASE)


class _Span(Struct, frozen=True):
    """A term of the top and where it stands, its negation included."""

    term: Term
    start: int
    end: int
    is_negated: bool


def values_of(query: str, field: Field) -> tuple[str, ...]:
    """The values that `field:` names at the top of the query; empty where it asks for none."""
    return tuple(value.text for span in _of_field(query, field) for value in span.term.values)


def both(one: str, other: str) -> str:
    """The query that asks what both ask.

    >>> both("type:risk or is:flagged", "usage")
    '(type:risk or is:flagged) usage'
    """
    return " ".join(filter(None, map(_as_one_term, (one, other))))


def names_label(word: str, label: str) -> bool:
    """True if a word of a query stands for a value's label or begins it."""
    return _plain(label).startswith(_plain(word))


def with_values(query: str, field: Field, values: Iterable[str]) -> str:
    """The query asking for any of the values in place of what `field:` asked; none: for all."""
    words = ",".join(map(_quoted, values))
    return _replaced(
        query, list(_of_field(query, field)), f"{field.value}:{words}" if words else ""
    )


def with_owner(query: str, owner: str | None) -> str:
    """CL-9: the query for one owner's CTAs, or for everybody's; “mine” goes either way."""
    spans = [
        span
        for span in _spans(query)
        if not span.is_negated
        and (span.term.field in (Field.OWNER, Field.MINE) or _flags(span) == {"mine"})
    ]
    return _replaced(query, spans, f"{Field.OWNER.value}:{_quoted(owner)}" if owner else "")


def states_of(query: str) -> frozenset[str]:
    """Which of open, closed, snoozed and any the query asks for at its top; open if none."""
    asked = {
        flag for span in _spans(query) if not span.is_negated for flag in _flags(span) & _STATES
    }
    return frozenset(asked or {OPEN})


def with_closed(query: str, shown: bool) -> str:
    """CL-10: the query with closed CTAs added, or without them."""
    states = states_of(query)
    hidden = states - {CLOSED, ANY}
    return _with_states(query, states | {CLOSED} if shown else hidden or frozenset({OPEN}))


def with_snoozed_only(query: str, shown: bool) -> str:
    """CL-11: the query for snoozed CTAs alone, or for those that are open and awake."""
    return _with_states(query, frozenset({SNOOZED if shown else OPEN}))


def has_flag(query: str, flag: str) -> bool:
    """True if `is:flag` stands at the top of the query."""
    return any(_flags(span) == {flag} and not span.is_negated for span in _spans(query))


def with_flag(query: str, flag: str, shown: bool) -> str:
    """CL-12: the query for CTAs with this mark alone, or whatever their mark."""
    spans = [span for span in _spans(query) if _flags(span) == {flag}]
    return _replaced(query, spans, f"is:{flag}" if shown else "")


def _with_states(query: str, states: frozenset[str]) -> str:
    spans = [span for span in _spans(query) if _flags(span) and _flags(span) <= _STATES]
    words = ",".join(word for word in (OPEN, SNOOZED, CLOSED, ANY) if word in states)
    # `is:open` alone leaves the sleeping out; beside `is:closed` that has to be said.
    awake = " -is:snoozed" if states == {OPEN, CLOSED} else ""
    return _replaced(query, spans, f"is:{words}{awake}")


def _flags(span: _Span) -> set[str]:
    if span.term.field is not Field.IS:
        return set()
    return {value.text.lower() for value in span.term.values}


def _of_field(query: str, field: Field) -> Iterator[_Span]:
    for span in _spans(query):
        if span.term.field is field and not span.is_negated and span.term.operator in (":", "="):
            yield span


def _spans(query: str) -> Iterator[_Span]:
    root = parse(query).root
    nodes: Sequence[Node] = root.nodes if isinstance(root, And) else (root,) if root else ()
    for node in nodes:
        term = node.node if isinstance(node, Not) else node
        if not isinstance(term, Term):
            continue
        start = term.position
        if term is not node:
            negation = _NEGATION.search(query[:start])
            if negation is None:
                continue  # within brackets: not a switch's
            start = negation.start()
        last = term.values[-1]
        yield _Span(term, start, last.position + last.length, term is not node)


def _replaced(query: str, spans: Sequence[_Span], term: str) -> str:
    """The query with the term in place of the spans, or at its end where there are none."""
    if not spans:
        if not term:
            return query
        return both(query, term)
    for place, span in reversed(list(enumerate(spans))):
        if term and place == 0:
            query = query[: span.start] + term + query[span.end :]
        else:
            query = _without(query, span)
    parse(query)
    return query.strip()


def _as_one_term(query: str) -> str:
    return f"({query.strip()})" if isinstance(parse(query).root, Or) else query.strip()


def _without(query: str, span: _Span) -> str:
    before, after = query[: span.start], query[span.end :]
    if _JOINED_AFTER.search(after):
        after = _JOINED_AFTER.sub("", after)
    else:
        before = _JOINED_BEFORE.sub("", before)
    return f"{before.rstrip()} {after.lstrip()}".strip()


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value) and not value.startswith("-"):
        return value.lower() if "@" not in value else value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _plain(text: str) -> str:
    return " ".join(folded(text).replace("-", " ").replace("_", " ").split())
