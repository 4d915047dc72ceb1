"""Faults on demand: rules that make the org misbehave the way a real one does.

A rule is a kind and `name=value` words, separated by blanks; values may be quoted:

    drop-before               the connection is cut and nothing was done
    drop-after                the work is committed, then the connection is cut
    expired-session           401 INVALID_SESSION_ID
    unavailable               503 SERVER_UNAVAILABLE
    limit                     403 REQUEST_LIMIT_EXCEEDED; kind=daily|concurrent|long
    delay seconds=2.5         the answer comes late
    lock                      UNABLE_TO_LOCK_ROW for each row that would be written
    validation field=Subject value=forbidden [message="Say more"]
                              FIELD_CUSTOM_VALIDATION_EXCEPTION when the field has the value

Every kind takes:

    times=N|always            how often it strikes (1; `validation`: always)
    skip=N                    how many matching requests or rows pass first (0)
    method=PATCH              only this method
    path=/composite           only paths that contain this text
    object=Task               only this object (`lock`, `validation`)

Examples: `drop-after method=POST path=/composite times=2`, `lock object=Task times=3`.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import Literal, get_args

from cockpit_sandbox.errors import AnswerLost, ApiError, RecordRefused, SandboxError
from cockpit_sandbox.request import Request
from cockpit_sandbox.schema import SObject
from cockpit_sandbox.storage import Row

FaultKind = Literal[
    "drop-before",
    "drop-after",
    "expired-session",
    "unavailable",
    "limit",
    "delay",
    "lock",
    "validation",
]
ALWAYS = 1_000_000_000
_LIMIT_MESSAGES = {
    "daily": "TotalRequests Limit exceeded.",
    "concurrent": "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
    "long": "ConcurrentPerOrgLongTxn Limit exceeded.",
}
_WORDS: dict[str, frozenset[str]] = {
    "delay": frozenset({"seconds"}),
    "limit": frozenset({"kind"}),
    "lock": frozenset({"object"}),
    "validation": frozenset({"object", "field", "value", "message"}),
}
_COMMON_WORDS = frozenset({"times", "skip", "method", "path"})


class FaultRuleError(SandboxError, ValueError):
    """A rule that cannot be understood; the person who wrote it can mend it."""


@dataclass
class Fault:
    """One rule and how often it may still strike."""

    text: str
    kind: FaultKind
    words: dict[str, str]
    remaining: int
    skip: int
    struck: int = 0

    @classmethod
    def parse(cls, text: str) -> Fault:
        """The rule that `text` writes down (see the module's head); raises FaultRuleError."""
        try:
            kind, *pairs = shlex.split(text)
        except ValueError:
            raise FaultRuleError(f"not a fault rule: {text!r}") from None
        kinds = {known: known for known in get_args(FaultKind)}
        if kind not in kinds:
            raise FaultRuleError(f"unknown fault {kind!r}; known: {', '.join(kinds)}")
        words = dict(_pair(pair) for pair in pairs)
        unknown = words.keys() - _COMMON_WORDS - _WORDS.get(kind, frozenset())
        if unknown:
            raise FaultRuleError(f"{kind} does not know {', '.join(sorted(unknown))}")
        times = words.get("times", "always" if kind == "validation" else "1")
        fault = cls(
            text,
            kinds[kind],
            words,
            ALWAYS if times == "always" else _whole(times),
            _whole(words.get("skip", "0")),
        )
        fault._check()
        return fault

    def _check(self) -> None:
        if self.kind == "validation" and not {"field", "value"} <= self.words.keys():
            raise FaultRuleError("validation needs field= and value=")
        if self.kind == "limit" and self.words.get("kind", "daily") not in _LIMIT_MESSAGES:
            raise FaultRuleError(f"limit kinds: {', '.join(_LIMIT_MESSAGES)}")
        if self.kind == "delay":
            try:
                float(self.words["seconds"])
            except (KeyError, ValueError):
                raise FaultRuleError("delay needs seconds=NUMBER") from None

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

    def refuses(self, sobject: SObject, row: Row) -> bool:
        """Whether the rule is about this row."""
        if self.words.get("object", sobject.name).lower() != sobject.name.lower():
            return False
        if self.kind == "lock":
            return True
        target = sobject.get(self.words["field"])
        return target is not None and str(row[target.name]) == self.words["value"]


@dataclass
class Faults:
    """The rules in force, oldest first."""

    rules: list[Fault] = field(default_factory=list)
    _request: Request | None = None
    """The API request at work; None while somebody works by hand."""

    def by_hand(self) -> None:
        """The next writes come from the browser: rules are for the API."""
        self._request = None

    def before(self, request: Request) -> float:
        """Strike before the work; return the seconds by which the answer is to be late.

        Raises:
            ApiError: a refusal that a rule asks for.
            AnswerLost: the connection is to be cut.
        """
        self._request = request
        delay = 0.0
        for fault in self.rules:
            if fault.kind in ("drop-after", "lock", "validation") or not fault.suits(request):
                continue
            if not fault.strikes():
                continue
            if fault.kind == "delay":
                delay += float(fault.words["seconds"])
            elif fault.kind == "drop-before":
                raise AnswerLost(committed=False)
            else:
                raise _refusal(fault)
        return delay

    def after(self, request: Request) -> None:
        """Strike after the work is committed; raises AnswerLost."""
        for fault in self.rules:
            if fault.kind == "drop-after" and fault.suits(request) and fault.strikes():
                raise AnswerLost(committed=True)

    def guard(self, sobject: SObject, row: Row) -> None:
        """Strike at a row about to be stored; raises RecordRefused."""
        for fault in self.rules:
            if fault.kind not in ("lock", "validation") or not fault.refuses(sobject, row):
                continue
            if self._request is None or not fault.suits(self._request) or not fault.strikes():
                continue
            if fault.kind == "lock":
                raise RecordRefused(
                    "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"
                )
            name = fault.words["field"]
            message = fault.words.get("message", f"{name} is not allowed here")
            raise RecordRefused("FIELD_CUSTOM_VALIDATION_EXCEPTION", message, [name])


def _refusal(fault: Fault) -> ApiError:
    if fault.kind == "expired-session":
        return session_expired()
    if fault.kind == "unavailable":
        return ApiError(503, "SERVER_UNAVAILABLE", "The server is temporarily unavailable")
    message = _LIMIT_MESSAGES[fault.words.get("kind", "daily")]
    return ApiError(403, "REQUEST_LIMIT_EXCEEDED", message)


def session_expired() -> ApiError:
    """The answer to a token that is not (or no longer) good."""
    return ApiError(401, "INVALID_SESSION_ID", "Session expired or invalid")


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise FaultRuleError(f"expected name=value, found {text!r}")
    return name, value


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise FaultRuleError(f"expected a whole number, found {text!r}")
    return int(text)
