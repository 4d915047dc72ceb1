"""The log: one rotated file, no record contents, never the terminal."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_BYTES = 1_000_000
LOG_FILES = 3


def start_log(folder: Path) -> Path:
    """Sends the program's log to `cockpit.log` (0600) in the folder; its path."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "cockpit.log"
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    handler = RotatingFileHandler(
        file, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    # A line that finds no room on the disk is lost, and nothing of it goes to the terminal.
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("urllib3", "requests", "alembic", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    return file


def told_failure(log: logging.Logger, what: str) -> tuple[str, str]:
    """The exception at hand is a mistake of ours: the traceback goes to the log, without the values
    of its frames, and these are the sentences for the person: what happened, and where to look."""
    from cockpit_tui.paths import locate

    try:
        file = start_log(locate().log)
    except OSError:
        # Nobody reads a log that is not there, and a terminal is no place for a traceback.
        where = "The log could not be written."
    else:
        log.exception(what)
        where = f"What happened is in {file}."
    return "Something went wrong that should not have. What was saved is kept.", where
