"""What a real terminal answers when it is asked, and the modes that a program has set."""

from __future__ import annotations

import re

from benchmarks.terminal.settings import Options
from tests.emulated.output import Queries

KNOWN_MODES = frozenset({1, 7, 25, 1000, 1002, 1003, 1004, 1006, 1049, 2004})
SYNCHRONIZED, SIZE_IN_BAND, SIDE_MARGINS = 2026, 2048, 69
STATUS = {
    b"5": b"\x1b[0n",
    b"6": b"\x1b[1;1R",
    b"?6": b"\x1b[?1;1R",
    b"?996": b"\x1b[?997;1n",
}
ATTRIBUTES = {
    b"": b"\x1b[?62;22c",
    b"0": b"\x1b[?62;22c",
    b">": b"\x1b[>1;4600;0c",
    b"=": b"\x1bP!|00000000\x1b\\",
}
CELL_HEIGHT, CELL_WIDTH = 20, 10
"""Pixels."""


class Responder:
    """A terminal's answers, as far as programs ask."""

    def __init__(self, rows: int, columns: int, options: Options) -> None:
        self.modes = {7: True, 25: True}
        """DEC private modes, as the program has set them."""
        self.keyboard = [0]
        """The kitty protocol's stack of flags."""
        self.queries: dict[str, int] = {}
        """What was asked and answered, and how often."""
        self._rows, self._columns = rows, columns
        self._has_in_band, self._has_kitty = options.inband, options.kitty
        self._known = KNOWN_MODES | {
            mode
            for mode, is_known in (
                (SYNCHRONIZED, options.sync),
                (SIZE_IN_BAND, options.inband),
                (SIDE_MARGINS, options.margins),
            )
            if is_known
        }
        self._asked = Queries()

    def feed(self, data: bytes) -> bytes:
        """What the terminal answers; a query that is cut off waits for its end."""
        answers = b""
        for query in self._asked.feed(data):
            answer = self._answer(query)
            if answer:
                words = ascii(query[0].decode("latin1"))
                self.queries[words] = self.queries.get(words, 0) + 1
                answers += answer
        return answers

    def _answer(self, query: re.Match[bytes]) -> bytes:
        if query["csi"] is not None:
            return self._control(query["csi"][:-1], query["csi"][-1:])
        if query["osc"] is not None:
            return _colour(query["osc"])
        if query["dcs"].startswith(b"+q"):
            return b"\x1bP0+r\x1b\\"
        return b"\x1bP0$r\x1b\\" if query["dcs"].startswith(b"$q") else b""

    def _control(self, body: bytes, final: bytes) -> bytes:
        if final in b"hl" and body[:1] == b"?":
            return self._set_modes(body[1:], is_on=final == b"h")
        if final == b"c":
            return ATTRIBUTES.get(body[:1] if body[:1] in (b">", b"=") else body, b"")
        if final == b"n":
            return STATUS.get(body, b"")
        if final == b"p" and body.endswith(b"$") and body[:1] == b"?":
            mode = int(body[1:-1] or 0)
            value = 0 if mode not in self._known else (1 if self.modes.get(mode) else 2)
            return b"\x1b[?%d;%d$y" % (mode, value)
        if final == b"q" and body[:1] == b">":
            return b"\x1bP>|benchmarks.terminal(1.0)\x1b\\"
        if final == b"u" and self._has_kitty:
            return self._keyboard_flags(body)
        if final == b"t":
            return self._size_report(body)
        return b""

    def _set_modes(self, modes: bytes, *, is_on: bool) -> bytes:
        answer = b""
        for mode in modes.split(b";"):
            if mode.isdigit():
                self.modes[int(mode)] = is_on
                if int(mode) == SIZE_IN_BAND and is_on and self._has_in_band:
                    height, width = self._rows * CELL_HEIGHT, self._columns * CELL_WIDTH
                    size = (self._rows, self._columns, height, width)
                    answer += b"\x1b[48;%d;%d;%d;%dt" % size
        return answer

    def _keyboard_flags(self, body: bytes) -> bytes:
        if body == b"?":
            return b"\x1b[?%du" % self.keyboard[-1]
        if body[:1] == b">":
            self.keyboard.append(int(body[1:].split(b";")[0] or 0))
        elif body[:1] == b"<":
            for _ in range(int(body[1:] or 1)):
                if len(self.keyboard) > 1:
                    self.keyboard.pop()
        elif body[:1] == b"=":
            self.keyboard[-1] = int(body[1:].split(b";")[0] or 0)
        return b""

    def _size_report(self, body: bytes) -> bytes:
        if body == b"14":
            return b"\x1b[4;%d;%dt" % (self._rows * CELL_HEIGHT, self._columns * CELL_WIDTH)
        if body == b"16":
            return b"\x1b[6;%d;%dt" % (CELL_HEIGHT, CELL_WIDTH)
        return b"\x1b[8;%d;%dt" % (self._rows, self._columns) if body == b"18" else b""


def _colour(query: bytes) -> bytes:
    """Light grey on black."""
    if ground := re.fullmatch(rb"(10|11|12);\?", query):
        colour = b"rgb:0000/0000/0000" if ground[1] == b"11" else b"rgb:e5e5/e5e5/e5e5"
        return b"\x1b]%s;%s\x1b\\" % (ground[1], colour)
    if numbered := re.fullmatch(rb"4;(\d+);\?", query):
        return b"\x1b]4;%s;rgb:8080/8080/8080\x1b\\" % numbered[1]
    return b""
