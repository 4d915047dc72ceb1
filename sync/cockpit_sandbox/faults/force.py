"""The rules in force: what strikes a request, its rows and its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from cockpit_sandbox.errors import AnsweredInstead, AnswerLost, ApiError, RecordRefused, Refusal
from cockpit_sandbox.faults.rule import LIMIT_MESSAGES, Fault
from cockpit_sandbox.messages import Answer, Reply, Request
from cockpit_sandbox.schema import Scalar, SObject
from cockpit_sandbox.storage import Row

_HTML = {"Content-Type": "text/html"}
_PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>\r\n"


@dataclass
class Course:
    """What a request meets besides being worked on."""

    delay_seconds: float = 0.0
    drip_seconds: float = 0.0
    is_twice: bool = False
    meanwhile: list[Fault] = field(default_factory=list)
    """What colleagues do just before the work."""
    gateway: Fault | None = None
    """The work is done, and a machine in front of the org answers instead."""
    late: Fault | None = None
    """The connection is cut, and the work is done later."""


@dataclass
class Faults:
    """The rules in force, oldest first."""

    rules: list[Fault] = field(default_factory=list)
    _request: Request | None = None
    """The API request at work; None while somebody works by hand."""
    _part: Request | None = None
    """The part of a composite at work, for its headers."""

    def by_hand(self) -> None:
        """The next writes come from the browser: rules are for the API."""
        self._request = self._part = None

    def at_work(self, request: Request) -> None:
        """The next writes belong to this API request."""
        self._request = self._part = request

    def working_on(self, part: Request) -> None:
        """The next writes belong to this request or part of one."""
        self._part = part

    def before(self, request: Request, course: Course, *, only_named: bool = False) -> None:
        """Strike before the work.

        Args:
            request: what came in.
            course: takes what the request is to meet.
            only_named: only rules whose path says so strike (sign-in).

        Raises:
            ApiError: a refusal that a rule asks for.
            AnsweredInstead: a machine in front of the org answers.
            AnswerLost: the connection is to be cut.
        """
        self.at_work(request)
        for fault in self.rules:
            if fault.stage != "before" or not fault.suits(request):
                continue
            if (only_named and not fault.words.get("path")) or not fault.strikes():
                continue
            self._strike(fault, course)

    @staticmethod
    def _strike(fault: Fault, course: Course) -> None:
        if fault.kind == "delay":
            course.delay_seconds += fault.number("seconds")
        elif fault.kind == "drip":
            course.drip_seconds += fault.number("seconds")
        elif fault.kind == "twice":
            course.is_twice = True
        elif fault.kind == "meanwhile":
            course.meanwhile.append(fault)
        elif fault.kind == "late-commit":
            course.late = fault
        elif fault.kind == "gateway" and fault.says("done"):
            course.gateway = fault
        elif fault.kind == "drop-before":
            raise AnswerLost(committed=False)
        else:
            raise _refusal(fault)

    def after(
        self, request: Request, answer: Answer, *, only_named: bool = False
    ) -> tuple[Answer, int | None]:
        """Strike at the answer: the answer as it leaves, and after how many bytes it breaks off.

        Raises:
            AnswerLost: the connection is to be cut.
        """
        broken_at = None
        for fault in self.rules:
            if fault.stage != "after" or not fault.suits(request):
                continue
            if (only_named and not fault.words.get("path")) or not fault.strikes():
                continue
            if fault.kind == "drop-after":
                raise AnswerLost(committed=True)
            end = int(fault.number("bytes", len(answer.body) // 2))
            if fault.kind == "cut-body":
                broken_at = min(end, max(len(answer.body) - 1, 0))
            else:
                answer = replace(answer, body=answer.body[:end])
        return answer, broken_at

    def asked(self, kind: str) -> Fault | None:
        """A rule of this kind that strikes the request at work."""
        for fault in self.rules:
            if fault.kind == kind and self._is_suitable(fault) and fault.strikes():
                return fault
        return None

    def too_many(self, sobject: SObject, rows: int) -> Refusal | None:
        """The refusal of every row when a trigger cannot work so many in its time."""
        for fault in self.rules:
            if fault.kind != "row-limit" or rows <= fault.number("over"):
                continue
            if fault.is_about(sobject) and self._is_suitable(fault) and fault.strikes():
                return Refusal(
                    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                    "System.LimitException: Apex CPU time limit exceeded",
                )
        return None

    def change(self, sobject: SObject, row: Row) -> None:
        """Let triggers change a row about to be stored."""
        for fault in self._striking("rewrite", sobject, row):
            target = sobject.get(fault.words["field"])
            if target is not None:
                old = "" if row[target.name] is None else str(row[target.name])
                row[target.name] = fault.words["to"].replace("{}", old)
        for fault in self._striking("newlines", sobject, row):
            end = "\r\n" if fault.words["to"].upper() == "CRLF" else "\n"
            for target in sobject.fields:
                value = row.get(target.name)
                if target.type == "textarea" and isinstance(value, str):
                    row[target.name] = end.join(value.splitlines())

    def check(self, sobject: SObject, row: Row) -> None:
        """Strike at a row about to be stored; raises RecordRefused, or ApiError for the whole."""
        for _fault in self._striking("lock", sobject, row):
            raise RecordRefused(
                "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"
            )
        for fault in self._striking("validation", sobject, row):
            name = fault.words["field"]
            message = fault.words.get("message", f"{name} is not allowed here")
            code = fault.words.get("code", "FIELD_CUSTOM_VALIDATION_EXCEPTION")
            if fault.says("whole"):
                raise ApiError(400, code, message, [name])
            raise RecordRefused(code, message, [name])
        if self._allows_duplicates():
            return
        for fault in self._striking("duplicate-rule", sobject, row):
            message = fault.words.get("message", "Use one of these records?")
            raise RecordRefused("DUPLICATES_DETECTED", message)

    def consequences(
        self, sobject: SObject, row: Row, before: Row | None
    ) -> list[tuple[str, Mapping[str, Scalar]]]:
        """The rows that triggers create beside one that was stored."""
        made: list[tuple[str, Mapping[str, Scalar]]] = []
        for fault in self._striking("spawn", sobject, row, before):
            values: dict[str, Scalar] = {
                "Subject": fault.words["subject"],
                "OwnerId": row.get("OwnerId"),
            }
            if sobject.has("WhatId"):
                values["WhatId"] = row["WhatId"]
            made.append(("Task", values))
        return made

    def _striking(
        self, kind: str, sobject: SObject, row: Row, before: Row | None = None
    ) -> Iterator[Fault]:
        for fault in self.rules:
            if fault.kind != kind or not fault.matches(sobject, row):
                continue
            # A trigger that follows a value does so when the value arrives, not while it stays.
            if before is not None and "field" in fault.words and fault.matches(sobject, before):
                continue
            if self._is_suitable(fault) and fault.strikes():
                yield fault

    def _is_suitable(self, fault: Fault) -> bool:
        return self._request is not None and fault.suits(self._request)

    def _allows_duplicates(self) -> bool:
        for request in (self._request, self._part):
            if request is None:
                continue
            header = request.headers.get("sforce-duplicate-rule-header", "")
            content = request.content
            by_body = isinstance(content, dict) and content.get("allowSaveOnDuplicate") is True
            if by_body or "allowsave=true" in header.lower().replace(" ", ""):
                return True
        return False


def _refusal(fault: Fault) -> Exception:
    if fault.kind == "expired-session":
        return _expired(fault.words.get("body", "array"))
    if fault.kind == "unavailable":
        return ApiError(503, "SERVER_UNAVAILABLE", "The server is temporarily unavailable")
    if fault.kind == "gateway":
        return AnsweredInstead(gateway_page(fault))
    if fault.kind == "api-disabled":
        return ApiError(403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this org")
    if fault.kind == "refuse":
        message = fault.words.get("message", fault.words["code"])
        return ApiError(int(fault.number("status")), fault.words["code"], message)
    message = LIMIT_MESSAGES[fault.words.get("kind", "daily")]
    return ApiError(403, "REQUEST_LIMIT_EXCEEDED", message)


def gateway_page(fault: Fault) -> Reply:
    """The HTML that a machine in front of the org answers with."""
    status = int(fault.number("status", 502))
    title = {502: "502 Bad Gateway", 503: "503 Service Unavailable"}.get(status, str(status))
    return Reply(status, _PAGE.format(title).encode(), _HTML)


def session_expired() -> ApiError:
    """The answer to a token that is not (or no longer) good."""
    return ApiError(401, "INVALID_SESSION_ID", "Session expired or invalid")


def _expired(form: str) -> Exception:
    if form == "dict":
        content = {"error": "invalid_token", "error_description": "Session expired or invalid"}
        return AnsweredInstead(Reply(401, content))
    if form == "html":
        return AnsweredInstead(Reply(401, _PAGE.format("401 Unauthorized").encode(), _HTML))
    return session_expired()
