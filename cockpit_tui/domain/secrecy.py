"""Values that hold secrets, and how they are shown: without them."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import Struct


class Secretive(Struct, frozen=True):
    """Shows the fields in `shown` alone: in its `repr`, and to Rich, which draws the values of a
    traceback and asks `__rich_repr__` first, where a plain struct tells all that it holds."""

    shown: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({told})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [(name, getattr(self, name)) for name in self.shown]
