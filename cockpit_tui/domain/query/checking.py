"""Refuses, before anything is looked up, what no workspace could give a meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cockpit_tui.domain.errors import InvalidQuery
from cockpit_tui.domain.query import amounts, day_words, due_words
from cockpit_tui.domain.query.conditions import Measure
from cockpit_tui.domain.query.fields import (
    CAN_BE_ABSENT,
    COMPARED,
    FUNCTIONS,
    NONE,
    OUTCOME_WORDS,
    SYNC_WORDS,
    YES_NO,
    Field,
    Flag,
    Function,
    Kind,
    subjects,
)
from cockpit_tui.domain.query.syntax import EQUAL, Aggregate, Written, nearest

NUMBER_EXAMPLES = "50, 50k, 1.5m, 50k..200k"


def require_operator(field: Field, operator: Any) -> None:
    """Refuses a comparison of what has no order; `operator` knows its place."""
    if operator in (EQUAL, "=", "!=") or field.spec.kind in COMPARED:
        return
    raise InvalidQuery(
        f"“{field}” takes a colon, not “{operator}”.",
        f"Write it so: {field.example}",
        position=operator.start_pos,
        length=len(operator),
    )


def require_one_value(field: Field, operator: str, values: Sequence[Written]) -> None:
    """Refuses a comparison with several: `arr>50,000` would be more than 50, or more than 0."""
    if operator == EQUAL or len(values) < 2:
        return
    raise InvalidQuery(
        f"“{field}{operator}” takes one value; a comma parts several.",
        f"Write it so: {field.example}",
        position=values[1].position,
        length=values[1].length,
    )


def require_known(field: Field, operator: str, value: Written) -> None:
    """Refuses words outside the closed sets; names of records are looked up later."""
    word, kind = value.text.lower(), field.spec.kind
    if word == NONE and kind in CAN_BE_ABSENT and operator == EQUAL:
        return
    match kind:
        case Kind.FLAG:
            _require_one_of(field, value, tuple(Flag))
        case Kind.YES_NO:
            _require_one_of(field, value, YES_NO)
        case Kind.SYNC:
            _require_one_of(field, value, SYNC_WORDS)
        case Kind.OUTCOME:
            _require_one_of(field, value, OUTCOME_WORDS)
        case Kind.NUMBER | Kind.MONEY:
            _require_number(field, operator, value)
        case Kind.DAY | Kind.AGE:
            _require_day(field, operator, value)
        case Kind.ID:
            tail = word.removeprefix("cta-")
            if not (tail.isascii() and tail.isdigit() and len(tail) <= 10):
                raise _unknown(value, "the id of a CTA", f"Write it so: {field.example}")


def require_aggregate(aggregate: Aggregate, subject: Written) -> None:
    """Refuses a subject, a window or a value that the function does not take."""
    function, example = aggregate.function, FUNCTIONS[aggregate.function][1]
    known = subjects(function)
    if aggregate.subject not in known:
        fallback = f"It takes: {', '.join(known)}"
        hint = nearest(aggregate.subject, known, fallback)
        raise _unknown(subject, f"something to {function}", hint)
    window, value = aggregate.window, aggregate.value
    if window is None and function is not Function.COUNT:
        raise InvalidQuery(
            f"“{function}” needs to know over how long.",
            f"Write it so: {example}",
            position=subject.position,
            length=subject.length,
        )
    if window is not None and not day_words.is_window(window.text):
        raise _unknown(window, "a time to look back", f"Write it so: {example}")
    number = amounts.without_percent(value.text)
    is_percent = number != value.text
    may_be_range = aggregate.operator == EQUAL
    can_be_percent = function is Function.CHANGE or aggregate.subject == Measure.USAGE
    if is_percent > can_be_percent or not amounts.is_number(number, may_be_range=may_be_range):
        raise _unknown(value, "a number", f"Write it so: {example}")
    _require_forwards(value)


def _require_forwards(value: Written) -> None:
    """Refuses a range that ends before it begins: it would find nothing, without a word."""
    if amounts.is_backwards(value.text):
        low, _, high = value.text.partition(amounts.RANGE)
        raise InvalidQuery(
            f"“{value.text}” ends before it begins.",
            f"Did you mean “{high}{amounts.RANGE}{low}”?",
            position=value.position,
            length=value.length,
        )


def _require_one_of(field: Field, value: Written, known: tuple[str, ...]) -> None:
    if value.text.lower() not in known:
        hint = nearest(value.text, known, f"Values: {', '.join(known)}")
        raise _unknown(value, f"a value of “{field}”", hint)


def _require_number(field: Field, operator: str, value: Written) -> None:
    word = amounts.without_percent(value.text)
    if not amounts.is_number(word, may_be_range=operator == EQUAL):
        raise _unknown(value, "a number", f"Write it so: {NUMBER_EXAMPLES}")
    _require_forwards(value)
    if word != value.text and not field.spec.is_percent:
        raise InvalidQuery(
            f"“{field}” is not counted in per cent.",
            f"Write it so: {field.example}",
            position=value.position + value.text.index("%"),
        )


def _require_day(field: Field, operator: str, value: Written) -> None:
    word, is_due = value.text.lower(), field in (Field.DUE, Field.TASK_DUE)
    is_age = field.spec.kind is Kind.AGE
    if is_due and due_words.is_due_word(word):
        if operator == EQUAL:
            return
        raise _not_one_day(field, value, "7d")
    if not day_words.is_day_word(word, is_age=is_age):
        words = (*day_words.DAY_WORDS, *(due_words.BUCKET_WORDS if is_due else ()), NONE)
        examples = day_words.AGE_EXAMPLES if is_age else day_words.EXAMPLES
        if is_due:
            examples = due_words.EXAMPLES
        what = "a due date" if is_due else "a day"
        raise _unknown(value, what, nearest(word, words, f"Write a date so: {examples}"))
    if operator != EQUAL and not day_words.is_one_day(word):
        raise _not_one_day(field, value, "30d")


def _not_one_day(field: Field, value: Written, day: str) -> InvalidQuery:
    return InvalidQuery(
        f"“{value.text}” is not one day, so nothing is before or after it.",
        f"Write {field}:{value.text.lower()}, or compare with a day: {field}<{day}",
        position=value.position,
        length=value.length,
    )


def _unknown(value: Written, what: str, hint: str) -> InvalidQuery:
    return InvalidQuery(
        f"“{value.text}” is not {what}.", hint, position=value.position, length=value.length
    )
