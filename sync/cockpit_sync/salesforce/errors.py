"""What Salesforce, or the way to it, can answer instead of what was asked.

SalesforceError        `kind` says what to do about it
├── Offline            nothing left this machine: wait, edits are kept
├── NoAnswer           the request left, and no readable answer came: in doubt if it wrote
├── SessionEnded       sign in again
└── Refused            Salesforce said no; status, code and message are its own
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from cockpit_tui.domain.errors import Unreachable


class FailureKind(StrEnum):
    """What to do about a failure."""

    AUTH = "auth"
    RETRY = "retry"
    IN_DOUBT = "in_doubt"
    BUDGET = "budget"
    GONE = "gone"
    CONFLICT = "conflict"
    DUPLICATE = "duplicate"
    USER_FIX = "user_fix"
    PERMISSION = "permission"
    BUG = "bug"


class SalesforceError(Unreachable):
    """The call did not bring what was asked for."""

    def __init__(
        self, kind: FailureKind, message: str, *, code: str = "", status: int = 0, hint: str = ""
    ) -> None:
        super().__init__(message, hint)
        self.kind = kind
        self.salesforce_code = code
        self.status = status


class Offline(SalesforceError):
    """No connection could be made."""

    def __init__(self, message: str) -> None:
        super().__init__(
            FailureKind.RETRY, message, code="OFFLINE", hint="Edits are kept and sent later."
        )


class NoAnswer(SalesforceError):
    """The request left and nothing readable came back."""

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(
            FailureKind.IN_DOUBT,
            message,
            code="NO_ANSWER",
            status=status,
            hint="What was sent is looked up before anything is sent again.",
        )


class SessionEnded(SalesforceError):
    """The session is not valid and could not be renewed."""

    def __init__(
        self, message: str, *, code: str = "INVALID_SESSION_ID", status: int = 401
    ) -> None:
        super().__init__(
            FailureKind.AUTH,
            message,
            code=code,
            status=status,
            hint="Sign in again: `cockpit connect`. Edits are kept.",
        )


class Refused(SalesforceError):
    """Salesforce answered with an error of its own."""


API_RIGHT_MISSING = ("API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED")
"""The session is good, and its user may not use the API: no new sign-in mends it."""
_BY_CODE: Mapping[str, FailureKind] = {
    code: kind
    for kind, codes in {
        FailureKind.AUTH: (
            "INVALID_SESSION_ID",
            "INVALID_AUTH_HEADER",
            *API_RIGHT_MISSING,
            "invalid_grant",
        ),
        FailureKind.RETRY: (
            "UNABLE_TO_LOCK_ROW",
            "SERVER_UNAVAILABLE",
            "QUERY_TIMEOUT",
            "REQUEST_RUNNING_TOO_LONG",
            "APEX_CPU_LIMIT_EXCEEDED",
            "PROCESSING_HALTED",
            "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        ),
        FailureKind.BUDGET: ("STORAGE_LIMIT_EXCEEDED",),
        FailureKind.GONE: ("ENTITY_IS_DELETED", "NOT_FOUND"),
        FailureKind.CONFLICT: (
            "ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE",
            "ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE_CHECK",
        ),
        FailureKind.DUPLICATE: ("DUPLICATE_VALUE", "DUPLICATES_DETECTED"),
        FailureKind.PERMISSION: (
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "INVALID_FIELD",
            "INACTIVE_OWNER_OR_USER",
            "ENTITY_IS_LOCKED",
            "TRANSFER_REQUIRES_READ",
        ),
        FailureKind.BUG: ("JSON_PARSER_ERROR", "MALFORMED_QUERY", "INVALID_TYPE"),
    }.items()
    for code in codes
}


def classify(status: int, code: str, message: str, *, is_write: bool = False) -> FailureKind:
    """What to do about an error, from the HTTP status (0 within a collection), Salesforce's error
    code and its message: REQUEST_LIMIT_EXCEEDED has three meanings which only the message tells
    apart (Salesforce: API request limits)."""
    if code == "REQUEST_LIMIT_EXCEEDED":
        is_passing = "Concurrent" in message
        return FailureKind.RETRY if is_passing else FailureKind.BUDGET
    if code == "UNKNOWN_EXCEPTION":
        return FailureKind.IN_DOUBT if is_write and status >= 500 else FailureKind.RETRY
    if "System.LimitException" in message:
        # A trigger ran out of its allowance: fewer rows at once may fit.
        return FailureKind.RETRY
    if code in _BY_CODE and not (status >= 500 and is_write):
        return _BY_CODE[code]
    if status == 401:
        return FailureKind.AUTH
    if status == 412:
        return FailureKind.CONFLICT
    if status == 404:
        return FailureKind.GONE
    if status in (405, 410, 414, 415, 428, 431):
        return FailureKind.BUG
    if status >= 500:
        return FailureKind.IN_DOUBT if is_write else FailureKind.RETRY
    if status in (408, 420, 429):
        return FailureKind.RETRY
    return FailureKind.USER_FIX


def read_error(body: object, status: int) -> tuple[str, str]:
    """(code, message) of an error body: a list of errors, an OAuth dict, or anything else."""
    first: object = body
    if isinstance(body, Sequence) and not isinstance(body, str | bytes) and body:
        first = body[0]
    if isinstance(first, Mapping):
        code = first.get("errorCode") or first.get("statusCode") or first.get("error") or ""
        message = first.get("message") or first.get("error_description") or ""
        return str(code), str(message) or f"Salesforce answered {status}."
    return "", f"Salesforce answered {status} without words of its own."
