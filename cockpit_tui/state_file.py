"""What the screen remembers by itself, in a file of its own: the configuration is never written.

Each part keeps its own names in it and leaves those of the others alone.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from pathlib import Path

from msgspec import json

log = logging.getLogger(__name__)
_ONE_AFTER_THE_OTHER = threading.Lock()
"""A lane writes what is shown while the screen writes what was folded, or ends."""


def read_kept(file: Path | None) -> dict[str, object]:
    """Everything that is remembered; nothing where the file is missing or makes no sense."""
    if file is None:
        return {}
    try:
        kept = json.decode(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def keep(file: Path | None, **values: object) -> None:
    """Remembers these names beside what is there, whole or not at all.

    Where the file cannot be written, on a full disk for example, the log says so and nothing is
    lost but the memory of it.
    """
    if file is None:
        return
    with _ONE_AFTER_THE_OTHER:
        try:
            _write(file, values)
        except OSError as error:
            log.warning("%s cannot be written: %s", file, error.strerror)


def _write(file: Path, values: Mapping[str, object]) -> None:
    kept = read_kept(file)
    if all(name in kept and kept[name] == value for name, value in values.items()):
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        draft.write_bytes(json.encode({**kept, **values}))
        os.replace(draft, file)
    finally:
        draft.unlink(missing_ok=True)
