"""A store in which nothing is kept: what would change is done, read, and taken back at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext

from sqlalchemy import URL, Connection, func, select

from cockpit_tui.store import history
from cockpit_tui.store.engine import Store, StoreChanged, translated
from cockpit_tui.store.halting import Halt
from cockpit_tui.store.history import JournalRow
from cockpit_tui.store.tables import mirror_schema, schema


class Rehearsal(Store):
    """For `--dry-run`: every check and every effect is the real one, and none outlives `close`.

    All calls share one write transaction, so that later ones see what earlier ones did. Meant for
    one thread and one short command: other writers wait meanwhile.
    """

    def __init__(
        self, url: URL | str, *, is_read_only: bool = False, snooze_zone: str = ""
    ) -> None:
        super().__init__(url, is_read_only=is_read_only, snooze_zone=snooze_zone)
        self._exits = ExitStack()
        connection = self._exits.enter_context(self.engine.connect())
        self._connection = connection.execution_options(cockpit_write=True)
        self._exits.callback(self._connection.begin().rollback)
        self._last_batch = self._newest(schema.batch.c.id)
        self._last_operation = self._newest(mirror_schema.outbox.c.id)

    @contextmanager
    def read(self, halt: Halt | None = None) -> Iterator[Connection]:
        with (
            translated(self.url),
            nullcontext() if halt is None else halt.over(self._connection),
        ):
            yield self._connection

    @contextmanager
    def write(self, *, is_durable: bool = False) -> Iterator[Connection]:
        del is_durable  # Nothing is kept.
        # What fails leaves nothing for the steps after it, as it would not in earnest.
        with translated(self.url), self._connection.begin_nested():
            yield self._connection
        self._written.commits = self.commits + 1

    def publish(self, change: StoreChanged) -> None:
        """Nobody is told of what does not happen."""

    def changes(self) -> list[JournalRow]:
        """What the journal would say, oldest first."""
        return history.since(self._connection, self._last_batch)

    def operations(self) -> int:
        """How many edits would set out for Salesforce."""
        outbox = mirror_schema.outbox
        query = select(func.count()).where(outbox.c.id > self._last_operation)
        return self._connection.scalar(query.select_from(outbox)) or 0

    def close(self) -> None:
        self._exits.close()
        super().close()

    def _newest(self, column: object) -> int:
        query = select(func.coalesce(func.max(column), 0))
        return int(self._connection.scalar(query) or 0)
