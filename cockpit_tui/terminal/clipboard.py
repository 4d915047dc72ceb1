"""Copying to the clipboard of the person's own machine, also over ssh: OSC 52."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from enum import Enum

from msgspec import Struct

LIMIT_BYTES = 56_244
"""Bytes of text in one copy: with them xterm's limit of 74,994 for the encoded text is kept."""

SCREEN_CHUNK = 240
"""GNU screen passes strings of less than 256 bytes."""


class CopyWay(Enum):
    """By which way a text was sent; the value can be shown."""

    TERMINAL = "the terminal"
    TMUX = "tmux"
    SCREEN = "screen"


class ClipboardCopy(Struct, frozen=True):
    """What is to be written to the terminal, and what may be said about it."""

    sequence: str
    way: CopyWay
    characters: int
    """How many characters are in it."""

    left_out: int
    """How many at the end were too many."""

    def summary(self) -> str:
        """For the toast. Nobody answers OSC 52, so this says sent, not copied."""
        by = "" if self.way is CopyWay.TERMINAL else f" by way of {self.way.value}"
        if self.left_out:
            total = self.characters + self.left_out
            return f"Sent the first {self.characters:,} of {total:,} characters{by}"
        return f"Sent {self.characters:,} characters to the clipboard{by}"


def clipboard_copy(text: str, environment: Mapping[str, str] = os.environ) -> ClipboardCopy:
    """The sequence that puts `text` on the clipboard, wrapped for the multiplexer around us.

    Longer text is cut after 56,244 bytes of UTF-8, between characters.
    """
    encoded = text.encode("utf-8", "replace")
    kept = encoded[:LIMIT_BYTES].decode("utf-8", "ignore") if len(encoded) > LIMIT_BYTES else text
    payload = base64.b64encode(kept.encode("utf-8", "replace")).decode("ascii")
    bare = f"\x1b]52;c;{payload}\x07"
    way = copy_way(environment)
    if way is CopyWay.TMUX:
        # tmux takes the bare form with `set-clipboard on`, the wrapped with `allow-passthrough`.
        sequence = bare + "\x1bPtmux;" + bare.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    elif way is CopyWay.SCREEN:
        chunks = (bare[at : at + SCREEN_CHUNK] for at in range(0, len(bare), SCREEN_CHUNK))
        sequence = "".join(f"\x1bP{chunk}\x1b\\" for chunk in chunks)
    else:
        sequence = bare
    return ClipboardCopy(sequence, way, len(kept), len(text) - len(kept))


def copy_way(environment: Mapping[str, str]) -> CopyWay:
    """What stands between the program and the terminal."""
    terminal = environment.get("TERM", "")
    if environment.get("TMUX") or terminal.startswith("tmux"):
        return CopyWay.TMUX
    if environment.get("STY") or terminal.startswith("screen"):
        return CopyWay.SCREEN
    return CopyWay.TERMINAL
