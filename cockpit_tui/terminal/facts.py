"""What this terminal does with what we send: asked of it, of tmux, and of the environment.

Asked by `cockpit doctor` alone: the screen itself never waits for such answers.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from msgspec import Struct

from cockpit_tui.terminal.background import SILENT_TERMINALS, is_ours
from cockpit_tui.terminal.clipboard import CopyWay, copy_way

ANSWER_SECONDS = 0.5
"""Enough for a terminal at the other end of a slow line; asked once for each sign."""
_POSITION = re.compile(rb"\x1b\[\d+;(\d+)R")
_WHERE = b"\x1b[6n"
_ERASE_LINE = b"\r\x1b[2K"


class ClipboardFacts(Struct, frozen=True):
    """By which way a copy leaves, and what stands in its way."""

    way: CopyWay
    obstacles: tuple[str, ...] = ()
    """Options of tmux that hold copies back, with their values."""
    cures: tuple[str, ...] = ()
    """The commands that let them through."""


def clipboard_facts(environment: Mapping[str, str] = os.environ) -> ClipboardFacts:
    """What tmux says of its own options; nothing is asked outside tmux."""
    way = copy_way(environment)
    if way is not CopyWay.TMUX:
        return ClipboardFacts(way)
    held: list[str] = []
    cures: list[str] = []
    for option, wanted, also in _TMUX_OPTIONS:
        value = _tmux_option(option, environment)
        if value not in (wanted, *also):
            held.append(f"{option} is {value or 'not known'}")
            cures.append(f"tmux set -g {option} {wanted}")
    # One of the two is enough: tmux takes the bare sequence, or passes the wrapped one on.
    return ClipboardFacts(way, *(((), ()) if len(held) < len(_TMUX_OPTIONS) else (held, cures)))


_TMUX_OPTIONS = (("set-clipboard", "on", ()), ("allow-passthrough", "on", ("all",)))


def _tmux_option(name: str, environment: Mapping[str, str]) -> str:
    program = shutil.which("tmux", path=environment.get("PATH"))
    if program is None:
        return ""
    try:
        done = subprocess.run(
            [program, "show-options", "-Agvq", name],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=5,
            env=dict(environment),
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def wide_signs(
    signs: Sequence[str],
    environment: Mapping[str, str] = os.environ,
    input_fd: int = 0,
    output_fd: int = 1,
) -> list[str] | None:
    """Those of the signs that this terminal does not draw one cell wide.

    None where it cannot be asked: no terminal, or one that does not answer. The line that the
    cursor is on is used for it and left empty.
    """
    if environment.get("TERM", "") in SILENT_TERMINALS or not is_ours(input_fd, output_fd):
        return None
    wide = []
    with _raw(input_fd):
        try:
            for sign in signs:
                os.write(output_fd, b"\r" + sign.encode() + _WHERE)
                column = _answered_column(input_fd)
                if column is None:
                    return None
                if column != len("x") + 1:
                    wide.append(sign)
        finally:
            os.write(output_fd, _ERASE_LINE)
    return wide


def _answered_column(input_fd: int) -> int | None:
    """The column of the terminal's next answer, from 1; None when none comes in time."""
    answer, deadline = b"", time.monotonic() + ANSWER_SECONDS
    while True:
        wait = max(0.0, deadline - time.monotonic())
        ready, _, _ = select.select([input_fd], [], [], wait)
        if not ready:
            return None
        answer += os.read(input_fd, 64)
        if found := _POSITION.search(answer):
            return int(found[1])


@contextmanager
def _raw(input_fd: int) -> Iterator[None]:
    """Answers are not echoed and come without Enter; the terminal is as before afterwards."""
    import termios

    saved = termios.tcgetattr(input_fd)
    raw = termios.tcgetattr(input_fd)
    raw[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(input_fd, termios.TCSANOW, raw)
    try:
        yield
    finally:
        termios.tcsetattr(input_fd, termios.TCSANOW, saved)
