"""What a terminal answers when a program asks, and which of its modes were left on."""

from __future__ import annotations

from tests.emulated.output import Queries

_KNOWN_MODES = frozenset({1, 7, 25, 1000, 1002, 1003, 1004, 1006, 1049, 2004, 2026})
_AT_REST = {7: True, 25: True}
"""Wrapping and a visible cursor; everything else is off in a shell."""


class Answers:
    """A dark or light xterm with synchronized output; remembers every mode that is set."""

    def __init__(self, columns: int, rows: int, *, is_light: bool = False) -> None:
        self.columns, self.rows = columns, rows
        self._ground = b"rgb:ffff/ffff/ffff" if is_light else b"rgb:0000/0000/0000"
        self._modes = dict(_AT_REST)
        self._keyboard_levels = 0
        self._queries = Queries()
        self.titles: list[str] = []

    def feed(self, data: bytes) -> bytes:
        """What the terminal answers to this output."""
        replies = []
        for match in self._queries.feed(data):
            if match["csi"] is not None:
                replies.append(self._control(match["csi"]))
            elif match["osc"] is not None:
                replies.append(self._command(match["osc"]))
            else:
                replies.append(b"\x1bP0+r\x1b\\" if match["dcs"].startswith(b"+q") else b"")
        return b"".join(replies)

    def left_on(self) -> list[str]:
        """Modes that a shell would find changed; empty when the terminal was left clean."""
        wrong = [
            f"?{number}{'h' if is_on else 'l'}"
            for number, is_on in sorted(self._modes.items())
            if is_on != _AT_REST.get(number, False)
        ]
        return [*wrong, *(["keyboard protocol"] if self._keyboard_levels > 0 else [])]

    def is_on(self, mode: int) -> bool:
        return self._modes.get(mode, False)

    def _control(self, sequence: bytes) -> bytes:
        final, body = sequence[-1:], sequence[:-1]
        if final in b"hl" and body[:1] == b"?":
            for word in body[1:].split(b";"):
                if word.isdigit():
                    self._modes[int(word)] = final == b"h"
        elif final == b"c":
            return b"\x1b[>1;4600;0c" if body[:1] == b">" else b"\x1b[?62;22c"
        elif final == b"n":
            return {b"5": b"\x1b[0n", b"6": b"\x1b[1;1R"}.get(body, b"")
        elif final == b"p" and body[:1] == b"?" and body.endswith(b"$"):
            number = int(body[1:-1] or 0)
            known = number in _KNOWN_MODES
            value = (1 if self.is_on(number) else 2) if known else 0
            return b"\x1b[?%d;%d$y" % (number, value)
        elif final == b"q" and body[:1] == b">":
            return b"\x1bP>|journey(1.0)\x1b\\"
        elif final == b"u" and body[:1] in (b">", b"<"):
            self._keyboard_levels += 1 if body[:1] == b">" else -1
        elif final == b"t" and body == b"18":
            return b"\x1b[8;%d;%dt" % (self.rows, self.columns)
        return b""

    def _command(self, sequence: bytes) -> bytes:
        if sequence == b"11;?":
            return b"\x1b]11;" + self._ground + b"\x1b\\"
        if sequence == b"10;?":
            return b"\x1b]10;rgb:8080/8080/8080\x1b\\"
        if sequence[:2] in (b"0;", b"2;"):
            self.titles.append(sequence[2:].decode("utf-8", "replace"))
        return b""
