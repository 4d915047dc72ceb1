"""What was typed in one go for a verb that then could not ask for it."""

from __future__ import annotations

from textual import events

BURST_SECONDS = 0.5
"""Letters that follow each other faster than this were typed in one go."""
LONGEST_SECONDS = 2.0
"""Nobody types an answer blindly for longer; whoever works at this pace is doing the next thing."""
HELD = 3
"""So many times the same key in a row is no word, but a key that is held down."""


class RefusedWords:
    """Letters behind the verb's key, up to Enter, a pause, or a key that is none of a word."""

    def __init__(self, at: float) -> None:
        self._last_at = at
        self._ends_at = at + LONGEST_SECONDS
        self._same = 0
        self._key = ""

    def take(self, event: events.Key) -> bool:
        """Whether the key is one more of them."""
        self._same = self._same + 1 if event.key == self._key else 1
        is_enter = event.key == "enter"
        is_word = is_enter or (event.is_printable and self._same < HELD)
        is_in_time = event.time < min(self._ends_at, self._last_at + BURST_SECONDS)
        self._key, self._last_at = event.key, event.time
        if is_enter:
            self._ends_at = event.time
        return is_word and is_in_time
