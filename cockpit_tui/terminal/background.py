"""Whether the terminal's ground is dark or light: asked of the terminal itself, once.

The question (OSC 11) is written before the program imports what it needs, and the answer is read
afterwards, so asking costs no time of its own. A second question that every terminal answers
(primary device attributes) follows it: its answer ends the waiting where OSC 11 is unknown.
"""

from __future__ import annotations

import atexit
import os
import re
import time
from collections.abc import Mapping
from enum import Enum
from typing import Any

ANSWER_SECONDS = 0.1
"""How long after the question an answer is waited for."""

QUESTION = b"\x1b]11;?\x1b\\\x1b[c"
COLOUR = re.compile(
    rb"\x1b\]11;rgba?:([0-9A-Fa-f]{1,4})/([0-9A-Fa-f]{1,4})/([0-9A-Fa-f]{1,4})[^\x07\x1b]*"
    rb"(?:\x07|\x1b\\)"
)
ANY_COLOUR = re.compile(rb"\x1b\]11;[^\x07\x1b]*(?:\x07|\x1b\\)")
LAST_ANSWER = re.compile(rb"\x1b\[\?[0-9;]*c")

SAME_CONTRAST_LUMINANCE = 0.179
"""Relative luminance at which black and white text are equally readable (WCAG 2.2 contrast)."""

SILENT_TERMINALS = ("", "dumb", "linux")
"""TERM of those that have no OSC 11."""


class Background(Enum):
    """The ground on which the terminal writes."""

    DARK = "dark"
    LIGHT = "light"


class BackgroundQuery:
    """A question under way; the terminal is in raw mode until `result` was called."""

    def __init__(self, environment: Mapping[str, str], input_fd: int, output_fd: int) -> None:
        self._environment = environment
        self._input_fd = input_fd
        self._saved: list[Any] | None = None
        self._answers = b""
        self._result: Background | None = None
        self.is_outstanding = False
        """Whether an answer may still come; then `late_answer` must keep it from the keys."""
        if environment.get("TERM", "") not in SILENT_TERMINALS and is_ours(input_fd, output_fd):
            self._ask(output_fd)
        self._deadline = time.monotonic() + ANSWER_SECONDS

    def result(self) -> Background:
        """The ground: by the terminal's answer, else by COLORFGBG, else dark.

        Waits no longer than 100 ms after the question. The terminal is as it was before.
        """
        if self._result is None:
            if self._saved is not None:
                self._read_answers()
                self._restore()
            answered = background_of(self._answers)
            self._result = answered or background_by_environment(self._environment)
        return self._result

    @property
    def typed(self) -> bytes:
        """What came beside the answers by the time of `result`: keys, and the beginning of an
        answer whose rest is still to come."""
        return LAST_ANSWER.sub(b"", ANY_COLOUR.sub(b"", self._answers)).replace(b"\n", b"\r")

    def _ask(self, output_fd: int) -> None:
        import termios

        try:
            self._saved = termios.tcgetattr(self._input_fd)
            raw = termios.tcgetattr(self._input_fd)
            raw[3] &= ~(termios.ECHO | termios.ICANON)
            raw[6][termios.VMIN], raw[6][termios.VTIME] = 0, 0
            termios.tcsetattr(self._input_fd, termios.TCSANOW, raw)
            atexit.register(self._restore)
            os.write(output_fd, QUESTION)
            self.is_outstanding = True
        except (OSError, termios.error):
            self._restore()

    def _read_answers(self) -> None:
        import select

        while self.is_outstanding:
            wait = max(0.0, self._deadline - time.monotonic())
            ready, _, _ = select.select([self._input_fd], [], [], wait)
            if not ready:
                return
            chunk = os.read(self._input_fd, 1024)
            if not chunk:
                return
            self._answers += chunk
            if LAST_ANSWER.search(self._answers):
                self.is_outstanding = False

    def _restore(self) -> None:
        if self._saved is None:
            return
        import termios

        saved, self._saved = self._saved, None
        atexit.unregister(self._restore)
        try:
            termios.tcsetattr(self._input_fd, termios.TCSANOW, saved)
        except (OSError, termios.error):
            # The terminal is gone; so is what had to be put back.
            return


def ask_background(
    environment: Mapping[str, str] = os.environ, input_fd: int = 0, output_fd: int = 1
) -> BackgroundQuery:
    """Asks the terminal for its ground, if it is one and this program has it in hand."""
    return BackgroundQuery(environment, input_fd, output_fd)


def background_of(answers: bytes) -> Background | None:
    """What the terminal's answers say about its ground; None if nothing."""
    match = COLOUR.search(answers)
    if match is None:
        return None
    red, green, blue = (_linear(int(part, 16) / (16 ** len(part) - 1)) for part in match.groups())
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return Background.LIGHT if luminance > SAME_CONTRAST_LUMINANCE else Background.DARK


def background_by_environment(environment: Mapping[str, str]) -> Background:
    """The ground by `COLORFGBG` (rxvt, Konsole: `15;0`, `0;default;15`), else dark."""
    number = environment.get("COLORFGBG", "").rpartition(";")[2]
    if number.isdecimal() and (int(number) == 7 or 9 <= int(number) <= 15):
        return Background.LIGHT
    return Background.DARK


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def is_ours(input_fd: int, output_fd: int) -> bool:
    """Whether both are one terminal that this process may talk to (not from the background)."""
    try:
        import termios  # noqa: F401  (missing on Windows, where nothing is asked)

        if not (os.isatty(input_fd) and os.isatty(output_fd)):
            return False
    except ImportError:
        return False
    try:
        return os.tcgetpgrp(input_fd) == os.getpgrp()
    except OSError:
        # Not our controlling terminal, so without job control: nobody stops us.
        return True
