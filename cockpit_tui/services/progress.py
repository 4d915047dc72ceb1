"""How far a verb on many records has come, and its end before it is through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from cockpit_tui.domain.errors import Cancelled

Item = TypeVar("Item")


class Progress:
    """Written by the thread that works, read and cancelled by another."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.is_cancelled = False

    def cancel(self) -> None:
        """The work ends at its next record, and all of it is taken back."""
        self.is_cancelled = True

    def check(self) -> None:
        """Raises Cancelled once somebody asked for the end."""
        if self.is_cancelled:
            far = f" after {self.done:,} of {self.total:,}" if self.total else ""
            raise Cancelled(f"Cancelled{far}. Nothing was changed.")

    def step(self) -> None:
        """One record more is done; raises Cancelled once somebody asked for the end."""
        self.check()
        self.done += 1


_followed: ContextVar[Progress | None] = ContextVar("followed", default=None)


@contextmanager
def followed(progress: Progress) -> Iterator[None]:
    """What is done inside, in this thread, reports to `progress`."""
    token = _followed.set(progress)
    try:
        yield
    finally:
        _followed.reset(token)


def check_followed() -> None:
    """Raises Cancelled when somebody asked for the end of what this thread does."""
    progress = _followed.get()
    if progress is not None:
        progress.check()


def begin_anew() -> None:
    """What this thread does is done once more, from its first record."""
    progress = _followed.get()
    if progress is not None:
        progress.done = 0


def steps(items: Sequence[Item]) -> Iterator[Item]:
    """The items, mostly ids, one by one.

    Raises Cancelled between two of them, and after the last, when somebody asked for the end: the
    unit of work then takes everything back.
    """
    progress = _followed.get()
    for item in items:
        if progress is not None:
            progress.step()
        yield item
    if progress is not None:
        progress.check()
