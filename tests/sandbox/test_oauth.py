"""Sign-in (Salesforce: OAuth authorization flows; fact sheet §1.2)."""

from __future__ import annotations

import base64
import re
import secrets
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests

from cockpit_sandbox import Sandbox
from cockpit_sandbox.oauth.apps import Apps
from cockpit_sandbox.org import Org
from tests.sandbox.client import BASE, Client, control
from tests.sandbox.oauth_client import AUTHORIZE, TOKEN, Endpoint, back, challenge_of


@pytest.fixture
def endpoint(org: Org) -> Endpoint:
    return Endpoint(org)


def test_a_code_becomes_a_session_that_can_be_refreshed(endpoint: Endpoint, org: Org) -> None:
    """§1.2, web server flow with PKCE."""
    code = endpoint.code()
    status, answer = endpoint.exchange(code)
    assert status == 200
    assert answer["token_type"] == "Bearer"
    assert answer["scope"] == "refresh_token api id"
    assert answer["id"].endswith(f"/id/{org.org_id}/{org.main_user_id}")
    assert re.match(r"^00D\w{12}!", answer["access_token"])
    assert Client(org, answer["access_token"]).get("limits").status == 200
    status, again = endpoint.token(
        grant_type="refresh_token",
        refresh_token=answer["refresh_token"],
        client_id=endpoint.app.client_id,
    )
    assert status == 200
    assert "refresh_token" not in again
    assert Client(org, again["access_token"]).get("limits").status == 200


def test_a_colleague_can_be_the_one_who_allows(endpoint: Endpoint, org: Org) -> None:
    """§1.2: the token acts for whoever pressed Allow."""
    other = str(org.storage.rows("SELECT Id FROM User WHERE IsActive = 1 ORDER BY Id")[2][0])
    code = endpoint.decide(endpoint.page(), "allow", other)["code"]
    token = endpoint.exchange(code)[1]["access_token"]
    answer = Client(org, token).get("/services/oauth2/userinfo")
    assert answer.content["user_id"] == other


def test_the_way_back_carries_the_state_or_the_refusal(endpoint: Endpoint) -> None:
    """§1.2: a denial is an answer too."""
    assert endpoint.decide(endpoint.page(), "allow")["state"] == "s 1"
    denied = endpoint.decide(endpoint.page(), "deny")
    assert (denied["error"], denied["state"]) == ("access_denied", "s 1")


def test_a_page_is_answered_once(endpoint: Endpoint, org: Org) -> None:
    """§1.2: pressing Allow in an old tab gives nothing."""
    page = endpoint.page()
    endpoint.decide(page, "allow")
    form = {"request": re.findall(r'value="([^"]+)"', page.body.decode())[0], "decision": "allow"}
    answer = org.handle("POST", AUTHORIZE, {}, urlencode(form).encode())
    assert answer.status == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_a_bad_request_is_told_to_the_program(
    endpoint: Endpoint, changes: dict[str, str | None], error: str
) -> None:
    """§1.2: PKCE with S256 is asked for."""
    answer = endpoint.page(**changes)
    assert (answer.status, back(answer.headers)["error"]) == (302, error)


@pytest.mark.parametrize(
    "callback",
    [
        "https://evil.example/OauthRedirect",
        "http://localhost:1717/elsewhere",
        "http://user@localhost:1717/OauthRedirect",
        "http://localhost:99999/OauthRedirect",
        "",
    ],
)
def test_a_callback_that_is_not_registered_gets_no_redirect(
    endpoint: Endpoint, callback: str
) -> None:
    """§1.2: the code goes to the program's own address alone."""
    answer = endpoint.page(redirect_uri=callback)
    assert answer.status == 400
    assert "Location" not in answer.headers
    assert b"redirect_uri_mismatch" in answer.body


def test_the_port_counts_where_the_app_says_so(endpoint: Endpoint, org: Org) -> None:
    """§1.2: Salesforce compares the whole callback; RFC 8252 would let the port differ."""
    other = "http://localhost:43211/OauthRedirect"
    assert endpoint.page(redirect_uri=other).status == 200
    Apps(org).change({"any_port": False})
    assert endpoint.page(redirect_uri=other).status == 400


def test_a_code_is_good_once_and_for_a_quarter_of_an_hour(endpoint: Endpoint, org: Org) -> None:
    """§1.2: codes are short-lived."""
    code = endpoint.code()
    assert endpoint.exchange(code)[0] == 200
    assert endpoint.exchange(code)[1]["error"] == "invalid_grant"
    late = endpoint.code()
    org.advance(timedelta(minutes=16))
    assert endpoint.exchange(late)[1]["error_description"] == "expired authorization code"


def test_a_wrong_verifier_spends_the_code(endpoint: Endpoint) -> None:
    """§1.2: who stole the code has one try, and so has its owner afterwards."""
    code = endpoint.code()
    status, answer = endpoint.exchange(code, code_verifier="w" * 64)
    assert (status, answer["error_description"]) == (400, "invalid code verifier")
    assert endpoint.exchange(code)[0] == 400


def test_another_callback_does_not_redeem_a_code(endpoint: Endpoint) -> None:
    """§1.2: both halves name the same callback."""
    answer = endpoint.exchange(endpoint.code(), redirect_uri="http://localhost:8737/callback")[1]
    assert answer["error"] == "redirect_uri_mismatch"


def test_a_refresh_token_can_be_rotated_and_revoked(endpoint: Endpoint, org: Org) -> None:
    """§1.2: an app may hand out a new refresh token each time; an admin may end them all."""
    Apps(org).change({"rotates_refresh_tokens": True})
    first = endpoint.exchange(endpoint.code())[1]["refresh_token"]
    form = {"grant_type": "refresh_token", "client_id": endpoint.app.client_id}
    second = endpoint.token(**form, refresh_token=first)[1]["refresh_token"]
    assert second != first
    assert endpoint.token(**form, refresh_token=first)[1]["error"] == "invalid_grant"
    control(org, "revoke_refresh_tokens")
    answer = endpoint.token(**form, refresh_token=second)[1]
    assert answer["error_description"] == "expired access/refresh token"


def test_revoking_a_refresh_token_ends_its_sessions(endpoint: Endpoint, org: Org) -> None:
    """§1.2: signing out."""
    answer = endpoint.exchange(endpoint.code())[1]
    body = urlencode({"token": answer["refresh_token"]}).encode()
    assert org.handle("POST", "/services/oauth2/revoke", {}, body).status == 200
    assert Client(org, answer["access_token"]).get("limits").status == 401
    assert org.handle("POST", "/services/oauth2/revoke", {}, body).status == 400


def test_client_credentials_sign_in_the_run_as_user(endpoint: Endpoint, org: Org) -> None:
    """§1.2: needs the secret and a run-as user; no refresh token."""
    app = endpoint.app
    form = {"grant_type": "client_credentials", "client_id": app.client_id}
    status, answer = endpoint.token(**form, client_secret=app.client_secret)
    assert (status, "refresh_token" in answer) == (200, False)
    assert answer["id"].endswith(org.main_user_id)
    assert endpoint.token(**form, client_secret="wrong")[1]["error"] == "invalid_client"
    assert endpoint.token(**form)[1]["error"] == "invalid_client"
    Apps(org).change({"run_as": None})
    assert endpoint.token(**form, client_secret=app.client_secret)[1]["error_description"] == (
        "no client credentials user enabled"
    )


def test_keys_may_come_as_http_basic(endpoint: Endpoint, org: Org) -> None:
    """§1.2: some clients send their keys in the header."""
    keys = f"{endpoint.app.client_id}:{endpoint.app.client_secret}".encode()
    headers = {"Authorization": "Basic " + base64.b64encode(keys).decode()}
    body = urlencode({"grant_type": "client_credentials"}).encode()
    assert org.handle("POST", TOKEN, headers, body).status == 200


def test_what_salesforce_no_longer_offers_is_not_offered(endpoint: Endpoint) -> None:
    """§1.2: no username-password flow, no device flow."""
    for kind in ("password", "device", "urn:ietf:params:oauth:grant-type:device_code"):
        assert endpoint.token(grant_type=kind)[1]["error"] == "unsupported_grant_type"


def test_an_inactive_user_gets_no_session(endpoint: Endpoint, org: Org) -> None:
    """§1.17: deactivated is not signed in, by no grant."""
    refresh = endpoint.exchange(endpoint.code())[1]["refresh_token"]
    org.storage.run("UPDATE User SET IsActive = 0 WHERE Id = ?", (org.main_user_id,))
    answer = endpoint.token(
        grant_type="refresh_token", refresh_token=refresh, client_id=endpoint.app.client_id
    )[1]
    assert answer["error"] == "inactive_user"


def test_signing_in_is_no_api_call(endpoint: Endpoint, org: Org) -> None:
    """§1.12: the token endpoint is outside of the day's calls."""
    endpoint.exchange(endpoint.code())
    assert org.meter.total == 0


def test_control_refuses_an_app_that_makes_no_sense(org: Org) -> None:
    for values in ({"colour": "red"}, {"needs_pkce": "perhaps"}):
        assert control(org, "app", **values).status == 400


class _Catcher(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.caught = self.path  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"done")

    def log_message(self, *_words: object) -> None:
        """Quiet."""


@pytest.fixture
def catcher() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), _Catcher)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    yield server
    thread.join()
    server.server_close()


def test_the_whole_way_over_http(sandbox: Sandbox, catcher: HTTPServer) -> None:
    """§1.2: a browser is sent to the program's own port, which redeems the code."""
    verifier = secrets.token_urlsafe(48)
    callback = f"http://localhost:{catcher.server_port}/OauthRedirect"
    asked = {
        "response_type": "code",
        "client_id": sandbox.client_id,
        "redirect_uri": callback,
        "code_challenge": challenge_of(verifier),
        "state": "xyz",
    }
    page = requests.get(sandbox.instance_url + AUTHORIZE, params=asked, timeout=10)
    key = re.findall(r'name="request" value="([^"]+)"', page.text)[0]
    form = {"request": key, "user": sandbox.user_id, "decision": "allow"}
    landed = requests.post(sandbox.instance_url + AUTHORIZE, data=form, timeout=10)
    assert landed.text == "done"
    caught = dict(parse_qsl(urlsplit(catcher.caught).query))  # type: ignore[attr-defined]
    assert caught["state"] == "xyz"
    redeemed = {
        "grant_type": "authorization_code",
        "code": caught["code"],
        "client_id": sandbox.client_id,
        "redirect_uri": callback,
        "code_verifier": verifier,
    }
    session = requests.post(sandbox.instance_url + TOKEN, data=redeemed, timeout=10).json()
    assert session["instance_url"] == sandbox.instance_url
    headers = {"Authorization": f"Bearer {session['access_token']}"}
    limits = requests.get(f"{session['instance_url']}{BASE}/limits", headers=headers, timeout=10)
    assert limits.status_code == 200
