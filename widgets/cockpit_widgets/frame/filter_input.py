"""The filter while it is edited: an input whose offers are taken with Tab or an arrow."""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from cockpit_widgets.frame.offers import Offers


class FilterInput(Input):
    """Enter stays Enter until an arrow has chosen an offer; typing goes on whatever is offered."""

    virtual_size = Reactive(Size(0, 0))
    """As wide as the text. Textual lays the screen out for another one; here it moves nothing."""

    offers: Offers
    """Where they are shown."""

    def take_offer(self) -> bool:
        """Writes the chosen offer in place of what it completes; False when there is none."""
        offer = self.offers.current
        if offer is None:
            return False
        head, tail = self.value[: offer.start] + offer.text, self.value[offer.end :]
        self.offers.clear()
        self.value = head + tail.removeprefix(" ") if head.endswith(" ") else head + tail
        self.cursor_position = len(head)
        return True

    async def _on_key(self, event: events.Key) -> None:
        if self._is_answered(event.key):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    def _is_answered(self, key: str) -> bool:
        if self.offers.current is None:
            return False
        match key:
            case "tab":
                return self.take_offer()
            case "right":
                return self.cursor_position == len(self.value) and self.take_offer()
            case "enter":
                return self.offers.is_moved and self.take_offer()
            case "down" | "up":
                self.offers.move(1 if key == "down" else -1)
                return True
        return False
