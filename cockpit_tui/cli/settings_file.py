"""The one writer of `config.toml`: it changes one line, and all else stays as it was."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cockpit_tui.settings.loading import load, text_of

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def write_setting(file: Path, key: str, value: object) -> None:
    """Changes one line of the file, or adds it. Raises InvalidInput for a file with mistakes."""
    import tomlkit

    document = _parsed(file)
    table: Any = document
    *sections, name = key.split(".", 1)
    for section in sections:
        if section not in table:
            table[section] = tomlkit.table()
        table = table[section]
    table[name] = value
    _replace(file, tomlkit.dumps(document))


def remove_setting(file: Path, key: str) -> bool:
    """Takes the line out, and the head of a section of which nothing is left.

    False where the file does not set it. Raises InvalidInput for a file with mistakes.
    """
    import tomlkit

    document = _parsed(file)
    table: Any = document
    *sections, name = key.split(".", 1)
    for section in sections:
        table = table.get(section, {})
    if name not in table:
        return False
    was_blank = tomlkit.dumps(document)[:1].isspace()
    del table[name]
    text = tomlkit.dumps(document)
    if sections and not table.as_string().strip():
        text = _without_head(text, sections[0])
    elif not was_blank:
        text = re.sub(r"\A\r?\n", "", text)
    _replace(file, text)
    return True


def _without_head(text: str, section: str) -> str:
    """Without `[section]`, and without the blank line that parted it from what is above."""
    head = rf"(?:^[ \t]*\r?\n)?^[ \t]*\[[ \t]*{re.escape(section)}[ \t]*\][ \t]*(?:\r?\n|\Z)"
    return re.sub(head, "", text, count=1, flags=re.MULTILINE)


def _parsed(file: Path) -> TOMLDocument:
    import tomlkit

    real = file.resolve()
    if not real.exists():
        return tomlkit.document()
    load(real, environ={})
    return tomlkit.parse(text_of(real))


def _replace(file: Path, text: str) -> None:
    """The old file stays until the new one is whole; a link goes on leading to it."""
    real = file.resolve()
    real.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mode = real.stat().st_mode & 0o777 if real.exists() else 0o600
    new = real.with_name(f"{real.name}.{os.getpid()}.new")
    descriptor = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
        stream.write(text)
    new.chmod(mode)
    new.replace(real)
