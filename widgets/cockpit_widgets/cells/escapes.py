"""Tells Esc and the key typed right after it from the beginning of a sequence.

A terminal sends Esc as the byte with which the sequences of other keys begin, and a slow line
brings what was typed in one piece. Textual takes Esc and a letter that follow each other closely
for alt with that letter, and drops the Esc before a sign. No key here is alt with another, so these
are two keys, one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

ESC = "\x1b"
_INTRODUCERS = r"\[OPX\]^_"
"""What may follow Esc in a sequence of the terminal (ECMA-48, C1 in 7 bits)."""
_UNDECIDED = re.compile(rf"\x1b(?:[{_INTRODUCERS}]|\[20?|\[20[01])?\Z")
"""What may be the beginning of a sequence, or of a paste, or of its end."""
_ESC_AND_KEY = re.compile(rf"(\x1b)(?=[^\x7f\t\\{_INTRODUCERS}]|\Z)")
"""Not before Tab and Backspace, which are keys of their own with alt, nor before the backslash that
ends an answer of the terminal."""
_PASTE = re.compile(r"\x1b\[20([01])~")
WORD_KEYS = ("b", "f")
"""What macOS sends after Esc for Option with an arrow: a word back or on, in a text field."""


class Escapes:
    """Splits what was typed where an Esc is a key by itself."""

    def __init__(self, is_typing: Callable[[], bool]) -> None:
        """`is_typing`: whether letters go to a text field just now."""
        self._is_typing = is_typing
        self._held = ""
        self._is_pasting = False

    @property
    def is_undecided(self) -> bool:
        """Whether something is held back until more comes, or does not for a while; in a paste
        its end is waited for, however long."""
        return bool(self._held) and not self._is_pasting

    @property
    def is_pasting(self) -> bool:
        """Whether what comes is pasted, and no keys."""
        return self._is_pasting

    def pieces(self, typed: str) -> Iterator[str]:
        """What to read, in order; an Esc that is a key stands alone. The end may be held back."""
        text = self._held + typed
        undecided = _UNDECIDED.search(text)
        self._held = undecided[0] if undecided else ""
        text = text[: len(text) - len(self._held)]
        begin = 0
        for paste in _PASTE.finditer(text):
            yield from self._apart(text[begin : paste.start()])
            yield paste[0]
            self._is_pasting = paste[1] == "0"
            begin = paste.end()
        yield from self._apart(text[begin:])

    def nothing_more(self) -> Iterator[str]:
        """The same for what was held back, as nothing followed for a while: a key and its letter,
        but in a paste, whose end is still to come."""
        if self._is_pasting:
            return
        held, self._held = self._held, ""
        yield from filter(None, (held[:1], held[1:]) if len(held) <= len("\x1b[") else (held,))

    def _apart(self, text: str) -> Iterator[str]:
        if self._is_pasting:
            yield from filter(None, (text,))
            return
        parts = _ESC_AND_KEY.split(text)
        for place, part in enumerate(parts):
            follows = parts[place + 1][:1] if place + 1 < len(parts) else ""
            if part == ESC and follows in WORD_KEYS and self._is_typing():
                parts[place + 1] = ESC + parts[place + 1]
            elif part:
                yield part
