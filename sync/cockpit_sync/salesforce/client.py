"""The network: simple-salesforce in session mode behind one `call`.

The library never refreshes a session and never repeats a request here: on a refresh it would drop
the request's own headers, and a repeated create would make a second record. Timeouts, the limit
header and the loopback rule are set on the session once.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, ApiUsage, is_session_ended
from cockpit_sync.salesforce.errors import NoAnswer, Offline
from cockpit_sync.salesforce.library import Salesforce
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.secrecy import Secretive

API_VERSION = "66.0"
CONNECT_SECONDS = 3.05
"""Just over a multiple of three, TCP's retransmission window."""
READ_SECONDS = 60.0
"""Below the lease's time to live, so that a lease outlives the call made under it."""
_USAGE = re.compile(r"api-usage=(\d+)/(\d+)")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:\d+)?")
"""A host and a port and nothing else: with user names or backslashes in it, two readers of one
address can come to two hosts."""
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_TOKEN = re.compile(r"[\x21-\x7e]{15,}")


class Session(Secretive, frozen=True):
    """How to reach an org, until the session ends. Never logged; the token is not shown."""

    shown = ("instance_url",)

    instance_url: str
    access_token: str


Refresh = Callable[[], Session | None]
"""Gives a new session after the old one ended, or None when a person has to sign in."""


def is_loopback_url(url: str) -> bool:
    """True if the address can only be this machine, however it is read."""
    parts = urlsplit(url)
    if not _HOST.fullmatch(parts.netloc):
        return False
    host = parts.hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def require_safe_address(url: str) -> None:
    """Raises InvalidInput for an address that no credential may be sent to."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        raise InvalidInput(
            f"“{url}” is not an instance address.",
            "It looks like https://mycompany.my.salesforce.com.",
        )
    if parts.scheme == "http" and not is_loopback_url(url):
        raise InvalidInput(
            "A session is not sent over plain http. Nothing was sent.",
            "Use https; plain http is for a sandbox on this machine alone.",
        )


def require_safe(session: Session) -> None:
    """Raises InvalidInput for an address or a token that must not be used."""
    require_safe_address(session.instance_url)
    if not _TOKEN.fullmatch(session.access_token):
        raise InvalidInput(
            "The access token is not one: it is empty, redacted or cut.",
            "`sf org auth show-access-token` prints the whole token.",
        )


class _Timeouts(HTTPAdapter):
    """Every call has timeouts, and urllib3 repeats none; loopback http is spoken as http.

    simple-salesforce always writes https, so plain loopback addresses are mounted as such and
    rewritten on the way out.
    """

    def __init__(self, *, is_plain_http: bool) -> None:
        self._is_plain_http = is_plain_http
        super().__init__(max_retries=0)

    def send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:  # type: ignore[override]
        if settings.get("timeout") is None:
            settings["timeout"] = (CONNECT_SECONDS, READ_SECONDS)
        if self._is_plain_http and request.url:
            request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, **settings)


class _NoNetrc(requests.auth.AuthBase):
    """Keeps requests from putting a .netrc login in the place of our session."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def http_session(url: str) -> requests.Session:
    """Connections for one address: its proxies and certificates by the environment, no .netrc,
    always with timeouts, nothing repeated."""
    session = requests.Session()
    session.trust_env = False
    session.auth = _NoNetrc()
    session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or True
    if not is_loopback_url(url):
        session.proxies.update(get_environ_proxies(url))
    session.mount("http://", _Timeouts(is_plain_http=False))
    session.mount("https://", _Timeouts(is_plain_http=False))
    return session


class HttpTransport:
    """Salesforce over HTTP. One thread uses it."""

    def __init__(self, session: Session, refresh: Refresh | None = None) -> None:
        self._refresh = refresh
        self._usage: ApiUsage | None = None
        self._use(session)

    def call(self, request: ApiRequest) -> ApiResponse:
        """The answer, whatever it is. An ended session is renewed once, and the very same request,
        headers included, is made again."""
        response = self._send(request)
        if is_session_ended(request, response) and self._refresh is not None:
            renewed = self._refresh()
            if renewed is not None:
                self.close()
                self._use(renewed)
                response = self._send(request)
        return response

    def close(self) -> None:
        self._session.close()

    def _use(self, session: Session) -> None:
        require_safe(session)
        parts = urlsplit(session.instance_url)
        is_plain = parts.scheme == "http"
        self._session = http_session(session.instance_url)
        self._session.mount("https://", _Timeouts(is_plain_http=is_plain))
        self._session.hooks["response"].append(self._note_usage)
        self._salesforce = Salesforce(
            instance_url=session.instance_url,
            session_id=session.access_token,
            session=self._session,
            version=API_VERSION,
            parse_float=Decimal,
            object_pairs_hook=dict,
        )
        self._host = f"https://{parts.netloc}"

    def _note_usage(self, response: requests.Response, *_: Any, **__: Any) -> None:
        found = _USAGE.search(response.headers.get("Sforce-Limit-Info", ""))
        self._usage = ApiUsage(int(found[1]), int(found[2])) if found else None

    def _send(self, request: ApiRequest) -> ApiResponse:
        headers = {**self._salesforce.headers, "X-PrettyPrint": "0", **request.headers}
        self._usage = None
        try:
            response = self._session.request(
                request.method,
                self._host + request.path,
                headers=headers,
                json=request.json,
                allow_redirects=False,
            )
        except (requests.ConnectTimeout, requests.exceptions.ProxyError) as error:
            raise Offline("Salesforce cannot be reached.") from error
        except requests.ConnectionError as error:
            raise _connection_failure(error) from error
        except requests.RequestException as error:
            raise NoAnswer(
                f"The connection broke before an answer came ({type(error).__name__})."
            ) from error
        return ApiResponse(
            status=response.status_code,
            body=_parsed(response),
            headers=dict(response.headers),
            server_time=_server_time(response.headers),
            usage=self._usage,
        )


def _connection_failure(error: requests.ConnectionError) -> Offline | NoAnswer:
    """Offline only when it is certain that no byte of the request left this machine."""
    words = repr(error)
    if "NewConnectionError" in words or "NameResolutionError" in words:
        return Offline("Salesforce cannot be reached.")
    if isinstance(error, requests.exceptions.SSLError):
        return Offline("No secure connection to Salesforce could be made.")
    return NoAnswer("The connection broke before an answer came.")


def _parsed(response: requests.Response) -> Any:
    if not response.content:
        return None
    if response.headers.get("Content-Type", "").startswith("text/csv"):
        return response.content
    try:
        return _from_json(response.content)
    except (ValueError, UnicodeDecodeError) as error:
        if response.status_code < 300:
            raise NoAnswer(
                "Salesforce's answer was cut short.", status=response.status_code
            ) from error
        return None


def _from_json(content: bytes) -> Any:
    """The document, fractions exact. While a page is parsed no other thread gets its turn, so it
    matters how long that takes."""
    try:
        return _DECODER.decode(content)
    except msgspec.DecodeError:
        # It refuses half a surrogate pair, which is what an Apex class leaves that cuts a text.
        return json.loads(content, parse_float=Decimal)


def _server_time(headers: Mapping[str, str]) -> datetime | None:
    try:
        return parsedate_to_datetime(headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError, TypeError):
        return None
