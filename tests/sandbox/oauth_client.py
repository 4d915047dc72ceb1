"""The sign-in side of an org, for tests."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from msgspec import Struct

from cockpit_sandbox.messages import Answer
from cockpit_sandbox.oauth.apps import App, Apps
from cockpit_sandbox.org import Org

TOKEN, AUTHORIZE = "/services/oauth2/token", "/services/oauth2/authorize"
CALLBACK = "http://localhost:1717/OauthRedirect"
VERIFIER = "v" * 64


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Endpoint(Struct, frozen=True):
    """The sign-in side of an org."""

    org: Org

    @property
    def app(self) -> App:
        return Apps(self.org).app()

    def token(self, **form: str) -> tuple[int, dict[str, Any]]:
        answer = self.org.handle("POST", TOKEN, {}, urlencode(form).encode())
        return answer.status, json.loads(answer.body)

    def page(self, **changes: str | None) -> Answer:
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": CALLBACK,
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
            "state": "s 1",
        }
        present = {name: value for name, value in (asked | changes).items() if value is not None}
        return self.org.handle("GET", f"{AUTHORIZE}?{urlencode(present)}", {})

    def decide(self, page: Answer, decision: str, user: str | None = None) -> dict[str, str]:
        form = {
            "request": re.findall(r'name="request" value="([^"]+)"', page.body.decode())[0],
            "user": user or self.org.main_user_id,
            "decision": decision,
        }
        answer = self.org.handle("POST", AUTHORIZE, {}, urlencode(form).encode())
        assert answer.status == 302, answer.body
        return back(answer.headers)

    def code(self, **changes: str | None) -> str:
        return self.decide(self.page(**changes), "allow")["code"]

    def exchange(self, code: str, **changes: str) -> tuple[int, dict[str, Any]]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.app.client_id,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        return self.token(**(form | changes))


def back(headers: Mapping[str, str]) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(headers["Location"]).query))
