"""Each layer between this machine and the org, looked at apart: name, proxy, line, TLS, host.

Asked when a sign-in failed, and by `cockpit doctor --online`; no credential is sent.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import requests
from msgspec import Struct
from requests.utils import get_environ_proxies, select_proxy

from cockpit_sync.salesforce.client import CONNECT_SECONDS, http_session, is_loopback_url
from cockpit_sync.salesforce.sign_in_errors import (
    Fixer,
    Layer,
    SignInFailed,
    not_salesforce,
)

VERSIONS_PATH = "/services/data"
"""Salesforce lists its API versions there to anybody."""


class Finding(Struct, frozen=True):
    """One layer: what was seen, or what is wrong with it."""

    layer: Layer
    message: str
    problem: SignInFailed | None = None


def probe(url: str) -> Iterator[Finding]:
    """The layers from the outside in, up to the first that fails."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    proxy = None if is_loopback_url(url) else select_proxy(url, get_environ_proxies(url))
    steps = [_through_proxy(proxy)] if proxy else [_name(host), _line(host, port)]
    for step in steps:
        yield step
        if step.problem is not None:
            return
    yield from _answer(url, parts.netloc)


def _name(host: str) -> Finding:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return _failed(
            Layer.DNS,
            Fixer.YOU,
            f"The name {host} has no address here.",
            "check the spelling and the network; behind a VPN ask its people for the name.",
        )
    return Finding(Layer.DNS, f"{host} is {found[0][4][0]}")


def _line(host: str, port: int) -> Finding:
    try:
        with socket.create_connection((host, port), CONNECT_SECONDS):
            return Finding(Layer.CONNECTION, f"port {port} is open")
    except OSError as error:
        return _failed(
            Layer.CONNECTION,
            Fixer.NETWORK,
            f"{host} cannot be reached on port {port} ({_words(error)}).",
            f"let this machine reach {host}:{port}, or name the proxy in HTTPS_PROXY.",
        )


def _through_proxy(proxy: str) -> Finding:
    parts = urlsplit(proxy if "//" in proxy else f"http://{proxy}")
    host, port = parts.hostname or "", parts.port or 3128
    try:
        with socket.create_connection((host, port), CONNECT_SECONDS):
            return Finding(Layer.PROXY, f"{host}:{port} answers")
    except OSError as error:
        return _failed(
            Layer.PROXY,
            Fixer.NETWORK,
            f"The proxy {host}:{port} cannot be reached ({_words(error)}).",
            "check HTTPS_PROXY; hosts in NO_PROXY go without it.",
        )


def _answer(url: str, host: str) -> Iterator[Finding]:
    """TLS and what answers behind it, by the same connections that the mirror makes."""
    session = http_session(url)
    try:
        answer = session.get(url.rstrip("/") + VERSIONS_PATH, allow_redirects=False)
    except requests.exceptions.SSLError as error:
        yield _failed(
            Layer.TLS,
            Fixer.NETWORK,
            f"No secure connection to {host}: {_certificate_words(error)}.",
            "a proxy that reads along needs its certificate here: SSL_CERT_FILE names the file.",
        )
        return
    except requests.exceptions.ProxyError as error:
        yield _failed(
            Layer.PROXY,
            Fixer.NETWORK,
            f"The proxy does not let us through to {host}{_proxy_words(error)}.",
            "let it pass, or put name and password into HTTPS_PROXY.",
        )
        return
    except requests.RequestException as error:
        yield _failed(
            Layer.CONNECTION,
            Fixer.NETWORK,
            f"{host} takes the connection and gives no answer ({type(error).__name__}).",
            "try again; where it happens each time, something on the way cuts it.",
        )
        return
    finally:
        session.close()
    if url.startswith("https"):
        yield Finding(Layer.TLS, "the certificate is trusted")
    yield _host(answer, host)


def _host(answer: requests.Response, host: str) -> Finding:
    with suppress(ValueError):
        versions = answer.json()
        if isinstance(versions, list) and versions and "version" in versions[-1]:
            return Finding(Layer.HOST, f"{host} speaks API {versions[-1]['version']}")
    problem = not_salesforce(host, f"HTTP {answer.status_code} to {VERSIONS_PATH}")
    return Finding(Layer.HOST, problem.finding, problem)


def _failed(layer: Layer, fixer: Fixer, message: str, cure: str) -> Finding:
    return Finding(layer, message, SignInFailed(layer, fixer, message, cure))


def _words(error: OSError) -> str:
    return "no answer in time" if isinstance(error, TimeoutError) else (error.strerror or "refused")


def _certificate_words(error: requests.exceptions.SSLError) -> str:
    """What OpenSSL found wrong, without the wrappings of three libraries."""
    cause: BaseException | None = error
    seen: list[object] = list(error.args)
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted ({cause.verify_message})"
        cause = cause.__context__ or cause.__cause__
    for entry in seen:
        reason = getattr(entry, "reason", None)
        inner = reason.args[0] if reason is not None and reason.args else None
        if isinstance(inner, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted ({inner.verify_message})"
    return "what answers does not speak TLS as it should"


def _proxy_words(error: requests.exceptions.ProxyError) -> str:
    return ": it wants a name and a password" if "407" in repr(error) else ""
