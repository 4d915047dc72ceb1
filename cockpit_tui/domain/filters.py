"""The query language of the filter line: `mine:yes type:risk due<7d -is:snoozed globex`.

`parse` gives the syntax tree; names in it (`risk`, `ana`, `globex`) are looked up later, by
`resolve`, against the workspace's value sets, people and accounts.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cockpit_tui.domain import due_words
from cockpit_tui.domain.errors import InvalidQuery

if TYPE_CHECKING:
    from lark import Lark

MAX_LENGTH = 1_000
"""Characters of a query; keeps its SQL below SQLite's expression depth of 1,000."""
MAX_DEPTH = 40
"""Brackets and negations within each other."""


class Field(StrEnum):
    """What may stand before the colon."""

    MINE = "mine"
    OWNER = "owner"
    TYPE = "type"
    PRIORITY = "priority"
    REASON = "reason"
    STATUS = "status"
    ACCOUNT = "account"
    DUE = "due"
    IS = "is"

    @property
    def example(self) -> str:
        """What the field means, by example; for hints and the help page."""
        return _EXAMPLES[self]


class Flag(StrEnum):
    """What may stand after `is:`."""

    OPEN = "open"
    CLOSED = "closed"
    SNOOZED = "snoozed"
    ANY = "any"
    FLAGGED = "flagged"
    MILESTONE = "milestone"
    OVERDUE = "overdue"
    SYNCED = "synced"
    CONFLICT = "conflict"
    MINE = "mine"


_EXAMPLES = {
    Field.MINE: "mine:yes, mine:no",
    Field.OWNER: "owner:me, owner:ana, owner:ana@example.com",
    Field.TYPE: "type:risk,event",
    Field.PRIORITY: "priority:high",
    Field.REASON: 'reason:renewal, reason:"low usage"',
    Field.STATUS: "status:new",
    Field.ACCOUNT: 'account:globex, account:"Globex Corp", account:ACC-12',
    Field.DUE: "due<7d, due:overdue, due>=2026-11-30, due:none",
    Field.IS: "is:closed, is:snoozed, is:flagged, is:overdue, is:any",
}
YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of the query as it was written, without its quotes, and where."""

    text: str
    position: int
    length: int


@dataclass(frozen=True, slots=True)
class Word:
    """Free text: its words, or their beginnings, are looked for."""

    written: Written


@dataclass(frozen=True, slots=True)
class Term:
    """`field:value,value`: one of the values fits."""

    field: Field
    operator: str
    values: tuple[Written, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple[Node, ...]


Node = Word | Term | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A query that parses; `root` is None for an empty one."""

    text: str
    root: Node | None


@functools.lru_cache(maxsize=256)
def parse(text: str) -> Query:
    """The syntax tree. Raises InvalidQuery with the place of the mistake and what would fit."""
    if len(text) > MAX_LENGTH:
        raise InvalidQuery(
            f"The filter has {len(text)} characters; {MAX_LENGTH} fit.",
            "Leave something out.",
            position=MAX_LENGTH,
            length=len(text) - MAX_LENGTH,
        )
    if not text.strip():
        return Query(text, None)
    from lark.exceptions import UnexpectedInput

    try:
        tree: Any = _grammar().parse(text)
    except UnexpectedInput as error:
        raise _syntax_error(text, error) from error
    root = _to_node(tree, 0)
    return Query(text, root)


def nearest(word: str, names: Iterable[str], fallback: str = "") -> str:
    """`Did you mean “risk”?` for a word that is nearly one of the names, else the fallback."""
    by_folded = {name.lower(): name for name in names}
    close = difflib.get_close_matches(word.lower(), by_folded, n=1, cutoff=0.6)
    return f"Did you mean “{by_folded[close[0]]}”?" if close else fallback


@functools.cache
def _grammar() -> Lark:
    from lark import Lark

    grammar = Path(__file__).with_name("query.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", propagate_positions=False)


def _to_node(tree: Any, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise InvalidQuery(
            "The filter has too many brackets within brackets.", f"{MAX_DEPTH} levels fit."
        )
    parts = tree.children
    if tree.data == "word":
        return Word(_written(parts[0]))
    if tree.data == "term":
        return _to_term(parts)
    if tree.data == "negation":
        return Not(_to_node(parts[0], depth + 1))
    nodes = tuple(_to_node(part, depth + 1) for part in parts)
    return Or(nodes) if tree.data == "disjunction" else And(nodes)


def _to_term(tokens: Sequence[Any]) -> Term:
    name, operator, *rest = tokens
    values = tuple(_written(token) for token in rest if token.type in ("VALUE", "STRING"))
    try:
        field = Field(name.lower())
    except ValueError:
        fields = ", ".join(Field)
        raise InvalidQuery(
            f"There is no field “{name}”.",
            nearest(name, Field, f"Fields: {fields}. Quote it to look for the word."),
            position=name.start_pos,
            length=len(name),
        ) from None
    if operator not in (":", "=") and field is not Field.DUE:
        raise InvalidQuery(
            f"“{field}” takes a colon, not “{operator}”.",
            f"Write it so: {field.example}",
            position=operator.start_pos,
            length=len(operator),
        )
    for value in values:
        _require_known(field, operator, value)
    return Term(field, str(operator), values, name.start_pos)


def _require_known(field: Field, operator: str, value: Written) -> None:
    """Refuses words outside the closed sets; names of records are looked up later."""
    word = value.text.lower()
    match field:
        case Field.IS:
            known: tuple[str, ...] = tuple(Flag)
        case Field.MINE:
            known = YES_NO
        case Field.DUE:
            if not due_words.is_due_word(word):
                words = (*due_words.BUCKET_WORDS, *due_words.DAY_WORDS, *due_words.NONE_WORDS)
                fallback = f"Write a date so: {due_words.EXAMPLES}"
                raise _unknown(value, "a due date", nearest(word, words, fallback))
            fixed = {*due_words.BUCKET_WORDS, *due_words.NONE_WORDS} - {*due_words.DAY_WORDS}
            if operator not in (":", "=") and word in fixed:
                raise InvalidQuery(
                    f"“{value.text}” is not one day, so nothing is before or after it.",
                    f"Write due:{word}, or compare with a day: due<7d",
                    position=value.position,
                    length=value.length,
                )
            return
        case _:
            return
    if word not in known:
        fallback = f"Values: {', '.join(known)}"
        raise _unknown(value, f"a value of “{field}”", nearest(word, known, fallback))


def _unknown(value: Written, what: str, hint: str) -> InvalidQuery:
    return InvalidQuery(
        f"“{value.text}” is not {what}.", hint, position=value.position, length=value.length
    )


def _written(token: Any) -> Written:
    text = str(token)
    if token.type == "STRING":
        text = text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return Written(text, token.start_pos, max(1, len(token)))


def _syntax_error(text: str, error: Any) -> InvalidQuery:
    """What the parser stumbled over, in words."""
    position = error.pos_in_stream
    token = getattr(error, "token", None)
    is_end = token is None and position is None
    if is_end or (token is not None and token.type == "$END"):
        opened = _unclosed_bracket(text)
        if opened is not None:
            return InvalidQuery("The bracket is never closed.", "Add a “)”.", position=opened)
        return InvalidQuery(
            "The filter stops in the middle.",
            f"Something is missing after “{text.split()[-1]}”.",
            position=max(0, len(text.rstrip()) - 1),
        )
    place = int(position or 0)
    letter = text[place : place + 1]
    if letter == '"':
        return InvalidQuery("The quote is never closed.", 'Add a “"”.', position=place)
    if letter == ")":
        hint = "Remove it, or open it before."
        return InvalidQuery("This bracket closes nothing.", hint, position=place)
    length = len(token) if token is not None else 1
    return InvalidQuery(
        f"“{text[place : place + length]}” does not fit here.",
        f"Write it so: {Field.TYPE.example}",
        position=place,
        length=max(1, length),
    )


def _unclosed_bracket(text: str) -> int | None:
    opened: list[int] = []
    is_quoted = False
    for place, letter in enumerate(text):
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == "(" and not is_quoted:
            opened.append(place)
        elif letter == ")" and not is_quoted and opened:
            opened.pop()
    return opened[-1] if opened else None
