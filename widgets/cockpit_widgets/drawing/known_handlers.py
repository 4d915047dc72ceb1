"""Who handles which message, found once: Textual looks through all classes of whoever is handed
one, for each message and whenever there is nothing to do.

It replaces one method of `textual.message_pump.MessagePump` of Textual 8.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from textual.message import Message
from textual.message_pump import MessagePump

Handler: TypeAlias = tuple[type, Callable[..., Any]]
_KNOWN: dict[tuple[type, type, str], tuple[Handler, ...] | None] = {}
"""By receiver, message and name; None where it depends on who sent the message."""


class KnowsHandlers(MessagePump):
    """Mixed into what handles many messages."""

    def _get_dispatch_methods(
        self, method_name: str, message: Message
    ) -> Iterable[tuple[type, Callable[[Message], Any]]]:
        key = (type(self), type(message), method_name)
        if key not in _KNOWN:
            _KNOWN[key] = _handlers(*key)
        known = _KNOWN[key]
        if known is None:
            return super()._get_dispatch_methods(method_name, message)
        return self._bound(known, message)

    def _bound(
        self, known: Iterable[Handler], message: Message
    ) -> Iterator[tuple[type, Callable[[Message], Any]]]:
        before = None
        for owner, handler in known:
            if message._no_default_action and owner is not before:
                return
            before = owner
            yield owner, handler.__get__(self, owner)


def _handlers(receiver: type, kind: type, method_name: str) -> tuple[Handler, ...] | None:
    """Those of each class, decorated ones first; None where one has selectors."""
    found: list[Handler] = []
    kinds = [one for one in kind.__mro__ if issubclass(one, Message)]
    for owner in receiver.__mro__:
        decorated = owner.__dict__.get("_decorated_handlers") or {}
        for handler, selectors in (entry for one in kinds for entry in decorated.get(one, ())):
            if selectors:
                return None
            if handler not in (other for _, other in found):
                found.append((owner, handler))
        named = owner.__dict__.get(f"_{method_name}") or owner.__dict__.get(method_name)
        if named is not None and not getattr(named, "_textual_on", None):
            found.append((owner, named))
    return tuple(found)
