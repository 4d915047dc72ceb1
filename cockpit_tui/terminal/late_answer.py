"""Keeps a late answer of the terminal from being taken for keys.

Over a slow line the answer to `background` can come when the app already reads the keyboard, and
Textual reads an answer that it does not know as single keys, some of which are commands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

ANSWER = re.compile(r"\x1b\]11;[^\x07\x1b]*(?:\x07|\x1b\\)")
LAST_ANSWER = re.compile(r"\x1b\[\?[0-9;]*c")
BEGUN_ANSWER = re.compile(r"\x1b(?:\]11[^\x07\x1b]*\x1b?|\[\?[0-9;]*)\Z")


class LateAnswer:
    """Takes the answer out of what is typed; `is_over` after the terminal's last word."""

    def __init__(self) -> None:
        self._held = ""
        self.is_over = False

    def keys_in(self, typed: str) -> str:
        """`typed` without answers; the beginning of one is held back until its end comes."""
        if self.is_over:
            return typed
        text = ANSWER.sub("", self._held + typed)
        self._held = ""
        text, ends = LAST_ANSWER.subn("", text)
        if ends:
            self.is_over = True
        elif begun := BEGUN_ANSWER.search(text):
            self._held = begun[0]
            text = text[: begun.start()]
        return text


def swallow_late_answer(parser: type[Any]) -> LateAnswer:
    """Makes a parser class (Textual's `XTermParser`) leave out a late answer.

    Call it before the app starts, and only while `BackgroundQuery.is_outstanding`.
    """
    answer = LateAnswer()
    feed = parser.feed

    def feed_without_answer(self: object, data: str) -> Iterable[object]:
        # No data means the end of input, which must get through.
        keys = answer.keys_in(data)
        events: Iterable[object] = feed(self, keys) if keys or not data else ()
        return events

    parser.feed = feed_without_answer
    return answer
