"""What a filter tells while it is edited; as `FilterLine.Changed` to whoever shows one."""

from __future__ import annotations

from textual.message import Message


class FilterChanged(Message):
    """The text while it is edited, and where in it the cursor stands."""

    def __init__(self, text: str, cursor: int = 0) -> None:
        super().__init__()
        self.text = text
        self.cursor = cursor

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, FilterChanged)
