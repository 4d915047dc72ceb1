"""What one process holds of the leases of its org, from one cycle to the next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from cockpit_sync.reading.pull_writing import PULL
from cockpit_sync.sending.sender import PUSH
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import leases
from cockpit_tui.store.mirror.leases import Holder, Lease
from cockpit_tui.store.mirror.mirror_state import Org, Transaction

WAIT_SECONDS = 0.25
"""How often a forced exchange looks whether the holder gave way."""


class Leasing:
    """The right to read and the right to send, as far as this process has them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._holder = Holder.of_this_process()
        self.held: dict[str, Lease] = {}
        """By `pull` and `push`."""

    def take(self, org: Org, *, is_forced: bool, gives_up: Callable[[], bool]) -> str:
        """Holds what can be had; in words why not, when another process has it.

        Forced, the holder is asked to give way, and waited for until `gives_up`.
        """
        names = {PULL: f"pull:{org.id}", PUSH: f"push:{org.id}:{org.user_salesforce_id}"}
        if not is_forced and self._holds_all(names):
            return ""
        while True:
            with self._store.write() as connection:
                for kind, name in names.items():
                    self._take(connection, kind, name, is_forced=is_forced)
                missing = [name for kind, name in names.items() if kind not in self.held]
                who = leases.holder_words(connection, missing[0]) if missing else ""
                is_waiting = bool(missing) and is_forced and not gives_up()
                for name in names.values() if is_forced else ():
                    if is_waiting and name in missing:
                        leases.want(connection, name, self._holder)
                    else:
                        leases.want_no_more(connection, name, self._holder)
            if not is_waiting:
                break
            threading.Event().wait(WAIT_SECONDS)
        return f"This workspace is mirrored by {who}." if missing else ""

    def _holds_all(self, names: Mapping[str, str]) -> bool:
        """Whether nothing is to be written about them: the database's one writer is left alone."""
        if {kind: lease.name for kind, lease in self.held.items()} != names:
            return False
        with self._store.read() as connection:
            return leases.are_undisturbed(connection, list(self.held.values()), self._holder)

    def give_way(self) -> None:
        """Gives up, between two cycles, what another process waits for."""
        with self._store.read() as connection:
            wanted = [
                kind
                for kind, lease in self.held.items()
                if leases.is_wanted(connection, lease.name, self._holder)
            ]
        if wanted:
            with self._store.write() as connection:
                for kind in wanted:
                    leases.release(connection, self.held.pop(kind))

    def release(self, connection: Transaction) -> None:
        """Gives everything up."""
        for lease in list(self.held.values()):
            leases.release(connection, lease)

    def _take(self, connection: Transaction, kind: str, name: str, *, is_forced: bool) -> None:
        if not is_forced and leases.is_wanted(connection, name, self._holder):
            held = self.held.pop(kind, None)
            if held is not None:
                leases.release(connection, held)
            return
        lease = leases.acquire(connection, name, self._holder)
        if lease is None:
            self.held.pop(kind, None)
        else:
            self.held[kind] = lease
