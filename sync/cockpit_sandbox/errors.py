"""What a request can fail with, and the JSON that says so.

SandboxError
├── ApiError             one refused request: an HTTP status and a list of faults
│   └── RecordRefused    one refused record; inside a collection the other records go on
├── AnsweredInstead      something else than the org answers
└── AnswerLost           the connection breaks: the caller never sees an answer
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from cockpit_sandbox.messages import Reply


class Refusal(Struct, frozen=True):
    """One entry of a Salesforce error body."""

    code: str
    message: str
    fields: tuple[str, ...] = ()

    def as_rest(self) -> dict[str, object]:
        """The entry as every REST resource but collections writes it (`errorCode`)."""
        entry: dict[str, object] = {"message": self.message, "errorCode": self.code}
        if self.fields:
            entry["fields"] = list(self.fields)
        return entry

    def as_collection(self) -> dict[str, object]:
        """The entry as sObject Collections writes it (`statusCode`, always with `fields`)."""
        return {"statusCode": self.code, "message": self.message, "fields": list(self.fields)}


class SandboxError(Exception):
    """Base of all errors of this package."""


class ApiError(SandboxError):
    """A request that Salesforce refuses with `status` and an array of entries."""

    def __init__(self, status: int, code: str, message: str, fields: Sequence[str] = ()) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.refusal = Refusal(code, message, tuple(fields))

    def body(self) -> list[dict[str, object]]:
        """The error array of the answer."""
        return [self.refusal.as_rest()]


class RecordRefused(ApiError):
    """One record that cannot be written or read; the status is used for single-row calls."""

    def __init__(
        self, code: str, message: str, fields: Sequence[str] = (), *, status: int = 400
    ) -> None:
        super().__init__(status, code, message, fields)


class AnsweredInstead(SandboxError):
    """A machine in front of the org answers, in its own form; `reply` is what it says."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"answered with {reply.status}")
        self.reply = reply


class AnswerLost(SandboxError, ConnectionError):
    """The connection was cut; `committed` says (to the simulation only) whether it took effect."""

    def __init__(self, *, committed: bool, late_seconds: float | None = None) -> None:
        super().__init__("the connection was closed without an answer")
        self.committed = committed
        self.late_seconds = late_seconds
        """After how many seconds the work will be done all the same."""
