"""A session that the Salesforce CLI holds: asked for each time, kept nowhere by us.

From CLI 2.136.8 (plugin-org 5.11.0) `org auth show-access-token` gives the token, and `org display`
shows “[REDACTED] …” in its place; older ones know only `org display`. Warnings may stand before the
JSON, on the same stream.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from cockpit_sync.salesforce.client import Session
from cockpit_sync.salesforce.sign_in_errors import Fixer, Layer, SignInFailed

PROGRAM = "sf"
LONGEST_SECONDS = 90.0
"""The CLI starts in seconds, and renews a token over the network."""
TOKEN = re.compile(r"00D\w{12,15}![\x21-\x7e]+")
"""A session of an org begins with the org's id; what is redacted or cut does not."""
_QUIET = {
    "SF_DISABLE_TELEMETRY": "true",
    "SF_AUTOUPDATE_DISABLE": "true",
    "SF_SKIP_NEW_VERSION_CHECK": "true",
    "NO_COLOR": "1",
    "FORCE_COLOR": "0",
}
"""We ask for a token; nothing else is to go over the network because of us."""


def session_of(org: str) -> Session:
    """The session of an org that the CLI knows by this alias or user name.

    Raises SignInFailed: no CLI, an org that it does not know, or a token it does not show.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise SignInFailed(
            Layer.CLI,
            Fixer.YOU,
            "The Salesforce CLI (`sf`) is not on the PATH.",
            "install it and `sf org login web`, or connect with --web or --instance-url.",
        )
    shown = _ask(program, "org", "auth", "show-access-token", f"--target-org={org}")
    display = _ask(program, "org", "display", f"--target-org={org}")
    result = _result(display)
    url = result.get("instanceUrl")
    if not isinstance(url, str):
        raise _unknown_org(org, display)
    token = _token(shown) or _token(display)
    if token is None:
        raise SignInFailed(
            Layer.CLI,
            Fixer.YOU,
            f"The Salesforce CLI does not show the token of “{org}”"
            f"{_is_redacted(display)}{_said(shown)}.",
            f"`sf update`, then `sf org login web --alias {org}` if it says so.",
        )
    return Session(url.rstrip("/"), token)


class KnownOrg(Struct, frozen=True):
    """An org that somebody signed in to with the CLI."""

    name: str
    """Its alias, else the user name: what `--sf` takes."""
    username: str
    is_sandbox: bool
    """As far as the CLI says; connecting asks the org itself."""


def known_orgs() -> tuple[KnownOrg, ...]:
    """The orgs that the CLI knows, without asking any of them; none where there is no CLI.

    Takes seconds, for the CLI starts slowly: call it in a thread.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        return ()
    try:
        found = _result(_ask(program, "org", "list", "--skip-connection-status"))
    except SignInFailed:
        return ()
    orgs: dict[str, KnownOrg] = {}
    for group, entries in found.items():
        for entry in entries if isinstance(entries, list) else ():
            org = _known_org(group, entry)
            if org is not None:
                orgs.setdefault(org.username, org)
    return tuple(sorted(orgs.values(), key=lambda org: org.name.casefold()))


def _known_org(group: str, entry: object) -> KnownOrg | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("username"), str):
        return None
    url = entry.get("instanceUrl")
    host = url.lower() if isinstance(url, str) else ""
    is_sandbox = (
        group in ("sandboxes", "scratchOrgs")
        or entry.get("isSandbox") is True
        or ".sandbox." in host
        or ".scratch." in host
    )
    alias = entry.get("alias")
    name = alias if isinstance(alias, str) and alias else entry["username"]
    return KnownOrg(name, entry["username"], is_sandbox)


def _ask(program: str, *words: str) -> Mapping[str, Any]:
    """The CLI's JSON answer, refusals included; an empty one when it gave none."""
    try:
        done = subprocess.run(
            [program, *words, "--json"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=LONGEST_SECONDS,
            env={**os.environ, **_QUIET},
        )
    except subprocess.TimeoutExpired as error:
        raise SignInFailed(
            Layer.CLI,
            Fixer.YOU,
            f"The Salesforce CLI did not answer within {LONGEST_SECONDS:.0f} seconds.",
            f"see what `sf {' '.join(words)}` says.",
        ) from error
    except OSError as error:
        raise SignInFailed(
            Layer.CLI, Fixer.YOU, f"{program} cannot be run: {error.strerror}.", "reinstall it."
        ) from error
    return _document(done.stdout) or _document(done.stderr)


def _document(output: bytes) -> Mapping[str, Any]:
    """The JSON object in it, from the first brace that begins one; whatever stands before it."""
    text = output.decode("utf-8", "replace")
    decoder = json.JSONDecoder()
    for found in re.finditer(r"\{", text):
        try:
            document, _ = decoder.raw_decode(text, found.start())
        except ValueError:
            continue
        if isinstance(document, dict) and ("result" in document or "message" in document):
            return document
    return {}


def _result(document: Mapping[str, Any]) -> Mapping[str, Any]:
    result = document.get("result")
    return result if isinstance(result, dict) else {}


def _token(document: Mapping[str, Any]) -> str | None:
    token = _result(document).get("accessToken")
    return token if isinstance(token, str) and TOKEN.fullmatch(token) else None


def _is_redacted(document: Mapping[str, Any]) -> str:
    return " (it is redacted)" if "accessToken" in _result(document) else ""


def _said(document: Mapping[str, Any]) -> str:
    message = document.get("message")
    return f": {message}" if isinstance(message, str) and message else ""


def _unknown_org(org: str, document: Mapping[str, Any]) -> SignInFailed:
    return SignInFailed(
        Layer.CLI,
        Fixer.YOU,
        f"The Salesforce CLI has no org “{org}”{_said(document)}.".replace("..", "."),
        f"`sf org list` shows those it has; `sf org login web --alias {org}` adds one.",
    )
