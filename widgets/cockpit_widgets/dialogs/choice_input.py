"""Where one types to find a choice, or takes one by its key."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input


class ChoiceInput(Input):
    """Textual's input; a key that takes a choice is never written into it."""

    virtual_size = Reactive(Size(0, 0))
    """As wide as the text. Textual lays the screen out for another one; here it moves nothing."""

    @dataclass(eq=False, repr=False)
    class KeyPressed(Message):
        """The first key was one that takes a choice."""

        key: str

    def __init__(self, keys: Collection[str], placeholder: str) -> None:
        """`keys` are taken while nothing is typed."""
        super().__init__(id="text", placeholder=placeholder)
        self._keys = frozenset(keys)

    async def _on_key(self, event: events.Key) -> None:
        if not self.value and event.character in self._keys:
            event.stop()
            event.prevent_default()
            self.screen.post_message(self.KeyPressed(event.character))
            return
        await super()._on_key(event)
