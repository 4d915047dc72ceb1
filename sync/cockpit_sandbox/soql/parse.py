"""SOQL text to a syntax tree."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path as FilePath
from typing import Any, NoReturn

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import UnexpectedEOF, UnexpectedToken, VisitError

from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.soql.syntax import (
    Call,
    Comparison,
    Condition,
    DateWord,
    Junction,
    Membership,
    Not,
    Operand,
    OrderItem,
    Path,
    Place,
    Select,
    TypeOf,
    Value,
)
from cockpit_sandbox.values import parsed_day, parsed_moment

LONGEST_STATEMENT = 100_000
"""Salesforce SOQL limit: characters of one statement."""
LONGEST_INTEGER = 18
"""Digits that SQLite's 64 bits hold for certain."""
LONGEST_DAY_COUNT = 3
"""Digits of n in LAST_N_YEARS:n; more would leave the calendar."""
MOST_ROWS = 50_000_000
"""Salesforce SOQL limit: rows of one result."""
MOST_OFFSET = 2_000
"""Salesforce SOQL limit: OFFSET."""

TREES_KEPT = 64
"""Whoever polls asks in the same words again and again."""

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@lru_cache(maxsize=TREES_KEPT)
def parse(soql: str) -> Select:
    """The tree of a statement.

    Raises:
        ApiError: 400 MALFORMED_QUERY, with the row and column in the message.
    """
    if len(soql) > LONGEST_STATEMENT:
        raise too_complicated()
    try:
        tree = _parser().parse(soql)
        select: Select = _ToSyntax().transform(tree)
    except UnexpectedInput as problem:
        _refuse(soql, problem)
    except VisitError as problem:
        if isinstance(problem.orig_exc, ApiError):
            raise problem.orig_exc from None
        raise
    except RecursionError:
        raise too_complicated() from None
    return select


def too_complicated() -> ApiError:
    """The error for a statement that is too long or nested too deeply."""
    return ApiError(
        400, "QUERY_TOO_COMPLICATED", "The statement is too long or its conditions too complicated"
    )


def located(soql: str, place: Place, message: str) -> str:
    """A message in Salesforce's form: the line, a caret, the row and column, the reason."""
    lines = soql.splitlines() or [""]
    line = lines[min(place.row, len(lines)) - 1]
    caret = " " * (place.column - 1) + "^"
    return f"\n{line}\n{caret}\nERROR at Row:{place.row}:Column:{place.column}\n{message}"


@cache
def _parser() -> Lark:
    grammar = FilePath(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=True)


def _refuse(soql: str, problem: UnexpectedInput) -> NoReturn:
    is_end = isinstance(problem, UnexpectedToken) and problem.token.type == "$END"
    if is_end or isinstance(problem, UnexpectedEOF) or problem.line < 1:
        place, found = _end(soql), "<EOF>"
    else:
        place = Place(problem.line, problem.column)
        token = getattr(problem, "token", None)
        found = str(token) if token is not None else str(getattr(problem, "char", ""))
    message = located(soql, place, f"unexpected token: {found!r}".replace("'<EOF>'", "<EOF>"))
    raise ApiError(400, "MALFORMED_QUERY", message) from None


def _end(soql: str) -> Place:
    lines = soql.splitlines() or [""]
    return Place(len(lines), len(lines[-1]) + 1)


def _place(token: Token) -> Place:
    return Place(token.line or 1, token.column or 1)


def _unescaped(literal: str, *, keep: str = "") -> str:
    """The text that a quoted literal means; escapes of the characters in `keep` stay escapes."""

    def replacement(match: re.Match[str]) -> str:
        character = match[1]
        if character in keep:
            return match[0]
        if character not in _ESCAPES:
            raise ApiError(400, "MALFORMED_QUERY", f"Invalid string literal '{literal}'")
        return _ESCAPES[character]

    return _ESCAPE.sub(replacement, literal)


@v_args(inline=True)
class _ToSyntax(Transformer[Any, Any]):
    """Lark's tree, bottom up, to the values of `syntax`."""

    def path(self, *names: Token) -> Path:
        return Path(tuple(str(name) for name in names), _place(names[0]))

    def call(self, name: Token, argument: Path | None, alias: Token | None) -> Call:
        return Call(name.upper(), argument, str(alias) if alias else None, _place(name))

    def path_list(self, *paths: Path) -> tuple[Path, ...]:
        return paths

    def when(self, name: Token, paths: tuple[Path, ...]) -> tuple[str, tuple[Path, ...]]:
        return str(name), paths

    def else_part(self, paths: tuple[Path, ...]) -> tuple[None, tuple[Path, ...]]:
        return None, paths

    def typeof(self, name: Token, *branches: Any) -> TypeOf:
        return TypeOf(str(name), tuple(b for b in branches if b is not None), _place(name))

    def select_list(self, *items: Any) -> tuple[Any, ...]:
        return items

    def string(self, token: Token) -> str:
        return _unescaped(str(token)[1:-1])

    def moment(self, token: Token) -> datetime:
        moment = parsed_moment(str(token))
        if moment is None:
            raise ApiError(400, "MALFORMED_QUERY", f"Invalid datetime: {token}")
        return moment.astimezone(UTC)

    def day(self, token: Token) -> Value:
        day = parsed_day(str(token))
        if day is None:
            raise ApiError(400, "MALFORMED_QUERY", f"Invalid date: {token}")
        return day

    def number(self, token: Token) -> int | float:
        if token.type == "INTEGER" and len(token) <= LONGEST_INTEGER:
            return int(token)
        return float(token)

    def date_word(self, token: Token) -> DateWord:
        word, _, count = token.upper().partition(":")
        if len(count) > LONGEST_DAY_COUNT:
            raise ApiError(400, "MALFORMED_QUERY", f"Invalid date literal: {token}")
        return DateWord(word, int(count or 1))

    def null(self) -> None:
        return None

    def true(self) -> bool:
        return True

    def false(self) -> bool:
        return False

    def literals(self, *values: Value) -> tuple[Value, ...]:
        return values

    def comparison(self, operand: Operand, operator: Token, value: Value) -> Comparison:
        written: Any = "!=" if operator == "<>" else str(operator)
        return Comparison(operand, written, (value,))

    def like(self, operand: Operand, pattern: Token) -> Comparison:
        return Comparison(operand, "LIKE", (_unescaped(str(pattern)[1:-1], keep="%_\\"),))

    def within(self, operand: Operand, values: tuple[Value, ...]) -> Comparison:
        return Comparison(operand, "IN", values)

    def without(self, operand: Operand, values: tuple[Value, ...]) -> Comparison:
        return Comparison(operand, "NOT IN", values)

    def negation(self, condition: Condition) -> Not:
        return Not(condition)

    def all_of(self, *conditions: Condition) -> Junction:
        return Junction("AND", conditions)

    def any_of(self, *conditions: Condition) -> Junction:
        return Junction("OR", conditions)

    def where(self, condition: Condition) -> Condition:
        return condition

    def having(self, condition: Condition) -> Condition:
        return condition

    def group(self, paths: tuple[Path, ...]) -> tuple[Path, ...]:
        return paths

    def nulls(self, place: Token) -> bool:
        return place.lower() == "last"

    def order_item(self, operand: Operand, way: Token | None, nulls: bool | None) -> OrderItem:
        return OrderItem(operand, bool(way) and str(way).lower() == "desc", bool(nulls))

    def order(self, *items: OrderItem) -> tuple[OrderItem, ...]:
        return items

    def limit(self, count: Token) -> int:
        return int(count) if len(count) <= LONGEST_INTEGER else MOST_ROWS

    def offset(self, count: Token) -> int:
        if len(count) > LONGEST_INTEGER or int(count) > MOST_OFFSET:
            raise ApiError(
                400, "NUMBER_OUTSIDE_VALID_RANGE", f"Maximum SOQL offset allowed is {MOST_OFFSET}"
            )
        return int(count)

    def start(self, statement: Select) -> Select:
        return statement

    def inner(self, statement: Select) -> Select:
        return statement

    def within_rows(self, operand: Operand, inner: Select) -> Membership:
        return Membership(operand, inner, negated=False)

    def without_rows(self, operand: Operand, inner: Select) -> Membership:
        return Membership(operand, inner, negated=True)

    def statement(
        self,
        items: tuple[Any, ...],
        name: Token,
        where: Condition | None,
        group: tuple[Path, ...] | None,
        having: Condition | None,
        order: tuple[OrderItem, ...] | None,
        limit: int | None,
        offset: int | None,
    ) -> Select:
        return Select(
            items,
            str(name),
            _place(name),
            where,
            group or (),
            having,
            order or (),
            limit,
            offset or 0,
        )
