"""One rule: its kind, its words, and how often it may still strike."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from cockpit_sandbox.errors import SandboxError
from cockpit_sandbox.messages import Request
from cockpit_sandbox.schema import SObject
from cockpit_sandbox.storage import Row

ALWAYS = 1_000_000_000
Stage = Literal["before", "after", "row", "asked"]
"""Before the work, after it, at each row that is written, or when a route asks for it."""
LIMIT_MESSAGES = {
    "daily": "TotalRequests Limit exceeded.",
    "concurrent": "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
    "long": "ConcurrentPerOrgLongTxn Limit exceeded.",
}
"""Salesforce tells three meanings of one code apart by the message alone."""
_COMMON_WORDS = frozenset({"times", "skip", "method", "path"})
_FIRST_REFUSAL, _LAST_REFUSAL = 400, 599
_CONDITION = frozenset({"object", "field", "value"})
_NUMBERS = frozenset({"seconds", "bytes", "status", "drop", "rows", "over", "polls"})
_CHOICES = {
    "kind": frozenset(LIMIT_MESSAGES),
    "stamp": frozenset({"request", "commit"}),
    "body": frozenset({"array", "dict", "html"}),
    "done": frozenset({"yes", "no"}),
    "whole": frozenset({"yes", "no"}),
}


class Kind(Struct, frozen=True):
    """What a kind of rule needs and knows."""

    stage: Stage
    needed: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    is_lasting: bool = False
    """It strikes always unless `times` says otherwise."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KINDS: dict[str, Kind] = {
    "drop-before": Kind("before"),
    "drop-after": Kind("after"),
    "late-commit": Kind("before", _words("seconds"), _words("stamp")),
    "twice": Kind("before"),
    "meanwhile": Kind("before", _words("id field to")),
    "delay": Kind("before", _words("seconds")),
    "drip": Kind("before", _words("seconds")),
    "cut-body": Kind("after", known=_words("bytes")),
    "truncate": Kind("after", known=_words("bytes")),
    "gateway": Kind("before", known=_words("status done")),
    "expired-session": Kind("before", known=_words("body")),
    "unavailable": Kind("before"),
    "limit": Kind("before", known=_words("kind")),
    "api-disabled": Kind("before"),
    "refuse": Kind("before", _words("status code"), _words("message")),
    "lost-locator": Kind("asked"),
    "page-size": Kind("asked", _words("rows"), is_lasting=True),
    "short-answer": Kind("asked", known=_words("drop")),
    "lock": Kind("row", known=_CONDITION),
    "validation": Kind("row", _words("field value"), _words("object message code whole"), True),
    "duplicate-rule": Kind("row", _words("field value"), _words("object message"), True),
    "rewrite": Kind("row", _words("field to"), _words("object value"), True),
    "newlines": Kind("row", _words("to"), _words("object"), True),
    "spawn": Kind("row", _words("subject"), _CONDITION, True),
    "row-limit": Kind("asked", _words("over"), _words("object"), True),
    "bulk-wait": Kind("asked", _words("polls")),
    "bulk-fail": Kind("asked"),
}


class FaultRuleError(SandboxError, ValueError):
    """A rule that cannot be understood; the person who wrote it can mend it."""


@dataclass
class Fault:
    """One rule and how often it may still strike."""

    text: str
    kind: str
    words: dict[str, str]
    remaining: int
    skip: int
    struck: int = 0

    @classmethod
    def parse(cls, text: str) -> Fault:
        """The rule that `text` writes down (see the package's head); raises FaultRuleError."""
        try:
            name, *pairs = shlex.split(text)
        except ValueError:
            raise FaultRuleError(f"not a fault rule: {text!r}") from None
        kind = KINDS.get(name)
        if kind is None:
            raise FaultRuleError(f"unknown fault {name!r}; known: {', '.join(KINDS)}")
        words = dict(_pair(pair) for pair in pairs)
        unknown = words.keys() - _COMMON_WORDS - kind.needed - kind.known
        if unknown:
            raise FaultRuleError(f"{name} does not know {', '.join(sorted(unknown))}")
        missing = kind.needed - words.keys()
        if missing:
            raise FaultRuleError(f"{name} needs {'= and '.join(sorted(missing))}=")
        _check_values(words)
        times = words.get("times", "always" if kind.is_lasting else "1")
        remaining = ALWAYS if times == "always" else _whole(times)
        return cls(text, name, words, remaining, _whole(words.get("skip", "0")))

    @property
    def stage(self) -> Stage:
        """When the rule is looked at."""
        return KINDS[self.kind].stage

    def number(self, word: str, default: float = 0) -> float:
        """A word that is a number."""
        return float(self.words.get(word, default))

    def says(self, word: str) -> bool:
        """Whether a word is `yes`."""
        return self.words.get(word) == "yes"

    def strikes(self) -> bool:
        """Use the rule up by one match; whether it takes effect this time."""
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.remaining <= 0:
            return False
        self.remaining -= 1
        self.struck += 1
        return True

    def suits(self, request: Request) -> bool:
        """Whether the rule is about this request."""
        method = self.words.get("method", request.method)
        return method.upper() == request.method and self.words.get("path", "") in request.path

    def is_about(self, sobject: SObject) -> bool:
        """Whether the rule is about this object."""
        return self.words.get("object", sobject.name).lower() == sobject.name.lower()

    def matches(self, sobject: SObject, row: Row) -> bool:
        """Whether the rule is about this row."""
        if not self.is_about(sobject):
            return False
        name = self.words.get("field")
        if name is None or "value" not in self.words:
            return name is None or sobject.has(name)
        target = sobject.get(name)
        return target is not None and str(row[target.name]) == self.words["value"]


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise FaultRuleError(f"expected name=value, found {text!r}")
    return name, value


def _check_values(words: dict[str, str]) -> None:
    for name, value in words.items():
        if name in _CHOICES and value not in _CHOICES[name]:
            raise FaultRuleError(f"{name} is one of {', '.join(sorted(_CHOICES[name]))}")
        if name in _NUMBERS and not value.replace(".", "", 1).isdecimal():
            raise FaultRuleError(f"{name} is a number, not {value!r}")
        if name == "status" and not _FIRST_REFUSAL <= float(value) <= _LAST_REFUSAL:
            raise FaultRuleError(f"status is from {_FIRST_REFUSAL} to {_LAST_REFUSAL}")


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise FaultRuleError(f"expected a whole number, found {text!r}")
    return int(text)
