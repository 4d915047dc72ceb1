"""GET and POST /services/oauth2/authorize: a person allows a program to act for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from cockpit_sandbox.consents import Consent
from cockpit_sandbox.messages import Reply, Request
from cockpit_sandbox.oauth.apps import App, Apps
from cockpit_sandbox.oauth.errors import OAuthRefused
from cockpit_sandbox.oauth.tokens import ALL_SCOPES, Granted, Tokens
from cockpit_sandbox.state import OrgState

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_HEADERS = {
    "Content-Type": "text/html;charset=UTF-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Frame-Options": "DENY",
}
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:12vh auto;padding:0 1rem}"
    "select,button{font:inherit;padding:.4rem .8rem;margin:.4rem .4rem .4rem 0}select{width:100%}"
)


def authorize(org: OrgState, request: Request, form: Mapping[str, str]) -> Reply:
    """The page, or what the person decided on it; raises OAuthRefused without a way back."""
    if request.method == "POST":
        return _decided(org, form)
    asked = request.query
    app = Apps(org).known(asked.get("client_id"))
    callback = asked.get("redirect_uri", "")
    if not app.accepts_callback(callback):
        raise OAuthRefused("redirect_uri_mismatch", "redirect_uri must match configuration")
    state = asked.get("state", "")
    problem = _problem(app, asked)
    if problem is not None:
        return _back(callback, state, error=problem[0], error_description=problem[1])
    scope = asked.get("scope") or ALL_SCOPES
    key = org.consents.wait(Consent(callback, state, asked.get("code_challenge"), scope))
    return Reply(200, _page(org, key, asked.get("login_hint", "")), _HEADERS)


def _decided(org: OrgState, form: Mapping[str, str]) -> Reply:
    waiting = org.consents.take(form.get("request", ""))
    if waiting is None:
        raise OAuthRefused("invalid_request", "this page was answered already")
    if form.get("decision") != "allow":
        why = "end-user denied authorization"
        return _back(waiting.callback, waiting.state, error="access_denied", error_description=why)
    found = org.storage.first(
        "SELECT Id FROM User WHERE Id = ? AND IsActive = 1", (form.get("user", ""),)
    )
    if found is None:
        why = "no such user"
        return _back(waiting.callback, waiting.state, error="access_denied", error_description=why)
    granted = Granted(str(found[0]), waiting.callback, waiting.challenge, waiting.scope)
    return _back(waiting.callback, waiting.state, code=Tokens(org).code(granted))


def refusal_page(refused: OAuthRefused) -> Reply:
    """What a person sees when there is no way back to the program."""
    text = f"error={refused.error}&error_description={refused.description}"
    body = f"<!doctype html><title>Error</title><style>{_STYLE}</style><p>{escape(text)}</p>"
    return Reply(refused.status, body.encode(), _HEADERS)


def _problem(app: App, asked: Mapping[str, str]) -> tuple[str, str] | None:
    if asked.get("response_type") != "code":
        return "unsupported_response_type", "response type not supported"
    challenge = asked.get("code_challenge")
    if challenge is None:
        return ("invalid_request", "missing required code challenge") if app.needs_pkce else None
    if asked.get("code_challenge_method", "S256") != "S256":
        return "invalid_request", "code challenge method not supported"
    if not _CHALLENGE.fullmatch(challenge):
        return "invalid_request", "invalid code challenge"
    return None


def _page(org: OrgState, key: str, hint: str) -> bytes:
    users = org.storage.rows(
        "SELECT Id, Name, Username FROM User WHERE IsActive = 1 ORDER BY Id <> ?, Name",
        (org.main_user_id,),
    )
    options = "".join(
        f'<option value="{escape(str(user_id))}"{" selected" if username == hint else ""}>'
        f"{escape(str(name))} ({escape(str(username))})</option>"
        for user_id, name, username in users
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Allow access?</title>'
        f"<style>{_STYLE}</style><h1>Allow access?</h1>"
        "<p>A program on this computer asks to read and change the records of this sandbox org,"
        " at any time, as</p>"
        '<form method="post" action="/services/oauth2/authorize">'
        f'<input type="hidden" name="request" value="{key}">'
        f'<select name="user" aria-label="User">{options}</select><br>'
        '<button name="decision" value="allow">Allow</button>'
        '<button name="decision" value="deny">Deny</button></form></html>'
    ).encode()


def _back(callback: str, state: str, **answer: str) -> Reply:
    words = {**answer, **({"state": state} if state else {})}
    joint = "&" if "?" in callback else "?"
    location = callback + joint + urlencode(words)
    return Reply(302, None, {"Location": location, "Cache-Control": "no-store"})
