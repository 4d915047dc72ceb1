"""How far the first reading of an org is, on a terminal that waits for it."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from cockpit_tui.domain.rows.mirror import FirstReading
from cockpit_widgets.drawing.signs import glyphs

QUIET_SECONDS = 1.0
"""A longer wait shows itself."""
BAR = 20
CLEAR_LINE = "\r\x1b[K"


class ReadingLine:
    """One line on standard error that is written over; nothing where that is no terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._since = time.monotonic()
        self._is_shown = False

    def __call__(self, reading: FirstReading | None) -> None:
        """Shows how far it is; None: it is over, and the line is empty again."""
        if not self._stream.isatty():
            return
        if reading is None:
            if self._is_shown:
                self._write(CLEAR_LINE)
            self._is_shown = False
        elif time.monotonic() - self._since > QUIET_SECONDS:
            self._is_shown = True
            self._write(f"{CLEAR_LINE}{line(reading)}")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def line(reading: FirstReading) -> str:
    """`Reading tasks (7 of 7): 1,200 of 6,000 ━━━───`."""
    if not reading.total:
        return f"{reading.words}: {reading.done:,}"
    full = round(BAR * min(1.0, reading.done / reading.total))
    bar = glyphs().bar_full * full + glyphs().bar_empty * (BAR - full)
    return f"{reading.words}: {reading.done:,} of {reading.total:,} {bar}"
