"""What would complete the piece of a query before the cursor: fields, flags, real values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Protocol

from msgspec import Struct

from cockpit_tui.domain.query.conditions import Column
from cockpit_tui.domain.query.day_words import PERIOD_WORDS
from cockpit_tui.domain.query.due_words import BUCKET_WORDS
from cockpit_tui.domain.query.fields import (
    ALIASES,
    CAN_BE_ABSENT,
    COMPARED,
    COUNTED,
    FLAGS,
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
from cockpit_tui.domain.query.naming import PLAIN_KEPT, Choice, plain
from cockpit_tui.domain.values import Picklist

OFFERED_AT_MOST = 6
"""More than a person reads while typing."""
_PIECE = re.compile(r'(?:[^\s()"]|"(?:[^"\\]|\\.)*"?)+')
_TERM = re.compile(r"(-?)([^\W\d][\w-]*)\s*(<=|>=|!=|[:=<>])(.*)", re.DOTALL)
_COUNTED = {kind.value: words for kind, words in COUNTED.items()}
_CALLED = re.compile(r"([^\W\d]\w*)\(([^()]*)$")
_LAST_VALUE = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)*$')
_OPENED = re.compile(r'"((?:[^"\\]|\\.)*)')
_BARE = re.compile(r'[^\s(),"]+')
_DAYS = ("today", "tomorrow", "7d", "14d", "30d")
_AGES = ("today", "7d", "14d", "30d", "90d")
_VALUE_FIELDS = (Field.TYPE, Field.REASON, Field.PRIORITY, Field.STATUS)


class Offering(Protocol):
    """What the workspace has to offer."""

    def values(self, picklist: Picklist) -> Sequence[Choice]:
        """The value set, in its order."""

    def people(self) -> Sequence[Choice]:
        """Everybody."""

    def accounts_like(self, text: str, limit: int) -> Sequence[str]:
        """Names of customers with words that start so."""

    def texts(self, column: Column) -> Sequence[str]:
        """What the column holds anywhere."""


class Completion(Struct, frozen=True):
    """What may stand in place of the characters from `start` to `end`."""

    start: int
    end: int
    text: str
    label: str
    """As it is shown: the whole term."""
    aside: str = ""


def completions(text: str, cursor: int, offering: Offering) -> tuple[Completion, ...]:
    """What would fit at the cursor, the likeliest first; nothing before a letter is typed, within
    a word, or where what stands there is whole already."""
    piece = next((m for m in _PIECE.finditer(text) if m.start() < cursor <= m.end()), None)
    # What follows a bracket without a space is compared with what stands in it.
    if piece is None or cursor != piece.end() or text[: piece.start()].endswith(")"):
        return ()
    if (called := _CALLED.search(text[: piece.start()])) and called[1].lower() in set(Function):
        offered = _subjects(called, piece[0])
        return tuple(Completion(piece.start(), cursor, f"{w})", w, aside) for w, aside in offered)
    term = _TERM.fullmatch(piece[0])
    if term is None:
        is_negated = piece[0].startswith("-")
        start = piece.start() + is_negated
        found = _terms(text[start:cursor], offering)
        offers = (Completion(start, cursor, word, word.rstrip(), aside) for word, aside in found)
        return tuple(islice(offers, OFFERED_AT_MOST))
    field = ALIASES.get(term[2].lower()) or next((f for f in Field if f == term[2].lower()), None)
    last = _LAST_VALUE.search(term[4])
    if field is None or last is None:
        return ()
    start = piece.start() + term.start(4) + last.start()
    typed = _unquoted(last[0])
    head = f"{field}{term[3]}"
    fitting = _fitting(typed, _values(field, term[3], typed, offering))
    if [plain(word) for word, _ in fitting] == [plain(typed)]:
        return ()
    return tuple(
        Completion(start, cursor, f"{quoted(word)} ", f"{head}{quoted(word)}", aside)
        for word, aside in islice(fitting, OFFERED_AT_MOST)
    )


def _terms(typed: str, offering: Offering) -> Iterator[tuple[str, str]]:
    """Fields, flags, functions and values that begin as the bare word does."""
    word = typed.lower()
    if not _BARE.fullmatch(typed):
        return
    for field in Field:
        if field.startswith(word) and field is not Field.ID:
            yield f"{field}{'' if field.spec.kind in COMPARED else ':'}", field.spec.help
    for flag, words in FLAGS.items():
        if flag.startswith(word):
            yield f"is:{flag} ", words
    for function, (words, _) in FUNCTIONS.items():
        if function.startswith(word):
            yield f"{function}(", words
    for field in _VALUE_FIELDS:
        picklist = field.spec.picklist
        assert picklist is not None
        for label, aside in _fitting(typed, ((c.label, "") for c in offering.values(picklist))):
            yield f"{field}:{quoted(label)} ", aside
    for name, email in _fitting(typed, _people(offering)):
        yield f"owner:{quoted(name)} ", email
    for name in offering.accounts_like(typed, OFFERED_AT_MOST):
        yield f"account:{quoted(name)} ", ""


def _subjects(called: re.Match[str], typed: str) -> list[tuple[str, str]]:
    """What the function looks at; its time and what follows are the person's own."""
    if called[2]:
        return []
    words = subjects(Function(called[1].lower()))
    found = _fitting(typed, ((word, _COUNTED.get(word, "")) for word in words))
    return [] if [word for word, _ in found] == [typed.lower()] else found


def _values(
    field: Field, operator: str, typed: str, offering: Offering
) -> Iterator[tuple[str, str]]:
    """What the field takes, each with a word beside it."""
    spec = field.spec
    match spec.kind:
        case Kind.PERSON:
            yield "me", "you"
            yield from _people(offering)
        case Kind.VALUE:
            assert spec.picklist is not None
            yield from ((choice.label, "") for choice in offering.values(spec.picklist))
        case Kind.ACCOUNT:
            yield from ((name, "") for name in offering.accounts_like(typed, OFFERED_AT_MOST))
        case Kind.TEXT:
            assert isinstance(spec.column, Column)
            yield from ((text, "") for text in offering.texts(spec.column))
        case Kind.FLAG:
            yield from ((flag.value, FLAGS[flag]) for flag in Flag)
        case Kind.YES_NO:
            yield from ((word, "") for word in YES_NO)
        case Kind.OUTCOME:
            yield from ((word, "") for word in OUTCOME_WORDS)
        case Kind.SYNC:
            yield from ((word, "") for word in SYNC_WORDS)
        case Kind.DAY | Kind.AGE:
            yield from ((word, "") for word in (_AGES if spec.kind is Kind.AGE else _DAYS))
            if operator in (":", "=", "!="):
                is_due = field in (Field.DUE, Field.TASK_DUE)
                yield from ((word, "") for word in (BUCKET_WORDS if is_due else PERIOD_WORDS))
    if spec.kind in CAN_BE_ABSENT and operator in (":", "=", "!="):
        yield NONE, "without"


def _people(offering: Offering) -> Iterator[tuple[str, str]]:
    return ((choice.label, _email(choice.exact)) for choice in offering.people())


@lru_cache(PLAIN_KEPT)
def _email(exact: tuple[str, ...]) -> str:
    return next((word for word in exact if "@" in word), "")


def _fitting(typed: str, words: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that begin so, then those of which a further word does; each once."""
    wanted = plain(typed)
    begin: dict[str, str] = {}
    within: dict[str, str] = {}
    for word, aside in words:
        known = plain(word)
        if wanted not in known:
            continue
        if known.startswith(wanted):
            begin[word] = aside
        elif f" {wanted}" in known:
            within[word] = aside
    return [*begin.items(), *within.items()]


def _unquoted(word: str) -> str:
    """What was typed of a value; its quote may still be open."""
    if not word.startswith('"'):
        return word.strip('"')
    return re.sub(r'\\(["\\])', r"\1", _OPENED.match(word)[1])  # type: ignore[index]


def quoted(word: str) -> str:
    """A value as it is typed: in quotes where it would not be one word."""
    if _BARE.fullmatch(word):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
