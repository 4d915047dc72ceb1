"""The query language of the filter line: `mine:yes type:risk due<7d -is:snoozed globex`.

`parse` gives the syntax tree; names in it (`risk`, `ana`, `globex`) are looked up later, by
`resolve`, against the workspace's value sets, people and accounts.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cockpit_tui.domain.errors import InvalidQuery
from cockpit_tui.domain.query.checking import (
    require_aggregate,
    require_known,
    require_one_value,
    require_operator,
)
from cockpit_tui.domain.query.fields import ALIASES, FUNCTIONS, Field, Function
from cockpit_tui.domain.query.syntax import (
    EQUAL,
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

if TYPE_CHECKING:
    from lark import Lark

MAX_LENGTH = 1_000
"""Characters of a query; keeps its SQL below SQLite's expression depth of 1,000."""
NARROWING_LENGTH = 60
"""Of a term after a filter in brackets, as the calendar and the radar add it: it counts apart."""
MAX_DEPTH = 40
"""Brackets and negations within each other."""
_IN_FUNCTION = re.compile(rf"\b({'|'.join(Function)})\([^()\"]*$", re.IGNORECASE)
"""A function whose bracket is still open."""
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?')
_NARROWED = re.compile(rf"\((.*)\) [^()\"]{{1,{NARROWING_LENGTH}}}", re.DOTALL)
_GROUPED = re.compile(
    rf"\b{Field.ARR}(?:\s*,[^()\"]*\))?\s*(?:[<>]=?|!?=|:)\s*(\d{{1,3}}(?: \d{{3}})+)(?![\w.,])",
    re.IGNORECASE,
)
"""An amount whose thousands are parted by spaces, as people in many countries write them."""
_CTA_WORD = re.compile(r"cta-\d{1,10}", re.IGNORECASE)


@functools.lru_cache(maxsize=256)
def parse(text: str) -> Query:
    """The syntax tree. Raises InvalidQuery with the place of the mistake and what would fit."""
    narrowed = _NARROWED.fullmatch(text)
    if len(narrowed[1] if narrowed else text) > MAX_LENGTH:
        raise InvalidQuery(
            f"The filter has {len(text)} characters; {MAX_LENGTH} fit.",
            "Leave something out.",
            position=MAX_LENGTH,
            length=len(text) - MAX_LENGTH,
        )
    if not text.strip():
        return Query(text, None)
    from lark.exceptions import UnexpectedInput

    _require_whole_amounts(text)
    try:
        tree: Any = _grammar().parse(text)
    except UnexpectedInput as error:
        raise _syntax_error(text, error) from error
    root = _to_node(tree, 0)
    return Query(text, root)


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
        return _to_word(parts[0])
    if tree.data == "term":
        return _to_term(parts)
    if tree.data == "aggregate":
        return _to_aggregate(parts)
    if tree.data == "negation":
        return Not(_to_node(parts[0], depth + 1))
    nodes = tuple(_to_node(part, depth + 1) for part in parts)
    return Or(nodes) if tree.data == "disjunction" else And(nodes)


def _to_word(token: Any) -> Node:
    written = _written(token)
    if token.type == "WORD" and written.text.startswith("!"):
        rest = written.text.lstrip("!")
        raise InvalidQuery(
            "“!” denies nothing here, a minus does.",
            f"Did you mean “-{rest}”?" if rest else "Write it so: -type:event",
            position=written.position,
        )
    if token.type == "WORD" and _CTA_WORD.fullmatch(written.text):
        return Term(Field.ID, EQUAL, (written,), written.position)
    return Word(written)


def _to_term(tokens: Sequence[Any]) -> Node:
    name, operator, *rest = tokens
    values = tuple(_written(token) for token in rest if token.type in ("VALUE", "STRING"))
    field = _field(name)
    require_operator(field, operator)
    is_negated, sign = operator == "!=", _sign(operator)
    require_one_value(field, sign, values)
    for value in values:
        require_known(field, sign, value)
    term = Term(field, sign, values, name.start_pos)
    return Not(term) if is_negated else term


def _field(name: Any) -> Field:
    lowered = name.lower()
    try:
        return ALIASES.get(lowered) or Field(lowered)
    except ValueError:
        fallback = f"Fields: {', '.join(Field)}. Quote it to look for the word."
        raise InvalidQuery(
            f"There is no field “{name}”.",
            nearest(name, (*Field, *ALIASES), fallback),
            position=name.start_pos,
            length=len(name),
        ) from None


def _to_aggregate(tokens: Sequence[Any]) -> Node:
    name, subject, *window, operator, value = tokens
    try:
        function = Function(name.lower())
    except ValueError:
        examples = ", ".join(example for _, example in FUNCTIONS.values())
        raise InvalidQuery(
            f"“{name}” counts nothing.",
            nearest(name, Function, f"Write it so: {examples}"),
            position=name.start_pos,
            length=len(name),
        ) from None
    aggregate = Aggregate(
        function,
        subject.lower(),
        _written(window[0]) if window else None,
        _sign(operator),
        _written(value),
    )
    require_aggregate(aggregate, _written(subject))
    return Not(aggregate) if operator == "!=" else aggregate


def _sign(operator: str) -> str:
    """The operator in one spelling: `=`, and what `!=` denies, are a colon."""
    return EQUAL if operator in ("=", "!=", EQUAL) else str(operator)


def _written(token: Any) -> Written:
    text = str(token)
    if token.type == "STRING":
        text = text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return Written(text, token.start_pos, max(1, len(token)))


def _require_whole_amounts(text: str) -> None:
    """Refuses `arr>100 000`: it would be more than 100, and the word 000."""
    found = _GROUPED.search(_QUOTED.sub(lambda quoted: "x" * len(quoted[0]), text))
    if found is None:
        return
    start, end = found.span(1)
    whole = found[0].rpartition(")")[2].replace(found[1], found[1].replace(" ", ""))
    raise InvalidQuery(
        "A space ends the number.",
        f"Did you mean “{whole}”?",
        position=start,
        length=end - start,
    )


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
    if letter == ")" and _unclosed_bracket(text[:place]) is not None:
        hint = "Write it so: (type:risk or is:flagged)"
        return InvalidQuery("Something is missing before this bracket.", hint, position=place)
    if letter == ")":
        hint = "Remove it, or open it before."
        return InvalidQuery("This bracket closes nothing.", hint, position=place)
    length = len(token) if token is not None else 1
    function = _IN_FUNCTION.search(text, 0, place)
    example = FUNCTIONS[Function(function[1].lower())][1] if function else Field.TYPE.example
    return InvalidQuery(
        f"“{text[place : place + length]}” does not fit here.",
        f"Write it so: {example}",
        position=place,
        length=max(1, length),
    )


def _unclosed_bracket(text: str) -> int | None:
    opened: list[int] = []
    for place, letter in enumerate(_QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)):
        if letter == "(":
            opened.append(place)
        elif letter == ")" and opened:
            opened.pop()
    return opened[-1] if opened else None
