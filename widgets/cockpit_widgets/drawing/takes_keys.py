"""Widgets that use a key at once: Textual would ask each node up to the app what it makes of it."""

from __future__ import annotations

from textual import events


class TakesKeys:
    """Mixed into widgets; whoever has the keys asks the one with the focus first."""

    def take(self, event: events.Key) -> bool:
        """Does what the key is for here; False for a key that goes the usual way.

        Later keys do not wait for what a taken one causes.
        """
        raise NotImplementedError
