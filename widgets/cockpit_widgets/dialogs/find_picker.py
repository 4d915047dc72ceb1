"""A picker over more than can be listed: what fits is looked up while one types."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from cockpit_tui.domain.errors import CockpitError
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.picker import GOES_BACK, Picker

T = TypeVar("T")
Finder = Callable[[str], Awaitable[Sequence[Choice[T]]]]
"""What fits some words, the likeliest first; may raise CockpitError."""


class FindPicker(Picker[T]):
    """Gives the chosen value, or None when it was left. Enter waits for what fits all that was
    typed, so that no row of fewer letters is taken."""

    LEAVING = GOES_BACK
    width = 84

    def __init__(self, title: str, find: Finder[T], *, anchor: int | None = None) -> None:
        super().__init__(title, (), anchor=anchor)
        self._find = find
        self._found: str | None = None
        """The words that the rows fit."""
        self._is_accepting = False

    def on_mount(self) -> None:
        super().on_mount()
        self.search(self.text)

    def search(self, text: str) -> None:
        self._found = None
        self.run_worker(self._look_up(text), exclusive=True, exit_on_error=False)

    async def _look_up(self, text: str) -> None:
        try:
            choices = list(await self._find(text))
        except CockpitError as error:
            self.note(error.message, "risk")
            return
        self.note("")
        self._found = text
        self.show_choices(choices)
        if self._is_accepting:
            self.accept()

    def accept(self) -> None:
        self._is_accepting = self._found != self.text
        if not self._is_accepting:
            super().accept()
