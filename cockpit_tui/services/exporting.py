"""Whole records, for documents that leave the cockpit."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.rows import CtaRecord
from cockpit_tui.services.permitted import Service, requires
from cockpit_tui.store.cta_records import read_records


class ExportService(Service):
    """Reads many records in full, in one consistent state."""

    @requires(Right.READ, "cta")
    def ctas(self, ids: Sequence[int]) -> list[CtaRecord]:
        """The CTAs in the order of `ids`; those that are gone are left out."""
        with self.store.read() as connection:
            return list(read_records(connection, ids))
