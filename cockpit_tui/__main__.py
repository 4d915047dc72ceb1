"""`cockpit`: the screen when called bare, a command when told one."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from cockpit_tui.cli import COMPLETION

THEME = "--theme"
SWITCHES = {"--read-only": ("sync.read_only", True), "--no-mouse": ("ui.mouse", False)}
"""Flags of the screen: what each sets in the configuration."""
SWITCH_SECONDS = 0.0005
"""How long a thread of the screen may keep the others waiting; Python's 5 ms are felt, as a key
and its answer pass through three threads."""


def run() -> NoReturn:
    """The program as it is installed: what `main` does, and the end of the process.

    At once: what is to be kept is saved and closed by then, and to take apart all that was loaded,
    piece by piece, would take longer than the rest of leaving.
    """
    _fill_closed_streams()
    status = main()
    if logging := sys.modules.get("logging"):
        logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


def _fill_closed_streams() -> None:
    """Streams that the caller closed lead nowhere: their numbers would be those of the next files,
    and what is said would be written into the database."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # The lowest number that is free is this one.
            file = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(file, "w" if number else "r", encoding="utf-8"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what the arguments ask for; the exit status.

    The screen's way in imports no part of the command line: it has the first picture to show.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    flags = None if COMPLETION in os.environ else screen_flags(given)
    if flags is None:
        from cockpit_tui.cli.root import run

        return run(given)
    from cockpit_tui.cli.errors import guarded

    return guarded(lambda: _open_screen(flags), as_json=False)


def screen_flags(arguments: Sequence[str]) -> dict[str, object] | None:
    """Settings by key from a call that holds nothing but the screen's flags; None for a command."""
    flags: dict[str, object] = {}
    waiting = iter(arguments)
    for word in waiting:
        name, equals, value = word.partition("=")
        if word in SWITCHES:
            key, setting = SWITCHES[word]
            flags[key] = setting
        elif name == THEME and (theme := value if equals else next(waiting, "")):
            flags["ui.theme"] = theme
        else:
            return None
    return flags


def _open_screen(flags: dict[str, object]) -> int:
    from cockpit_tui import collector

    collector.hold()
    sys.setswitchinterval(SWITCH_SECONDS)
    from cockpit_tui.bootstrap import run_cockpit

    return run_cockpit(flags)


if __name__ == "__main__":
    run()
