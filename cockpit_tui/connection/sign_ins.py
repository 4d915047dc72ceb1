"""How this person reaches the org of a workspace: secrets in the system keyring, or a 0600 file.

What is remembered beside the secrets tells where they are, so that only a command that needs the
network opens the keyring.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import asdict, replace

from cockpit_tui.domain.errors import Unreachable
from cockpit_tui.domain.secrecy import Secretive
from cockpit_tui.paths import PROGRAM, Paths

KeptIn = Literal["keyring", "file", "sf"]
KEYRING: KeptIn = "keyring"
FILE: KeptIn = "file"
SF: KeptIn = "sf"
"""The Salesforce CLI has the session, and is asked each time."""
Way = Literal["session", "sf", "web", "jwt", "client-credentials"]
PLACES: tuple[KeptIn, ...] = (KEYRING, FILE, SF)
WAYS: tuple[Way, ...] = ("session", "sf", "web", "jwt", "client-credentials")


class SignIn(Struct, frozen=True):
    """How the session of a workspace is come by; nothing in here is a secret."""

    instance_url: str
    kept_in: KeptIn = KEYRING
    way: Way = "session"
    login_url: str = ""
    """Where tokens come from, for the ways that ask for them."""
    client_id: str = ""
    username: str = ""
    key_file: str = ""
    sf_org: str = ""
    """Alias or user name of the org in the Salesforce CLI."""
    org_id: str = ""
    """Another org's session is refused when this one is renewed."""


class Secrets(Secretive, frozen=True):
    """What is kept for it; none of it is shown."""

    access_token: str = ""
    refresh_token: str = ""
    client_secret: str = ""


def sign_in_file(paths: Paths) -> Path:
    """What is remembered of all workspaces of this person; 0600."""
    return paths.data / "sign-ins.json"


def keep_sign_in(paths: Paths, database_url: str, sign_in: SignIn, secrets: Secrets) -> SignIn:
    """Keeps it for that workspace, in the keyring if there is one that works."""
    name = _name(database_url)
    kept_in = sign_in.kept_in
    if sign_in.way != SF:
        kept_in = KEYRING if _put_in_keyring(name, secrets) else FILE
    found = replace(sign_in, kept_in=kept_in)
    entries = _entries(paths)
    entries[name] = {key: value for key, value in asdict(found).items() if value}
    if kept_in == FILE:
        entries[name]["secrets"] = _told(secrets)
    _write_private(sign_in_file(paths), json.dumps(entries, indent=1))
    return found


def known_sign_in(paths: Paths, database_url: str) -> SignIn | None:
    """How the session of that workspace is come by; opens no keyring."""
    entry = _entries(paths).get(_name(database_url))
    if entry is None:
        return None
    known = {key: str(entry[key]) for key in SignIn.__struct_fields__ if key in entry}
    way = next((way for way in WAYS if way == entry.get("way")), "session")
    kept_in = next((place for place in PLACES if place == entry.get("kept_in")), KEYRING)
    return SignIn(**{**known, "way": way, "kept_in": kept_in})  # type: ignore[arg-type]


def recall_secrets(paths: Paths, database_url: str) -> Secrets:
    """What was kept. Raises Unreachable when the keyring does not give it."""
    entry = _entries(paths).get(_name(database_url), {})
    kept = entry.get("secrets")
    if kept is None:
        kept = json.loads(_from_keyring(_name(database_url)) or "null")
    if not isinstance(kept, dict):
        raise Unreachable(
            "The system keyring does not give the org's token. Edits are kept.",
            "Unlock the keyring, or sign in again: `cockpit connect`.",
        )
    return Secrets(**{key: str(kept.get(key, "")) for key in Secrets.__struct_fields__})


def _told(secrets: Secrets) -> Mapping[str, str]:
    return {key: value for key, value in asdict(secrets).items() if value}


def _put_in_keyring(name: str, secrets: Secrets) -> bool:
    import keyring
    from keyring.errors import KeyringError

    text = json.dumps(_told(secrets))
    try:
        keyring.set_password(PROGRAM, name, text)
        # A backend that is switched off takes everything and gives nothing back.
        return keyring.get_password(PROGRAM, name) == text
    except (KeyringError, RuntimeError, OSError):
        return False


def _from_keyring(name: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(PROGRAM, name)
    except (KeyringError, RuntimeError, OSError):
        return None


def _entries(paths: Paths) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(sign_in_file(paths).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _name(database_url: str) -> str:
    """The workspace's address without a password."""
    return re.sub(r"(//[^:/@]*):[^@]*@", r"\1@", database_url)


def _write_private(file: Path, text: str) -> None:
    """In one step, readable by this person alone from the first byte on."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    new.replace(file)
