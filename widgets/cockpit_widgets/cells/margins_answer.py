"""Whether a terminal can move a part of its rows: it is asked, and never guessed by its name.

Margins at the sides (DECLRMM, mode 69, and DECSLRM) are in xterm, iTerm2, WezTerm, Windows
Terminal, Ghostty and Contour, not in all versions of each; xterm.js, for one, has none, and who
calls itself xterm need not be one. A terminal that does not know the mode answers 0, or 4 where it
can never be set, or nothing. tmux answers for itself.
"""

from __future__ import annotations

import re

MARGINS_QUESTION = "\x1b[?69l\x1b[?69$p"
"""DECRQM: is the mode set, not set, or unknown? Not set by now, whatever program was there before:
one that was killed may have left margins."""
PRINT_QUESTIONS = ("Apple_Terminal",)
"""TERM_PROGRAM of those that print the end of such a question."""

_ANSWER = re.compile(r"\x1b\[\?69;([0-4])\$y")
_CAN_BE_SET = ("1", "2")
_LONGEST = len("\x1b[?69;1$y")


class MarginsAnswer:
    """Finds the answer in what the terminal sends, in whichever pieces that comes."""

    def __init__(self) -> None:
        self._seen = ""

    def in_piece(self, piece: str) -> bool | None:
        """Whether there are margins; None for a piece in which no answer ends."""
        seen = self._seen + piece
        self._seen = seen[1 - _LONGEST :]
        if "$y" not in seen:
            return None
        answer = _ANSWER.search(seen)
        if answer is None:
            return None
        self._seen = seen[answer.end() :][1 - _LONGEST :]
        return answer[1] in _CAN_BE_SET
