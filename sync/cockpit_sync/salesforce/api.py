"""Salesforce's REST API as the mirror uses it: checked answers over one transport."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from cockpit_sync.salesforce.calls import (
    ApiRequest,
    ApiResponse,
    ApiUsage,
    Json,
    Transport,
    is_session_ended,
)
from cockpit_sync.salesforce.errors import (
    API_RIGHT_MISSING,
    NoAnswer,
    Refused,
    SessionEnded,
    classify,
    read_error,
)
from cockpit_sync.salesforce.sign_in_errors import refusal
from cockpit_tui.domain.days.clock import Clock

DATA = "/services/data/v66.0"
PAGE_ROWS = 2_000
"""The most rows one query answer holds (Salesforce: REST query)."""
Record = Mapping[str, Any]


class Part(Struct, frozen=True):
    """One request within a composite call."""

    ref: str
    method: str
    path: str
    body: Json = None
    headers: Mapping[str, str] | None = None


class PartResult(Struct, frozen=True):
    """Its answer."""

    status: int
    body: Json

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class Page(Struct, frozen=True):
    """Rows of a query, and whether there are more after them."""

    records: Sequence[Record]
    is_last: bool
    total: int = 0
    """How many rows the whole query has."""


class Api:
    """Counts every call, remembers the org's usage and its clock, and raises for refusals."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self._unwritten: Counter[tuple[datetime, str]] = Counter()
        self.calls = 0
        """Calls made through this object."""
        self.usage: ApiUsage | None = None
        self.server_time: datetime | None = None

    @property
    def written_calls(self) -> int:
        """Those of the calls that `take_ledger` gave out already."""
        return self.calls - sum(self._unwritten.values())

    def take_ledger(self) -> dict[tuple[datetime, str], int]:
        """Calls by hour and purpose since the last time this was asked."""
        taken = dict(self._unwritten)
        self._unwritten.clear()
        return taken

    def send(self, request: ApiRequest) -> ApiResponse:
        """The answer of a call that succeeded. Raises SalesforceError."""
        try:
            response = self._transport.call(request)
        except NoAnswer:
            self._count(request)
            raise
        self._count(request)
        self.usage = response.usage or self.usage
        self.server_time = response.server_time or self.server_time
        if response.status < 300:
            return response
        code, message = read_error(response.body, response.status)
        kind = classify(response.status, code, message, is_write=request.is_write)
        if is_session_ended(request, response):
            raise SessionEnded(message, code=code or "INVALID_SESSION_ID")
        if code in API_RIGHT_MISSING:
            raise refusal(code, message)
        if response.body is None and response.status >= 500:
            raise NoAnswer(f"Salesforce's edge answered {response.status}.", status=response.status)
        raise Refused(kind, message, code=code or f"HTTP_{response.status}", status=response.status)

    def get(self, path: str, purpose: str) -> Json:
        """The body of a GET of a path below the data root, or of one that begins with /services."""
        whole = path if path.startswith("/services") else DATA + path
        return self.send(ApiRequest("GET", whole, purpose=purpose)).body

    def query_all(self, soql: str, purpose: str) -> Page:
        """One page of a query, deleted and archived rows included."""
        return to_page(self.get(query_path(soql), purpose))

    def delete(self, path: str, purpose: str) -> Sequence[Mapping[str, Any]]:
        """The results, in order, of deleting a collection."""
        request = ApiRequest("DELETE", DATA + path, purpose=purpose, is_write=True)
        body = self.send(request).body
        if not isinstance(body, list):
            raise NoAnswer("Salesforce's answer to a deletion has an unknown shape.")
        return body

    def create_record(self, body: Json, purpose: str, key: str) -> str:
        """The id of a record made by the UI API under an idempotency key."""
        request = ApiRequest(
            "POST",
            f"{DATA}/ui-api/records",
            body,
            {"Idempotency-Key": key},
            purpose=purpose,
            is_write=True,
        )
        made = self.send(request).body
        if not isinstance(made, dict) or not made.get("id"):
            raise NoAnswer("Salesforce's answer to a create has an unknown shape.")
        return str(made["id"])

    def start_bulk_query(self, soql: str, purpose: str) -> str:
        """The id of a Bulk API 2.0 job that runs the query, deleted and archived rows included."""
        body = {"operation": "queryAll", "query": soql}
        job = self.send(ApiRequest("POST", f"{DATA}/jobs/query", body, purpose=purpose)).body
        return str(job["id"])

    def bulk_state(self, job: str, purpose: str) -> str:
        """UploadComplete, InProgress, JobComplete, Failed or Aborted."""
        return str(self.get(f"/jobs/query/{job}", purpose)["state"])

    def bulk_results(
        self, job: str, locator: str | None, rows: int, purpose: str
    ) -> tuple[bytes, str | None]:
        """CSV of one part of a job's results in UTF-8, and where the next begins; None at the
        end."""
        place = f"&locator={quote(locator, safe='')}" if locator else ""
        path = f"{DATA}/jobs/query/{job}/results?maxRecords={rows}{place}"
        request = ApiRequest("GET", path, headers={"Accept": "text/csv"}, purpose=purpose)
        response = self.send(request)
        if not isinstance(response.body, bytes):
            raise NoAnswer("Salesforce's Bulk results have an unknown shape.")
        lowered = {name.lower(): value for name, value in response.headers.items()}
        following = lowered.get("sforce-locator", "null")
        return response.body, None if following in ("null", "") else following

    def composite(
        self, parts: Sequence[Part], purpose: str, *, is_write: bool = False
    ) -> dict[str, PartResult]:
        """The answers by ref; refs that Salesforce did not answer are missing.

        One API call for at most 25 parts, of which five may be queries or collections; each part
        succeeds or fails on its own, in order (Salesforce: REST composite).
        """
        response = self.send(
            ApiRequest(
                "POST",
                f"{DATA}/composite",
                composite_body(parts),
                purpose=purpose,
                is_write=is_write,
            )
        )
        answers = (
            response.body.get("compositeResponse") if isinstance(response.body, dict) else None
        )
        if not isinstance(answers, list):
            raise NoAnswer("Salesforce's answer has an unknown shape.", status=response.status)
        return {
            answer["referenceId"]: PartResult(answer["httpStatusCode"], answer.get("body"))
            for answer in answers
        }

    def _count(self, request: ApiRequest) -> None:
        self.calls += 1
        hour = self._clock.now().replace(minute=0, second=0, microsecond=0)
        self._unwritten[hour, request.purpose] += 1


def composite_body(parts: Sequence[Part]) -> dict[str, Json]:
    """The JSON of a composite call whose parts succeed or fail on their own, in order."""
    requests = []
    for part in parts:
        path = part.path if part.path.startswith("/services") else DATA + part.path
        entry: dict[str, Json] = {"method": part.method, "url": path, "referenceId": part.ref}
        if part.body is not None:
            entry["body"] = part.body
        if part.headers:
            entry["httpHeaders"] = dict(part.headers)
        requests.append(entry)
    return {"allOrNone": False, "collateSubrequests": False, "compositeRequest": requests}


def query_path(soql: str) -> str:
    """The path of a query that sees deleted and archived rows."""
    return f"/queryAll?q={quote(soql, safe='')}"


def to_page(body: Json) -> Page:
    """Rows of a query answer; a page may be shorter than asked for and yet not be the last."""
    if not isinstance(body, dict) or not isinstance(body.get("records"), list):
        raise NoAnswer("Salesforce's answer to a query has an unknown shape.")
    return Page(body["records"], bool(body.get("done", True)), int(body.get("totalSize") or 0))


def raise_for(result: PartResult, *, is_write: bool = False) -> None:
    """Raises Refused for a part of a composite call that failed."""
    if not result.is_success:
        code, message = read_error(result.body, result.status)
        kind = classify(result.status, code, message, is_write=is_write)
        raise Refused(kind, message, code=code or f"HTTP_{result.status}", status=result.status)
