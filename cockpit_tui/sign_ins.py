"""How this person reaches the org of a workspace: the token in the system keyring, or a 0600 file.

What is remembered beside the token tells where it is, so that only a command that needs the network
opens the keyring.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from cockpit_tui.domain.errors import Unreachable
from cockpit_tui.paths import PROGRAM, Paths

KeptIn = Literal["keyring", "file"]
KEYRING: KeptIn = "keyring"
FILE: KeptIn = "file"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where the session of a workspace is kept; the token itself is not in here."""

    instance_url: str
    kept_in: KeptIn


def sign_in_file(paths: Paths) -> Path:
    """What is remembered of all workspaces of this person; 0600."""
    return paths.data / "sign-ins.json"


def keep_sign_in(paths: Paths, database_url: str, instance_url: str, token: str) -> SignIn:
    """Keeps the session for that workspace, in the keyring if there is one that works."""
    name = _name(database_url)
    is_in_keyring = _put_in_keyring(name, token)
    found = SignIn(instance_url, KEYRING if is_in_keyring else FILE)
    entries = _entries(paths)
    entries[name] = asdict(found) if is_in_keyring else {**asdict(found), "token": token}
    _write_private(sign_in_file(paths), json.dumps(entries, indent=1))
    return found


def known_sign_in(paths: Paths, database_url: str) -> SignIn | None:
    """Where the session of that workspace is kept; opens no keyring."""
    entry = _entries(paths).get(_name(database_url))
    if entry is None:
        return None
    return SignIn(entry["instance_url"], FILE if entry["kept_in"] == FILE else KEYRING)


def recall_token(paths: Paths, database_url: str) -> str:
    """The token that was kept. Raises Unreachable when the keyring does not give it."""
    entry = _entries(paths).get(_name(database_url), {})
    token = entry.get("token") or _from_keyring(_name(database_url))
    if not token:
        raise Unreachable(
            "The system keyring does not give the org's token. Edits are kept.",
            "Unlock the keyring, or sign in again: `cockpit connect`.",
        )
    return token


def _put_in_keyring(name: str, token: str) -> bool:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(PROGRAM, name, token)
        # A backend that is switched off takes everything and gives nothing back.
        return keyring.get_password(PROGRAM, name) == token
    except (KeyringError, RuntimeError, OSError):
        return False


def _from_keyring(name: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(PROGRAM, name)
    except (KeyringError, RuntimeError, OSError):
        return None


def _entries(paths: Paths) -> dict[str, dict[str, str]]:
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
