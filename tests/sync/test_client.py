"""The network seam: safety of credentials, honest failures, exact values."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from rich.pretty import pretty_repr

from cockpit_sync.salesforce.calls import ApiRequest, ApiUsage
from cockpit_sync.salesforce.client import HttpTransport, Session, is_loopback_url
from cockpit_sync.salesforce.errors import (
    FailureKind,
    NoAnswer,
    Offline,
    classify,
    read_error,
)
from cockpit_sync.salesforce.grants import Client, Grant
from cockpit_sync.salesforce.soql import quoted
from cockpit_sync.salesforce.web_sign_in import Attempt
from cockpit_tui.connection.sign_ins import Secrets, SignIn
from cockpit_tui.connection.signing_in import SignedIn
from cockpit_tui.demo.org_process import OrgAddress
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.settings.configuration import Salesforce

TOKEN = "00D000000000001!abcdefghijklmnop"


class Script(BaseHTTPRequestHandler):
    """Answers each request with the next of `answers` and remembers its headers."""

    answers: list[tuple[int, dict[str, str], bytes]]
    seen: list[dict[str, str]]
    protocol_version = "HTTP/1.1"

    def do_PATCH(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        type(self).seen.append(dict(self.headers))
        status, headers, body = type(self).answers.pop(0)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.do_PATCH()

    def log_message(self, *_: object) -> None:
        """Tests are silent."""


@contextmanager
def scripted(*answers: tuple[int, dict[str, str], bytes]) -> Iterator[tuple[str, type[Script]]]:
    handler = type("Handler", (Script,), {"answers": list(answers), "seen": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", handler
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ask(url: str, request: ApiRequest | None = None) -> object:
    transport = HttpTransport(Session(url, TOKEN))
    try:
        return transport.call(request or ApiRequest("GET", "/services/data"))
    finally:
        transport.close()


@pytest.mark.parametrize(
    "url",
    ["http://evil.example", "http://127.0.0.1.evil.example", "ftp://127.0.0.1", "nonsense", ""],
)
def test_a_session_is_never_sent_over_plain_http_to_another_machine(url: str) -> None:
    with pytest.raises(InvalidInput):
        HttpTransport(Session(url, TOKEN))


@pytest.mark.parametrize(
    "token",
    ["", "short", "[REDACTED] Use 'sf org auth show-access-token' to view", "00D!a\r\nX-Evil: 1"],
)
def test_row_23_what_is_no_token_is_never_used_as_one(token: str) -> None:
    """fault 23."""
    with pytest.raises(InvalidInput):
        HttpTransport(Session("https://example.my.salesforce.com", token))


def test_what_holds_a_secret_shows_it_in_no_repr_and_in_no_traceback() -> None:
    """Textual's account of a crash draws the values of its frames with Rich."""
    session, client = Session("https://example.my.salesforce.com", TOKEN), Client("x", "y", TOKEN)
    holders = [
        session,
        client,
        Grant(session, TOKEN),
        Attempt(client, "http://localhost:1717/callback", TOKEN, TOKEN),
        Secrets(TOKEN, TOKEN, TOKEN),
        SignedIn(SignIn("https://example.my.salesforce.com"), Secrets(TOKEN)),
        OrgAddress("https://example.my.salesforce.com", TOKEN),
        Salesforce(access_token=TOKEN, client_secret=TOKEN),
    ]
    assert [held for held in holders if TOKEN in repr(held) + pretty_repr(held)] == []
    assert repr(session) == "Session(instance_url='https://example.my.salesforce.com')"


def test_loopback_is_recognised_by_address_not_by_looks() -> None:
    assert is_loopback_url("http://127.0.0.1:8080")
    assert is_loopback_url("http://[::1]:1")
    assert is_loopback_url("http://localhost")
    assert not is_loopback_url("http://localhost.evil.example")


def test_row_19_after_a_renewal_the_same_request_goes_out_with_its_own_headers() -> None:
    """fault 19."""
    expired = b'[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]'
    with scripted((401, {}, expired), (204, {}, b"")) as (url, script):
        transport = HttpTransport(
            Session(url, TOKEN), lambda: Session(url, "00D000000000001!renewedrenewed")
        )
        guard = {"If-Unmodified-Since": "Mon, 23 Nov 2026 09:00:00 GMT"}
        answer = transport.call(
            ApiRequest("PATCH", "/services/data/v66.0/sobjects/Task/1", {"a": 1}, headers=guard)
        )
        transport.close()
    assert answer.status == 204
    first, second = script.seen
    assert first["If-Unmodified-Since"] == second["If-Unmodified-Since"]
    assert second["Authorization"] == "Bearer 00D000000000001!renewedrenewed"
    assert second["X-PrettyPrint"] == "0"


def test_half_a_surrogate_pair_does_not_keep_a_page_from_being_read() -> None:
    """Apex that cuts a text at so many letters leaves one."""
    page = rb'{"records":[{"Subject":"Hi \ud83d","Amount":1.10}]}'
    with scripted((200, {}, page)) as (url, _):
        transport = HttpTransport(Session(url, TOKEN))
        body = transport.call(ApiRequest("GET", "/services/data")).body
        transport.close()
    (record,) = body["records"]
    assert record["Subject"].startswith("Hi ")
    assert str(record["Amount"]) == "1.10"


@pytest.mark.parametrize("body", [b'{"error":"x","error_description":"y"}', b"<html>no</html>"])
def test_row_21_a_401_with_any_body_is_an_ended_session(body: bytes) -> None:
    """fault 21."""
    with scripted((401, {}, body)) as (url, _):
        transport = HttpTransport(Session(url, TOKEN))
        answer = transport.call(ApiRequest("GET", "/services/data"))
        transport.close()
    assert classify(answer.status, *read_error(answer.body, answer.status)) is FailureKind.AUTH


def test_fractions_stay_exact_and_the_usage_is_read_from_the_header() -> None:
    headers = {"Sforce-Limit-Info": "api-usage=18/5000; api-bursts=1/750"}
    with scripted((200, headers, b'{"Amount": 0.1}')) as (url, _):
        transport = HttpTransport(Session(url, TOKEN))
        answer = transport.call(ApiRequest("GET", "/services/data"))
        transport.close()
    assert answer.body == {"Amount": Decimal("0.1")}
    assert answer.usage == ApiUsage(18, 5000)
    assert answer.server_time is not None


def test_rows_15_16_a_body_that_is_cut_short_is_no_answer() -> None:
    """fault 15, fault 16."""
    with scripted((200, {}, b'[{"id": "00T')) as (url, _), pytest.raises(NoAnswer):
        ask(url)
    with (
        scripted((200, {"Content-Length": "500", "Connection": "close"}, b"[1,")) as (url, _),
        pytest.raises(NoAnswer),
    ):
        ask(url)


def test_row_11_a_refused_connection_is_offline_and_certainly_sent_nothing() -> None:
    """fault 11."""
    with pytest.raises(Offline):
        ask("http://127.0.0.1:9")


def test_a_redirect_is_not_followed_with_the_session() -> None:
    with scripted((302, {"Location": "http://127.0.0.1:9/"}, b"")) as (url, script):
        transport = HttpTransport(Session(url, TOKEN))
        assert transport.call(ApiRequest("GET", "/services/data")).status == 302
        transport.close()
    assert len(script.seen) == 1


@pytest.mark.parametrize(
    ("status", "code", "message", "is_write", "kind"),
    [
        (401, "INVALID_SESSION_ID", "", False, FailureKind.AUTH),
        (0, "UNABLE_TO_LOCK_ROW", "", True, FailureKind.RETRY),
        (503, "SERVER_UNAVAILABLE", "", True, FailureKind.IN_DOUBT),
        (503, "SERVER_UNAVAILABLE", "", False, FailureKind.RETRY),
        (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", False, FailureKind.BUDGET),
        (403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn", True, FailureKind.RETRY),
        (404, "ENTITY_IS_DELETED", "", True, FailureKind.GONE),
        (412, "", "", True, FailureKind.CONFLICT),
        (0, "DUPLICATE_VALUE", "", True, FailureKind.DUPLICATE),
        (0, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "", True, FailureKind.USER_FIX),
        (0, "INACTIVE_OWNER_OR_USER", "", True, FailureKind.PERMISSION),
        (400, "MALFORMED_QUERY", "", False, FailureKind.BUG),
        (410, "", "", False, FailureKind.BUG),
        (502, "", "", True, FailureKind.IN_DOUBT),
    ],
)
def test_errors_are_sorted_by_what_to_do_about_them(
    status: int, code: str, message: str, is_write: bool, kind: FailureKind
) -> None:
    assert classify(status, code, message, is_write=is_write) is kind


def test_soql_text_is_escaped() -> None:
    assert quoted("O'Hara \\ x\n") == r"'O\'Hara \\ x\n'"


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.example\\@127.0.0.1",
        "http://user:word@127.0.0.1",
        "https://evil.example\\@mycompany.my.salesforce.com",
        "http://127.0.0.1 .evil.example",
    ],
)
def test_an_address_that_two_readers_read_differently_gets_no_session(url: str) -> None:
    assert not is_loopback_url(url)
    with pytest.raises(InvalidInput):
        HttpTransport(Session(url, "00D000000000001!" + "x" * 30))


def test_soap_and_signing_are_loaded_when_they_are_called_and_not_with_the_library() -> None:
    """15 MB of a process that has a session and sends JSON."""
    code = """
import sys
from cockpit_sync.salesforce import client
heavy = {"zeep", "lxml", "jwt", "cryptography"}
print(sorted(heavy & set(sys.modules)))
salesforce = client.Salesforce(instance_url="https://x.my.salesforce.com", session_id="x")
print(type(salesforce.mdapi).__module__, sorted({"zeep", "lxml"} & set(sys.modules)))
"""
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert told.splitlines() == ["[]", "simple_salesforce.metadata ['lxml', 'zeep']"]
