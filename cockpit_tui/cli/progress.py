"""How far a verb on many records has come: a line a second on standard error."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from cockpit_tui.services.progress import Progress, followed

TOLD_EVERY_SECONDS = 1.0


class ToldProgress(Progress):
    """Tells while the work goes on; a call that is over within a second says nothing of it."""

    def __init__(self, total: int) -> None:
        super().__init__(total)
        self._told_at = time.monotonic()

    def check(self) -> None:
        super().check()
        now = time.monotonic()
        if now - self._told_at >= TOLD_EVERY_SECONDS:
            self._told_at = now
            click.echo(self._words(), err=True)

    def _words(self) -> str:
        if not self.total:
            return f"{self.done:,} done …" if self.done else "Working …"
        if self.done >= self.total:
            return f"Writing {self.total:,} down …"
        return f"{self.done:,} of {self.total:,} …"


@contextmanager
def told(total: int = 0) -> Iterator[None]:
    """What is done inside is told of; `total` is how many records it is, where that is known.

    Ctrl+C takes it back and says so (Cancelled); a second one ends the program where it is. Where
    the program was told to ignore it, as one that runs behind a script is, it goes on.
    """
    progress = ToldProgress(total)
    before = signal.getsignal(signal.SIGINT)

    def cancel(_number: int, _frame: object) -> None:
        progress.cancel()
        signal.signal(signal.SIGINT, before)

    is_ignored = before in {signal.SIG_IGN, None}
    if not is_ignored:
        signal.signal(signal.SIGINT, cancel)
    try:
        with followed(progress):
            yield
    finally:
        if not is_ignored:
            signal.signal(signal.SIGINT, before)
