"""Why a sign-in failed: the layer, in words, and whose job the fix is; each layer really broken."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cockpit_sandbox.launch import Sandbox
from cockpit_sync.salesforce.grants import Client, Grant, exchange, granted_by_client_credentials
from cockpit_sync.salesforce.probing import Finding, probe
from cockpit_sync.salesforce.sign_in_errors import Fixer, Layer, SignInFailed, refusal
from cockpit_tui.domain.errors import InvalidInput

SECRET = "the-secret-of-the-app"
FORM = {"grant_type": "refresh_token", "refresh_token": "the-refresh-token"}


@pytest.mark.parametrize(
    ("code", "words", "layer", "fixer"),
    [
        ("OAUTH_APP_BLOCKED", "this app is blocked by admin", Layer.APP, Fixer.ADMIN),
        ("invalid_client", "app must be installed into org", Layer.APP, Fixer.ADMIN),
        ("OAUTH_APPROVAL_ERROR_GENERIC", "An unexpected error", Layer.APP, Fixer.ADMIN),
        ("invalid_grant", "user hasn't approved this consumer", Layer.APP, Fixer.ADMIN),
        ("invalid_app_access", "user is not admin approved", Layer.APP, Fixer.ADMIN),
        ("redirect_uri_mismatch", "redirect_uri must match", Layer.APP, Fixer.ADMIN),
        ("unsupported_grant_type", "grant type not supported", Layer.APP, Fixer.ADMIN),
        ("invalid_grant", "no client credentials user enabled", Layer.APP, Fixer.ADMIN),
        ("invalid_client_id", "client identifier invalid", Layer.APP, Fixer.YOU),
        ("invalid_client", "invalid client credentials", Layer.APP, Fixer.YOU),
        ("invalid_grant", "ip restricted", Layer.IP_RANGE, Fixer.ADMIN),
        ("RESTRICTED_IP", "", Layer.IP_RANGE, Fixer.ADMIN),
        ("API_DISABLED_FOR_ORG", "API is disabled", Layer.API_RIGHT, Fixer.ADMIN),
        ("API_CURRENTLY_DISABLED", "API is disabled for this User", Layer.API_RIGHT, Fixer.ADMIN),
        ("invalid_grant", "audience is invalid", Layer.HOST, Fixer.YOU),
        ("invalid_grant", "assertion is expired", Layer.CLOCK, Fixer.YOU),
        ("invalid_grant", "invalid assertion", Layer.APP, Fixer.YOU),
        ("invalid_grant", "inactive user", Layer.USER, Fixer.ADMIN),
        ("access_denied", "end-user denied authorization", Layer.USER, Fixer.YOU),
        ("invalid_grant", "expired access/refresh token", Layer.TOKEN, Fixer.YOU),
        ("INVALID_SESSION_ID", "Session expired or invalid", Layer.TOKEN, Fixer.YOU),
        ("odd", "nobody has seen this", Layer.TOKEN, Fixer.ADMIN),
    ],
)
def test_salesforces_words_become_a_layer_and_whose_job_it_is(
    code: str, words: str, layer: Layer, fixer: Fixer
) -> None:
    found = refusal(code, words)
    assert (found.layer, found.fixer) == (layer, fixer)
    assert (words or code) in found.message
    assert found.message.endswith("Edits are kept.")
    assert found.hint.startswith(f"For {fixer}: ")
    assert "\n" not in found.message + found.hint


def last(url: str) -> Finding:
    *passed, end = probe(url)
    assert all(finding.problem is None for finding in passed)
    return end


def test_a_name_without_an_address_is_dns() -> None:
    found = last("https://no-such-org.invalid")
    assert found.problem is not None
    assert (found.layer, found.problem.fixer) == (Layer.DNS, Fixer.YOU)
    assert "no-such-org.invalid" in found.message


def test_a_closed_port_is_the_line() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        found = last(url)
    assert found.problem is not None
    assert (found.layer, found.problem.fixer) == (Layer.CONNECTION, Fixer.NETWORK)
    assert "refused" in found.message.lower()


class Answers(BaseHTTPRequestHandler):
    """One status and one body to everything; proxies are asked by CONNECT."""

    status = 404
    body = b"<html>A page of somebody else</html>"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    do_POST = do_CONNECT = do_GET  # noqa: N815 the server's names

    def log_message(self, *_: object) -> None:
        """Tests are silent."""


class Quiet(HTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what is tested."""


@contextmanager
def serving(status: int, body: bytes = b"", context: ssl.SSLContext | None = None) -> Iterator[int]:
    server = Quiet(("127.0.0.1", 0), type("One", (Answers,), {"status": status, "body": body}))
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_host_that_is_not_salesforce_is_told_as_such() -> None:
    with serving(404, b"<html>not found</html>") as port:
        found = last(f"http://127.0.0.1:{port}")
    assert found.problem is not None
    assert (found.layer, found.problem.fixer) == (Layer.HOST, Fixer.YOU)
    assert "not as Salesforce does" in found.message


def test_a_proxy_out_of_reach_and_one_that_wants_a_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed.getsockname()[1]}")
        found = last("https://acme.invalid")
    assert found.problem is not None
    assert (found.layer, found.problem.fixer) == (Layer.PROXY, Fixer.NETWORK)
    with serving(407) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        found = last("https://acme.invalid")
    assert found.problem is not None
    assert found.layer is Layer.PROXY
    assert "a name and a password" in found.message


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody signed but itself, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return file


def test_a_certificate_that_nobody_trusts_is_tls_and_can_be_trusted_by_the_environment(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    versions = b'[{"version": "66.0", "label": "x", "url": "/services/data/v66.0"}]'
    with serving(200, versions, context) as port:
        url = f"https://localhost:{port}"
        found = last(url)
        assert found.problem is not None
        assert (found.layer, found.problem.fixer) == (Layer.TLS, Fixer.NETWORK)
        assert "not trusted (self-signed certificate)" in found.message
        assert "SSL_CERT_FILE" in found.problem.hint
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        layers = [finding.layer for finding in probe(url)]
    assert layers == [Layer.DNS, Layer.CONNECTION, Layer.TLS, Layer.HOST]


def test_each_layer_of_a_healthy_org_is_reported(sandbox: Sandbox) -> None:
    findings = list(probe(sandbox.instance_url))
    assert [finding.layer for finding in findings] == [Layer.DNS, Layer.CONNECTION, Layer.HOST]
    assert all(finding.problem is None for finding in findings)
    assert "speaks API" in findings[-1].message


def asked(url: str) -> Grant:
    return exchange(Client(url, "the-client", SECRET), FORM)


@pytest.mark.parametrize(
    "url", ["http://login.example", "http://127.0.0.1.evil.example", "ftp://127.0.0.1", "x"]
)
def test_no_credential_goes_over_plain_http_except_to_this_machine(url: str) -> None:
    with pytest.raises(InvalidInput):
        asked(url)


def test_a_token_endpoint_that_answers_with_a_page_is_not_salesforce() -> None:
    with serving(502, b"<html>Bad gateway</html>") as port, pytest.raises(SignInFailed) as found:
        asked(f"http://127.0.0.1:{port}")
    assert found.value.layer is Layer.HOST


def test_secrets_are_in_no_error_and_in_no_repr(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(SignInFailed) as found:
        asked("https://no-such-org.invalid")
    assert found.value.layer is Layer.DNS
    shown = repr(found.value) + str(found.value.__cause__) + repr(Client("x", "y", SECRET))
    chain = found.value.__context__ if not found.value.__suppress_context__ else None
    assert chain is None
    assert SECRET not in shown + caplog.text
    assert FORM["refresh_token"] not in shown + caplog.text


def test_a_redirect_of_the_token_endpoint_is_not_followed() -> None:
    with serving(302) as port, pytest.raises(SignInFailed) as found:
        asked(f"http://127.0.0.1:{port}")
    assert found.value.layer is Layer.HOST


@pytest.mark.parametrize("host", ["login.salesforce.com", "test.salesforce.com"])
def test_client_credentials_are_sent_to_the_orgs_own_host_alone(host: str) -> None:
    with pytest.raises(InvalidInput, match="own host"):
        granted_by_client_credentials(Client(f"https://{host}", "the-client", SECRET))
