"""One run of the mirror: the org, its translation, the leases, and short transactions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from cockpit_sync.fields import Translation
from cockpit_sync.objects.capabilities import Capabilities
from cockpit_sync.objects.create_modes import CreateMode
from cockpit_sync.progress import Progress, Tell
from cockpit_sync.report import Tally
from cockpit_sync.salesforce.api import Api
from cockpit_sync.translating import read_translation
from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.values import Origin
from cockpit_tui.store.engine import Store, StoreChanged
from cockpit_tui.store.mirror import leases, mirror_links, mirror_state
from cockpit_tui.store.mirror.mirror_state import Org, Transaction
from cockpit_tui.store.mirror.yielding import busy_as_error, wait_briefly
from cockpit_tui.store.work.unit_of_work import Author, UnitOfWork

ROWS_A_TRANSACTION = 200
"""So that a person's edit never waits long for the mirror's."""


@dataclass(slots=True)
class Run:
    """What the steps of one cycle share. Transactions of a run prove its leases before they end."""

    store: Store
    clock: Clock
    api: Api
    org: Org
    capabilities: Capabilities
    tally: Tally
    held: dict[str, leases.Lease] = field(default_factory=dict)
    """`pull` and `push`, those of them that this process has."""
    mode: CreateMode = CreateMode.EXACT
    """How creates are told apart in this org."""
    bulk_rows: int = 50_000
    """An object with more rows is loaded by a Bulk job."""
    is_patient: bool = False
    """Somebody asked for a whole cycle now: what is under way at Salesforce is waited for."""
    looked: dict[int, datetime] = field(default_factory=dict)
    """When requests in doubt were last looked for, by batch; kept between cycles."""
    contested: set[int] = field(default_factory=set)
    """Parts whose records somebody else changed too, in this cycle: written under a guard."""
    vanished: dict[str, set[str]] = field(default_factory=dict)
    """Records that we hold and Salesforce does not, by object, in this cycle."""
    tell_reading: Tell | None = None
    """Hears how far a first reading is."""
    progress: Progress | None = None
    """Of the first reading that is under way."""
    thawed: frozenset[str] = frozenset()
    """Objects of which a person said that what vanished is gone."""
    _translation: Translation | None = None

    @property
    def translation(self) -> Translation:
        """Values and people as the store has them; read once, until `forget_translation`."""
        if self._translation is None:
            self._translation = read_translation(self.store, self.capabilities)
        return self._translation

    def forget_translation(self) -> None:
        """People or the mapping changed."""
        self._translation = None

    @contextmanager
    def transaction(self, lease: str, *, is_durable: bool = False) -> Iterator[Transaction]:
        """A write transaction under a lease. Raises LeaseLost or StoreBusy: nothing was written.

        Durable, it is on the disk when it ends, and the lease is renewed: a request follows.
        """
        with busy_as_error(), self.store.write(is_durable=is_durable) as connection:
            wait_briefly(connection)
            leases.confirm(connection, self.held[lease], is_renewed=is_durable)
            yield connection
            self.write_ledger(connection)

    @contextmanager
    def unit_of_work(self, lease: str, user: str | None, label: str) -> Iterator[UnitOfWork]:
        """An edit in the name of the Salesforce user who made it, journaled as the mirror's."""
        person = self.translation.people.get(user or "")
        author = Author(PersonId(person) if person else None, Origin.MIRROR)
        with (
            busy_as_error(),
            UnitOfWork(self.store, author, label, self.clock) as work,
        ):
            wait_briefly(work.connection)
            leases.confirm(work.connection, self.held[lease])
            yield work
            self.write_ledger(work.connection)

    def write_ledger(self, connection: Transaction) -> None:
        """Adds the calls made since the last time."""
        calls = self.api.take_ledger()
        if calls:
            mirror_state.add_calls(connection, calls)

    def announce(self, part_ids: Iterable[int] = ()) -> None:
        """Tells other parts of this process that the mirror wrote; call it after the commit."""
        ids = list(part_ids)
        ctas: frozenset[int] = frozenset()
        if ids:
            with self.store.read() as connection:
                found = mirror_links.parts_by_id(connection, ids)
                ctas = frozenset(part.cta_id for part in found.values())
        self.store.publish(StoreChanged(ctas, None, is_mirror=True))

    def now(self) -> datetime:
        return self.clock.now()

    def server_now(self) -> datetime:
        """Salesforce's clock as its last answer told it; ours where it told none."""
        return self.api.server_time or self.clock.now()
