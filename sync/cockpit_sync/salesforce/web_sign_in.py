"""Signing in with the browser: authorization code with PKCE, back to a port of this machine.

RFC 8252 (native apps) and RFC 7636 (PKCE). The browser may be on another machine (over ssh): then
the address that it ended at is pasted here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import selectors
import time
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TextIO
from urllib.parse import parse_qs, urlencode, urlsplit

from cockpit_sync.salesforce.client import require_safe_address
from cockpit_sync.salesforce.grants import Client, Grant, granted_for_code
from cockpit_sync.salesforce.sign_in_errors import Fixer, Layer, SignInFailed, refusal
from cockpit_tui.domain.secrecy import Secretive

AUTHORIZE_PATH = "/services/oauth2/authorize"
CALLBACK_PATH = "/callback"
CALLBACK_PORT = 8_737
"""The app names its callback with the port, so it is the same every time."""
SCOPES = "api refresh_token openid"
"""REST calls, a session that can be renewed, and who signed in."""
PATIENCE_SECONDS = 300.0
"""A person finds a password and a second factor in this time."""
SLOW_CLIENT_SECONDS = 5.0
LONGEST_PASTE = 8_192


class Attempt(Secretive, frozen=True):
    """One sign-in under way; what comes back has to carry its `state`."""

    shown = ("client", "redirect_uri")

    client: Client
    redirect_uri: str
    verifier: str
    state: str

    @classmethod
    def new(cls, client: Client, port: int) -> Attempt:
        """With secrets of its own."""
        uri = callback_url(port)
        return cls(client, uri, secrets.token_urlsafe(64), secrets.token_urlsafe(24))

    def address(self) -> str:
        """Where the browser goes."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": SCOPES,
            "state": self.state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self.client.login_url.rstrip('/')}{AUTHORIZE_PATH}?{urlencode(query)}"

    def code_of(self, address: str) -> str | None:
        """The code that the browser brought back; None where it is not the answer to us.

        Raises SignInFailed when it brought a refusal.
        """
        query = parse_qs(urlsplit(address).query)
        state = query.get("state", [""])[0]
        if not hmac.compare_digest(state.encode(), self.state.encode()):
            return None
        if "error" in query:
            raise refusal(query["error"][0], query.get("error_description", [""])[0])
        return query.get("code", [None])[0]


def callback_url(port: int) -> str:
    """What the app has to allow as its callback."""
    return f"http://localhost:{port}{CALLBACK_PATH}"


def sign_in_with_browser(
    client: Client,
    port: int,
    show: Callable[[str], None],
    pasted: TextIO | None = None,
    patience: float = PATIENCE_SECONDS,
) -> Grant:
    """The session of the person who signs in at the address that is handed to `show`.

    `pasted` is a terminal on which the address that the browser ended at may be typed instead.
    Raises SignInFailed, InvalidInput for an address that is not safe.
    """
    require_safe_address(client.login_url)
    attempt = Attempt.new(client, port)
    with _Listener(attempt, port) as listener:
        show(attempt.address())
        code = listener.wait(pasted, time.monotonic() + patience)
    return granted_for_code(client, code, attempt.verifier, attempt.redirect_uri)


class _Listener(HTTPServer):
    """Waits on the loopback address for the one answer that carries our state."""

    def __init__(self, attempt: Attempt, port: int) -> None:
        try:
            super().__init__(("127.0.0.1", port), _Callback)
        except OSError as error:
            raise SignInFailed(
                Layer.HOST,
                Fixer.YOU,
                f"Port {port} of this machine is taken, so the browser could not come back.",
                "end what uses it, or `--port N` with that callback in the app.",
            ) from error
        self.attempt = attempt
        self.code: str | None = None
        self.failure: SignInFailed | None = None

    def wait(self, pasted: TextIO | None, until: float) -> str:
        """The code; raises SignInFailed for a refusal or when nobody came."""
        with selectors.DefaultSelector() as ready:
            ready.register(self, selectors.EVENT_READ)
            if pasted is not None:
                ready.register(pasted, selectors.EVENT_READ)
            while self.code is None and self.failure is None:
                events = ready.select(max(0.0, until - time.monotonic()))
                if not events:
                    raise SignInFailed(
                        Layer.USER,
                        Fixer.YOU,
                        "Nobody signed in within the time.",
                        "run the command again.",
                    )
                for key, _ in events:
                    if key.fileobj is self:
                        self.handle_request()
                    elif pasted is not None and not self._take_pasted(pasted):
                        ready.unregister(pasted)
        if self.failure is not None:
            raise self.failure
        assert self.code is not None
        return self.code

    def take(self, address: str) -> bool:
        """Whether the address was the answer to us."""
        try:
            self.code = self.attempt.code_of(address)
        except SignInFailed as failure:
            self.failure = failure
            return True
        return self.code is not None

    def _take_pasted(self, pasted: TextIO) -> bool:
        line = pasted.readline(LONGEST_PASTE)
        if line.strip():
            self.take(line.strip())
        return bool(line)

    def handle_error(self, *_: object) -> None:
        """A browser that hangs up is nobody's business."""


class _Callback(BaseHTTPRequestHandler):
    """The page on which the browser ends."""

    server: _Listener
    timeout = SLOW_CLIENT_SECONDS
    server_version = "cockpit"
    sys_version = ""

    def do_GET(self) -> None:
        is_ours = self.headers.get("Host") in self._own_hosts()
        if not is_ours or urlsplit(self.path).path != CALLBACK_PATH:
            self._page(404, "There is nothing here.")
        elif not self.server.take(self.path):
            self._page(400, "This is not the answer to a sign-in that waits here.")
        elif self.server.failure is not None:
            self._page(200, f"{self.server.failure.finding} The terminal says more.")
        else:
            self._page(200, "You are signed in. Close this window and go back to the terminal.")

    def _own_hosts(self) -> tuple[str, ...]:
        port = self.server.server_port
        return (f"localhost:{port}", f"127.0.0.1:{port}")

    def _page(self, status: int, words: str) -> None:
        title = "cockpit"
        body = (
            f"<!doctype html><meta charset=utf-8><title>{title}</title>"
            f"<body style='font:16px sans-serif;margin:4em'><p>{escape(words)}"
        ).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The code is in the path: it is not written anywhere."""
