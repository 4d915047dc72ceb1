"""A keyring that is a file, so that a test can see what it keeps."""

from __future__ import annotations

from pathlib import Path

_MODULE = '''
import json
import os

from keyring.backend import KeyringBackend


class Keyring(KeyringBackend):
    """Keeps passwords in the file that FILE_KEYRING names."""

    priority = 1

    def _kept(self):
        try:
            with open(os.environ["FILE_KEYRING"], encoding="utf-8") as file:
                return json.load(file)
        except OSError:
            return {}

    def get_password(self, service, username):
        return self._kept().get(f"{service} {username}")

    def set_password(self, service, username, password):
        kept = {**self._kept(), f"{service} {username}": password}
        with open(os.environ["FILE_KEYRING"], "w", encoding="utf-8") as file:
            json.dump(kept, file)
'''


def install_keyring(folder: Path) -> dict[str, str]:
    """Writes it into the folder; the environment of a process that uses it. What it keeps is in
    `kept.json` there."""
    (folder / "file_keyring.py").write_text(_MODULE, encoding="utf-8")
    return {
        "PYTHON_KEYRING_BACKEND": "file_keyring.Keyring",
        "PYTHONPATH": str(folder),
        "FILE_KEYRING": str(folder / "kept.json"),
    }
